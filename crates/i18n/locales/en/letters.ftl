### letters

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
