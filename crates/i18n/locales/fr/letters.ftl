### letters

## service

letter-reply-to-check-subject = Cette adresse deviendra une adresse de réponse
letter-reply-to-check-body =
    Le service « { $service } » voudrait que les réponses à ses courriels arrivent à cette adresse.

    Ce message vérifie que l’adresse fonctionne. Il n’y a rien à cliquer et il n’est pas nécessaire de répondre.

    Si vous ne connaissez pas ce service, vous pouvez ignorer ce message.
letter-service-deleted-subject = { $service } : le service a été supprimé
letter-service-deleted-body =
    Le service « { $service } » a été supprimé. Ses clés API sont refusées et il n’envoie plus rien.

    Jusqu’au { $until }, un membre qui gère le service peut le restaurer, avec tout son contenu :

    { $link }
letter-service-restored-subject = { $service } : le service a été restauré
letter-service-restored-body =
    Le service « { $service } » a été restauré, avec tout son contenu. Ses clés API fonctionnent de nouveau.

    { $link }
