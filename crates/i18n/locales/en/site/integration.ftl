### site/integration

## Keys

keys-title = API keys
keys-back = Back to API integration
keys-back-to-keys = Back to API keys
keys-documentation = Read about API keys in the documentation
keys-documentation-path = /documentation/en/keys
keys-advice-title = Keep your keys safe
keys-advice-store = Keep keys encrypted, where only the people who need them can read them. Never send one by email or in a support ticket, and never write one into source code.
keys-advice-vault = The key management service of your cloud provider is a good place for them.
keys-advice-leaving = Rotate every key as soon as somebody who could read it leaves your team.
keys-advice-third-party = Give each third party a key of its own, so that you can revoke it alone.
keys-advice-browser = Use an up-to-date browser, and install security updates within 30 days of their release.
keys-advice-renew = Rotate live keys regularly. Test keys and team and safelist keys can stay.
keys-create = Create an API key
keys-tabs = Which keys to show
keys-tab-active = Keys in use
keys-tab-archive = Archive
keys-existing = Existing API keys
keys-archived = Keys that no longer work
keys-none = You have not created any API keys yet
keys-none-archived = No key has been revoked and none has expired.
keys-badge-live = Live
keys-badge-team = Team and safelist
keys-badge-test = Test
keys-type-live = Live – sends to anyone
keys-type-team = Team and safelist – limits who you can send to
keys-type-test = Test – pretends to send messages
keys-row-type = Key type:
keys-row-state = State:
keys-row-scopes = API key permissions:
keys-row-holder = Held by:
keys-row-created = Created:
keys-row-author = Created by:
keys-row-expires = Expires:
keys-row-used = Last used:
keys-row-activity = Recent activity:
keys-row-accepts = Accepted as:
keys-row-replaces = Takes the place of:
keys-row-successor = Replaced by:
keys-accepts-both = ApiKey-v1 and JWT
keys-accepts-key-only = ApiKey-v1 only
keys-scope-basic = Send messages and read their status
keys-scope-manage-templates = Manage templates
keys-scope-manage-reports = Delivery reports
keys-author-operator = The operator of the installation
keys-author-unknown = Somebody whose account no longer exists
keys-state-active = Works
keys-state-replaced = Replaced: works until { $at }
keys-state-revoked = Revoked { $at }
keys-state-expired = Expired { $at }
keys-expires-in = { $days ->
    [0] today
    [one] in { GROUPED($days) } day
   *[other] in { GROUPED($days) } days
}
keys-activity = { $emails ->
    [one] { GROUPED($emails) } email
   *[other] { GROUPED($emails) } emails
} and { $texts ->
    [one] { GROUPED($texts) } text message
   *[other] { GROUPED($texts) } text messages
} in the last 7 days
keys-activity-none = Nothing sent in the last 7 days
keys-activity-by-day = Show each day
keys-activity-caption = Messages sent with “{ $name }”, by day (UTC)
keys-column-day = Day
keys-column-emails = Emails
keys-column-texts = Text messages
keys-action-rotate = Rotate
keys-action-revoke = Revoke
keys-action-suffix = API key { $name }
keys-create-lead = A key lets a program send messages for your service and read what became of them. Its type, name and permissions cannot be changed later.
keys-field-name = Name for this key
keys-hint-name = Say which program uses it, such as “Permits, production”. The name is part of the key.
keys-field-type = Type of API key
keys-live-in-trial = Not available because your service is in trial mode.
keys-hint-team = Reaches your team and your safelist, with real messages.
keys-hint-test = Answers as if it sent; nothing is delivered and nothing counts.
keys-field-scopes = API key permissions
keys-hint-scopes = Every key can send messages and read their status. Allow more only if the program needs it.
keys-allow-templates = Allow this key to manage templates (create, update, or delete)
keys-allow-reports = Allow this key to create and download delivery reports
keys-field-holder = Third party that will hold the key (optional)
keys-hint-holder = A person or company outside your team. Make one key for each.
keys-field-contact = How to reach them (optional)
keys-hint-contact = An email address or a phone number, for the day the key must be changed.
keys-field-expires = When the key expires
keys-hint-expires = People who manage API keys get emails 30, 14, 7, 3 and 1 days before.
keys-expires-usual = After 365 days for a live key, never for the others
keys-expires-days = After { $days } days
keys-expires-never = Never
keys-field-acceptance = How the key can be used
keys-api-key-only = Accept this key as ApiKey-v1 only
keys-hint-api-key-only = No copy of the secret is then kept at all. Clients that sign tokens (JWT) cannot use the key.
keys-button-create = Create
keys-error-name-missing = You need to give the key a name
keys-error-name-long = The name can have up to 255 characters
keys-error-name-control = The name holds characters that cannot be displayed
keys-error-name-taken = A key with this name already exists
keys-error-type = Choose a type of key
keys-error-scope = Choose permissions from the list
keys-error-holder = The third party can be up to 200 characters on one line
keys-error-contact = How to reach them can be up to 200 characters on one line
keys-error-contact-alone = Say who this contact is for
keys-error-expires = Choose when the key expires
keys-created-title = New API key
keys-created-copy = Copy your key to somewhere safe.
keys-created-once = This page shows it once. Once you leave or reload it, nobody can see the key again.
keys-created-label = Your API key “{ $name }”
keys-created-button-copy = Copy API key to clipboard
keys-created-stored = I have stored it
keys-created-gone = The key is no longer shown
keys-created-gone-text = A key is shown once, right after it was made. If you did not store it, revoke it and create another.
keys-created-overlap = The old key is now called “{ $name }” and works until { $at }.
keys-created-watch = See which of the two keys still calls
keys-rotate-title = Rotate the API key ‘{ $name }’
keys-rotate-lead = You get a new key with the same name, type, permissions and holder. Both keys work during the overlap, so that your program can change over without missing a message.
keys-rotate-overlap = How long the old key still works
keys-rotate-hint = Choose 0 days if the key may have leaked: it stops at once.
keys-rotate-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
keys-rotate-button = Rotate the key
keys-error-too-many = A service can have up to { $most } keys that work. Revoke one first.
keys-error-overlap = Choose 0 to 7 days
keys-revoke-title = Are you sure you want to revoke ‘{ $name }’?
keys-revoke-text = Every call made with this key will be refused, from the next one on. This cannot be undone.
keys-revoke-used = A program used this key last on { $at }. If it still needs to send, rotate the key instead.
keys-revoke-unused = No program has ever used this key.
keys-revoke-button = Yes, revoke this API key
keys-revoke-unsent = Messages that have not left
keys-revoke-stop = Do not send them: they become cancelled when their turn comes
keys-revoke-not-arrived = { $count ->
    [one] { $count } message of this key has not arrived yet.
   *[other] { $count } messages of this key have not arrived yet.
} Some of them may have left already.
keys-revoke-done = ‘{ $name }’ was revoked
keys-generations-title = Which key still calls
keys-generations-text = When the old key is no longer used, the change-over is complete and you can revoke it.
keys-generations-caption = Last use of both keys
keys-column-key = API key
keys-column-state = State
keys-column-used = Last used
keys-this-one = (this key)

## Safelist

safelist-title = Safelist
safelist-lead = A team and safelist key, and a service in trial mode, reach the people on this list besides your team.
safelist-members = Your team is included automatically:
safelist-no-members = Your team is included automatically; it has no members yet.
safelist-add-title = Add people
safelist-field-recipients = Email addresses and phone numbers
safelist-hint-recipients = One on each line.
safelist-field-label = Label (optional)
safelist-hint-label = Who they are or why they are here, such as “Testers of the spring release”.
safelist-button-add = Add to the safelist
safelist-left = Room left: { $emails ->
    [one] { GROUPED($emails) } email address
   *[other] { GROUPED($emails) } email addresses
} and { $phones ->
    [one] { GROUPED($phones) } phone number
   *[other] { GROUPED($phones) } phone numbers
}.
safelist-emails-title = Email addresses
safelist-phones-title = Phone numbers
safelist-emails-caption = Email addresses on the safelist
safelist-phones-caption = Phone numbers on the safelist
safelist-emails-none = No email address is on the list yet.
safelist-phones-none = No phone number is on the list yet.
safelist-column-email = Email address
safelist-column-phone = Phone number
safelist-column-label = Label
safelist-column-author = Added by
safelist-column-added = Added
safelist-column-remove = Remove
safelist-added = { $count ->
    [0] Nothing was added.
    [one] { GROUPED($count) } entry was added.
   *[other] { GROUPED($count) } entries were added.
}
safelist-known = Already on the list or in your team: { $entries }
safelist-removed = { $entry } was removed from the safelist.
safelist-error-none = Enter an email address or a phone number
safelist-error-wrong = Neither an email address nor a phone number: { $entries }
safelist-error-many = Enter up to { $most } lines at a time
safelist-error-full-emails = { $left ->
    [0] There is no room for more email addresses
    [one] There is room for { GROUPED($left) } more email address
   *[other] There is room for { GROUPED($left) } more email addresses
}
safelist-error-full-phones = { $left ->
    [0] There is no room for more phone numbers
    [one] There is room for { GROUPED($left) } more phone number
   *[other] There is room for { GROUPED($left) } more phone numbers
}
safelist-error-label = The label can be up to 100 characters on one line
## API integration
api-title = API integration
api-lead = Your applications send through this address, with an API key and the ID of a template.
api-documentation = Read the API documentation
api-base-url = API base URL
api-service-id = Service ID
api-copy-base-url = Copy the base URL
api-copy-service-id = Copy the service ID
api-back = Back to API integration
api-keys = API keys
api-keys-about = Create, rotate and revoke keys, and see when each was last used.
api-safelist = Safelist
api-safelist-about = Choose whom team and safelist keys reach besides your team.
api-mailbox-about = See what test keys sent, exactly as it would have left.
api-playground-about = Send a test request from this page, and copy it as code.
api-rejected-about = See which requests the API refused, and why.
api-rate-title = Rate limit
api-rate-lead = Requests to send in the last minute. All keys of a type share one limit.
api-rate = { $type }: { GROUPED($used) } of { GROUPED($limit) }
api-type-live = Live
api-type-team = Team and safelist
api-type-test = Test
api-key-choice = { $name } ({ $type })
api-any-key = Any key
## Message log
log-title = Message log
log-real = Live and team keys
log-test = Test keys
log-key = Key
log-status = Status
log-from = From
log-to = Until
log-any-status = Any status
log-status-in-transit = In transit
log-status-success = Sent or delivered
log-status-failed = Failed
log-choice-unknown = Choose one from the list
log-date-wrong = Enter a date such as 2026-11-23
log-dates-crossed = The end must not be before the beginning
log-filter = Filter
log-clear = Show everything
log-refresh = Refresh
log-search-link = Find messages by recipient or reference
log-search-title = Find messages
log-search-label = Recipient or reference
log-search-hint = A whole email address, a whole phone number, or exactly the reference that the application gave. New messages are found by their recipient after about a minute.
log-search-empty = Enter a recipient or a reference
log-search-results = Messages found
log-search-nothing = No message has this recipient or this reference.
log-nothing-found = No message fits this filter.
log-empty = Messages that your applications send will appear here.
log-retention = { $days ->
    [one] Messages are kept for { $days } day.
   *[other] Messages are kept for { $days } days.
}
log-pages = Pages of messages
log-newer = Newer messages
log-older = Older messages
log-from-site = Sent from the site
log-id = ID
log-reference = Reference
log-none = None
log-type = Type
log-template = Template
log-version = version { $version }
log-created = Created
log-scheduled = Scheduled for
log-sent = Sent
log-completed = Completed
log-not-yet = Not yet
log-view = View message
log-view-which = to { $recipient }
## Rejected requests
rejected-title = Rejected requests
rejected-lead = Requests with one of your keys that the API refused, with the reason that it gave. Requests without a valid key are not here: nobody knows whose they are.
rejected-kept = Kept for 7 days. At most 30 a minute are noted for each key.
rejected-any-status = Any status
rejected-status = Status
rejected-caption = Requests that were refused, newest first
rejected-at = Time
rejected-request = Request
rejected-reason = Reason
rejected-empty = The API has refused nothing in the last 7 days.
rejected-nothing-found = No rejected request fits this filter.
rejected-pages = Pages of rejected requests
rejected-newest = Newest requests
rejected-older = Older requests
## Mailbox
mailbox-title = Mailbox
mailbox-lead = Messages that reached nobody: those of test keys, and those of every key on a channel for which this installation has no provider.
mailbox-search = Recipient
mailbox-search-hint = A whole email address or phone number. New messages are found after about a minute.
mailbox-search-empty = Enter a recipient
mailbox-messages = Messages
mailbox-all = All
mailbox-emails = Emails
mailbox-texts = Text messages
mailbox-test = Test keys only
mailbox-searched = Messages to { $recipient }
mailbox-empty = There is nothing here yet. Send something with a test key.
mailbox-nothing-found = The mailbox holds no message to this recipient.
mailbox-caption = Messages in the mailbox, newest first
mailbox-to = To
mailbox-subject = Subject line
mailbox-key-type = Type of key
mailbox-at = Time
mailbox-newest = Newest messages
mailbox-back = Back to the mailbox
mailbox-message-title = Message in the mailbox
mailbox-from = From
mailbox-reply-to = Reply-to address
mailbox-html = As an email program shows it
mailbox-html-about = Links do not open here.
mailbox-html-frame = The email as HTML
mailbox-plain = Plain text
mailbox-headers = Headers
mailbox-source = Whole source
mailbox-text = Text message
mailbox-parts = Length
mailbox-parts-count = { $parts ->
    [one] { $parts } part
   *[other] { $parts } parts
}, { $units ->
    [one] { GROUPED($units) } character
   *[other] { GROUPED($units) } characters
}
mailbox-encoding = Encoding
mailbox-gsm7 = GSM 7-bit
mailbox-ucs2 = Unicode (UCS-2)
mailbox-purge-title = Delete the messages of test keys
mailbox-purge-about = Every message that a test key of this service sent will be deleted, here and in the message log. Messages that are still on their way stay.
mailbox-purge-for-good = This cannot be undone.
mailbox-purge = Delete them
mailbox-purged = { $count ->
    [0] There was nothing to delete.
    [one] { GROUPED($count) } message was deleted.
   *[other] { GROUPED($count) } messages were deleted.
}
mailbox-purged-some = { GROUPED($count) } messages were deleted, and there are more. Delete again to go on.
## Playground
play-title = Playground
play-lead = Send a real request as a test key would: the API checks everything and answers as it answers programs, and nothing reaches anybody.
play-no-templates = You need a template first.
play-template = Template
play-template-choice = { $name } ({ $channel })
play-choose = Choose this template
play-fill = Fill in ‘{ $name }’
play-email = Email address of the recipient
play-phone = Phone number of the recipient
play-reference = Your own reference (optional)
play-send = Send the test request
play-answer = Answer of the API
play-message = See what became of the message
play-mailbox = See the message in the mailbox
play-reach-title = This recipient, by type of key
play-reach-provider = The message would be sent.
play-reach-simulator = The API answers as if the message were sent, and nothing leaves.
play-reach-smoke-test = This recipient is for smoke tests: the API answers, and nothing is kept or sent.
play-reach-team-key = Refused: the recipient is neither in your team nor on your safelist.
play-reach-trial-mode = Refused: your service is in trial mode, and the recipient is neither in your team nor on your safelist.
play-request = The same request from a program
play-request-about = Put the text of a key into the environment variable FACTEUR_API_KEY. Never write it into the code.
play-copy = Copy for { $language }
