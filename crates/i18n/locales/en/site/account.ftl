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

## Register

account-register-title = Create an account
account-register-domains = You need an email address at { $domains }.
account-email-hint = A work address that only you can open
account-password-hint = At least 8 characters. Several words that do not belong together make a good password.
account-password-short = Enter a password of at least 8 characters.
account-password-long = Enter a password of at most 255 characters.
account-password-guessable = This password would soon be guessed. Use several words that do not belong together.
account-name-wrong = Enter your full name, of at most 255 characters.
account-email-wrong = Enter another, valid email address, such as name@example.com.
account-email-taken = This email address has an account already.
account-email-domain = People with this email address cannot register here.
account-phone-wrong = Enter a valid phone number, or leave the field empty.
account-terms-title = Terms of use
account-terms-lawful = Send only messages that people expect of your organization and that the law allows.
account-terms-personal = Put into messages only the personal information that they need.
account-terms-keys = Keep your password and your API keys to yourself, and say at once when one has leaked.
account-terms = Your agreement
account-terms-agree = I agree to the terms of use
account-terms-missing = Agree to the terms of use to create an account.
account-have-account = You have an account already?
account-check-email-title = Check your email
account-check-email-text = We have sent you an email with a link. It works once, for one hour.
account-check-email-missing = If it does not come within a few minutes, look into your junk folder, check the address and try again.
account-verify-title = Confirm your email address
account-verify-text = One last step: press the button to finish your registration.
account-verify-button = Confirm and sign in

## Forgotten password

account-forgot-title = Forgot your password?
account-forgot-text = Enter your email address. We will send you a link to choose a new password.
account-forgot-button = Send the link
account-new-password-title = Choose a password
account-new-password-text = Your visits on every device end, and you are signed in here.
account-new-password = New password

## First start

account-set-up-title = Set up this installation
account-set-up-text = You will look after the whole installation. This page works once.
account-set-up-button = Create my account

## Profile

account-profile-title = Your profile
account-phone = Phone number
account-language = Language
account-factor = Two-step verification
account-recovery = Recovery codes
account-topics = Emails about
account-visits = Visits and sign-ins
account-visits-value = Where you are signed in, and what was tried
account-none = None
account-english = English
account-french = French
account-password-since = Chosen on { $date }
account-factor-email = A code by email
account-factor-app = An authenticator app
account-recovery-left = { $count ->
    [0] No code left
    [one] { GROUPED($count) } code left
   *[other] { GROUPED($count) } codes left
}
account-topic-key-events = API keys: created, revoked, about to expire
account-topic-limits = Daily and annual limits
account-topic-team = People who join or leave a team
account-topics-all = Everything
account-topics-but = Everything but: { $topics }
account-topics-title = Emails that you receive
account-topics-hint = Emails about your own account always come.
account-saved = Your change was saved.
account-back-to-profile = Back to your profile
account-name-title = Change your name
account-phone-title = Change your phone number
account-phone-hint = Team members can be reached at this number from services in trial mode. Leave empty to remove it.
account-email-title = Change your email address
account-email-text = We will send a link to the new address. Until you have confirmed it, the present one stays.
account-new-email = New email address
account-email-sent = We have sent a link to the new address. It works once, for one hour.
account-confirm-title = Confirm your new email address
account-confirm-text = Press the button to make this the address of your account.
account-confirm-button = Confirm the address
account-password-title = Change your password
account-password-text = Your visits on other devices end.
account-language-title = Choose your language
account-language-hint = For pages and emails
account-prove-title = Your password, please
account-prove-text = Before you change something that keeps your account safe, enter your password once more.
account-prove-wrong = The password is not right.
account-factor-title = Two-step verification
account-factor-now-email = When you sign in, we send a code to your email address. A code of an app is safer, and comes without email.
account-factor-now-app = When you sign in, you enter a code of your authenticator app.
account-factor-use-app = Use an authenticator app
account-factor-new-app = Set up another app
account-factor-use-email = Use codes by email again
account-app-title = Set up an authenticator app
account-app-step-scan = Scan this code with your authenticator app.
account-app-drawing = QR code with the secret that is spelled below
account-app-step-type = If you cannot scan it, type this secret into the app.
account-app-step-code = Enter the 6 digits that the app shows.
account-app-code-hint = 6 digits
account-app-code-wrong = This code is not right. Enter the one that the app shows now, and check the clock of its device.
account-app-button = Use this app
account-recovery-title = Recovery codes
account-recovery-text = Each code signs you in once, in place of a security code, when you have lost your device.
account-recovery-replace = New codes replace those that you have.
account-recovery-button = Make new codes
account-recovery-once = Print these codes or keep them in a safe place now. They are shown only once.
account-visits-title = Visits and sign-ins
account-visits-text = End what you do not recognize, and change your password.
account-visits-caption = Where you are signed in
account-browser = Browser
account-browser-unknown = Unknown
account-address = Network address
account-began = Since
account-seen = Last activity
account-this-visit = This visit
account-end-visit = End
account-end-others = End all other visits
account-visit-ended = The visit has ended.
account-visits-ended = All other visits have ended.
account-history-title = Sign-in history
account-history-caption = Latest sign-ins and tries, kept for 90 days
account-when = When
account-outcome = What happened
account-outcome-signed-in = Signed in
account-outcome-wrong-password = Wrong password
account-outcome-wrong-code = Wrong security code
account-outcome-wrong-passkey = Wrong passkey
account-outcome-passkey-added = Passkey added
account-outcome-passkey-removed = Passkey removed
account-outcome-refused = Refused: the account is blocked

## The end of a visit

account-visit-ends-title = Are you still there?
account-visit-ends-text = In 5 minutes you will be signed out, because there was no activity. What you have not saved would be lost.
account-visit-ended-text = You have been signed out. Copy what you have not saved, then sign in again.
account-visit-extend = Stay signed in

## Demonstration

account-mailbox-title = Emails of this demonstration
account-mailbox-text = There is no mail server here. These are the newest emails that the installation has written to its people.
account-mailbox-empty = No emails yet.
