### letters

## account

letter-sign-in-code-subject = { $code } est votre code de sécurité
letter-sign-in-code-body =
    Votre code de sécurité est { $code }.

    Il sert une seule fois, pendant 30 minutes. Personne ne vous le demandera jamais.

    Si vous n’êtes pas en train de vous connecter, quelqu’un connaît votre mot de passe : modifiez-le.
letter-verify-email-subject = Confirmer votre inscription
letter-verify-email-body =
    Pour terminer votre inscription, ouvrez cette page et appuyez sur le bouton :

    { $link }

    Le lien sert une seule fois, pendant une heure. S’il a expiré, inscrivez-vous de nouveau : { $other }

    Si vous ne vous êtes pas inscrit, ignorez ce courriel : sans votre réponse, il n’y a pas de compte.
letter-already-registered-subject = Votre compte
letter-already-registered-body =
    Quelqu’un, peut-être vous, a voulu inscrire cette adresse courriel. Elle a déjà un compte.

    Se connecter : { $link }

    Si vous avez oublié votre mot de passe : { $other }

    Si ce n’était pas vous, vous n’avez rien à faire.
letter-new-password-subject = Choisir un nouveau mot de passe
letter-new-password-body =
    Pour choisir un nouveau mot de passe, ouvrez cette page :

    { $link }

    Le lien sert une seule fois, pendant une heure. Vos sessions prennent fin sur tous vos appareils au moment où vous choisissez le mot de passe.

    Si vous n’avez rien demandé, ignorez ce courriel : votre mot de passe reste le même.
letter-no-account-subject = Pas de compte à cette adresse
letter-no-account-body =
    Quelqu’un, peut-être vous, a demandé un nouveau mot de passe pour cette adresse courriel. Elle n’a pas de compte.

    Si vous vous êtes inscrit avec une autre adresse, essayez celle-là. Pour créer un compte : { $link }

    Si ce n’était pas vous, vous n’avez rien à faire.
letter-account-blocked-subject = Votre compte est bloqué
letter-account-blocked-body =
    Quelqu’un, peut-être vous, a essayé d’utiliser votre compte. Un administrateur l’a bloqué.

    Écrivez aux responsables de cette installation pour en connaître la raison.
letter-account-changed-subject = Votre compte a été modifié
letter-account-changed-body =
    { $what ->
        [name] Votre nom a été modifié.
        [email] Votre adresse courriel a été modifiée. Cette adresse n’ouvre plus votre compte.
        [phone] Votre numéro de téléphone a été modifié.
        [second-factor] Votre méthode de vérification à deux étapes a été modifiée.
        [passkey-added] Une clé d’identification a été ajoutée à votre compte. Elle permet de se connecter sans mot de passe.
        [passkey-removed] Une clé d’identification de votre compte a été retirée. Elle n’ouvre plus votre compte.
        [recovery-codes] Vos codes de récupération ont été remplacés. Les précédents ne servent plus.
       *[password] Votre mot de passe a été modifié.
    }

    Quand : { $when }

    Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe : { $link }
letter-confirm-email-subject = Confirmer votre nouvelle adresse courriel
letter-confirm-email-body =
    Pour que cette adresse devienne celle de votre compte, ouvrez cette page et appuyez sur le bouton :

    { $link }

    Le lien sert une seule fois, pendant une heure. Si vous n’avez rien demandé, ignorez ce courriel.
letter-new-browser-subject = Nouvelle connexion à votre compte
letter-new-browser-body =
    Quelqu’un s’est connecté à votre compte avec un navigateur que nous ne connaissions pas.

    Quand : { $when }

    Navigateur : { $browser }

    Si c’était vous, vous n’avez rien à faire. Sinon, mettez fin à cette session et modifiez votre mot de passe : { $link }
letter-recovery-code-used-subject = Un code de récupération a servi
letter-recovery-code-used-body =
    Quelqu’un s’est connecté à votre compte avec un de vos codes de récupération.

    Codes restants : { $left }

    Si c’était vous, vous pouvez en créer de nouveaux. Sinon, créez-en de nouveaux et modifiez votre mot de passe : { $link }

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
letter-removed-subject = Vous ne faites plus partie de l’équipe de { $service }
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
    La demande d’activation a été reçue et attend d’être examinée. Vous pouvez encore modifier vos réponses.

    Suivez-la ici :

    { $link }
letter-golive-approved-subject = { $service } est activé
letter-golive-approved-body =
    Le service { $service } est maintenant activé : il peut envoyer à tout le monde, avec des clés API actives.

    Voir les étapes de son activation :

    { $link }
letter-golive-changes-subject = Des modifications sont nécessaires avant l’activation de { $service }
letter-golive-changes-body =
    La personne qui a examiné la demande vous a laissé un message. Lisez-le, faites les modifications, puis soumettez la demande de nouveau :

    { $link }
letter-golive-refused-subject = La demande d’activation de { $service } a été refusée
letter-golive-refused-body =
    La personne qui a examiné la demande vous a laissé un message :

    { $link }
letter-golive-trial-subject = { $service } est de nouveau en mode d’essai
letter-golive-trial-body =
    Une personne de l’administration a remis le service { $service } en mode d’essai. Il n’envoie plus qu’à son équipe et à sa liste de confiance, et ses clés API actives sont refusées pour toute autre personne.

    Vous pouvez demander son activation de nouveau :

    { $link }

## keys

letter-key-created-subject = Nouvelle clé API de { $service } : { $key }
letter-key-created-body =
    Une nouvelle clé API a été créée dans le service « { $service } ».

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Créée par : { $author }
    - Créée : { $at }

    Si personne de votre équipe ne s’y attendait, révoquez la clé et prévenez les personnes qui gèrent le service.

    Voir les clés API du service :
    { $page }
letter-key-rotated-subject = Rotation d’une clé API de { $service } : { $key }
letter-key-rotated-body =
    La rotation d’une clé API du service « { $service } » a été effectuée : une nouvelle clé porte le même nom, avec le même type et les mêmes permissions.

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Rotation effectuée par : { $author }
    - L’ancienne clé fonctionne jusqu’au : { $at }

    Mettez la nouvelle clé en place avant cette date. La page de la clé montre laquelle des deux sert encore.

    Voir les clés API du service :
    { $page }
letter-key-revoked-subject = Clé API révoquée de { $service } : { $key }
letter-key-revoked-body =
    Une clé API du service « { $service } » a été révoquée. Les appels qui l’utilisent sont refusés.

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Révoquée par : { $author }
    - Révoquée : { $at }

    Voir les clés API du service :
    { $page }
letter-key-expires-subject = Une clé API de { $service } expire bientôt : { $key }
letter-key-expires-body =
    Une clé API du service « { $service } » va expirer. Les appels qui l’utilisent seront alors refusés.

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Expire : { $at }
    - Dernière utilisation : { $last }

    Effectuez la rotation de la clé : vous en recevrez une nouvelle, et les deux fonctionneront le temps de la mettre en place.

    Voir les clés API du service :
    { $page }
letter-key-expires-unused-subject = Une clé API inutilisée de { $service } expire bientôt : { $key }
letter-key-expires-unused-body =
    Une clé API du service « { $service } » va expirer. Elle n’a jamais servi.

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Expire : { $at }

    Si personne n’en a besoin, il n’y a rien à faire. Sinon, effectuez sa rotation.

    Voir les clés API du service :
    { $page }

# Ce que deviennent les fonctions de rappel

letter-webhook-suspended-subject = Une fonction de rappel de { $service } est suspendue
letter-webhook-suspended-body =
    Une fonction de rappel du service { $service } est en panne depuis au moins six heures. Nous ne l’appelons donc plus : { $host }

    Nous gardons ce qui arrive désormais pendant sept jours, au plus 50 000 événements. Quand votre serveur fonctionnera de nouveau, reprenez les appels. Vous pourrez ensuite faire envoyer ce qui a été manqué.

    Voir la fonction de rappel :
    { $page }

## limits
letter-limit-near-day-email-subject = { $service } approche de sa limite quotidienne de courriels
letter-limit-near-day-email-body =
    Le service « { $service } » a envoyé { $used } des { $limit } courriels qu’il peut envoyer aujourd’hui. Il en reste { $left }.

    Le compte repart à zéro le { $at }. Une fois la limite atteinte, les courriels suivants sont refusés jusque-là.

    Voir ce qui reste :
    { $page }
letter-limit-near-day-sms-subject = { $service } approche de sa limite quotidienne de parties de message texte
letter-limit-near-day-sms-body =
    Le service « { $service } » a envoyé { $used } des { $limit } parties de message texte qu’il peut envoyer aujourd’hui. Il en reste { $left }.

    Le compte repart à zéro le { $at }. Une fois la limite atteinte, les messages texte suivants sont refusés jusque-là.

    Voir ce qui reste :
    { $page }
letter-limit-near-year-email-subject = { $service } approche de sa limite annuelle de courriels
letter-limit-near-year-email-body =
    Le service « { $service } » a envoyé { $used } des { $limit } courriels qu’il peut envoyer cet exercice financier. Il en reste { $left }.

    Le compte repart à zéro le { $at }. Une fois la limite atteinte, les courriels suivants sont refusés jusque-là.

    Voir ce qui reste :
    { $page }
letter-limit-near-year-sms-subject = { $service } approche de sa limite annuelle de parties de message texte
letter-limit-near-year-sms-body =
    Le service « { $service } » a envoyé { $used } des { $limit } parties de message texte qu’il peut envoyer cet exercice financier. Il en reste { $left }.

    Le compte repart à zéro le { $at }. Une fois la limite atteinte, les messages texte suivants sont refusés jusque-là.

    Voir ce qui reste :
    { $page }
letter-limit-reached-day-email-subject = { $service } a atteint sa limite quotidienne de courriels
letter-limit-reached-day-email-body =
    Le service « { $service } » a envoyé les { $limit } courriels qu’il peut envoyer aujourd’hui.

    Les courriels suivants sont refusés jusqu’à ce que le compte reparte à zéro le { $at }. Les messages déjà acceptés sont envoyés.

    Voir ce qui a été envoyé :
    { $page }
letter-limit-reached-day-sms-subject = { $service } a atteint sa limite quotidienne de parties de message texte
letter-limit-reached-day-sms-body =
    Le service « { $service } » a envoyé les { $limit } parties de message texte qu’il peut envoyer aujourd’hui.

    Les messages texte suivants sont refusés jusqu’à ce que le compte reparte à zéro le { $at }. Les messages déjà acceptés sont envoyés.

    Voir ce qui a été envoyé :
    { $page }
letter-limit-reached-year-email-subject = { $service } a atteint sa limite annuelle de courriels
letter-limit-reached-year-email-body =
    Le service « { $service } » a envoyé les { $limit } courriels qu’il peut envoyer cet exercice financier.

    Les courriels suivants sont refusés jusqu’à ce que le compte reparte à zéro le { $at }. Les messages déjà acceptés sont envoyés.

    Voir ce qui a été envoyé :
    { $page }
letter-limit-reached-year-sms-subject = { $service } a atteint sa limite annuelle de parties de message texte
letter-limit-reached-year-sms-body =
    Le service « { $service } » a envoyé les { $limit } parties de message texte qu’il peut envoyer cet exercice financier.

    Les messages texte suivants sont refusés jusqu’à ce que le compte reparte à zéro le { $at }. Les messages déjà acceptés sont envoyés.

    Voir ce qui a été envoyé :
    { $page }
letter-bounces-many-subject = Beaucoup de courriels de { $service } reviennent
letter-bounces-many-body =
    Au cours des 24 dernières heures, le service « { $service } » a envoyé { $sent } courriels, dont { $returned } ({ $share }) à des adresses qui n’existent pas.

    Les systèmes de messagerie se méfient des expéditeurs qui écrivent à de telles adresses. À partir de 10 %, les courriels du service sont suspendus.

    Révisez les adresses, et corrigez-les ou retirez-les de vos listes :
    { $page }
letter-bounces-paused-subject = Les courriels de { $service } sont suspendus
letter-bounces-paused-body =
    Au cours des 24 dernières heures, le service « { $service } » a envoyé { $sent } courriels, dont { $returned } ({ $share }) à des adresses qui n’existent pas. Les nouveaux courriels du service sont refusés ; les messages texte ne sont pas touchés.

    Pour reprendre : révisez les adresses, corrigez-les ou retirez-les de vos listes, puis confirmez-le à cette page. Une personne qui gère le service peut le faire :
    { $page }

## rapports

letter-report-ready-subject = Votre rapport est prêt : { $service }
letter-report-ready-body =
    Le rapport que vous avez demandé est prêt. Il compte { $lines } lignes.

    Téléchargez-le avant le { $until } :

    { $page }

    Il contient des renseignements personnels et n’est donc pas dans ce courriel : connectez-vous pour l’obtenir.
