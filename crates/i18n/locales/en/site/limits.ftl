### E-mails that come back.

bounces-title = Problem email addresses
bounces-rate = Within the last 24 hours, { GROUPED($sent) } { $sent ->
        [one] email was
       *[other] emails were
    } sent and { GROUPED($returned) } went to addresses that do not exist ({ $share }).
bounces-level-few = With fewer than { GROUPED($fewest) } emails, the share says little. Correct the addresses all the same.
bounces-level-usual = This is fewer than mail systems worry about.
bounces-level-many = This is too many: from 5%, mail systems begin to distrust the sender; from 10%, the service’s emails are paused.
bounces-level-paused = The service’s emails are paused, because 10% or more went to addresses that do not exist. New emails are refused.
bounces-paused-since = Emails paused since
bounces-why = Whoever writes to many addresses that do not exist is taken for a sender of spam, and other emails no longer arrive either. Messages of test keys do not count.
bounces-list-title = Addresses to correct or remove
bounces-list-caption = The latest emails to addresses that do not exist, since yesterday (UTC)
bounces-list-none = There are none since yesterday (UTC).
bounces-list-all = See all of these emails
bounces-address = Email address
bounces-template = Template
bounces-at = Returned
bounces-resume-title = Resume the emails
bounces-resume-text = Emails are accepted again at once. What was sent until now no longer counts; the service is paused again if 10% of the next 1,000 or more come back.
bounces-acknowledge-legend = Before you resume
bounces-acknowledge = I have looked at these addresses, and they have been corrected or removed from our lists
bounces-acknowledge-missing = Look at the addresses first, and say that you have
bounces-resume = Resume emails
bounces-resumed = Emails are accepted again.
bounces-platform = Emails of these services are paused, because too many came back:
