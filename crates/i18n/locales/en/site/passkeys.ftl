### site/passkeys

passkey-title = Passkeys and security keys
passkey-text = A passkey of your phone, computer or security key signs you in at once. It recognizes you by a PIN, a fingerprint or your face, and works for this site only, so that nobody can trick you out of it.
passkey-none = You have no passkey yet.
passkey-count = { $count ->
    [0] None
   *[other] { GROUPED($count) }
}
passkey-name = Name
passkey-name-hint = By which you recognize the device, at most 60 characters
passkey-name-wrong = Enter a name of at most 60 characters.
passkey-since = Added
passkey-used = Last used
passkey-never = Never
passkey-rename = Rename
passkey-rename-title = Rename a passkey
passkey-add = Add a passkey
passkey-add-title = Add a passkey
passkey-add-text = Your browser will ask you to confirm with your device, or to put in your security key. The key has to have a PIN or a fingerprint reader.
passkey-add-button = Add a passkey
passkey-add-without = This page needs JavaScript and a recent browser. Without them, use an authenticator app for two-step verification.
passkey-added = The passkey was added.
passkey-too-many = You have { GROUPED($most) } passkeys already. Remove one that you no longer use.
passkey-remove-title = Remove the passkey “{ $name }”?
passkey-remove-text = It will no longer sign you in. If it is your last one, you will get codes by email again, unless you have set up an authenticator app. Delete it on the device as well.
passkey-removed = The passkey was removed.
passkey-methods = Change the method of two-step verification
passkey-failed = No passkey was taken. Try again, or choose another way.

## Two-step verification

passkey-factor = A passkey or security key
passkey-factor-now = When you sign in, you use a passkey or a security key. No code is sent by email.
passkey-use = Use a passkey or security key

## Sign in

passkey-sign-in = Sign in with a passkey
passkey-sign-in-without = Signing in with a passkey needs JavaScript and a recent browser. Your password works without them.
passkey-sign-in-wrong = This passkey does not open an account here. Sign in with your email address and password.
passkey-two-factor = Use a passkey or a security key of your account. If you have lost it, enter one of your recovery codes.
passkey-code-hint = A recovery code of 10 letters and digits
passkey-give = Use a passkey
passkey-give-without = A passkey needs JavaScript and a recent browser. Without them, enter a code.
passkey-give-wrong = This passkey was not taken. Try again, or enter a code.
