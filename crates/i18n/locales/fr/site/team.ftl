### L’équipe d’un service, les invitations, et ce que deviennent les clés quand une personne part.

team-title = Votre équipe
team-members = Membres de l’équipe
team-member = Membre
team-you = (vous)
team-since = Membre depuis
team-actions = Actions
team-activity = Voir qui a modifié quoi dans ce service
team-operator = l’exploitant
team-rights = Droits d’accès
team-rights-hint = Toute l’équipe peut voir les gabarits, les messages envoyés et l’équipe.
team-right-view-activity = Voir les statistiques du tableau de bord, les rapports et les données d’utilisation
team-right-manage-templates = Créer et modifier des gabarits de messages
team-right-send-messages = Envoyer des messages
team-right-manage-service = Gérer les paramètres et l’équipe
team-right-manage-api-keys = Gérer l’intégration de l’API
team-right-none = Aucun droit d’accès supplémentaire
team-two-managers = Au moins deux personnes devraient pouvoir gérer les paramètres et l’équipe.

## Inviter

team-invite = Inviter un membre de l’équipe
team-invite-title = Inviter un membre de l’équipe
team-invite-lead = L’invitation est envoyée par courriel et peut être acceptée pendant 7 jours.
team-invite-email = Adresse courriel
team-invite-email-hint = La personne se connecte, ou crée un compte, avec cette adresse.
team-invite-button = Envoyer l’invitation
team-invited = Une invitation a été envoyée à { $email }.
team-resent = L’invitation a été envoyée de nouveau, avec un nouveau lien valide pendant 7 jours.
team-cancelled = L’invitation a été annulée. Son lien ne fonctionne plus.
team-invitations = Invitations en attente
team-address = Adresse courriel
team-invited-on = Date de l’invitation
team-valid-until = Valide jusqu’au
team-expired = Expirée
team-resend = Envoyer de nouveau
team-cancel = Annuler l’invitation

## Le lien d’une invitation

team-invitation-title = Se joindre à l’équipe de { $service }
team-invitation-lead = { $person } vous invite dans l’équipe du service « { $service } ».
team-invitation-for = L’invitation est destinée à { $email }.
team-invitation-rights = Ce que vous pourrez faire
team-invitation-ends = Vous pouvez accepter jusqu’au
team-invitation-accept = Accepter l’invitation
team-invitation-other = Votre session est celle de { $email }, et cette invitation est destinée à une autre adresse. Déconnectez-vous, puis ouvrez le lien de nouveau et connectez-vous avec l’adresse à laquelle il a été envoyé.
team-invitation-sign-in = Pour accepter, connectez-vous avec l’adresse à laquelle l’invitation a été envoyée. Si vous n’avez pas encore de compte, créez-en un avec cette adresse, puis ouvrez de nouveau le lien du courriel.
team-invitation-register = Créer un compte
team-joined = Vous êtes maintenant membre de l’équipe.

## Un membre

team-member-title = Droits d’accès de { $name }
team-rights-saved = Les droits d’accès ont été enregistrés.
team-rule-last-manager = C’est la dernière personne qui peut gérer les paramètres et l’équipe ; ce droit doit donc rester.
team-remove-title = Retirer de l’équipe
team-remove-text = La personne ne verra plus le service. Ce qu’elle a créé reste.
team-remove-keys = Elle pouvait voir des clés API : vous déciderez ensuite, pour chaque clé, d’en effectuer la rotation, de la révoquer ou de la garder.
team-remove-button = Retirer de l’équipe
team-removed = { $name } ne fait plus partie de l’équipe.
team-rules = Une équipe garde au moins un membre et au moins une personne qui peut gérer les paramètres et l’équipe. L’équipe d’un service activé garde au moins deux membres.

## Partir

team-leave = Quitter l’équipe
team-leave-title = Quitter l’équipe
team-leave-text = Vous ne verrez plus le service. Ce que vous avez créé reste. Pour revenir, il vous faudra une invitation.
team-leave-keys = Vous pouviez voir des clés API : les autres décideront, pour chaque clé, d’en effectuer la rotation, de la révoquer ou de la garder.
team-leave-not-now = Vous ne pouvez pas quitter cette équipe en ce moment.
team-left = Vous avez quitté l’équipe.

## Ce qui est refusé

team-refused-last-member = C’est le seul membre de l’équipe. Invitez d’abord une autre personne, ou supprimez le service.
team-refused-last-manager = C’est la dernière personne qui peut gérer les paramètres et l’équipe. Donnez d’abord ce droit à une autre personne.
team-refused-two-members = L’équipe d’un service activé garde au moins deux membres. Invitez d’abord une autre personne.
team-refused-already-member = Cette personne est déjà membre de l’équipe.
team-refused-already-invited = Cette personne a déjà été invitée. Vous pouvez envoyer l’invitation de nouveau à partir de la liste.
team-refused-oneself = Vous ne pouvez pas vous inviter vous-même.
team-refused-too-many = Trop d’invitations sont en attente, ou ont été envoyées aujourd’hui. Annulez-en quelques-unes, ou réessayez demain.
team-refused-too-soon = L’invitation vient d’être envoyée. Attendez quelques minutes avant de l’envoyer de nouveau.
team-refused-address = Entrez une adresse courriel, comme nom@example.ca.

## Départs

departure-title = Clés API après le départ de { $person }
departure-open = { $person } a quitté l’équipe le { $date }. { $keys ->
    [one] Il reste { GROUPED($keys) } clé API à remplacer par rotation, à révoquer ou à garder.
   *[other] Il reste { GROUPED($keys) } clés API à remplacer par rotation, à révoquer ou à garder.
}
departure-open-link = Décider du sort des clés
departure-lead-left = { $person } a quitté l’équipe le { $date }.
departure-lead-removed = { $by } a retiré { $person } de l’équipe le { $date }.
departure-what = Cette personne pouvait gérer les clés API et connaît peut-être les secrets de celles qui suivent. Décidez pour chaque clé : en effectuer la rotation, la révoquer, ou la garder en disant pourquoi.
departure-ask = Pour décider, il vous faut le droit « Gérer l’intégration de l’API ».
departure-done = Il ne reste rien à décider.
departure-key-type = Type de clé
departure-key-live = Active
departure-key-team = D’équipe et de liste de confiance
departure-key-test = De test
departure-last-used = Dernière utilisation
departure-made-by = Créée par
departure-theirs = La personne qui est partie
departure-others = Une autre personne
departure-decision = Décision
departure-decided-rotate = Rotation à effectuer ({ $person }, { $date })
departure-decided-keep = Gardée ({ $person }, { $date })
departure-decided-revoke = Révoquée ({ $person }, { $date })
departure-revoked = Révoquée le
departure-rotate = Effectuer la rotation
departure-rotate-now = Effectuer la rotation maintenant
departure-revoke = Révoquer
departure-keep = Garder
departure-reason = Raison de la garder
departure-reason-hint = Jusqu’à 500 caractères. Ne nommez personne.
departure-reason-wrong = Dites pourquoi la clé est gardée, en 500 caractères au plus, sur une ligne
departure-said-rotate = La décision a été notée. Effectuez maintenant la rotation de la clé.
departure-said-keep = La décision a été notée.
departure-said-revoke = La clé a été révoquée.
departure-back = Retour à l’équipe
