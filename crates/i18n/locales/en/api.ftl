### Refusals of the API. These words are the contract: programs compare them, so not a letter changes.

## Authentication

authorization-missing = Unauthorized, authentication token must be provided
authorization-scheme-unknown = Unauthorized, Authorization header is invalid. GC Notify supports the following authentication methods. Bearer: JWT token that the client generates and passes in, Learn more: https://documentation.notification.canada.ca/en/start.html#headers., ApiKey-v1: If you cannot generate a JWT token you may optionally use the API secret generated for you by GC Notify. Learn more: https://documentation.notification.canada.ca/en/start.html#headers.
key-incomplete = Invalid token: Enter your full API key
key-not-found = Invalid token: API key not found
key-revoked = Invalid token: API key revoked
token-malformed = Invalid token: signature, api token is not valid
token-issuer-missing = Invalid token: iss field not provided
token-issuer-not-an-id = Invalid token: service id is not the right data type
token-service-not-found = Invalid token: service not found
token-service-without-keys = Invalid token: service has no API keys
service-archived = Invalid token: service is archived
token-clock-off = Error: Your system clock must be accurate to within 30 seconds
token-not-found = Invalid token: signature, api token not found

## Routing, bodies, trouble on our side

path-not-found = The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.
method-not-allowed = The method is not allowed for the requested URL.
media-type-unsupported = UnsupportedMediaType error: Did not attempt to load JSON data because the request Content-Type was not 'application/json'.
body-undecodable = Error decoding arguments: The browser (or proxy) sent a request that this server could not understand.
body-too-large = Request body is larger than the limit of { $limit } bytes
internal-error = Internal server error
unavailable-for-now = The service cannot take requests at the moment, try again later

## Look-ups

notification-not-found = Notification not found in database
no-result-found = No result found
mime-of-text-message = A text message has no MIME form

## Validation

field-required = { $name } is a required property
nested-field-required = { $field } { $name } is a required property
fields-unknown = Additional properties are not allowed ({ $names } { $count ->
    [one] was
   *[other] were
} unexpected)
wrong-type = { $field } { $value } is not of type { $kind }
wrong-root-type = { $value } is not of type { $kind }
not-one-of = { $field } { $value } is not one of [{ $values }]
not-a-uuid = { $field } is not a valid UUID
too-short = { $field } { $value } is too short
too-long = { $field } { $value } is too long
below-minimum = { $field } { $value } is less than the minimum of { $minimum }
control-character = { $field } contains a control character
email-not-valid = email_address Not a valid email address
phone-not-valid = phone_number Not a valid number
phone-not-local = phone_number Not a valid local number
phone-not-international = phone_number Not a valid international number
phone-too-short = phone_number Not enough digits
phone-country-unsupported = phone_number Country code { $country } is not supported
url-not-https = { $field } is not a valid https url
idempotency-key-not-valid = Idempotency-Key must be 1 to 255 visible ASCII characters

## Scheduling

schedule-in-past = scheduled_for datetime cannot be in the past
schedule-too-far = scheduled_for datetime can only be up to { $hours } hours in the future
schedule-unreadable = scheduled_for datetime format is invalid. It must be a valid ISO8601 date time format, https://en.wikipedia.org/wiki/ISO_8601

## Personalisation and files

personalisation-too-large = Personalisation variables size of { $size } bytes is greater than allowed limit of { $limit } bytes.
files-in-text-message = personalisation files can only be sent by email
too-many-files = File number exceed allowed limits of { $limit } with number of { $count }.
file-too-large = { $key } : File size for { $name } is { $size } and greater than allowed limit of { $limit }.
file-name-not-valid = personalisation { $name } is not a valid file name
file-empty = { $key } : File is empty
file-padding = { $key } : Incorrect padding : Error decoding base64 field
file-character-count = { $key } : Invalid base64-encoded string: number of data characters ({ $count }) cannot be 1 more than a multiple of 4 : Error decoding base64 field
file-not-ascii = { $key } : string argument should contain only ASCII characters : Error decoding base64 field
file-not-base64 = { $key } : Only base64 data is allowed : Error decoding base64 field
files-too-large = Files of the message are { $size } bytes in all and greater than allowed limit of { $limit }.
retention-period-not-valid = Unsupported value for retention_period '{ $value }'. Supported periods are from 1 to { $weeks } weeks.
file-type-not-supported = Unsupported document type '{ $media_type }'. Supported types are: [{ $supported }]
file-named-otherwise = The content of { $name } is of the type '{ $media_type }', and its name says otherwise
files-unreachable = error connecting to document download

## Templates by key

templates-not-managed = This API key does not have permission to manage templates.
templates-not-permitted = Creating { $channel ->
    [sms] text message
   *[email] email
} templates is not allowed
category-not-a-uuid = template_category_id must be a valid UUID
category-not-found = template_category_id not found
categories-unavailable = Template categories are unavailable. Please contact support; the template categories endpoint may be down.
folder-not-found = parent_folder_id not found
managed-content-too-long = Content has a character count greater than the limit of { $limit }
managed-name-too-long = Template name must be less than 255 characters
managed-commas = { $field } cannot have commas between double brackets
managed-already-archived = Template is already archived.
managed-outdated = The template was changed by others meanwhile, try again

## Reports

reports-not-managed = This API key does not have permission to manage reports.
report-limit = Maximum { $limit } report requests per hour
report-not-ready = Report is not ready for download (status: { $status })

## Sending

service-suspended = Service is suspended
channel-not-permitted = Service is not allowed to send { $channel ->
    [sms] text messages
   *[email] emails
}
rate-exceeded = Exceeded rate limit for key type { $key_type } of { $limit } requests per { $seconds } seconds
template-not-found = Template not found
template-of-other-channel = { $template } template is not suitable for { $call } notification
template-archived = Template { $template } has been deleted
personalisation-missing = Missing personalisation for template ID { $template }: { $names }
preview-personalisation-missing = Missing personalisation: { $names }
sms-too-long = Content for template has a character count greater than the limit of { $limit }
message-blank = Message is empty or just whitespace
daily-email-limit = Exceeded email daily sending limit of { $limit } messages
daily-sms-limit = Exceeded SMS daily sending limit of { $limit } fragments
annual-email-limit = Exceeded annual email sending limit of { $limit } messages
annual-sms-limit = Exceeded annual SMS sending limit of { $limit } messages
number-secret-wrong = The secret is not that of this number
text-of-other-number = This number is not the one that the text message was sent to
equal-texts-limit = Exceeded limit of { $limit } identical text messages to one phone number per hour
texts-limit = Exceeded limit of { $limit } text messages to one phone number per hour
reply-to-not-found = email_reply_to_id { $id } does not exist in database for service id { $service }
sms-sender-not-found = sms_sender_id { $id } does not exist in database for service id { $service }
# U+2019, then an ASCII hyphen here and U+2013 below: so does the contract write them.
team-key-refused = Can’t send to this recipient using a team-only API key (service { $service }) - see { $keys_page }#team-and-safelist
trial-mode-refused = Can’t send to this recipient when service is in trial mode – see { $keys_page }#live
international-not-permitted = Cannot send to international mobile numbers
documents-not-permitted = Service is not allowed to send documents
idempotency-key-reused = This Idempotency-Key was used with a different request
idempotency-in-progress = A request with this Idempotency-Key is still being answered

## Bulk sends

rows-or-csv = You should specify either rows or csv
list-unreadable = Error converting to CSV: { $kind ->
    [empty] the list is empty
    [large] the list is too large
   *[other] iterable expected, not { $kind }
}
headings-missing = Missing column headers: { $names }
headings-repeated = Duplicate column headers: { $names }
emails-left-this-year = You only have { $left } remaining messages before you reach your annual limit. You've tried to send { $wanted } messages.
emails-left-today = You only have { $left } remaining messages before you reach your daily limit. You've tried to send { $wanted } messages.
texts-left-this-year = You only have { $left } remaining sms messages before you reach your annual limit. You've tried to send { $wanted } sms messages.
texts-left-today = You only have { $left } remaining sms messages before you reach your daily limit. You've tried to send { $wanted } sms messages.
too-many-rows = Too many rows. Maximum number of rows allowed is { $most }
list-beyond-team = You cannot send to these recipients because you used a team and safelist API key.
list-beyond-trial = You cannot send to these recipients because your service is in trial mode. You can only send to members of your team and your safelist.
row-too-long = Row { $row } - has a character count greater than { $limit } characters. Some messages may be too long due to custom content.
# Each language has its own list of rows; both are named here, so that the two catalogues agree.
rows-wrong = { $rows_fr ->
   *[other] Some rows have errors. { $rows }
}
row-wrong = Row { $row } - { $faults }.
cell-wrong = `{ $heading }`: { $fault ->
    [missing] Missing
    [recipient] invalid recipient
    [international] invalid recipient
    [long] has a character count greater than 612 characters. Some messages may be too long due to custom content.
    [control] contains a control character
   *[reference] is too long
}
cell-crowded = `{ $heading }`: { $fault ->
    [equal] more than { $limit } identical text messages to one phone number per hour
   *[any] more than { $limit } text messages to one phone number per hour
}
whole-row-wrong = { $fault ->
    [blank] Message is empty or just whitespace
   *[much] Personalisation variables size is greater than allowed limit of 51200 bytes.
}
smoke-tests-mixed = Bulk sending to testing and non-testing numbers is not supported
