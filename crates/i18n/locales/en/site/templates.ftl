### Templates, their folders and history, and sending one message.

## List

templates-title = Your templates
templates-caption = Templates
templates-path = Folders on the way here
templates-top = All templates
templates-folders = Folders
templates-search = Search by name or template ID
templates-kind = Kind
templates-kind-any = All kinds
templates-archived = Archived
templates-archived-only = Show archived templates only
templates-found = { $count ->
    [one] { GROUPED($count) } template
   *[other] { GROUPED($count) } templates
}
templates-count = { $count ->
    [0] Empty
    [one] { GROUPED($count) } item
   *[other] { GROUPED($count) } items
}
templates-none = There is no template here yet.
templates-none-found = No template matches. Change the search, or clear it.
templates-changed = Last change
templates-choose = Choose
templates-choose-one = Choose { $name }
templates-move = Move
templates-move-to = Move the chosen templates to
templates-move-none = Choose at least one template to move.
templates-moved = { $count ->
    [one] { GROUPED($count) } template was moved
   *[other] { GROUPED($count) } templates were moved
}
templates-earlier = Previous page
templates-later = Next page
templates-folder-add = New folder
templates-folder-create = Create the folder
templates-folder-manage = Manage this folder
templates-folder-name = Folder name
templates-folder-name-missing = Enter a name for the folder
templates-folder-name-taken = There is a folder with this name here already
templates-folder-not-empty = Move what is in this folder elsewhere before you remove it
templates-folder-too-many = Your service has as many folders as it can have. Remove one that is empty.
templates-folder-too-deep = Folders can stand five deep in one another. Create this one further up.
templates-folder-created = The folder ‘{ $name }’ was created
templates-folder-renamed = The folder is now called ‘{ $name }’
templates-folder-removed = The folder ‘{ $name }’ was removed
templates-folder-remove = Remove the folder
templates-folder-remove-hint = A folder can be removed once nothing is in it. Archived templates do not count.

## Form

template-add-email = Create an email template
template-add-sms = Create a text message template
template-edit-title = Edit the template
template-name = Template name
template-name-hint = Recipients do not see it.
template-name-missing = Enter a name for the template
template-name-too-long = Use at most { GROUPED($limit) } characters for the name
template-subject = Subject line
template-subject-missing = Enter a subject line
template-subject-of-text = A text message has no subject line
template-subject-too-long = Use at most { GROUPED($limit) } characters for the subject line
template-content = Message
template-content-hint = Up to 50,000 characters. Put what differs for each recipient between double brackets.
template-text-hint = Up to 612 units, which are 4 parts. Put what differs for each recipient between double brackets.
template-content-missing = Enter the message
template-content-too-long = The message has { GROUPED($length) } characters. Shorten it to { GROUPED($limit) }.
template-text-too-long = With your service’s name in front, the message takes { GROUPED($length) } units. Shorten it to { GROUPED($limit) }.
template-unprintable = Remove the characters that cannot be printed
template-commas = You cannot put commas between double brackets
template-category = Category
template-category-hint = The category decides how soon messages leave when many are waiting.
template-category-missing = Choose a category
template-priority = Priority
template-priority-priority = Priority sending: someone is waiting for it
template-priority-normal = Normal sending
template-priority-bulk = Bulk sending: goes after everything else
template-help = How to format the message
template-help-placeholder = A placeholder, which gets a value for each recipient:
template-help-conditional = Words that only some recipients see, if the value is “yes”:
template-help-heading = A heading:
template-help-list = A list:
template-help-link = A link:
template-help-emphasis = Bold and italic:
template-help-language = Parts in English and in French, each read aloud in its language:
template-example-name = name
template-example-condition = new client
template-example-words = Welcome
template-example-title = Title
template-example-item = item
template-example-text = text
template-example-bold = bold
template-example-italic = italic
template-preview = Preview
template-preview-title = Preview
template-preview-unsaved = Nothing is saved yet.
template-plain = As plain text
template-length = { $units ->
    [one] { GROUPED($units) } unit
   *[other] { GROUPED($units) } units
}, { $parts ->
    [one] { GROUPED($parts) } part
   *[other] { GROUPED($parts) } parts
}, not counting the placeholders.
template-length-filled = { $units ->
    [one] { GROUPED($units) } unit
   *[other] { GROUPED($units) } units
}, { $parts ->
    [one] { GROUPED($parts) } part
   *[other] { GROUPED($parts) } parts
}.
template-length-typed = Units: { $units } – parts: { $parts } (placeholders not counted)
template-encoding-gsm = 160 units fit in one part, 153 in each of several.
template-encoding-unicode = Accented letters such as “ç” or “ê” leave room for 70 units in one part, 67 in each of several.
template-lost = These characters cannot be sent in a text message, and become question marks: { $characters }
template-created = The template ‘{ $name }’ was created
template-saved = The template was saved as version { GROUPED($number) }
template-outdated = Someone saved version { GROUPED($number) } while you were writing. Look at it in another window. If you save now, yours becomes the newest.

## Changed placeholders

template-placeholders = Placeholders
template-placeholders-title = Confirm the change of placeholders
template-placeholders-lead = Whoever sends with this template must send other values from now on.
template-placeholders-added = Added
template-placeholders-added-hint = Calls that do not send a value for them are refused.
template-placeholders-removed = Removed
template-placeholders-save = Save the changes
template-placeholders-edit = Back to the form
template-keys-title = API keys that used this template in the last 30 days
template-keys-none = No API key used it.
template-keys-caption = Tell the people who look after them before you save.
template-keys-name = API key
template-keys-requested = Messages
template-keys-last = Last used
template-keys-revoked = Revoked

## Page of a template

template-message = Message
template-about = About this template
template-from = From
template-from-provider = A number of the provider
template-reply-to = Reply-to address
template-no-reply-to = None
template-no-category = None
template-changed = Last change
template-changed-by = Version { GROUPED($number) }, by { $author }
template-author-operator = the operator
template-id = Template ID
template-ready = Ready to send?
template-left-email = { $count ->
    [one] Your service can send { GROUPED($count) } more email today.
   *[other] Your service can send { GROUPED($count) } more emails today.
}
template-left-sms = { $count ->
    [one] Your service can send { GROUPED($count) } more text message part today.
   *[other] Your service can send { GROUPED($count) } more text message parts today.
}
template-send = Send to one recipient
template-send-many = Send to many recipients
template-send-me = Send it to yourself
template-may-not-send = Sending takes the permission to send messages, as a member of the team.
template-edit = Edit the template
template-history = Version history
template-copy = Copy the template
template-copy-name = { $name } (copy { $number })
template-copy-to-title = Copy this template to another service
template-copy-to-lead = The copy of ‘{ $name }’ stands in no folder. The two have nothing to do with each other afterwards.
template-copy-to-service = Service
template-copy-to-missing = Choose a service
template-copied-to = ‘{ $name }’ was copied to { $service }
template-copied = The template was copied as ‘{ $name }’
template-archive = Archive the template
template-archive-title = Archive the template
template-archive-question = Do you want to archive ‘{ $name }’?
template-archive-keys = These API keys used it in the last 30 days:
template-archive-consequence = Nothing can be sent with an archived template: the API refuses calls that name it. Messages that were sent stay as they are. This cannot be undone.
template-last-use = It was last used on { $date }.
template-never-used = It has not been used.
template-badge-archived = Archived
template-archived-text = This template is archived. Nothing can be sent with it.
template-archived-now = The template ‘{ $name }’ was archived

## History

template-history-title = Version history
template-history-caption = Newest first
template-history-version = Version
template-history-author = Author
template-history-date = Date
template-version = Version { GROUPED($number) }
template-current = Current
template-difference = What changed
template-difference-hint = Words that are only in one of the versions are marked.
template-difference-none = Both versions say the same.
template-compare-current = Compare with the current version
template-compare-previous = Compare with the version before
template-restore = Restore this version
template-restore-hint = Restoring makes a new version that says the same as this one.
template-restored = Version { GROUPED($number) } is back, as version { GROUPED($made) }

## Sending one message

send-title = Send one message
send-with = Template:
send-template = Template
send-to = To
send-to-email = Email address of the recipient
send-to-email-hint = For example: name@example.ca
send-to-sms = Phone number of the recipient
send-to-sms-hint = For example: 613-555-0142
send-to-missing = Enter who the message is for
send-to-me = Send it to yourself
send-email-invalid = Enter a valid email address, such as name@example.ca
send-value-missing = Enter a value for { $name }
send-values-too-long = Shorten the values: all of them together may have { GROUPED($limit) } characters
send-conditional-hint = Do you want to show the words that depend on it?
send-reply-to = Reply-to address
send-sender = Text message sender
send-when = When
send-when-hint = Leave both empty to send at once. You can choose any quarter of an hour within the next four days.
send-zone = Time zone: { $zone }
send-day = Date
send-time = Time
send-day-missing = Enter the date as well
send-time-missing = Enter the time as well
send-time-step = Choose a quarter of an hour: 00, 15, 30 or 45 minutes
send-schedule-unreadable = Enter a date such as { $date }, and a time such as { $time }
send-schedule-past = Choose a time that is still to come
send-schedule-too-far = Choose a time within the next { GROUPED($hours) } hours
send-look = Preview the message
send-look-title = Review before sending
send-at-once = At once
send-email-now = Send the email
send-sms-now = Send the text message
send-schedule-now = Schedule the message
send-smoke-test = The message was accepted. This recipient is for smoke tests, so nothing is kept of it.
send-template-changed = The template was changed while you were writing. Look at the message again before you send it.

send-file-instead = Send a file in the place of { $name }
send-file-choose = File
send-file-choose-other = Another file
send-file-hint = PDF, Word, Excel, PowerPoint, OpenDocument, RTF, Numbers, CSV, text, JPEG or PNG, up to { $megabytes } MB. It is kept sealed for an hour, until you send the message.
send-file-remove = Remove this file
send-file-line = { $name } ({ $about })
send-file-line-confirmed = { $name } ({ $about }, for whoever enters the recipient’s email address)
send-file-way = How the file is sent
send-file-as-link = As a link, which works for { $days ->
    [one] 1 day
   *[other] { $days } days
}
send-file-as-confirmed = As a link, for whoever enters the recipient’s email address
send-file-as-attachment = Attached to the email
send-file-and-value = Enter a value for { $name } or choose a file, not both
send-file-wrong-name = Rename the file: its name may have 3 to 255 characters
send-file-empty = The file is empty. Choose another.
send-file-too-large = The file is larger than { $megabytes } MB. Choose a smaller one.
send-file-wrong-type = Files of this type cannot be sent. Save it as PDF, for example, and choose it again.
send-file-named-otherwise = The content is that of a .{ $ending } file, and the name says something else. Rename the file, then choose it again.
send-file-too-many = A message can carry { $count } files at most.
send-file-too-large-together = The files of a message may have { $megabytes } MB together. Choose smaller ones.
send-file-gone = This file is no longer kept. Choose it again.
send-file-too-often = You chose many files without sending them. Try again in { $minutes ->
    [one] 1 minute.
   *[other] { $minutes } minutes.
}

## Why a message was not sent

send-refused-suspended = Your service is suspended, so nothing can be sent. Contact support.
send-refused-email-off = Your service may not send emails. Someone who manages the service can turn them on.
send-refused-sms-off = Your service may not send text messages. Someone who manages the service can turn them on.
send-refused-emails-paused = Your service’s emails are paused, because too many came back. Someone who manages the service can resume them on the page about problem email addresses.
send-refused-equal-texts = One number can receive the same text message { $limit ->
    [one] once
   *[other] { GROUPED($limit) } times
} within an hour, and this would be more. Carriers block senders who send more. Try again later.
send-refused-texts = One number can receive { $limit ->
    [one] 1 text message
   *[other] { GROUPED($limit) } text messages
} within an hour, and this would be more. Try again later.
send-refused-rate = More than { $limit ->
    [one] 1 message was
   *[other] { GROUPED($limit) } messages were
} sent in a minute. Wait a moment, then try again.
send-refused-no-template = This template is no longer there.
send-refused-other-channel = This template is for the other kind of message. Go back to it and begin again.
send-refused-archived = This template was archived. Nothing can be sent with it.
send-refused-missing = The template needs values for: { $names }
send-refused-too-long = With its values the message is longer than { GROUPED($limit) } units. Shorten the values.
send-refused-blank = With these values the message says nothing. Enter others.
send-refused-trial-day-email = In trial mode your service can send { $limit ->
    [one] 1 email
   *[other] { GROUPED($limit) } emails
} a day, and has done so. It can send again at { $when }.
send-refused-trial-day-sms = In trial mode your service can send { $limit ->
    [one] 1 text message part
   *[other] { GROUPED($limit) } text message parts
} a day, and this message would be more. It can send again at { $when }.
send-refused-day-email = Your service has reached its daily limit of { $limit ->
    [one] 1 email
   *[other] { GROUPED($limit) } emails
}. It can send again at { $when }.
send-refused-day-sms = This message would exceed your service’s daily limit of { $limit ->
    [one] 1 text message part
   *[other] { GROUPED($limit) } text message parts
}. It can send again at { $when }.
send-refused-year-email = Your service has reached its annual limit of { $limit ->
    [one] 1 email
   *[other] { GROUPED($limit) } emails
}. It can send again on { $when }.
send-refused-year-sms = This message would exceed your service’s annual limit of { $limit ->
    [one] 1 text message part
   *[other] { GROUPED($limit) } text message parts
}. It can send again on { $when }.
send-refused-reply-to = This reply-to address is no longer there. Choose another.
send-refused-sender = This text message sender is no longer there. Choose another.
send-refused-trial = In trial mode you can only send to members of your team and to your safelist.
send-refused-team = You can only send to members of your team and to your safelist.
send-refused-international = Your service may not send to phone numbers outside of Canada and the United States.
send-refused-undeliverable = Mail servers do not take accented letters in front of the @. Enter another address.
send-refused-documents = Your service may not send files.
send-refused-file = A file of the message is not of a type that can be sent.
send-refused-files-away = Files cannot be kept at the moment. Try again in a minute.
send-refused-twice = This message was sent already, with other values. Preview it again to send it once more.
send-refused-in-progress = This message is being sent already. Look at your sent messages in a moment.
send-refused-no-service = This service is no longer there.
send-phone-semicolon = Enter one phone number, without a semicolon
send-phone-not-local = Enter a phone number of Canada or the United States
send-phone-invalid = Enter a valid phone number, such as 613-555-0142, or with + and the country code
send-phone-short = The phone number has too few digits
send-phone-country = Text messages cannot be sent to the country with the code { $code }
