### site/seeing

## Dashboard

dash-title = Dashboard
dash-begin-title = Start sending messages
dash-begin-text = Nothing was sent in the last 7 days. With a test key, a program can be tried without sending anything.
dash-begin-key = Create a test key
dash-begin-key-text = It answers like a live key, and delivers nothing.
dash-begin-make-template = Create a template
dash-begin-template = Choose a template
dash-begin-template-text = A template holds the words of a message, with variables for each recipient.
dash-begin-documentation = How to send from a program, with examples.
dash-week-title = Sent in the last week
dash-period = The last { $days } days, from { $first } to { $last }. Days end at midnight UTC ({ $hour }). Messages sent with test keys are not counted.
dash-tile-period = Last 7 days
dash-requested-email = { $count ->
    [one] email requested
   *[other] emails requested
}
dash-requested-sms = { $count ->
    [one] text message requested
   *[other] text messages requested
}
dash-delivered = { GROUPED($count) } delivered ({ $share })
dash-failed = { GROUPED($count) } failed ({ $share })
dash-parts = { $count ->
    [one] Counted as 1 part
   *[other] Counted as { GROUPED($count) } parts
}
dash-all-messages = See all messages sent
dash-chart = { $channel }: messages requested each day, at most { GROUPED($most) }. The table below has the numbers.
dash-chart-legend = The red part of a bar failed.
dash-chart-table = The same numbers as a table
dash-days-caption = Messages requested, and how many of them failed, by day (UTC)
dash-day = Day
dash-emails = Emails
dash-emails-failed = Emails failed
dash-texts = Text messages
dash-texts-failed = Text messages failed
dash-causes-title = Failures by cause
dash-causes-none = No message of the last 7 days failed.
dash-causes-caption = Failures of the last 7 days
dash-cause = Cause
dash-cause-permanent = No such address or number, or blocked
dash-cause-temporary = Content or inbox issue, or carrier issue
dash-cause-technical = Tech issue
dash-share = Share
dash-problem-title = Problem email addresses
dash-problem-none = No email since the beginning of yesterday (UTC) went to an address that does not exist.
dash-problem = { $count ->
    [one] { GROUPED($count) } email since the beginning of yesterday (UTC) went to an address that does not exist ({ $share }).
   *[other] { GROUPED($count) } emails since the beginning of yesterday (UTC) went to addresses that do not exist ({ $share }).
}
dash-problem-warning = Mail systems distrust senders who write to such addresses. Correct or remove them from your lists.
dash-problem-critical = At this rate, mail systems may refuse your other emails too. Correct or remove these addresses before you send again.
dash-problem-review = Review email addresses
dash-allowances-title = What you can still send
dash-allowance-today-email = Emails today
dash-allowance-today-sms = Text message parts today
dash-allowance-year-email = Emails this fiscal year
dash-allowance-year-sms = Text message parts this fiscal year
dash-allowance-used = { GROUPED($used) } of { GROUPED($limit) } used
dash-allowance-left = { GROUPED($left) } left
dash-allowance-resets = Starts anew on { $at } { $zone }
dash-usage = See the usage report
dash-templates-title = Templates used
dash-templates-caption = The templates used most in the last 7 days
dash-template = Template
dash-channel = Channel
dash-messages = Messages

## Messages

messages-title = Sent messages
messages-search = Email address, phone number, reference or message ID
messages-search-hint = The whole of it, as it was sent.
messages-search-empty = Enter an email address, a phone number, a reference or a message ID
messages-search-long = Enter at most { GROUPED($most) } characters
messages-search-control = Enter only visible characters
messages-filter-title = Filter
messages-channel = Channel
messages-channel-any = Emails and text messages
messages-template = Template
messages-template-any = Any template
messages-sender = Sent by
messages-sender-any = Any key or person
messages-sender-key = Key: { $name }
messages-days = Period
messages-days-kept = As long as messages are kept
messages-days-1 = Today (UTC)
messages-days-2 = Yesterday and today (UTC)
messages-days-7 = Last 7 days (UTC)
messages-from = From (date)
messages-from-hint = Dates replace the period. They are days in the time zone of the service.
messages-to = To (date)
messages-date-wrong = Enter a date such as { $example }
messages-date-order = The last date cannot be before the first
messages-test = Messages sent with test keys
messages-test-no = Leave out
messages-test-yes = Show only these
messages-apply = Apply filter
messages-clear = Clear filter
messages-status-label = Status
messages-pill-total = total
messages-pill-in-transit = In transit
messages-pill-delivered = Delivered
messages-pill-failed = Failed
messages-status-technical = Failures: tech issue
messages-status-temporary = Failures: content, inbox or carrier issue
messages-status-permanent = Failures: no such address or number, or blocked
messages-at-least = at least { $number }
messages-since = Messages accepted since { $at } { $zone }.
messages-kept = { $days ->
    [one] Messages are kept for { $days } day.
   *[other] Messages are kept for { $days } days.
}
messages-nothing-yet = No messages have been sent yet, or those that were are no longer kept.
messages-nothing-matches = No messages match this filter.
messages-nothing-here = No message on this page matches the filter.
messages-cut = One page looks at a limited number of messages. There may be more beyond.
messages-caption = Messages, newest first
messages-found-caption = Messages found, newest first
messages-recipient = Recipient
messages-status = Status
messages-reference = Reference: { $reference }
messages-test-badge = Test
messages-pages = Pages
messages-newer = Newer messages
messages-older = Older messages
messages-look-further = Look further back
messages-found-title = Messages found
messages-found-none = No messages match this search.
messages-found-none-hint = Recipients can be searched a few minutes after a message was accepted. The whole address, number, reference or ID is needed.
messages-found-most = Only the { $most } newest are shown.
messages-found-back = Back to all sent messages

## One message

message-title-email = Email
message-title-sms = Text message
message-to = To
message-from = From
message-reply-to = Reply to
message-subject = Subject
message-reference = Reference
message-id = Message ID
message-template = Template
message-template-version = { $name }, version { $version }
message-sent-by = Sent by
message-sent-by-key = API, with the key ‘{ $name }’
message-sent-by-unknown = A key or person that is no longer known
message-parts = Length
message-parts-count = { $count ->
    [one] 1 text message part
   *[other] { $count } text message parts
}
message-test-title = Sent with a test key
message-test-text = Nothing was delivered, and nothing counts toward your limits.
message-status-title = Status
message-means = What it means
message-do = What to do
message-content-title = Message
message-frame = The email as its recipient sees it
message-text-version = Plain text version
message-details-title = Details
message-provider-said = The provider’s answer:
message-timeline-title = What happened
message-timeline-zone = Times are in { $zone }.
message-accepted = Accepted
message-scheduled = Scheduled for this time
message-attempt = Attempt { $number }, through { $provider }
message-attempt-handed-over = Handed over
message-attempt-refused = Refused
message-attempt-retry = Put off by the provider; it is tried again later
message-attempt-throttled = The provider asked for a pause; it is tried again later
message-attempt-unreachable = The provider could not be reached
message-attempt-unknown = Outcome unknown: the connection broke before the provider’s answer
message-attempt-open = In progress
message-attempt-other = Ended: { $word }
message-back = All sent messages

## Usage

usage-title = Usage report
usage-years = Fiscal year
usage-year = { $first } to { $last }
usage-year-text = Fiscal years run from April 1 to March 31. Days end at midnight UTC. Messages sent with test keys are not counted.
usage-limits-caption = The fiscal year against its limits
usage-limit-kind = Channel
usage-requested = Requested
usage-failed = Failed
usage-counted = Counted
usage-limit = Annual limit
usage-left = Left
usage-limit-email = Emails
usage-limit-sms = Text message parts
usage-months-caption = By month
usage-month = Month
usage-emails = Emails
usage-emails-failed = Emails failed
usage-texts = Text messages
usage-parts = Text message parts
usage-texts-failed = Text messages failed
usage-total = Total
usage-templates-of = Templates of { $month }
usage-templates-title = Templates used in { $month }
usage-templates-caption = Templates used in { $month }, most used first
usage-templates-none = No messages were sent in { $month }.
usage-template = Template
usage-template-gone = A template that no longer exists
usage-channel = Channel
usage-messages = Messages
usage-month-1 = January { $year }
usage-month-2 = February { $year }
usage-month-3 = March { $year }
usage-month-4 = April { $year }
usage-month-5 = May { $year }
usage-month-6 = June { $year }
usage-month-7 = July { $year }
usage-month-8 = August { $year }
usage-month-9 = September { $year }
usage-month-10 = October { $year }
usage-month-11 = November { $year }
usage-month-12 = December { $year }

## Statuses: in a few words, what each means, what to do

status-in-transit = In transit
status-in-transit-means = The message is waiting to be sent, or its delivery has not been confirmed yet.
status-in-transit-do = Nothing. Most messages are delivered within minutes; one that is put off is tried again for up to three days.
status-delivered = Delivered
status-delivered-means = The recipient’s mail server or phone carrier took the message.
status-delivered-do = Nothing. If the recipient does not find an email, ask them to look in their junk mail.
status-failed = Failed
status-failed-means = The message was not delivered.
status-failed-do = Check the recipient, then send it again.
status-tech-issue = Tech issue
status-tech-issue-means = The message was not delivered because of a problem here or at the provider, or it is not known whether it was delivered.
status-tech-issue-do = Send it again. If it fails once more, tell whoever looks after this installation.
status-content-or-inbox = Content or inbox issue
status-content-or-inbox-means = The recipient’s mail server did not take the message: the inbox may be full, or the content may look like spam.
status-content-or-inbox-do = Try again later, or reach the recipient another way.
status-carrier = Carrier issue
status-carrier-means = The phone carrier could not deliver the message: the phone may have been off for a long time.
status-carrier-do = Try again later, or reach the recipient another way.
status-blocked = Blocked
status-blocked-means = The address is on a list to which nothing is sent, because earlier messages bounced or were reported as spam.
status-blocked-do = Ask the recipient for another address.
status-no-such-address = No such address
status-no-such-address-means = The recipient’s mail server says that the address does not exist.
status-no-such-address-do = Correct the address, or remove it from your list.
status-no-such-number = No such number
status-no-such-number-means = The phone number does not exist, or takes no text messages.
status-no-such-number-do = Correct the number, or remove it from your list.
status-international = Can’t send to this international number
status-international-means = Text messages to this country are not possible.
status-international-do = Reach the recipient another way.
status-virus = Virus in attachment
status-virus-means = A virus was found in the attachment; nothing was sent.
status-virus-do = Attach a clean file, and send it again.
status-protected-a = Exceeds Protected A
status-protected-a-means = The content is too sensitive to be sent this way; nothing was sent.
status-protected-a-do = Remove the sensitive information, and send it again.
status-cancelled = Cancelled
status-cancelled-means = The message was cancelled before it was sent.
status-cancelled-do = Send it again if it is still needed.
