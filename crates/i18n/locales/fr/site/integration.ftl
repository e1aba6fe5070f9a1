### site/integration

## Keys

keys-title = Clés API
keys-back = Retour à l’intégration API
keys-back-to-keys = Retour aux clés API
keys-documentation = Lire la page de la documentation sur les clés API
keys-documentation-path = /documentation/fr/cles
keys-advice-title = Protégez vos clés
keys-advice-store = Gardez les clés chiffrées, là où seules les personnes qui en ont besoin peuvent les lire. N’en envoyez jamais par courriel ni dans un billet de soutien, et n’en écrivez jamais dans du code source.
keys-advice-vault = Le service de gestion de clés de votre fournisseur infonuagique est un bon endroit pour les garder.
keys-advice-leaving = Effectuez la rotation de chaque clé dès qu’une personne qui pouvait la lire quitte votre équipe.
keys-advice-third-party = Donnez à chaque tiers sa propre clé, pour pouvoir la révoquer seule.
keys-advice-browser = Utilisez un navigateur à jour, et installez les correctifs de sécurité dans les 30 jours suivant leur parution.
keys-advice-renew = Effectuez régulièrement la rotation des clés actives. Les clés de test et les clés d’équipe et de liste de confiance peuvent rester.
keys-create = Créer une clé API
keys-tabs = Clés à afficher
keys-tab-active = Clés en service
keys-tab-archive = Archives
keys-existing = Clés API existantes
keys-archived = Clés qui ne fonctionnent plus
keys-none = Vous n’avez pas encore créé de clés API
keys-none-archived = Aucune clé n’a été révoquée et aucune n’a expiré.
keys-badge-live = Active
keys-badge-team = Équipe et liste de confiance
keys-badge-test = Test
keys-type-live = Active — permet d’envoyer des messages à tout le monde
keys-type-team = Équipe et liste de confiance — limite le nombre de personnes à qui vous pouvez faire des envois
keys-type-test = Test — simule l’envoi de messages
keys-row-type = Type de clé :
keys-row-state = État :
keys-row-scopes = Permissions de la clé API :
keys-row-holder = Détenue par :
keys-row-created = Création :
keys-row-author = Créée par :
keys-row-expires = Expire :
keys-row-used = Dernière utilisation :
keys-row-activity = Activité récente :
keys-row-accepts = Acceptée comme :
keys-row-replaces = Remplace :
keys-row-successor = Remplacée par :
keys-accepts-both = ApiKey-v1 et JWT
keys-accepts-key-only = ApiKey-v1 seulement
keys-scope-basic = Envoyer des messages et lire leur état
keys-scope-manage-templates = Gestion des gabarits
keys-scope-manage-reports = Rapports de livraison
keys-author-operator = L’exploitant de l’installation
keys-author-unknown = Une personne dont le compte n’existe plus
keys-state-active = Fonctionne
keys-state-replaced = Remplacée : fonctionne jusqu’au { $at }
keys-state-revoked = Révoquée le { $at }
keys-state-expired = Expirée le { $at }
keys-expires-in = { $days ->
    [0] aujourd’hui
    [one] dans { GROUPED($days) } jour
   *[other] dans { GROUPED($days) } jours
}
keys-activity = { $emails ->
    [one] { GROUPED($emails) } courriel
   *[other] { GROUPED($emails) } courriels
} et { $texts ->
    [one] { GROUPED($texts) } message texte
   *[other] { GROUPED($texts) } messages texte
} au cours des 7 derniers jours
keys-activity-none = Aucun envoi au cours des 7 derniers jours
keys-activity-by-day = Afficher chaque jour
keys-activity-caption = Messages envoyés avec « { $name } », par jour (UTC)
keys-column-day = Jour
keys-column-emails = Courriels
keys-column-texts = Messages texte
keys-action-rotate = Effectuer la rotation
keys-action-revoke = Révoquer
keys-action-suffix = de la clé API { $name }
keys-create-lead = Une clé permet à un programme d’envoyer des messages pour votre service et d’en lire l’état. Son type, son nom et ses permissions ne peuvent pas être modifiés par la suite.
keys-field-name = Nom de la clé
keys-hint-name = Indiquez quel programme l’utilise, par exemple « Permis, production ». Le nom fait partie de la clé.
keys-field-type = Type de clé API
keys-live-in-trial = Non disponible parce que votre service est en mode d’essai.
keys-hint-team = Joint votre équipe et votre liste de confiance, par de vrais messages.
keys-hint-test = Répond comme si l’envoi avait lieu ; rien n’est livré et rien n’est compté.
keys-field-scopes = Permissions de la clé API
keys-hint-scopes = Toute clé permet d’envoyer des messages et d’en lire l’état. N’en permettez davantage que si le programme en a besoin.
keys-allow-templates = Permettre à cette clé de gérer les gabarits (créer, mettre à jour ou supprimer)
keys-allow-reports = Permettre à cette clé de créer et de télécharger des rapports de livraison
keys-field-holder = Tiers qui détiendra la clé (facultatif)
keys-hint-holder = Une personne ou une entreprise hors de votre équipe. Créez une clé pour chacune.
keys-field-contact = Comment joindre ce tiers (facultatif)
keys-hint-contact = Une adresse courriel ou un numéro de téléphone, pour le jour où il faudra changer la clé.
keys-field-expires = Quand la clé expire
keys-hint-expires = Les personnes qui gèrent les clés API reçoivent des courriels 30, 14, 7, 3 et 1 jours avant.
keys-expires-usual = Après 365 jours pour une clé active, jamais pour les autres
keys-expires-days = Après { $days } jours
keys-expires-never = Jamais
keys-field-acceptance = Façon d’utiliser la clé
keys-api-key-only = Accepter cette clé comme ApiKey-v1 seulement
keys-hint-api-key-only = Aucune copie du secret n’est alors conservée. Les clients qui signent des jetons (JWT) ne peuvent pas utiliser la clé.
keys-button-create = Créer
keys-error-name-missing = Vous devez donner un nom à la clé
keys-error-name-long = Le nom peut compter jusqu’à 255 caractères
keys-error-name-control = Le nom contient des caractères qui ne peuvent pas être affichés
keys-error-name-taken = Il existe déjà une clé ayant ce nom
keys-error-type = Choisissez un type de clé
keys-error-scope = Choisissez des permissions de la liste
keys-error-holder = Le tiers peut compter jusqu’à 200 caractères, sur une seule ligne
keys-error-contact = La façon de joindre le tiers peut compter jusqu’à 200 caractères, sur une seule ligne
keys-error-contact-alone = Indiquez de quel tiers il s’agit
keys-error-expires = Choisissez quand la clé expire
keys-created-title = Nouvelle clé API
keys-created-copy = Copiez votre clé à un endroit sûr.
keys-created-once = Cette page l’affiche une seule fois. Après l’avoir quittée ou rechargée, personne ne pourra revoir la clé.
keys-created-label = Votre clé API « { $name } »
keys-created-button-copy = Copier la clé API dans le presse-papiers
keys-created-stored = Je l’ai mise en lieu sûr
keys-created-gone = La clé n’est plus affichée
keys-created-gone-text = Une clé est affichée une seule fois, juste après sa création. Si vous ne l’avez pas mise en lieu sûr, révoquez-la et créez-en une autre.
keys-created-overlap = L’ancienne clé s’appelle maintenant « { $name } » et fonctionne jusqu’au { $at }.
keys-created-watch = Voir laquelle des deux clés sert encore
keys-rotate-title = Effectuer la rotation de la clé API « { $name } »
keys-rotate-lead = Vous recevez une nouvelle clé ayant le même nom, le même type, les mêmes permissions et le même détenteur. Les deux clés fonctionnent pendant la transition, pour que votre programme change de clé sans perdre de message.
keys-rotate-overlap = Durée de fonctionnement de l’ancienne clé
keys-rotate-hint = Choisissez 0 jour si la clé a pu être divulguée : elle cesse aussitôt de fonctionner.
keys-rotate-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
keys-rotate-button = Effectuer la rotation de la clé
keys-error-too-many = Un service peut compter au plus { $most } clés qui fonctionnent. Révoquez-en une d’abord.
keys-error-overlap = Choisissez de 0 à 7 jours
keys-revoke-title = Voulez-vous vraiment révoquer « { $name } » ?
keys-revoke-text = Tout appel qui utilise cette clé sera refusé, dès le prochain. Cette action est irréversible.
keys-revoke-used = Un programme a utilisé cette clé le { $at } pour la dernière fois. S’il doit encore envoyer des messages, effectuez plutôt la rotation de la clé.
keys-revoke-unused = Aucun programme n’a jamais utilisé cette clé.
keys-revoke-button = Oui, révoquer cette clé API
keys-revoke-unsent = Messages qui ne sont pas partis
keys-revoke-stop = Ne pas les envoyer : ils sont annulés quand vient leur tour
keys-revoke-not-arrived = { $count ->
    [one] { $count } message de cette clé n’est pas encore arrivé.
   *[other] { $count } messages de cette clé ne sont pas encore arrivés.
} Certains sont peut-être déjà partis.
keys-revoke-done = « { $name } » a été révoquée
keys-generations-title = Quelle clé sert encore
keys-generations-text = Quand l’ancienne clé n’est plus utilisée, la transition est terminée et vous pouvez la révoquer.
keys-generations-caption = Dernière utilisation des deux clés
keys-column-key = Clé API
keys-column-state = État
keys-column-used = Dernière utilisation
keys-this-one = (cette clé)

## Safelist

safelist-title = Liste de confiance
safelist-lead = Une clé d’équipe et de liste de confiance, de même qu’un service en mode d’essai, peut joindre les personnes de cette liste en plus de votre équipe.
safelist-members = Votre équipe est incluse automatiquement :
safelist-no-members = Votre équipe est incluse automatiquement ; elle ne compte encore aucun membre.
safelist-add-title = Ajouter des personnes
safelist-field-recipients = Adresses courriel et numéros de téléphone
safelist-hint-recipients = Un par ligne.
safelist-field-label = Étiquette (facultatif)
safelist-hint-label = Qui sont ces personnes ou pourquoi elles sont ici, par exemple « Essais de la version du printemps ».
safelist-button-add = Ajouter à la liste de confiance
safelist-left = Places restantes : { $emails ->
    [one] { GROUPED($emails) } adresse courriel
   *[other] { GROUPED($emails) } adresses courriel
} et { $phones ->
    [one] { GROUPED($phones) } numéro de téléphone
   *[other] { GROUPED($phones) } numéros de téléphone
}.
safelist-emails-title = Adresses courriel
safelist-phones-title = Numéros de téléphone
safelist-emails-caption = Adresses courriel de la liste de confiance
safelist-phones-caption = Numéros de téléphone de la liste de confiance
safelist-emails-none = La liste ne compte encore aucune adresse courriel.
safelist-phones-none = La liste ne compte encore aucun numéro de téléphone.
safelist-column-email = Adresse courriel
safelist-column-phone = Numéro de téléphone
safelist-column-label = Étiquette
safelist-column-author = Ajout par
safelist-column-added = Date d’ajout
safelist-column-remove = Retirer
safelist-added = { $count ->
    [0] Rien n’a été ajouté.
    [one] { GROUPED($count) } entrée a été ajoutée.
   *[other] { GROUPED($count) } entrées ont été ajoutées.
}
safelist-known = Déjà sur la liste ou dans votre équipe : { $entries }
safelist-removed = { $entry } a été retiré de la liste de confiance.
safelist-error-none = Entrez une adresse courriel ou un numéro de téléphone
safelist-error-wrong = Ni adresse courriel, ni numéro de téléphone : { $entries }
safelist-error-many = Entrez au plus { $most } lignes à la fois
safelist-error-full-emails = { $left ->
    [0] Il n’y a plus de place pour des adresses courriel
    [one] Il reste de la place pour { GROUPED($left) } adresse courriel
   *[other] Il reste de la place pour { GROUPED($left) } adresses courriel
}
safelist-error-full-phones = { $left ->
    [0] Il n’y a plus de place pour des numéros de téléphone
    [one] Il reste de la place pour { GROUPED($left) } numéro de téléphone
   *[other] Il reste de la place pour { GROUPED($left) } numéros de téléphone
}
safelist-error-label = L’étiquette peut compter jusqu’à 100 caractères, sur une seule ligne
## Intégration API
api-title = Intégration API
api-lead = Vos applications envoient à cette adresse, avec une clé API et l’identifiant d’un gabarit.
api-documentation = Lire la documentation de l’API
api-base-url = Adresse de base de l’API
api-service-id = Identifiant du service
api-copy-base-url = Copier l’adresse de base
api-copy-service-id = Copier l’identifiant du service
api-back = Retour à l’intégration API
api-keys = Clés API
api-keys-about = Créer, renouveler et révoquer des clés, et voir la dernière utilisation de chacune.
api-safelist = Liste de confiance
api-safelist-about = Choisir qui les clés d’équipe et de liste de confiance rejoignent, outre votre équipe.
api-mailbox-about = Voir ce que les clés de test ont envoyé, exactement comme il serait parti.
api-playground-about = Envoyer une requête de test depuis cette page, et la copier sous forme de code.
api-rejected-about = Voir quelles requêtes l’API a refusées, et pourquoi.
api-rate-title = Limite d’appels
api-rate-lead = Requêtes d’envoi de la dernière minute. Toutes les clés d’un type partagent une limite.
api-rate = { $type } : { GROUPED($used) } sur { GROUPED($limit) }
api-type-live = Active
api-type-team = Équipe et liste de confiance
api-type-test = Test
api-key-choice = { $name } ({ $type })
api-any-key = Toutes les clés
## Registre de messages
log-title = Registre de messages
log-real = Clés actives et d’équipe
log-test = Clés de test
log-key = Clé
log-status = État
log-from = Du
log-to = Au
log-any-status = Tous les états
log-status-in-transit = Envoi en cours
log-status-success = Envoi ou livraison réussie
log-status-failed = Échec
log-choice-unknown = Choisissez un élément de la liste
log-date-wrong = Entrez une date comme 2026-11-23
log-dates-crossed = La fin ne peut pas précéder le début
log-filter = Filtrer
log-clear = Tout afficher
log-refresh = Actualiser
log-search-link = Chercher des messages par destinataire ou par référence
log-search-title = Chercher des messages
log-search-label = Destinataire ou référence
log-search-hint = Une adresse courriel entière, un numéro de téléphone entier, ou exactement la référence donnée par l’application. Un nouveau message se trouve par son destinataire après une minute environ.
log-search-empty = Entrez un destinataire ou une référence
log-search-results = Messages trouvés
log-search-nothing = Aucun message n’a ce destinataire ou cette référence.
log-nothing-found = Aucun message ne correspond à ce filtre.
log-empty = Les messages que vos applications envoient apparaîtront ici.
log-retention = { $days ->
    [one] Les messages sont conservés pendant { $days } jour.
   *[other] Les messages sont conservés pendant { $days } jours.
}
log-pages = Pages de messages
log-newer = Messages plus récents
log-older = Messages plus anciens
log-from-site = Envoyé depuis le site
log-id = Identifiant
log-reference = Référence
log-none = Aucun
log-type = Type
log-template = Gabarit
log-version = version { $version }
log-created = Création
log-scheduled = Programmé pour
log-sent = Envoi
log-completed = Fin
log-not-yet = Pas encore
log-view = Voir le message
log-view-which = à { $recipient }
## Requêtes refusées
rejected-title = Requêtes refusées
rejected-lead = Les requêtes faites avec une de vos clés et que l’API a refusées, avec la raison qu’elle a donnée. Les requêtes sans clé valide n’y sont pas : personne ne sait de qui elles viennent.
rejected-kept = Conservées pendant 7 jours. Au plus 30 par minute sont notées pour chaque clé.
rejected-any-status = Tous les états
rejected-status = État
rejected-caption = Requêtes refusées, de la plus récente à la plus ancienne
rejected-at = Heure
rejected-request = Requête
rejected-reason = Raison
rejected-empty = L’API n’a rien refusé au cours des 7 derniers jours.
rejected-nothing-found = Aucune requête refusée ne correspond à ce filtre.
rejected-pages = Pages de requêtes refusées
rejected-newest = Requêtes les plus récentes
rejected-older = Requêtes plus anciennes
## Boîte aux lettres
mailbox-title = Boîte aux lettres
mailbox-lead = Les messages qui n’ont rejoint personne : ceux des clés de test, et ceux de toutes les clés pour un type de message sans fournisseur dans cette installation.
mailbox-search = Destinataire
mailbox-search-hint = Une adresse courriel ou un numéro de téléphone, en entier. Un nouveau message se trouve après une minute environ.
mailbox-search-empty = Entrez un destinataire
mailbox-messages = Messages
mailbox-all = Tous
mailbox-emails = Courriels
mailbox-texts = Messages texte
mailbox-test = Clés de test seulement
mailbox-searched = Messages à { $recipient }
mailbox-empty = Il n’y a encore rien ici. Envoyez quelque chose avec une clé de test.
mailbox-nothing-found = La boîte aux lettres n’a aucun message à ce destinataire.
mailbox-caption = Messages de la boîte aux lettres, du plus récent au plus ancien
mailbox-to = À
mailbox-subject = Objet
mailbox-key-type = Type de clé
mailbox-at = Heure
mailbox-newest = Messages les plus récents
mailbox-back = Retour à la boîte aux lettres
mailbox-message-title = Message de la boîte aux lettres
mailbox-from = De
mailbox-reply-to = Adresse de réponse
mailbox-html = Comme l’affiche un logiciel de courriel
mailbox-html-about = Les liens ne s’ouvrent pas ici.
mailbox-html-frame = Le courriel en HTML
mailbox-plain = Texte brut
mailbox-headers = En-têtes
mailbox-source = Source complète
mailbox-text = Message texte
mailbox-parts = Longueur
mailbox-parts-count = { $parts ->
    [one] { $parts } partie
   *[other] { $parts } parties
}, { $units ->
    [one] { GROUPED($units) } caractère
   *[other] { GROUPED($units) } caractères
}
mailbox-encoding = Codage
mailbox-gsm7 = GSM 7 bits
mailbox-ucs2 = Unicode (UCS-2)
mailbox-purge-title = Supprimer les messages des clés de test
mailbox-purge-about = Tous les messages envoyés avec une clé de test de ce service seront supprimés, ici et dans le registre de messages. Ceux qui sont encore en cours d’envoi restent.
mailbox-purge-for-good = Cette suppression est définitive.
mailbox-purge = Supprimer
mailbox-purged = { $count ->
    [0] Il n’y avait rien à supprimer.
    [one] { GROUPED($count) } message a été supprimé.
   *[other] { GROUPED($count) } messages ont été supprimés.
}
mailbox-purged-some = { GROUPED($count) } messages ont été supprimés, et il en reste. Supprimez de nouveau pour continuer.
## Banc d’essai
play-title = Banc d’essai
play-lead = Envoyez une vraie requête comme le ferait une clé de test : l’API vérifie tout et répond comme elle répond aux programmes, et rien ne rejoint personne.
play-no-templates = Il vous faut d’abord un gabarit.
play-template = Gabarit
play-template-choice = { $name } ({ $channel })
play-choose = Choisir ce gabarit
play-fill = Remplir « { $name } »
play-email = Adresse courriel du destinataire
play-phone = Numéro de téléphone du destinataire
play-reference = Votre propre référence (facultatif)
play-send = Envoyer la requête de test
play-answer = Réponse de l’API
play-message = Voir ce qu’est devenu le message
play-mailbox = Voir le message dans la boîte aux lettres
play-reach-title = Ce destinataire, par type de clé
play-reach-provider = Le message serait envoyé.
play-reach-simulator = L’API répond comme si le message était envoyé, et rien ne part.
play-reach-smoke-test = Ce destinataire sert aux essais : l’API répond, et rien n’est conservé ni envoyé.
play-reach-team-key = Refus : le destinataire n’est ni dans votre équipe ni sur votre liste de confiance.
play-reach-trial-mode = Refus : votre service est en mode d’essai, et le destinataire n’est ni dans votre équipe ni sur votre liste de confiance.
play-request = La même requête depuis un programme
play-request-about = Mettez le texte d’une clé dans la variable d’environnement FACTEUR_API_KEY. Ne l’écrivez jamais dans le code.
play-copy = Copier pour { $language }
