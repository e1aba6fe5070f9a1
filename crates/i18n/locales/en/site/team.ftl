### The team of a service, invitations, and what becomes of keys when somebody leaves.

team-title = Team members
team-members = Team members
team-member = Member
team-you = (you)
team-since = Member since
team-actions = Actions
team-activity = See who changed what in this service
team-operator = the operator
team-rights = Permissions
team-rights-hint = Everybody in the team can see templates, sent messages and the team.
team-right-view-activity = View dashboard statistics, reports and usage data
team-right-manage-templates = Create and edit message templates
team-right-send-messages = Send messages
team-right-manage-service = Manage settings and team members
team-right-manage-api-keys = Manage API integration
team-right-none = No additional permissions
team-two-managers = At least two people should be able to manage settings and team members.

## Inviting

team-invite = Invite a team member
team-invite-title = Invite a team member
team-invite-lead = The invitation is sent by email and can be accepted for 7 days.
team-invite-email = Email address
team-invite-email-hint = The person signs in, or creates an account, with this address.
team-invite-button = Send the invitation
team-invited = An invitation was sent to { $email }.
team-resent = The invitation was sent again, with a new link that works for 7 days.
team-cancelled = The invitation was cancelled. Its link no longer works.
team-invitations = Pending invitations
team-address = Email address
team-invited-on = Invited on
team-valid-until = Valid until
team-expired = Expired
team-resend = Send again
team-cancel = Cancel the invitation

## The link of an invitation

team-invitation-title = Join the team of { $service }
team-invitation-lead = { $person } invites you to the team of the service “{ $service }”.
team-invitation-for = The invitation is for { $email }.
team-invitation-rights = What you will be able to do
team-invitation-ends = You can accept until
team-invitation-accept = Accept the invitation
team-invitation-other = You are signed in as { $email }, and this invitation is for another address. Sign out, then open the link again and sign in with the address to which it was sent.
team-invitation-sign-in = To accept, sign in with the address to which the invitation was sent. If you have no account yet, create one with that address, then open the link in the email again.
team-invitation-register = Create an account
team-joined = You are now a member of the team.

## One member

team-member-title = Permissions of { $name }
team-rights-saved = The permissions were saved.
team-rule-last-manager = This is the last person who can manage settings and team members, so that permission has to stay.
team-remove-title = Remove from the team
team-remove-text = The person will no longer see the service. What they made stays.
team-remove-keys = They could see API keys: afterwards you decide for each key whether to rotate, revoke or keep it.
team-remove-button = Remove from the team
team-removed = { $name } was removed from the team.
team-rules = A team keeps at least one member and at least one person who can manage settings and team members. The team of a live service keeps at least two members.

## Leaving

team-leave = Leave the team
team-leave-title = Leave the team
team-leave-text = You will no longer see the service. What you made stays. To come back, you need an invitation.
team-leave-keys = You could see API keys: the others decide for each key whether to rotate, revoke or keep it.
team-leave-not-now = You cannot leave this team at this time.
team-left = You left the team.

## What is refused

team-refused-last-member = This is the only member of the team. Invite somebody first, or delete the service.
team-refused-last-manager = This is the last person who can manage settings and team members. Give somebody else that permission first.
team-refused-two-members = The team of a live service keeps at least two members. Invite somebody first.
team-refused-already-member = This person is already a member of the team.
team-refused-already-invited = This person has already been invited. You can send the invitation again from the list.
team-refused-oneself = You cannot invite yourself.
team-refused-too-many = Too many invitations are pending, or were sent today. Cancel some of them, or try again tomorrow.
team-refused-too-soon = The invitation was sent a moment ago. Wait a few minutes before you send it again.
team-refused-address = Enter an email address, such as name@example.ca.

## Departures

departure-title = API keys after { $person } left
departure-open = { $person } left the team on { $date }. { $keys ->
    [one] One API key still has to be rotated, revoked or kept.
   *[other] { GROUPED($keys) } API keys still have to be rotated, revoked or kept.
}
departure-open-link = Decide about the keys
departure-lead-left = { $person } left the team on { $date }.
departure-lead-removed = { $by } removed { $person } from the team on { $date }.
departure-what = They could manage API keys, and may know the secrets of those below. Decide for each key: rotate it, revoke it, or keep it and say why.
departure-ask = To decide, you need the permission “Manage API integration”.
departure-done = Nothing is left to decide.
departure-key-type = Key type
departure-key-live = Live
departure-key-team = Team and safelist
departure-key-test = Test
departure-last-used = Last used
departure-made-by = Made by
departure-theirs = The person who left
departure-others = Somebody else
departure-decision = Decision
departure-decided-rotate = To be rotated ({ $person }, { $date })
departure-decided-keep = Kept ({ $person }, { $date })
departure-decided-revoke = Revoked ({ $person }, { $date })
departure-revoked = Revoked on
departure-rotate = Rotate
departure-rotate-now = Rotate now
departure-revoke = Revoke
departure-keep = Keep
departure-reason = Reason to keep it
departure-reason-hint = Up to 500 characters. Do not name people.
departure-reason-wrong = Say why the key is kept, in up to 500 characters on one line
departure-said-rotate = The decision was recorded. Now rotate the key.
departure-said-keep = The decision was recorded.
departure-said-revoke = The key was revoked.
departure-back = Back to team members
