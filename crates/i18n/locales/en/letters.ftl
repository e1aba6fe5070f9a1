### letters

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
