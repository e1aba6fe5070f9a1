### letters

## account

letter-sign-in-code-subject = { $code } is your security code
letter-sign-in-code-body =
    Your security code is { $code }.

    It works once, for 30 minutes. Nobody will ever ask you for it.

    If you are not signing in, somebody knows your password: change it.
letter-verify-email-subject = Confirm your registration
letter-verify-email-body =
    To finish your registration, open this page and press the button:

    { $link }

    The link works once, for one hour. If it has expired, register again: { $other }

    If you did not register, ignore this email: there is no account without your answer.
letter-already-registered-subject = Your account
letter-already-registered-body =
    Somebody, perhaps you, wanted to register this email address. It has an account already.

    Sign in: { $link }

    If you have forgotten your password: { $other }

    If it was not you, there is nothing for you to do.
letter-new-password-subject = Choose a new password
letter-new-password-body =
    To choose a new password, open this page:

    { $link }

    The link works once, for one hour. Your visits on every device end when you choose the password.

    If you did not ask for this, ignore this email: your password stays.
letter-no-account-subject = No account at this address
letter-no-account-body =
    Somebody, perhaps you, asked for a new password for this email address. It has no account.

    If you registered with another address, try that one. To create an account: { $link }

    If it was not you, there is nothing for you to do.
letter-account-blocked-subject = Your account is blocked
letter-account-blocked-body =
    Somebody, perhaps you, tried to use your account. An administrator has blocked it.

    Write to whoever looks after this installation to learn why.
letter-account-changed-subject = Your account was changed
letter-account-changed-body =
    { $what ->
        [name] Your name was changed.
        [email] Your email address was changed. This address no longer opens your account.
        [phone] Your phone number was changed.
        [second-factor] Your method of two-step verification was changed.
        [passkey-added] A passkey was added to your account. It signs in without your password.
        [passkey-removed] A passkey of your account was removed. It no longer opens your account.
        [recovery-codes] Your recovery codes were replaced. The earlier ones no longer work.
       *[password] Your password was changed.
    }

    When: { $when }

    If it was not you, choose a new password at once: { $link }
letter-confirm-email-subject = Confirm your new email address
letter-confirm-email-body =
    To make this the address of your account, open this page and press the button:

    { $link }

    The link works once, for one hour. If it was not you who asked for this, ignore this email.
letter-new-browser-subject = New sign-in to your account
letter-new-browser-body =
    Somebody signed in to your account with a browser that we did not know.

    When: { $when }

    Browser: { $browser }

    If it was you, there is nothing for you to do. If not, end that visit and change your password: { $link }
letter-recovery-code-used-subject = A recovery code was used
letter-recovery-code-used-body =
    Somebody signed in to your account with one of your recovery codes.

    Codes left: { $left }

    If it was you, you can make new ones. If not, make new ones and change your password: { $link }

## service

letter-reply-to-check-subject = This address is becoming a reply-to address
letter-reply-to-check-body =
    The service “{ $service }” would like answers to its emails to come to this address.

    This message checks that the address works. There is nothing to click and nothing to answer.

    If you do not know this service, you can ignore this message.
letter-service-deleted-subject = { $service }: the service was deleted
letter-service-deleted-body =
    The service “{ $service }” was deleted. Its API keys are refused, and it sends nothing any more.

    Until { $until }, a member who manages the service can restore it, with everything in it:

    { $link }
letter-service-restored-subject = { $service }: the service was restored
letter-service-restored-body =
    The service “{ $service }” was restored, with everything in it. Its API keys work again.

    { $link }

## team

letter-invitation-subject = Invitation to the team of { $service }
letter-invitation-body =
    { $person } invites you to the team of the service { $service }.

    Open this link to see the invitation and accept it. It works for 7 days:

    { $link }

    If you do not know why you got this invitation, you can ignore it.
letter-joined-subject = { $person } joined the team of { $service }
letter-joined-body =
    { $person } accepted your invitation to the team of { $service }.

    See the team:

    { $link }
letter-removed-subject = You were removed from the team of { $service }
letter-removed-body =
    You are no longer a member of the team of { $service }.

    If you think this is a mistake, ask a member of the team.

## going live

letter-golive-review-subject = { $service } asks to go live
letter-golive-review-body =
    The team of { $service } has asked to go live.

    Read their answers and decide:

    { $link }
letter-golive-submitted-subject = The request of { $service } to go live was received
letter-golive-submitted-body =
    The request to go live was received and waits for a reviewer. You can still change your answers.

    Follow it here:

    { $link }
letter-golive-approved-subject = { $service } is live
letter-golive-approved-body =
    The service { $service } is now live: it can send to anyone, with live API keys.

    See its way to going live:

    { $link }
letter-golive-changes-subject = Changes are needed before { $service } can go live
letter-golive-changes-body =
    The reviewer left you a message. Read it, make the changes, then submit the request again:

    { $link }
letter-golive-refused-subject = The request of { $service } to go live was refused
letter-golive-refused-body =
    The reviewer left you a message:

    { $link }
letter-golive-trial-subject = { $service } is in trial mode again
letter-golive-trial-body =
    An administrator put the service { $service } back in trial mode. It now sends only to its team and safelist, and its live API keys are refused for everybody else.

    You can ask to go live again:

    { $link }

## keys

letter-key-created-subject = New API key for { $service }: { $key }
letter-key-created-body =
    A new API key was created in the service “{ $service }”.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Created by: { $author }
    - Created: { $at }

    If nobody on your team expected it, revoke the key and tell the people who manage the service.

    See the API keys of the service:
    { $page }
letter-key-rotated-subject = API key rotated for { $service }: { $key }
letter-key-rotated-body =
    An API key of the service “{ $service }” was rotated: a new key has the same name, type and permissions.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Rotated by: { $author }
    - The old key works until: { $at }

    Put the new key in place before then. The page of the key shows which of the two still calls.

    See the API keys of the service:
    { $page }
letter-key-revoked-subject = API key revoked for { $service }: { $key }
letter-key-revoked-body =
    An API key of the service “{ $service }” was revoked. Calls made with it are refused.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Revoked by: { $author }
    - Revoked: { $at }

    See the API keys of the service:
    { $page }
letter-key-expires-subject = API key of { $service } expires soon: { $key }
letter-key-expires-body =
    An API key of the service “{ $service }” will expire. Calls made with it will then be refused.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Expires: { $at }
    - Last used: { $last }

    Rotate the key: you get a new one, and both work while you put it in place.

    See the API keys of the service:
    { $page }
letter-key-expires-unused-subject = Unused API key of { $service } expires soon: { $key }
letter-key-expires-unused-body =
    An API key of the service “{ $service }” will expire. It has never been used.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Expires: { $at }

    If nobody needs it, there is nothing to do. Otherwise, rotate it.

    See the API keys of the service:
    { $page }

# What becomes of callbacks

letter-webhook-suspended-subject = A callback of { $service } is suspended
letter-webhook-suspended-body =
    The service { $service } has a callback that has not worked for at least six hours, so we no longer call it: { $host }

    We keep what happens from now on for seven days, 50,000 events at most. Once your server works again, resume the callback. Then you can have what it missed sent.

    See the callback:
    { $page }

## limits
letter-limit-near-day-email-subject = { $service } is near its daily email limit
letter-limit-near-day-email-body =
    The service “{ $service }” has sent { $used } of the { $limit } emails that it may send today. { $left } are left.

    The count starts anew on { $at }. Once the limit is reached, further emails are refused until then.

    See what is left:
    { $page }
letter-limit-near-day-sms-subject = { $service } is near its daily text message limit
letter-limit-near-day-sms-body =
    The service “{ $service }” has sent { $used } of the { $limit } text message parts that it may send today. { $left } are left.

    The count starts anew on { $at }. Once the limit is reached, further text messages are refused until then.

    See what is left:
    { $page }
letter-limit-near-year-email-subject = { $service } is near its annual email limit
letter-limit-near-year-email-body =
    The service “{ $service }” has sent { $used } of the { $limit } emails that it may send this fiscal year. { $left } are left.

    The count starts anew on { $at }. Once the limit is reached, further emails are refused until then.

    See what is left:
    { $page }
letter-limit-near-year-sms-subject = { $service } is near its annual text message limit
letter-limit-near-year-sms-body =
    The service “{ $service }” has sent { $used } of the { $limit } text message parts that it may send this fiscal year. { $left } are left.

    The count starts anew on { $at }. Once the limit is reached, further text messages are refused until then.

    See what is left:
    { $page }
letter-limit-reached-day-email-subject = { $service } has reached its daily email limit
letter-limit-reached-day-email-body =
    The service “{ $service }” has sent all of the { $limit } emails that it may send today.

    Further emails are refused until the count starts anew on { $at }. Messages that were accepted are sent.

    See what was sent:
    { $page }
letter-limit-reached-day-sms-subject = { $service } has reached its daily text message limit
letter-limit-reached-day-sms-body =
    The service “{ $service }” has sent all of the { $limit } text message parts that it may send today.

    Further text messages are refused until the count starts anew on { $at }. Messages that were accepted are sent.

    See what was sent:
    { $page }
letter-limit-reached-year-email-subject = { $service } has reached its annual email limit
letter-limit-reached-year-email-body =
    The service “{ $service }” has sent all of the { $limit } emails that it may send this fiscal year.

    Further emails are refused until the count starts anew on { $at }. Messages that were accepted are sent.

    See what was sent:
    { $page }
letter-limit-reached-year-sms-subject = { $service } has reached its annual text message limit
letter-limit-reached-year-sms-body =
    The service “{ $service }” has sent all of the { $limit } text message parts that it may send this fiscal year.

    Further text messages are refused until the count starts anew on { $at }. Messages that were accepted are sent.

    See what was sent:
    { $page }
letter-bounces-many-subject = Many emails of { $service } come back
letter-bounces-many-body =
    Within the last 24 hours, the service “{ $service }” sent { $sent } emails, and { $returned } of them ({ $share }) went to addresses that do not exist.

    Mail systems distrust senders who write to such addresses. From 10%, the service’s emails are paused.

    Review the addresses, and correct them or remove them from your lists:
    { $page }
letter-bounces-paused-subject = The emails of { $service } are paused
letter-bounces-paused-body =
    Within the last 24 hours, the service “{ $service }” sent { $sent } emails, and { $returned } of them ({ $share }) went to addresses that do not exist. New emails of the service are refused; text messages are not affected.

    To resume: review the addresses, correct them or remove them from your lists, and confirm it there. Someone who manages the service can do so:
    { $page }

## reports

letter-report-ready-subject = Your report is ready: { $service }
letter-report-ready-body =
    The report that you asked for is ready. It has { $lines } lines.

    Download it before { $until }:

    { $page }

    It holds personal information, so it is not in this email: sign in to get it.
