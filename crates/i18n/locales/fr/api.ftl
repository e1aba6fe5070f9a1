### Refus de l’API, pour les personnes : le texte anglais reste celui que les programmes comparent.

## Authentification

authorization-missing = Accès refusé : l’en-tête Authorization est obligatoire
authorization-scheme-unknown = Accès refusé : l’en-tête Authorization n’est pas valide. Notification GC accepte « Bearer », suivi d’un jeton JWT produit par votre application, et « ApiKey-v1 », suivi de votre clé API.
key-incomplete = Clé refusée : entrez la clé API au complet
key-not-found = Clé refusée : clé API introuvable
key-revoked = Clé refusée : clé API révoquée
token-malformed = Jeton refusé : il ne peut pas être décodé
token-issuer-missing = Jeton refusé : le champ « iss » est absent
token-issuer-not-an-id = Jeton refusé : le champ « iss » n’est pas un identifiant de service
token-service-not-found = Jeton refusé : service introuvable
token-service-without-keys = Jeton refusé : le service n’a aucune clé API
service-archived = Accès refusé : le service est archivé
token-clock-off = Jeton refusé : l’horloge de votre système doit être exacte à 30 secondes près
token-not-found = Jeton refusé : aucune clé API du service ne correspond à sa signature

## Chemins, corps des requêtes, ennuis de notre côté

path-not-found = L’adresse demandée n’existe pas. Vérifiez-en l’orthographe.
method-not-allowed = Cette méthode n’est pas permise à cette adresse.
media-type-unsupported = Le corps de la requête n’a pas été lu : l’en-tête Content-Type doit être « application/json ».
body-undecodable = Le corps de la requête ne peut pas être décodé : ce n’est pas du JSON valide.
body-too-large = Le corps de la requête dépasse la limite de { GROUPED($limit) } octets
internal-error = Erreur interne du serveur
unavailable-for-now = Le service ne peut pas recevoir de requêtes en ce moment, réessayez plus tard

## Consultation

notification-not-found = Message introuvable
no-result-found = Aucun résultat
mime-of-text-message = Un message texte n’a pas de forme MIME

## Validation

field-required = { $name } est une propriété obligatoire
nested-field-required = { $field } : { $name } est une propriété obligatoire
fields-unknown = { $count ->
    [one] Propriété inconnue
   *[other] Propriétés inconnues
} : { $names }
wrong-type = { $field } : { $value } n’est pas de type { $kind }
wrong-root-type = { $value } n’est pas de type { $kind }
not-one-of = { $field } : { $value } n’est pas parmi [{ $values }]
not-a-uuid = { $field } n’est pas un UUID valide
too-short = { $field } : { $value } est trop court
too-long = { $field } : { $value } est trop long
below-minimum = { $field } : { $value } est inférieur au minimum, { $minimum }
control-character = { $field } contient un caractère de commande
email-not-valid = email_address : adresse courriel non valide
phone-not-valid = phone_number : numéro de téléphone non valide
phone-not-local = phone_number : numéro de téléphone nord-américain non valide
phone-not-international = phone_number : numéro de téléphone international non valide
phone-too-short = phone_number : il manque des chiffres
phone-country-unsupported = phone_number : l’indicatif de pays { $country } n’est pas pris en charge
url-not-https = { $field } n’est pas une adresse https valide
idempotency-key-not-valid = Idempotency-Key doit compter de 1 à 255 caractères ASCII visibles

## Envois programmés

schedule-in-past = scheduled_for : la date et l’heure ne peuvent pas être dans le passé
schedule-too-far = scheduled_for : la date et l’heure doivent être dans les { $hours } prochaines heures
schedule-unreadable = scheduled_for : la date et l’heure doivent suivre le format ISO 8601, https://fr.wikipedia.org/wiki/ISO_8601

## Personnalisation et fichiers

personalisation-too-large = La personnalisation compte { GROUPED($size) } caractères ; la limite est de { GROUPED($limit) }.
files-in-text-message = personalisation : les fichiers s’envoient seulement par courriel
too-many-files = Le message compte { GROUPED($count) } fichiers ; la limite est de { GROUPED($limit) }.
file-too-large = { $key } : le fichier { $name } compte { GROUPED($size) } octets ; la limite est de { GROUPED($limit) }.
file-name-not-valid = personalisation : { $name } n’est pas un nom de fichier valide
file-empty = { $key } : le fichier est vide
file-padding = { $key } : le contenu du fichier n’est pas du base64 valide (remplissage incorrect)
file-character-count = { $key } : le contenu du fichier n’est pas du base64 valide (nombre de caractères impossible : { $count })
file-not-ascii = { $key } : le contenu du fichier n’est pas du base64 valide (caractères hors de l’ASCII)
file-not-base64 = { $key } : le contenu du fichier n’est pas du base64 valide (caractères interdits)
files-too-large = Les fichiers du message comptent { GROUPED($size) } octets en tout ; la limite est de { GROUPED($limit) }.
retention-period-not-valid = retention_period : « { $value } » n’est pas une durée prise en charge ; il faut de 1 à { $weeks } semaines (« 4 weeks »)
file-type-not-supported = Le type de fichier « { $media_type } » n’est pas pris en charge. Types pris en charge : { $supported }
file-named-otherwise = Le contenu de { $name } est du type « { $media_type } », et son nom dit autre chose
files-unreachable = Les fichiers ne peuvent pas être conservés en ce moment

## Gabarits par clé

templates-not-managed = Cette clé API n’a pas la permission de gérer les gabarits.
templates-not-permitted = La création de gabarits de { $channel ->
    [sms] message texte
   *[email] courriel
} n’est pas permise
category-not-a-uuid = template_category_id doit être un UUID valide
category-not-found = template_category_id : catégorie introuvable
categories-unavailable = Aucune catégorie de gabarits n’est disponible. Écrivez à l’équipe de soutien.
folder-not-found = parent_folder_id : dossier introuvable
managed-content-too-long = Le contenu dépasse la limite de { GROUPED($limit) } caractères
managed-name-too-long = Le nom du gabarit compte au plus 255 caractères
managed-commas = { $field } : les variables entre doubles parenthèses ne peuvent pas contenir de virgule
managed-already-archived = Le gabarit est déjà archivé.
managed-outdated = D’autres personnes ont modifié le gabarit entre-temps ; réessayez

## Envois

service-suspended = Le service est interrompu
channel-not-permitted = Le service n’a pas le droit d’envoyer des { $channel ->
    [sms] messages texte
   *[email] courriels
}
rate-exceeded = Limite d’appels dépassée pour les { $key_type ->
    [LIVE] clés actives
    [TEAM] clés d’équipe et de liste de confiance
   *[TEST] clés de test
} : { $limit ->
    [one] { GROUPED($limit) } requête
   *[other] { GROUPED($limit) } requêtes
} par { $seconds } secondes
template-not-found = Gabarit introuvable
template-of-other-channel = Un gabarit de { $template ->
    [sms] message texte
   *[email] courriel
} ne convient pas à un { $call ->
    [sms] message texte
   *[email] courriel
}
template-archived = Le gabarit { $template } a été supprimé
personalisation-missing = Il manque des variables au gabarit { $template } : { $names }
preview-personalisation-missing = Il manque des variables : { $names }
sms-too-long = Le message texte dépasse la limite de { GROUPED($limit) } caractères
message-blank = Le message est vide
daily-email-limit = Limite quotidienne de { $limit ->
    [one] { GROUPED($limit) } courriel
   *[other] { GROUPED($limit) } courriels
} dépassée
daily-sms-limit = Limite quotidienne de { $limit ->
    [one] { GROUPED($limit) } partie
   *[other] { GROUPED($limit) } parties
} de message texte dépassée
annual-email-limit = Limite annuelle de { $limit ->
    [one] { GROUPED($limit) } courriel
   *[other] { GROUPED($limit) } courriels
} dépassée
annual-sms-limit = Limite annuelle de { $limit ->
    [one] { GROUPED($limit) } partie
   *[other] { GROUPED($limit) } parties
} de message texte dépassée
number-secret-wrong = Le secret n’est pas celui de ce numéro
text-of-other-number = Ce numéro n’est pas celui auquel le message texte a été envoyé
equal-texts-limit = Limite dépassée : { GROUPED($limit) } messages texte identiques par heure au même numéro de téléphone
texts-limit = Limite dépassée : { GROUPED($limit) } messages texte par heure au même numéro de téléphone
reply-to-not-found = email_reply_to_id : l’adresse de réponse { $id } n’existe pas dans le service { $service }
sms-sender-not-found = sms_sender_id : l’expéditeur de messages texte { $id } n’existe pas dans le service { $service }
team-key-refused = Une clé d’équipe et de liste de confiance ne permet pas d’écrire à ce destinataire (service { $service }). Voir { $keys_page }#team-and-safelist
trial-mode-refused = Un service en mode d’essai ne peut pas écrire à ce destinataire. Voir { $keys_page }#live
international-not-permitted = Le service ne peut pas envoyer de messages texte à l’étranger
documents-not-permitted = Le service n’a pas le droit d’envoyer des fichiers
idempotency-key-reused = Cette clé d’idempotence (Idempotency-Key) a déjà servi à une autre requête
idempotency-in-progress = Une requête avec cette clé d’idempotence (Idempotency-Key) est encore en traitement
reports-not-managed = Cette clé API n’a pas la permission de gérer les rapports.
report-limit = Maximum de { $limit } demandes de rapport par heure
report-not-ready = Le rapport n’est pas prêt à être téléchargé (état : { $status })

## Envois de masse

rows-or-csv = Indiquez soit rows, soit csv
list-unreadable = La liste ne peut pas être lue : { $kind ->
    [empty] elle est vide
    [large] elle est trop grande
   *[other] chaque ligne doit être une liste de cellules, et non { $kind }
}
headings-missing = Il manque des colonnes : { $names }
headings-repeated = Il y a plusieurs colonnes de destinataires : { $names }
emails-left-this-year = Il vous reste { GROUPED($left) } courriels avant d’atteindre votre limite annuelle. Vous avez tenté d’en envoyer { GROUPED($wanted) }.
emails-left-today = Il vous reste { GROUPED($left) } courriels avant d’atteindre votre limite quotidienne. Vous avez tenté d’en envoyer { GROUPED($wanted) }.
texts-left-this-year = Il vous reste { GROUPED($left) } parties de message texte avant d’atteindre votre limite annuelle. Vous avez tenté d’en envoyer { GROUPED($wanted) }.
texts-left-today = Il vous reste { GROUPED($left) } parties de message texte avant d’atteindre votre limite quotidienne. Vous avez tenté d’en envoyer { GROUPED($wanted) }.
too-many-rows = Il y a trop de lignes. Une liste compte au plus { GROUPED($most) } lignes
list-beyond-team = Une clé d’équipe et de liste de confiance ne permet pas d’écrire à ces destinataires.
list-beyond-trial = Un service en mode d’essai ne peut pas écrire à ces destinataires. Vous pouvez seulement écrire aux membres de votre équipe et à votre liste de confiance.
row-too-long = Ligne { $row } : le message dépasse { GROUPED($limit) } caractères, peut-être à cause du contenu personnalisé.
rows-wrong = { $rows ->
   *[other] Certaines lignes contiennent des erreurs. { $rows_fr }
}
row-wrong = Ligne { $row } : { $faults }.
cell-wrong = « { $heading } » : { $fault ->
    [missing] valeur manquante
    [recipient] destinataire non valide
    [international] numéro étranger non permis
    [long] le message est trop long
    [control] caractère de contrôle
   *[reference] valeur trop longue
}
cell-crowded = « { $heading } » : { $fault ->
    [equal] plus de { GROUPED($limit) } messages texte identiques par heure au même numéro de téléphone
   *[any] plus de { GROUPED($limit) } messages texte par heure au même numéro de téléphone
}
whole-row-wrong = { $fault ->
    [blank] le message est vide
   *[much] les variables dépassent la limite de 51 200 caractères
}
smoke-tests-mixed = Un envoi de masse ne peut pas mêler des numéros de test à d’autres numéros
