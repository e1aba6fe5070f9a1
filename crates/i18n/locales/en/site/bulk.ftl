# Sending to a whole list, and following what became of it.

## Uploading

bulk-upload-title = Prepare spreadsheet
bulk-upload-text = Every row of the spreadsheet becomes one message. The first row names the columns.
bulk-columns = The columns that this template needs
bulk-column = Column
bulk-column-holds = What it holds
bulk-column-recipient = Who the message is for
bulk-column-value = What the message says in this place
bulk-column-yes-or-no = Yes or no: whether the words that depend on it are shown
bulk-example = Download an example
bulk-example-file = example.csv
bulk-example-email = name@example.ca
bulk-example-sms = 613-555-0142
bulk-example-yes = yes
bulk-example-value = example of { $name }
bulk-file = Choose a file
bulk-file-hint = A spreadsheet (.xlsx, .ods) or a file of separated values (.csv, .tsv), up to { GROUPED($megabytes) } MB. It is kept sealed for four hours, for you alone.
bulk-upload = Upload and check
bulk-upload-again = Upload another file
bulk-file-missing = Choose a file to upload
bulk-file-empty = The file is empty. Choose one with a row of column names and a row for each recipient.
bulk-file-too-large = The file is too large, or would be once it is unpacked. Split it, and upload the parts one after the other.
bulk-file-too-many-cells = The file has too many cells. Keep only the columns that the template needs.
bulk-file-old = The file is from an old version of Excel, or behind a password. Save it as .xlsx without a password, then upload it again.
bulk-file-no-table = The file is not a table. Upload a spreadsheet (.xlsx, .ods) or a file of separated values (.csv, .tsv).
bulk-file-damaged = The file is damaged. Open it in your spreadsheet program, save it again, and upload it.
bulk-file-busy = Many lists are being read at the moment. Wait a little, then upload the file again.

## What was guessed

bulk-notes = How we read your file
bulk-note-utf-16 = The letters are written as UTF-16.
bulk-note-windows-1252 = The letters are not written as UTF-8, so they were read as Windows-1252. Check that accents are right.
bulk-note-comma = The cells are separated by commas.
bulk-note-semicolon = The cells are separated by semicolons.
bulk-note-tab = The cells are separated by tabs.
bulk-note-sheet = The file has { GROUPED($count) } sheets. ‘{ $name }’, the first one with data, is used.
bulk-note-dates = Dates are written as year-month-day. To have them written another way, format their cells as text.
bulk-note-errors = { $count ->
    [one] One cell shows the error of a formula and is read as empty.
   *[other] { GROUPED($count) } cells show the error of a formula and are read as empty.
}
bulk-note-unclosed = A quotation mark in row { GROUPED($line) } is never closed, so everything after it is read as one cell.

## Checking

bulk-check-wrong-title = Check your list
bulk-problem = There is a problem with your list
bulk-list = List
bulk-recipients = Recipients
bulk-parts = Text message parts
bulk-row = Row
bulk-line = Row { GROUPED($line) }
bulk-too-many-rows-of = Your list has { GROUPED($rows) } rows. Your service can send to { $most ->
    [one] 1 recipient
   *[other] { GROUPED($most) } recipients
} at once: split the list.
bulk-too-many-rows = Your service can send to { $most ->
    [one] 1 recipient
   *[other] { GROUPED($most) } recipients
} at once. Split the list.
bulk-no-rows = Your list has no row below the column names.
bulk-no-recipients-email = Your list needs a column named ‘email address’.
bulk-no-recipients-sms = Your list needs a column named ‘phone number’.
bulk-repeated-columns = Several columns are for the recipient: { $names }. Keep one of them.
bulk-missing-columns = Columns are missing: { $names }. The template needs them.
bulk-fix = { $count ->
    [one] One row has to be corrected before you can send:
   *[other] { GROUPED($count) } rows have to be corrected before you can send:
}
bulk-fix-addresses = { $count ->
    [one] fix 1 email address
   *[other] fix { GROUPED($count) } email addresses
}
bulk-fix-numbers = { $count ->
    [one] fix 1 phone number
   *[other] fix { GROUPED($count) } phone numbers
}
bulk-fix-missing = { $count ->
    [one] enter missing data in 1 row
   *[other] enter missing data in { GROUPED($count) } rows
}
bulk-fix-too-long = { $count ->
    [one] shorten the message of 1 row
   *[other] shorten the messages of { GROUPED($count) } rows
}
bulk-out-of-reach = { $count ->
    [one] In trial mode you can only send to members of your team and to your safelist. One recipient is neither.
   *[other] In trial mode you can only send to members of your team and to your safelist. { GROUPED($count) } recipients are neither.
}
bulk-mixed = The list mixes phone numbers for smoke tests with others. Take one kind out.
bulk-wrong-caption = Rows to correct: { GROUPED($shown) } of { GROUPED($all) } shown
bulk-first-caption = The first rows of your list: { GROUPED($shown) } of { GROUPED($all) } shown
bulk-corrections = Download the list with its errors
bulk-corrections-file = list-to-correct.csv
bulk-reasons = To correct
bulk-duplicates = { $count ->
    [one] 1 recipient appears more than once in your list, and will receive the message more than once.
   *[other] { GROUPED($count) } recipients appear more than once in your list, and will receive the message more than once.
}
bulk-duplicates-download = Download the repeated rows
bulk-duplicates-file = repeated-rows.csv
bulk-duplicates-column = Repeated in
bulk-surplus = { $count ->
    [one] One row has more cells than there are column names. Check whether a value with a comma lacks its quotation marks.
   *[other] { GROUPED($count) } rows have more cells than there are column names. Check whether values with commas lack their quotation marks.
}
bulk-more-than-left-email = Your list needs { $wanted ->
    [one] 1 email
   *[other] { GROUPED($wanted) } emails
}, and { $left ->
    [one] 1 is left
   *[other] { GROUPED($left) } are left
} today. Schedule it for another day: the count starts anew at { $hour }.
bulk-more-than-left-sms = Your list needs { $wanted ->
    [one] 1 text message part
   *[other] { GROUPED($wanted) } text message parts
}, and { $left ->
    [one] 1 is left
   *[other] { GROUPED($left) } are left
} today. Schedule it for another day: the count starts anew at { $hour }.
bulk-expires = The list is kept sealed, for you alone, until { $when }.

bulk-cell-of = { $name }: { $fault }
bulk-cell-missing = Missing
bulk-cell-address = Not a valid email address
bulk-cell-recipient = Not a valid recipient
bulk-cell-international = Your service cannot send to international numbers
bulk-cell-too-long = Too long
bulk-cell-control = Holds a character that cannot be printed
bulk-cell-too-much = The values are too long together
bulk-cell-blank = The message would say nothing
bulk-cell-reference = The reference is too long
bulk-cell-reach = Not in your team or on your safelist
bulk-cell-surplus = More cells than column names
bulk-message-too-long-sms = The message is longer than { GROUPED($limit) } units
bulk-message-too-long-email = The email is too long
bulk-row-too-long = With its values the message of row { GROUPED($line) } is longer than { GROUPED($limit) } units. Shorten them.
bulk-wrong-row = Row { GROUPED($line) }: { $faults }
bulk-wrong-rows = Some rows have to be corrected. { $rows }
bulk-left-day-email = Your list needs { $wanted ->
    [one] 1 email
   *[other] { GROUPED($wanted) } emails
}, and your service can send { GROUPED($left) } more that day.
bulk-left-day-sms = Your list needs { $wanted ->
    [one] 1 text message part
   *[other] { GROUPED($wanted) } text message parts
}, and your service can send { GROUPED($left) } more that day.
bulk-left-year-email = Your list needs { $wanted ->
    [one] 1 email
   *[other] { GROUPED($wanted) } emails
}, and your service can send { GROUPED($left) } more this fiscal year.
bulk-left-year-sms = Your list needs { $wanted ->
    [one] 1 text message part
   *[other] { GROUPED($wanted) } text message parts
}, and your service can send { GROUPED($left) } more this fiscal year.
bulk-template-changed = The template was changed meanwhile. Look at the message again before you send it.

## Sending

bulk-preview-others = Preview the messages of other rows
bulk-row-title = Preview
bulk-row-of = Message { GROUPED($row) } of { GROUPED($rows) }
bulk-row-line = Row { GROUPED($line) } of your file:
bulk-row-wrong = This row has to be corrected.
bulk-row-pages = Other rows
bulk-row-previous = Previous preview
bulk-row-next = Next preview
bulk-row-back = Back to your list
bulk-sent-today = This very file was sent with this template today
bulk-send-again = Send it once more
bulk-confirm-again = Confirm that you want to send the same file once more
bulk-needs-approval = { $count ->
    [one] A second person has to approve every list.
   *[other] A second person has to approve lists of { GROUPED($count) } rows or more.
}
bulk-send-emails = { $count ->
    [one] Send 1 email
   *[other] Send { GROUPED($count) } emails
}
bulk-send-texts = { $count ->
    [one] Send 1 text message
   *[other] Send { GROUPED($count) } text messages
}
bulk-started = Your list is being sent.
bulk-scheduled = Your list is scheduled.
bulk-waits-for-approval = Your list waits for a second person to approve it.

## Following

jobs-title = Bulk sends
jobs-text = Lists that were sent with the messages of a template.
jobs-choose-template = Choose a template to send
jobs-none = Nothing has been sent to a list yet.
jobs-waiting = Scheduled, or waiting for approval
jobs-others = Sent
jobs-delivered = Delivered
jobs-failed = Failed
jobs-state = State
job-no-name = List whose name is no longer kept
job-state-approval = Waiting for approval
job-state-scheduled = Scheduled
job-state-pending = About to start
job-state-in-progress = In progress
job-state-paused = Paused
job-state-finished = Sent
job-state-cancelled = Cancelled
job-state-refused = Not approved
job-state-error = Stopped by an error
job-scheduled-for = Scheduled for { $when }
job-stopped-at = Stopped on { $when }
job-sent-at = Sent on { $when }
job-sent-by = Sent by
job-approved-by = Approved by
job-progress = { GROUPED($done) } of { GROUPED($rows) } done
job-expected = Expected to be done on { $when }
job-smoke-tests = { $count ->
    [one] 1 row is for smoke tests: it was checked, and nothing is kept of it.
   *[other] { GROUPED($count) } rows are for smoke tests: they were checked, and nothing is kept of them.
}
job-all = { $count ->
    [one] message
   *[other] messages
}
job-delivered = { $count ->
   *[other] delivered
}
job-in-transit = in transit
job-failed = failed
job-problem = { $count ->
    [one] problem address
   *[other] problem addresses
}
job-messages = Messages of this list
job-report = Prepare a report of this list
job-row = Row
job-next-rows = Next rows
job-no-messages = No row has become a message yet.
job-none-of-these = No message of this kind.
job-archived = The messages of this list are no longer kept. Only its totals remain.
job-pause = Pause
job-resume = Resume
job-cancel = Cancel the send
job-cancel-title = Cancel the send?
job-cancel-text = { $count ->
    [one] 1 message will not be sent.
   *[other] { GROUPED($count) } messages will not be sent.
}
job-cancel-now = Cancel the send
job-cancel-not = Do not cancel
job-decide = This list waits for your approval. Look at its template before you decide.
job-approve = Approve and send
job-refuse = Do not approve
job-held = The rest of this list waits: your service’s emails are paused, because too many came back. Someone who manages the service can resume them on the page about problem email addresses.
job-own = This list waits for another member of your team to approve it.
job-not-now = That is no longer possible: the send has gone on meanwhile.
job-was-cancelled = The send was cancelled.
job-was-paused = The send is paused. Messages that were on their way still arrive.
job-was-resumed = The send goes on.
job-was-approved = The list was approved.
job-was-refused = The list was not approved. Nothing of it is sent.

## Who approves

bulk-approval-title = Approval of lists
bulk-approval-lead = A second member of your team who may send messages can be asked to approve long lists before they are sent.
bulk-approval-rows = Ask for approval from this many rows on
bulk-approval-hint = Leave it empty if nobody has to approve lists.
bulk-approval-invalid = Enter a number from 1 to { GROUPED($most) }, or nothing
bulk-approval-none = Lists are sent without approval
