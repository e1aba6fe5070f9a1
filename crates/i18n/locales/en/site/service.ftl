### A person's services, and the settings of one.

## Your services

service-accounts-title = Your services
service-welcome-lead = Welcome to { $product }. A service is your team’s own place: its templates, its API keys, its messages.
service-welcome-create = Create a service to begin. It starts in trial mode: you can try everything, and reach only your team and the people on your safelist.
service-welcome-join = If your team has a service already, ask one of its members to invite you.
service-group-live = Live services
service-group-trial = Services in trial mode
service-group-deleted = Recently deleted
service-group-deleted-hint = Their API keys are refused, and they send nothing. A deletion can be undone for 30 days.
service-undo-until = Can be restored until
service-restore = Restore this service
service-restored = ‘{ $name }’ is back, with everything in it. Its API keys work again.
service-restore-taken = Another service has the name or the sending address by now. Ask whoever looks after this installation for help.
service-add = Create service

## Creating a service

service-add-title = Create a service
service-add-lead = You can change all of this later.
service-added = ‘{ $name }’ is created. Its emails come from { $address }.
service-name = Service name
service-name-hint = People see it as the sender of your emails. Use both languages if you write in both, such as “Passports | Passeports”, and no quotation marks.
service-email-from = Sending email address
service-email-from-hint = Only what stands before the @. Capital letters, accents and blanks are replaced.
service-address-preview = Emails will come from
service-language-order = Language that comes first
service-language-order-hint = The order of English and French around your emails.
service-english-first = English, then French
service-french-first = French, then English
service-choose = Choose one of these

## Settings

service-settings-title = Settings
service-saved = Saved
service-on = On
service-off = Off
service-none = None
service-no-address = None
service-default = Default
service-id = ID:
service-make-default = Make default
service-before = Now
service-after = New
service-steps-title = Next steps
service-step-key = Create a test key
service-step-template = Write a template
service-step-team = Invite your team
service-step-live = Request to go live
service-step-done = Done
service-group-service = Service
service-group-email = Emails
service-group-sms = Text messages
service-group-keeping = Messages
service-rate = API rate limit per minute
service-daily = Daily maximum of emails
service-annual = Annual maximum of emails, April 1 to March 31
service-daily-parts = Daily maximum of text message parts
service-annual-parts = Annual maximum of text message parts, April 1 to March 31
service-limits-note = The daily count starts anew at { $hour } (midnight UTC), the annual count on April 1. Whoever looks after this installation sets these limits.
service-suspended-means = This service is suspended. You can read everything; nothing can be sent, and its settings cannot be changed. API keys stay: requests to read are answered, requests to send are refused. Ask whoever looks after this installation.
service-archived-means = This service is deleted. Its API keys are refused, and it sends nothing. It can be restored until { $until }.

## Names

service-name-title = Change your service name
service-name-lead = Your recipients know your messages by this name.
service-name-confirm-title = Check the new name
service-name-confirm-lead = Emails and text messages carry the new name from now on. Messages that were sent keep the old one.
service-name-confirm = Change the name
service-email-from-title = Change your sending email address
service-email-from-lead = Recipients may have filters and contacts with the current address.
service-email-from-confirm-title = Check the new address
service-email-from-confirm-lead = Emails come from the new address at once. Filters that look for the old address no longer find them, and another service can take it.
service-email-from-confirm = Change the address

## On and off

service-email-on-title = Send emails
service-email-on-lead = When it is off, requests to send emails are refused. Emails that were accepted are still sent.
service-sms-on-title = Send text messages
service-sms-on-lead = When it is off, requests to send text messages are refused. Text messages that were accepted are still sent.
service-international-title = Send international text messages
service-international-lead = When it is off, text messages reach only numbers in Canada and the United States. One message to another country can count as several parts.
service-prefix-title = Start text messages with the service name
service-prefix-lead = The name makes messages longer, and tells people who writes. Without it, say in your templates who you are.

## Messages

service-days = { $days ->
    [one] { GROUPED($days) } day
   *[other] { GROUPED($days) } days
}
service-retention-title = Data retention
service-retention-lead = Messages, their recipients and their timelines are deleted for good after this number of days. A change holds for messages that are there already.
service-retention-days = Days
service-retention-hint = 3 to 90
service-cut-off-title = Text messages that were cut off
service-cut-off = When nobody knows whether a text message left
service-cut-off-lead = Rarely, the connection to the provider breaks at the very moment of sending.
service-cut-off-end = End it
service-cut-off-end-hint = It may not arrive. It is shown as a tech issue.
service-cut-off-again = Send it again
service-cut-off-again-hint = It may arrive twice.
service-zone = Time zone
service-zone-title = Change the time zone
service-zone-lead = Your team reads hours and dates in this time zone. Daily limits start anew at midnight UTC in any case.
service-zone-st-johns = Newfoundland (St. John’s)
service-zone-halifax = Atlantic (Halifax)
service-zone-toronto = Eastern (Toronto, Montréal)
service-zone-iqaluit = Eastern (Iqaluit)
service-zone-winnipeg = Central (Winnipeg)
service-zone-regina = Central, without daylight time (Regina)
service-zone-edmonton = Mountain (Edmonton)
service-zone-whitehorse = Yukon (Whitehorse)
service-zone-vancouver = Pacific (Vancouver)
service-zone-utc = Coordinated universal time (UTC)
service-language-order-title = Change the language that comes first

## Reply-to addresses

service-reply-tos-title = Reply-to addresses
service-reply-tos-lead = Answers to your emails go to the default address, unless a request names another by its ID. An address is used once it is verified.
service-reply-tos-none = There is none: answers to your emails reach nobody.
service-reply-tos-back = All reply-to addresses
service-reply-to-title = Reply-to address
service-reply-to-add-title = Add a reply-to address
service-reply-to-edit-title = Change a reply-to address
service-reply-to-lead = We send a short email to this address. Once it has been delivered, the address is verified: nobody has to click anything.
service-reply-to-domains = The address has to end in { $domains }, or in the domain of a team member’s address.
service-reply-to-address = Email address
service-reply-to-send = Send the email
service-reply-to-verified = Verified
service-reply-to-pending = Waiting for delivery
service-reply-to-failed = Not verified
service-reply-to-next = An email is on its way to { $address }, which will take the place of this address.
service-reply-to-next-failed = The email to { $address } could not be delivered. This address stays in use.
service-reply-to-look = See whether it has arrived
service-reply-to-waits = An email is on its way to { $address }.
service-reply-to-waits-how = This page looks again every few seconds for two minutes. You can leave it: the address is verified without you.
service-reply-to-done = { $address } is verified.
service-reply-to-is-default = It is the default: answers to your emails go there.
service-reply-to-wrong = The email to { $address } could not be delivered. Check the spelling, or whether the mailbox takes email from outside.
service-reply-to-stays = { $address } stays in use.
service-reply-to-again = Try again
service-reply-to-remove-title = Remove a reply-to address
service-reply-to-remove-lead = Requests that name { $address } by its ID will be refused. Emails that were accepted keep it.
service-reply-to-remove-default = It is the default. The oldest of the other verified addresses takes its place; without one, answers to your emails reach nobody.

## Text message senders

service-senders-title = Text message senders
service-senders-lead = Text messages come from the default sender, unless a request names another by its ID.
service-senders-usual = Your service has none of its own: text messages come from { $sender }.
service-senders-none = Your service has none of its own: the provider decides whom text messages come from.
service-sender = Sender
service-sender-add-title = Add a text message sender
service-sender-lead = Your provider has to know the sender, or messages are not delivered.
service-sender-hint = A phone number, or 4 to 11 letters, digits, spaces, dots, hyphens and underscores.
service-sender-remove-title = Remove a text message sender
service-sender-remove-lead = Requests that name { $sender } by its ID will be refused.
service-sender-remove-default = It is the default. The oldest of the others takes its place.

## Deleting

service-delete = Delete this service
service-delete-title = Delete ‘{ $name }’?
service-delete-at-once = At once, its API keys are refused and its pages send nothing. Messages that have not left yet are not sent, not even the scheduled ones.
service-delete-letters = Every member of the team receives an email.
service-delete-undo = You can restore it for 30 days, with everything in it. Until then its name and its address stay its own.
service-delete-confirm = Delete the service
service-deleted = ‘{ $name }’ is deleted. It can be restored until { $until }.

## What is wrong

service-error-too-many = You can be in at most { GROUPED($most) } services in trial mode
service-error-name-empty = Enter a name for the service
service-error-name-long = Use at most 255 characters for the name
service-error-name-quotes = Leave out the quotation marks
service-error-name-control = Leave out the characters that cannot be seen
service-error-name-taken = Another service has this name
service-error-name-long-to-send = Shorten the name: with the sending address it does not fit into the header of an email
service-error-address-empty = Enter at least one letter or digit of a–z and 0–9
service-error-address-long = Use at most 64 characters for the address
service-error-address-taken = This address is taken
service-error-retention = Enter a whole number from 3 to 90
service-error-reply-to-address = Enter an email address, such as name@example.ca
service-error-reply-to-domain = Addresses of this domain cannot be used here
service-error-reply-to-known = Your service has this address already
service-error-reply-to-many = A service has at most 50 reply-to addresses: remove one first
service-error-reply-to-often = 10 addresses were checked within the hour: try again later
service-error-reply-to-unverified = Only a verified address can be the default
service-error-reply-to-not-sent = The email could not be sent: try again later
service-error-sender-short = Use at least 4 characters
service-error-sender-long = Use at most 11 characters, or a whole phone number
service-error-sender-characters = Use letters without accents, digits, spaces, dots, hyphens and underscores, with a letter among them
service-error-sender-zeros = A sender cannot begin with 00
service-error-sender-known = Your service has this sender already
service-error-sender-many = A service has at most 50 senders: remove one first
