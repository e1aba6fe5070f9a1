### site/integration

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
