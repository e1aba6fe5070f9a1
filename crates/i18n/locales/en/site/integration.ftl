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
keys-action-details = Details
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
keys-error-overlap = Choose 0 to 7 days
keys-revoke-title = Are you sure you want to revoke ‘{ $name }’?
keys-revoke-text = Every call made with this key will be refused, from the next one on. This cannot be undone.
keys-revoke-used = A program used this key last on { $at }. If it still needs to send, rotate the key instead.
keys-revoke-unused = No program has ever used this key.
keys-revoke-button = Yes, revoke this API key
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
safelist-known = { $count ->
    [one] Already on the list or in your team: { $entries }
   *[other] { GROUPED($count) } already on the list or in your team: { $entries }
}
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
