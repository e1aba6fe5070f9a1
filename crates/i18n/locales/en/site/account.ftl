### site/account

account-email = Email address
account-password = Password
account-name = Full name
account-visit-lasts = For your safety, you are signed out after 8 hours without activity.
account-forgot-link = Forgot your password?
account-no-account = No account yet?
account-register-link = Create an account

## Sign in

account-sign-in-title = Sign in
account-sign-in-wrong = The email address or the password is not right.
account-too-many-title = Too many tries
account-too-many-text = Nothing was looked at. You can try again in { $seconds ->
    [one] { GROUPED($seconds) } second
   *[other] { GROUPED($seconds) } seconds
}.
account-too-many-next = If you are not sure of your password, a link by email helps at once.
account-two-factor-title = Two-step verification
account-two-factor-email = We have sent a security code to your email address. It works once, for 30 minutes.
account-two-factor-app = Enter the security code that your authenticator app shows, or one of your recovery codes.
account-code = Security code
account-code-hint = 6 digits from the newest email, or a recovery code
account-code-app-hint = 6 digits, or a recovery code of 10 letters and digits
account-code-wrong = This code is not right, has expired or has been used. Enter the newest one.
account-code-missing = No email?
account-code-resend = Send a new code
account-code-sent = A new code is on its way. Earlier codes no longer work.
account-start-again = Start again with another account
account-mailbox-link = This is a demonstration: read its emails here
