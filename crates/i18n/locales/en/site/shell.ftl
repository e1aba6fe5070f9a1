### The frame of every page, errors, and words that every part of the site uses.

skip = Skip to main content
other-language = Français
signature = Government of Canada
menu-account = Account
menu-service = Service
menu-documentation = API documentation
menu-platform = Admin panel
menu-services = Your services
menu-profile = Your profile ({ $name })
menu-sign-in = Sign in
menu-sign-out = Sign out
menu-dashboard = Dashboard
menu-templates = Templates
menu-notifications = Sent messages
menu-jobs = Bulk sends
menu-api = API integration
menu-team = Team members
menu-settings = Settings
badge-trial = Trial
badge-suspended = Suspended
badge-archived = Deleted
switch-service = Switch service
trial-left = Left today: { $emails ->
    [one] { GROUPED($emails) } email
   *[other] { GROUPED($emails) } emails
}, { $texts ->
    [one] { GROUPED($texts) } text message part
   *[other] { GROUPED($texts) } text message parts
}.
trial-resets = Starts anew at { $hour }.
trial-go-live = Request to go live
footer-support = Contact us
footer-top = Top of page
copied = Copied to clipboard
live-paused = These numbers are paused.
live-reload = Reload
channel-email = Email
channel-sms = Text message
form-problem = There is a problem
button-save = Save
button-continue = Continue
button-cancel = Cancel
button-back = Back
button-search = Search
button-add = Add
button-change = Change
button-remove = Remove
button-copy = Copy
never = Never
yes = Yes
no = No

## Home

home-title = Send emails and text messages
home-lead = Applications send through an API key and a template, and see what became of every message. People write the templates, look after the keys, and send without writing code.
home-register = Create an account
home-keys-title = Three types of API keys
home-keys-test = Test keys answer realistically and deliver nothing. Nothing counts towards your limits.
home-keys-team = Team and safelist keys send real messages, only to your team and the people on your safelist.
home-keys-live = Live keys send to anyone, once your service is live.
home-documentation = Read the documentation

## Errors

refused-sign-in-title = Sign in
refused-sign-in-text = You need to sign in to see this page.
refused-sign-in-next = Go to the sign-in page.
refused-forbidden-title = You cannot see this page
refused-forbidden-text = Your permissions in this service do not include this page.
refused-forbidden-next = Ask somebody who manages the service for the permission.
refused-not-active-title = Not while the service is suspended or deleted
refused-not-active-text = Nothing was changed.
refused-not-active-next = Read what it means on the service’s settings page.
refused-not-found-title = Page not found
refused-not-found-text = There is no page at this address, or you are not a member of its service.
refused-not-found-next = Check the address, or ask a member of the service to invite you.
refused-gone-title = This link has been used or has expired
refused-gone-text = Links sent by email work once and for a limited time.
refused-gone-next = Ask for a new one.
refused-method-title = This address does not take what was sent
refused-method-text = Nothing was changed.
refused-method-next = Go back and use the buttons of the page.
refused-foreign-form-title = This form is too old
refused-foreign-form-text = It was opened before you signed in or out, or it did not come from this site. Nothing was changed.
refused-foreign-form-next = Go back, reload the page and send it again.
refused-unreadable-title = What was sent cannot be read
refused-unreadable-text = Nothing was changed.
refused-unreadable-next = Go back, check the form and send it again.
refused-too-large-title = What was sent is too large
refused-too-large-text = A form takes up to 4 MB. Nothing was changed.
refused-too-large-next = Shorten it and send it again.
refused-too-many-title = Too many tries
refused-too-many-text = Nothing was changed.
refused-too-many-next = Wait a moment, then try again.
refused-unavailable-title = Not available for a moment
refused-unavailable-text = The service cannot take anything right now. Nothing was changed.
refused-unavailable-next = Try again in a minute.
refused-broken-title = Something went wrong
refused-broken-text = The fault is on our side, and has been noted.
refused-broken-next = Try again later.
