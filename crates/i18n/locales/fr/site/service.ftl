### Les services d’une personne, et les paramètres d’un service.

## Vos services

service-accounts-title = Vos services
service-welcome-lead = Bienvenue dans { $product }. Un service est la place de votre équipe : ses gabarits, ses clés API, ses messages.
service-welcome-create = Créez un service pour commencer. Il débute en mode d’essai : vous pouvez tout essayer, et joindre seulement votre équipe et les personnes de votre liste de confiance.
service-welcome-join = Si votre équipe a déjà un service, demandez à un membre de vous inviter.
service-group-live = Services activés
service-group-trial = Services en mode d’essai
service-group-deleted = Supprimés récemment
service-group-deleted-hint = Leurs clés API sont refusées et ils n’envoient rien. Une suppression peut être annulée pendant 30 jours.
service-undo-until = Peut être restauré jusqu’au
service-restore = Restaurer ce service
service-restored = Le service « { $name } » est de retour, avec tout son contenu. Ses clés API fonctionnent de nouveau.
service-restore-taken = Un autre service a pris entre-temps le nom ou l’adresse d’envoi. Demandez l’aide de l’équipe qui administre la plateforme.
service-add = Créer le service

## Créer un service

service-add-title = Créer un service
service-add-lead = Vous pourrez modifier tout cela plus tard.
service-added = Le service « { $name } » est créé. Ses courriels viennent de { $address }.
service-name = Nom du service
service-name-hint = On le voit comme expéditeur de vos courriels. Utilisez les deux langues si vous écrivez dans les deux, par exemple Passeports | Passports, et aucun guillemet.
service-email-from = Adresse courriel d’envoi
service-email-from-hint = Seulement ce qui précède le @. Les majuscules, les accents et les espaces sont remplacés.
service-address-preview = Les courriels viendront de
service-language-order = Langue qui vient en premier
service-language-order-hint = L’ordre du français et de l’anglais autour de vos courriels.
service-english-first = L’anglais, puis le français
service-french-first = Le français, puis l’anglais
service-choose = Choisissez l’une des options

## Paramètres

service-settings-title = Paramètres
service-saved = Enregistré
service-on = Activé
service-off = Désactivé
service-none = Aucun
service-no-address = Aucune
service-default = Par défaut
service-id = Identifiant :
service-make-default = Utiliser par défaut
service-before = Actuellement
service-after = Nouveau
service-steps-title = Prochaines étapes
service-step-key = Créer une clé de test
service-step-template = Rédiger un gabarit
service-step-team = Inviter votre équipe
service-step-live = Activez votre service
service-step-done = Fait
service-group-service = Service
service-group-email = Courriels
service-group-sms = Messages texte
service-group-keeping = Messages
service-rate = Limite d’appels à l’API par minute
service-daily = Maximum quotidien de courriels
service-annual = Maximum de courriels par exercice financier, du 1er avril au 31 mars
service-daily-parts = Maximum quotidien de parties de message texte
service-annual-parts = Maximum de parties de message texte par exercice financier, du 1er avril au 31 mars
service-limits-note = Le compte quotidien est remis à zéro à { $hour } (minuit UTC), le compte annuel le 1er avril. L’équipe qui administre la plateforme fixe ces limites.
service-suspended-means = Ce service est interrompu. Vous pouvez tout lire ; rien ne peut être envoyé, et ses paramètres ne peuvent pas être modifiés. Les clés API demeurent : les demandes de lecture reçoivent une réponse, les demandes d’envoi sont refusées. Adressez-vous à l’équipe qui administre la plateforme.
service-archived-means = Ce service est supprimé. Ses clés API sont refusées et il n’envoie rien. Il peut être restauré jusqu’au { $until }.

## Noms

service-name-title = Modifier le nom du service
service-name-lead = Vos destinataires reconnaissent vos messages à ce nom.
service-name-confirm-title = Vérifier le nouveau nom
service-name-confirm-lead = Les courriels et les messages texte porteront désormais le nouveau nom. Les messages déjà envoyés gardent l’ancien.
service-name-confirm = Modifier le nom
service-email-from-title = Modifier l’adresse courriel d’envoi
service-email-from-lead = Vos destinataires ont peut-être l’adresse actuelle dans leurs filtres et leurs contacts.
service-email-from-confirm-title = Vérifier la nouvelle adresse
service-email-from-confirm-lead = Les courriels viendront aussitôt de la nouvelle adresse. Les filtres qui cherchent l’ancienne adresse ne les trouveront plus, et un autre service pourra la prendre.
service-email-from-confirm = Modifier l’adresse

## Activer et désactiver

service-email-on-title = Envoyer des courriels
service-email-on-lead = Quand l’option est désactivée, les demandes d’envoi de courriels sont refusées. Les courriels déjà acceptés sont envoyés quand même.
service-sms-on-title = Envoyer des messages texte
service-sms-on-lead = Quand l’option est désactivée, les demandes d’envoi de messages texte sont refusées. Les messages texte déjà acceptés sont envoyés quand même.
service-international-title = Envoyer des messages texte internationaux
service-international-lead = Quand l’option est désactivée, les messages texte n’atteignent que les numéros du Canada et des États-Unis. Un message vers un autre pays peut compter pour plusieurs parties.
service-prefix-title = Commencer les messages texte par le nom du service
service-prefix-lead = Le nom allonge les messages et dit aux gens qui leur écrit. Sans lui, dites dans vos gabarits qui vous êtes.

## Messages

service-days = { $days ->
    [one] { GROUPED($days) } jour
   *[other] { GROUPED($days) } jours
}
service-retention-title = Conservation des données
service-retention-lead = Les messages, leurs destinataires et leur historique sont supprimés définitivement après ce nombre de jours. Une modification vaut aussi pour les messages déjà présents.
service-retention-days = Jours
service-retention-hint = De 3 à 90
service-cut-off-title = Messages texte interrompus
service-cut-off = Quand personne ne sait si un message texte est parti
service-cut-off-lead = Il arrive, rarement, que la connexion au fournisseur se rompe au moment même de l’envoi.
service-cut-off-end = Y mettre fin
service-cut-off-end-hint = Il se peut qu’il n’arrive pas. Il est présenté comme un problème technique.
service-cut-off-again = L’envoyer de nouveau
service-cut-off-again-hint = Il se peut qu’il arrive deux fois.
service-zone = Fuseau horaire
service-zone-title = Modifier le fuseau horaire
service-zone-lead = Votre équipe lit les heures et les dates dans ce fuseau. Les limites quotidiennes sont remises à zéro à minuit UTC dans tous les cas.
service-zone-st-johns = Terre-Neuve (St. John’s)
service-zone-halifax = Atlantique (Halifax)
service-zone-toronto = Est (Toronto, Montréal)
service-zone-iqaluit = Est (Iqaluit)
service-zone-winnipeg = Centre (Winnipeg)
service-zone-regina = Centre, sans heure avancée (Regina)
service-zone-edmonton = Rocheuses (Edmonton)
service-zone-whitehorse = Yukon (Whitehorse)
service-zone-vancouver = Pacifique (Vancouver)
service-zone-utc = Temps universel coordonné (UTC)
service-language-order-title = Modifier la langue qui vient en premier

## Adresses de réponse

service-reply-tos-title = Adresses de réponse
service-reply-tos-lead = Les réponses à vos courriels vont à l’adresse par défaut, à moins qu’une demande en nomme une autre par son identifiant. Une adresse sert une fois vérifiée.
service-reply-tos-none = Il n’y en a aucune : les réponses à vos courriels n’atteignent personne.
service-reply-tos-back = Toutes les adresses de réponse
service-reply-to-title = Adresse de réponse
service-reply-to-add-title = Ajouter une adresse de réponse
service-reply-to-edit-title = Modifier une adresse de réponse
service-reply-to-lead = Nous envoyons un court courriel à cette adresse. Une fois qu’il est livré, l’adresse est vérifiée : personne n’a à cliquer.
service-reply-to-domains = L’adresse doit se terminer par { $domains }, ou par le domaine de l’adresse d’un membre de l’équipe.
service-reply-to-address = Adresse courriel
service-reply-to-send = Envoyer le courriel
service-reply-to-verified = Vérifiée
service-reply-to-pending = En attente de livraison
service-reply-to-failed = Non vérifiée
service-reply-to-next = Un courriel est en route vers { $address }, qui remplacera cette adresse.
service-reply-to-next-failed = Le courriel à { $address } n’a pas pu être livré. Cette adresse demeure en usage.
service-reply-to-look = Voir s’il est arrivé
service-reply-to-waits = Un courriel est en route vers { $address }.
service-reply-to-waits-how = Cette page s’actualise à quelques secondes d’intervalle pendant deux minutes. Vous pouvez la quitter : l’adresse sera vérifiée sans vous.
service-reply-to-done = L’adresse { $address } est vérifiée.
service-reply-to-is-default = Elle est utilisée par défaut : les réponses à vos courriels y vont.
service-reply-to-wrong = Le courriel à { $address } n’a pas pu être livré. Vérifiez l’orthographe, et que la boîte de réception accepte les courriels de l’extérieur.
service-reply-to-stays = L’adresse { $address } demeure en usage.
service-reply-to-again = Réessayer
service-reply-to-remove-title = Retirer une adresse de réponse
service-reply-to-remove-lead = Les demandes qui nomment { $address } par son identifiant seront refusées. Les courriels déjà acceptés la gardent.
service-reply-to-remove-default = Elle est utilisée par défaut. La plus ancienne des autres adresses vérifiées la remplace ; s’il n’y en a aucune, les réponses à vos courriels n’atteignent personne.

## Expéditeurs de messages texte

service-senders-title = Expéditeurs de messages texte
service-senders-lead = Les messages texte viennent de l’expéditeur par défaut, à moins qu’une demande en nomme un autre par son identifiant.
service-senders-usual = Votre service n’en a pas à lui : les messages texte viennent de { $sender }.
service-senders-none = Votre service n’en a pas à lui : le fournisseur décide de qui viennent les messages texte.
service-sender = Expéditeur
service-sender-add-title = Ajouter un expéditeur de messages texte
service-sender-lead = Votre fournisseur doit connaître l’expéditeur, sinon les messages ne sont pas livrés.
service-sender-hint = Un numéro de téléphone, ou de 4 à 11 lettres, chiffres, espaces, points, traits d’union et traits de soulignement.
service-sender-remove-title = Retirer un expéditeur de messages texte
service-sender-remove-lead = Les demandes qui nomment { $sender } par son identifiant seront refusées.
service-sender-remove-default = Il est utilisé par défaut. Le plus ancien des autres le remplace.

## Supprimer

service-delete = Supprimer le service
service-delete-title = Supprimer « { $name } » ?
service-delete-at-once = Aussitôt, ses clés API sont refusées et ses pages n’envoient rien. Les messages qui ne sont pas encore partis ne sont pas envoyés, même ceux qui sont programmés.
service-delete-letters = Chaque membre de l’équipe reçoit un courriel.
service-delete-undo = Vous pouvez le restaurer pendant 30 jours, avec tout son contenu. D’ici là, son nom et son adresse lui restent réservés.
service-delete-confirm = Supprimer le service
service-deleted = Le service « { $name } » est supprimé. Il peut être restauré jusqu’au { $until }.

## Ce qui ne va pas

service-error-too-many = Vous pouvez être membre d’au plus { GROUPED($most) } services en mode d’essai
service-error-name-empty = Entrez un nom pour le service
service-error-name-long = Utilisez au plus 255 caractères pour le nom
service-error-name-quotes = Retirez les guillemets
service-error-name-control = Retirez les caractères qu’on ne voit pas
service-error-name-taken = Un autre service porte ce nom
service-error-name-long-to-send = Raccourcissez le nom : avec l’adresse d’envoi, il ne tient pas dans l’en-tête d’un courriel
service-error-address-empty = Entrez au moins une lettre ou un chiffre, de a à z et de 0 à 9
service-error-address-long = Utilisez au plus 64 caractères pour l’adresse
service-error-address-taken = Cette adresse est déjà prise
service-error-retention = Entrez un nombre entier de 3 à 90
service-error-reply-to-address = Entrez une adresse courriel, par exemple nom@exemple.ca
service-error-reply-to-domain = Les adresses de ce domaine ne peuvent pas servir ici
service-error-reply-to-known = Votre service a déjà cette adresse
service-error-reply-to-many = Un service a au plus 50 adresses de réponse : retirez-en une d’abord
service-error-reply-to-often = 10 adresses ont été vérifiées en une heure : réessayez plus tard
service-error-reply-to-unverified = Seule une adresse vérifiée peut être utilisée par défaut
service-error-reply-to-not-sent = Le courriel n’a pas pu être envoyé : réessayez plus tard
service-error-sender-short = Utilisez au moins 4 caractères
service-error-sender-long = Utilisez au plus 11 caractères, ou un numéro de téléphone complet
service-error-sender-characters = Utilisez des lettres sans accents, des chiffres, des espaces, des points, des traits d’union et des traits de soulignement, dont au moins une lettre
service-error-sender-zeros = Un expéditeur ne peut pas commencer par 00
service-error-sender-known = Votre service a déjà cet expéditeur
service-error-sender-many = Un service a au plus 50 expéditeurs : retirez-en un d’abord
