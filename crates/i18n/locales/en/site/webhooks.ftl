### site/webhooks

webhooks-title = Callbacks
webhooks-about = Have your systems told when a message is delivered or fails.
webhooks-lead = We call your systems when something happens: each callback is an address of yours with its own choice of events.
webhooks-documentation = Read about callbacks in the documentation
webhooks-documentation-path = /documentation/en/webhooks
webhooks-limit = A service can have { $most } callbacks.
webhooks-none = You have not added any callbacks yet.
webhooks-add = Add a callback
webhooks-add-button = Add
webhooks-edit = Change the callback
webhooks-edit-button = Save
webhooks-changed = The callback was changed.
webhooks-back = Back to callbacks
webhooks-back-to-one = Back to the callback
webhooks-one-title = Callback
webhooks-field-url = Address
webhooks-hint-url = It begins with https:// and can be reached from the Internet.
webhooks-field-token = Bearer token
webhooks-hint-token = At least 10 characters. We send it in the Authorization header with every call, and never show it again.
webhooks-hint-token-kept = Leave it empty to keep the token that is in use.
webhooks-field-events = What to tell
webhooks-event-delivered = Delivered messages
webhooks-event-failed = Failed messages
webhooks-event-complaint = Complaints
webhooks-event-received-text = Received text messages
webhooks-event-test = Test
webhooks-hint-event-delivered = A message reached its recipient.
webhooks-hint-event-failed = A message did not reach its recipient, whatever the reason.
webhooks-hint-event-complaint = A recipient marked an email as spam.
webhooks-hint-event-received-text = Somebody answered by text message.
webhooks-error-url-missing = Enter the address to call
webhooks-error-url = Enter a web address, such as https://example.ca/callbacks
webhooks-error-url-https = The address has to begin with https://
webhooks-error-url-credentials = Take the user name and password out of the address
webhooks-error-url-port = Use port 443 or 8443
webhooks-error-url-public = Enter an address that can be reached from the Internet
webhooks-error-token = Enter a bearer token of at least 10 letters, digits and signs, without spaces or accents
webhooks-error-events = Choose at least one event
webhooks-error-many = A service can have { $most } callbacks. Remove one first.
webhooks-secret-title = Your signing secret
webhooks-secret-copy = Copy the secret now.
webhooks-secret-once = We will not show it again.
webhooks-secret-label = Secret to check signatures with
webhooks-secret-overlap = Until { $at }, every call is signed with the old secret as well.
webhooks-secret-stored = I have stored the secret
webhooks-secret-gone = This secret is no longer shown
webhooks-secret-gone-text = A secret is shown once. If you did not store it, change the secret of the callback.
webhooks-rotate = Change the signing secret
webhooks-rotate-text = You get a new secret. For 24 hours, every call is signed with both secrets, so that you can put the new one in place.
webhooks-rotate-button = Create a new secret
webhooks-remove = Remove the callback
webhooks-remove-text = Nothing more is sent to this address. Its log, and what it missed, are deleted.
webhooks-remove-button = Remove
webhooks-removed = The callback was removed.
webhooks-row-state = State:
webhooks-row-events = Told of:
webhooks-row-open = Events that were not delivered:
webhooks-row-created = Added:
webhooks-row-old-secret = The old secret signs until:
webhooks-row-waiting = Events that wait:
webhooks-row-missed = Events that failed or were missed:
webhooks-row-url = Address:
webhooks-row-id = Event ID:
webhooks-open-none = none
webhooks-open-waiting = { $count ->
    [one] { GROUPED($count) } waits
   *[other] { GROUPED($count) } wait
}
webhooks-open-failed = { GROUPED($count) } failed
webhooks-open-missed = { $count ->
    [one] { GROUPED($count) } was missed
   *[other] { GROUPED($count) } were missed
}
webhooks-health-working = Works
webhooks-health-failing = { $count ->
    [one] One call has failed: { $at }
   *[other] { GROUPED($count) } calls in a row have failed since { $at }
}
webhooks-health-suspended = Suspended since { $at }
webhooks-suspended-title = Suspended
webhooks-suspended-text = This address failed for at least six hours, so we stopped calling it. We keep what happens meanwhile for seven days, 50,000 events at most. Once a test passes, resume the callback; then you can have what it missed sent.
webhooks-resume-button = Resume
webhooks-resumed = The callback is in use again. What it missed is sent when you ask for it.
webhooks-test-button = Send a test
webhooks-test-passed = The test passed.
webhooks-test-failed = The test failed: your system has to answer with a status from 200 to 299 within five seconds.
webhooks-test-busy = Many callbacks are being tested right now. Try again in a few seconds.
webhooks-missed-button = Send all that failed or was missed
webhooks-replay = Send events again
webhooks-replay-lead = Events are kept for seven days. Their order is not guaranteed, and your system may see one twice: the event ID tells.
webhooks-replay-which = Which events
webhooks-replay-delivered = Those that were delivered as well
webhooks-replay-button = Send again
webhooks-replay-one-button = Send again
webhooks-replay-nothing = There was nothing to send.
webhooks-replay-suspended = The callback is suspended. Resume it first.
webhooks-replayed = { $count ->
    [one] { GROUPED($count) } event is on its way.
   *[other] { GROUPED($count) } events are on their way.
}
webhooks-replayed-more = The first { GROUPED($count) } events are on their way. Ask again for the others.
webhooks-replayed-one = The event is on its way.
webhooks-log-title = What was sent
webhooks-log-lead = Kept for seven days. An event that is not taken is tried again for 24 hours.
webhooks-log-empty = Nothing has been sent in the last seven days.
webhooks-log-nothing-found = No event is in this state.
webhooks-log-caption = Events, newest first
webhooks-log-pages = Pages of events
webhooks-log-newest = Newest events
webhooks-log-older = Older events
webhooks-column-at = When
webhooks-column-event = Event
webhooks-column-state = State
webhooks-column-status = HTTP status
webhooks-column-attempts = Calls
webhooks-column-message = Message
webhooks-column-number = Call
webhooks-column-outcome = Result
webhooks-column-lasted = Duration
webhooks-column-answer = Beginning of the answer
webhooks-see-message = See the message
webhooks-next-call = Next call:
webhooks-any-state = Any state
webhooks-state-waiting = Waiting
webhooks-state-delivered = Taken
webhooks-state-failed = Failed
webhooks-state-missed = Missed
webhooks-event-title = Event
webhooks-payload-title = What we send
webhooks-attempts-title = Calls
webhooks-attempts-none = Nobody has called yet.
webhooks-attempts-caption = Calls, newest first
webhooks-milliseconds = { GROUPED($count) } ms
webhooks-outcome-taken = Taken
webhooks-outcome-put-off = Your system asked to be called later
webhooks-outcome-refused = Your system refused it, so we do not call again
webhooks-outcome-redirected = Your system led elsewhere, and we do not follow
webhooks-outcome-failed = Your system failed
webhooks-outcome-forbidden = The address leads to a place that cannot be called
webhooks-outcome-unreachable = Your system could not be reached
webhooks-outcome-timed-out = Your system did not answer in time
webhooks-outcome-unreadable = The event could not be read
webhooks-outcome-other = { $word }

## On the page of a message

message-webhook = Callback: { $event }
message-webhook-outcome = { $state } – HTTP status { $status } – { $count ->
    [one] { GROUPED($count) } call
   *[other] { GROUPED($count) } calls
}
message-webhook-calls = See the calls
