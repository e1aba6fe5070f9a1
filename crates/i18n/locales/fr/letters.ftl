### letters

## team

letter-invitation-subject = Invitation dans l’équipe de { $service }
letter-invitation-body =
    { $person } vous invite dans l’équipe du service { $service }.

    Ouvrez ce lien pour voir l’invitation et l’accepter. Il fonctionne pendant 7 jours :

    { $link }

    Si vous ne savez pas pourquoi vous recevez cette invitation, vous pouvez l’ignorer.
letter-joined-subject = { $person } s’est joint à l’équipe de { $service }
letter-joined-body =
    { $person } a accepté votre invitation dans l’équipe de { $service }.

    Voir l’équipe :

    { $link }
letter-removed-subject = Vous avez été retiré de l’équipe de { $service }
letter-removed-body =
    Vous n’êtes plus membre de l’équipe de { $service }.

    Si vous pensez que c’est une erreur, demandez à un membre de l’équipe.

## going live

letter-golive-review-subject = { $service } demande son activation
letter-golive-review-body =
    L’équipe de { $service } a demandé l’activation de son service.

    Lisez ses réponses et décidez :

    { $link }
letter-golive-submitted-subject = La demande d’activation de { $service } a été reçue
letter-golive-submitted-body =
    La demande d’activation a été reçue et attend une réviseure ou un réviseur. Vous pouvez encore modifier vos réponses.

    Suivez-la ici :

    { $link }
letter-golive-approved-subject = { $service } est activé
letter-golive-approved-body =
    Le service { $service } est maintenant activé : il peut envoyer à tout le monde, avec des clés API actives.

    Voir les étapes de son activation :

    { $link }
letter-golive-changes-subject = Des modifications sont nécessaires avant l’activation de { $service }
letter-golive-changes-body =
    La révision vous a laissé un message. Lisez-le, faites les modifications, puis soumettez la demande de nouveau :

    { $link }
letter-golive-refused-subject = La demande d’activation de { $service } a été refusée
letter-golive-refused-body =
    La révision vous a laissé un message :

    { $link }
letter-golive-trial-subject = { $service } est de nouveau en mode d’essai
letter-golive-trial-body =
    L’administration a remis le service { $service } en mode d’essai. Il n’envoie plus qu’à son équipe et à sa liste de confiance, et ses clés API actives sont refusées pour toute autre personne.

    Vous pouvez demander son activation de nouveau :

    { $link }
