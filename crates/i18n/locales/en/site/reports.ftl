### Reports: lists of messages as files

## What stands in the file

reports-column-row = Row number
reports-column-recipient = Recipient
reports-column-template = Template
reports-column-type = Type
reports-column-sent-by = Sent by
reports-column-sent-by-email = Sent by email
reports-column-job = Job
reports-column-status = Status
reports-column-time = Sent Time
reports-type-email = email
reports-type-sms = sms

## The page

reports-title = Reports
reports-intro = A report lists messages with their recipient, template, sender and status, as a file for spreadsheets. It holds personal information: keep it safe, and delete it when you no longer need it.
reports-prepare-title = Prepare a report
reports-prepare = Prepare report
reports-kind = Messages
reports-kind-email = Emails
reports-kind-sms = Text messages
reports-kind-job = Bulk send
reports-kind-wrong = Choose emails or text messages
reports-of-job = All messages of the bulk send, in the order of its rows.
reports-days = Sent during
reports-days-last = { $days ->
    [1] The last 24 hours
   *[other] The last { $days } days
}
reports-language = Language of the file
reports-language-en = English
reports-language-fr = French
reports-asked = Your report is being prepared. You will get an email when it is ready.
reports-too-many = A service can ask for { $most } reports in an hour. Try again after { $at }.
reports-caption = Reports of the last 7 days, newest first. Files are kept for 3 days.
reports-none = Nobody has asked for a report in the last 7 days.
reports-name = Report
reports-asked-by = Asked for by
reports-state = State
reports-zone = Times are those of { $zone }.
reports-requested = Waiting
reports-generating = { $expected ->
    [0] Being prepared: { GROUPED($lines) } lines
   *[other] Being prepared: { GROUPED($lines) } of about { GROUPED($expected) } lines
}
reports-ready = Ready: { $lines ->
    [one] 1 line
   *[other] { GROUPED($lines) } lines
}
reports-error = Failed. Try again.
reports-until = Download before { $at }
reports-deleted = Deleted on { $at }
reports-csv = Download CSV: { $name }
reports-xlsx = Download spreadsheet (XLSX): { $name }
reports-too-long = A spreadsheet takes { GROUPED($most) } lines at most; this report has more, and is there as CSV only.
reports-from-list = Prepare report
reports-reload = Reload this page to see how far reports are.

## The activity log

audit-action-report-request = Asked for a report
audit-action-report-download = Downloaded a report
