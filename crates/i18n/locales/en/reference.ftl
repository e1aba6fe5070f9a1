### Words of the API reference. Keys follow the shape of the OpenAPI document.

## The document

reference-title = Facteur API
reference-description = Send emails and text messages through templates, and follow what became of them. Every request carries an API key; error messages are in English, with a French version beside them for requests that prefer French.

## Groups of operations

tag-notifications = Sending messages and following them
tag-templates = Reading templates
tag-manage-template = Writing templates with a key that may manage them
tag-mailbox = Messages of test keys, exactly as they would have left
tag-reports = Messages as files, with a key that may manage reports
tag-received-text-messages = Text messages that people sent
tag-status = State of the system

## Ways to prove who is calling

security-ApiKey = The word ApiKey-v1, a space, then the whole API key.
security-Jwt = A JSON Web Token signed with HS256 by the secret of an API key, whose iss is the id of the service and whose iat is within 30 seconds of now.

## Operations

operation-send-email = Send an email
operation-send-email-more = Fills a template and accepts one email. When the answer is 201, the message is stored and will be sent.
operation-send-sms = Send a text message
operation-send-sms-more = Fills a template and accepts one text message. When the answer is 201, the message is stored and will be sent.
operation-list-notifications = List messages
operation-list-notifications-more = The newest messages sent with keys of the caller’s type, 250 at a time. Follow links.next until a page is empty.
operation-show-notification = Show a message
operation-show-notification-more = What became of one message of the service, whichever of its keys sent it.
operation-show-template = Show a template
operation-show-template-more = The current version of a template, even when it is archived.
operation-show-template-version = Show a version of a template
operation-show-template-version-more = A template as it was in one of its versions.
operation-preview-template = Preview a template
operation-preview-template-more = The template filled in; nothing is sent.
operation-list-templates = List templates
operation-list-templates-more = Every template of the service that is not archived, by name.
operation-create-managed-template = Create a template
operation-create-managed-template-more = Writes the first version of a template. The key needs the permission manage_templates, as it does for everything under /v2/manage-template.
operation-list-template-categories = List template categories
operation-list-template-categories-more = The categories that a template may have; its category says how urgent its messages are.
operation-show-managed-template = Show a template to whoever manages it
operation-show-managed-template-more = The current version of a template with its category and its folder, even when it is archived.
operation-change-managed-template = Change a template
operation-change-managed-template-more = Writes the next version of a template; what is not named stays. A request that changes nothing writes no version.
operation-archive-managed-template = Archive a template
operation-archive-managed-template-more = Nothing can be sent with it any more. It leaves its folder.
operation-list-mailbox = List the mailbox
operation-list-mailbox-more = The newest messages that stayed here instead of leaving, 250 at a time.
operation-show-mailbox-message = Show a message of the mailbox
operation-show-mailbox-message-more = One message exactly as it would have left: as JSON, or the email itself with the header Accept: message/rfc822 or the parameter format=mime.
operation-ask-for-report = Ask for a report
operation-ask-for-report-more = A list of messages as a CSV file: emails or text messages of the last seven days, or the messages of one job. It is prepared meanwhile; look at it until its status is ready. A service can ask for 10 reports an hour. The key needs the permission manage_reports, as it does for everything under /v2/reports.
operation-list-reports = List reports
operation-list-reports-more = The reports of the last seven days, newest first, 250 at a time, those asked for on the site among them.
operation-show-report = Show a report
operation-show-report-more = How far a report is: requested, generating, ready, or error.
operation-download-report = Download a report
operation-download-report-more = The file of a report that is ready. It is kept for three days.
operation-list-received-text-messages = List received text messages
operation-list-received-text-messages-more = Always empty for now: no number receives text messages.
operation-show-status = Ask whether the system answers
operation-show-status-more = Needs no key.

## Parameters

parameter-idempotency-key = 1 to 255 visible ASCII characters. For 24 hours, the same key with the same request gives the first answer again instead of a second message.
parameter-notification_id = Id of the message.
parameter-report_id = Id of the report.
parameter-id = Id that earlier answers gave.
parameter-version = Number of the version, from 1.
parameter-template_type = Only messages of this type: sms, email or letter. May be repeated.
parameter-status = Only messages in this status. May be repeated; failed stands for every failure.
parameter-reference = Only messages with this reference.
parameter-older_than = Only what is older than the message with this id.
parameter-include_jobs = true or false: also messages of bulk sends.
parameter-type = Only templates of this type: sms, email or letter.
parameter-format = json or mime.
parameter-simple = Any value: answer only whether the system is there.

## Answers

response-200 = Found
response-201 = Accepted and stored
response-202 = Accepted; it will be prepared
response-400 = The request is not right; every error is listed
response-401 = The Authorization header is missing or not understood
response-403 = The API key is refused, or may not do this
response-404 = Nothing was found
response-409 = Not now: something else is under way, or what is asked for is not ready
response-413 = The body is too large
response-415 = The body is not announced as JSON
response-422 = The Idempotency-Key was used with another request
response-429 = A limit is reached; Retry-After says when to try again
response-503 = Out of reach for a moment; Retry-After says when to try again

## Shapes

schema-EmailRequest = An email to send
schema-SmsRequest = A text message to send
schema-AcceptedNotification = A message that was accepted
schema-AcceptedContent = The content of the message, by type
schema-EmailContent = The content of an email
schema-SmsContent = The content of a text message
schema-SanitisedValue = A value before and after it was made inert
schema-TemplateReference = The template of a message
schema-Notification = A message and what became of it
schema-Notifications = A page of messages
schema-Links = Where this page is, and the next one
schema-Template = A version of a template
schema-Templates = Templates of the service
schema-Placeholder = A variable of a template
schema-PreviewRequest = Values to fill a template with
schema-TemplatePreview = A template filled in
schema-NewTemplateRequest = A template to create
schema-TemplateChangeRequest = What is to change in a template
schema-ManagedTemplate = A template with its category and its folder
schema-TemplateCategory = A category of templates
schema-TemplateCategories = The categories of templates
schema-Mailbox = A page of the mailbox
schema-MailboxEntry = One line of the mailbox
schema-MailboxMessage = A message as it would have left
schema-MailboxEmail = An email as it would have left
schema-MailboxSms = A text message as it would have left
schema-NewReportRequest = A report to ask for
schema-AcceptedReport = A report that will be prepared
schema-Report = A report and how far it is
schema-Reports = A page of reports
schema-ReceivedTextMessages = A page of received text messages
schema-NotFound = Why nothing is there
schema-Status = The state of the system
schema-Errors = Why a request was refused
schema-Error = One reason
schema-PlainError = Why nothing was found

## Properties

property-id = Id
property-reference = Your own name for the message, 1000 characters at most
property-email_address = Address of the recipient
property-phone_number = Phone number of the recipient
property-template_id = Id of the template
property-personalisation = Values for the variables of the template, by name: text, numbers, true or false, lists
property-Template-personalisation = The variables of the template, by name
property-scheduled_for = When to send, in ISO 8601, within 96 hours; UTC unless it has an offset
property-Notification-scheduled_for = When it will be sent, or null
property-AcceptedNotification-scheduled_for = When it will be sent, as the request has it, or null
property-email_reply_to_id = Id of a reply-to address of the service
property-sms_sender_id = Id of a text message sender of the service
property-one_click_unsubscribe_url = Link with https that mail programs call when somebody unsubscribes
property-sanitise_content_for = Names of personalisation whose links and Markdown are made inert
property-uri = Where to look it up
property-template = The template and its version
property-version = Number of the version of the template
property-content = The content, filled in
property-sanitised_content = The values that were made inert, by name; emails only
property-unsanitised = The value as given
property-sanitised = The value as sent
property-from_email = Address of the sender
property-from_number = Text message sender
property-body = The text, filled in
property-Template-body = The text, with its variables
property-subject = The subject line; null for text messages
property-html = The email as HTML; null for text messages
property-type = email or sms
property-status = Status of the message, such as created, sending, delivered, permanent-failure
property-Status-status = ok when the system answers
property-status_description = The status in words
property-provider_response = What the provider said, or null
property-created_at = When it was created
property-created_by_name = Who sent it from the site; null when a program did
property-created_by = Who created it
property-updated_at = When it last changed, or null
property-sent_at = When it was handed to a provider, or null
property-completed_at = When its last status came, or null
property-postage = Always null: letters are not offered
property-job_id = The bulk send that it was a row of; absent for others
property-job_row = Its row there, from 0, without the header; absent for others
property-postcode = Always null: letters are not offered
property-letter_contact_block = Always null: letters are not offered
property-line_1 = Always null: letters are not offered
property-line_2 = Always null: letters are not offered
property-line_3 = Always null: letters are not offered
property-line_4 = Always null: letters are not offered
property-line_5 = Always null: letters are not offered
property-line_6 = Always null: letters are not offered
property-notifications = The messages, newest first
property-links = Where this page is, and the next one
property-current = This page
property-next = The next page; absent when this one is empty
property-templates = The templates, by name
property-name = Name of the template
property-NewTemplateRequest-subject = The subject line; required for emails, of no effect for text messages
property-TemplateChangeRequest-subject = The subject line; of no effect for text messages
property-NewTemplateRequest-content = The text, with its variables
property-TemplateChangeRequest-content = The text, with its variables
property-ManagedTemplate-body = The text, with its variables
property-ManagedTemplate-created_by = Email address of the person who wrote its current version, or who created the key that did
property-template_type = email or sms
property-template_category_id = Id of the category
property-template_category_name = Name of the category, in English
property-TemplateCategory-name = Name of the category, in English
property-template_categories = The categories that there are
property-Errors-template_categories = The categories that there are, where the category is what is wrong
property-parent_folder_id = Id of the folder
property-TemplateChangeRequest-parent_folder_id = Id of the folder, or null to take the template out of its folder
property-folder_id = Id of the folder, or null
property-archived = Whether the template is archived
property-service_id = Id of the service
property-service_name = Name of the service
property-required = Always true
property-messages = The messages, newest first
property-key_type = Type of the key that sent it: live, team or test
property-to = The recipient
property-from = The sender
property-reply_to = The reply-to address, or null
property-text = The text as it would be read
property-mime = The whole email, headers included
property-encoding = gsm7 or ucs2
property-units = Length, in units of the encoding
property-parts = Text message parts
property-handed_over_at = When it would have left
property-report_type = email, sms or job
property-language = Language of the file: en or fr
property-NewReportRequest-job_id = Id of the job; required when report_type is job
property-report_id = Id of the report
property-Report-service_id = Id of the service
property-requested_at = When it was asked for
property-expires_at = Until when its file can be downloaded, or null
property-api_key_id = Id of the key that asked for it; null when a person did, on the site
property-Report-status = requested, generating, ready or error
property-Report-completed_at = When it was ready or failed, or null
property-AcceptedReport-status = Always requested
property-reports = The reports, newest first
property-received_text_messages = The text messages, newest first
property-current_time_utc = The time of the system, in UTC
property-commit_sha = The source the program was built from
property-build_time = When the program was built
property-db_version = Version of the database’s schema
property-status_code = The HTTP status
property-errors = The reasons, each one once
property-error = Kind of the error, for programs
property-message = The error in English
property-message_fr = The error in French, for requests that prefer French
property-result = Always error
