### site/integration

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
