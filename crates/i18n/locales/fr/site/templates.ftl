### Gabarits, leurs dossiers et leur historique, et l’envoi d’un message.

## Liste

templates-title = Vos gabarits
templates-caption = Gabarits
templates-path = Dossiers menant ici
templates-top = Tous les gabarits
templates-folders = Dossiers
templates-search = Chercher par nom ou par ID de gabarit
templates-kind = Type
templates-kind-any = Tous les types
templates-archived = Archivés
templates-archived-only = Afficher seulement les gabarits archivés
templates-found = { $count ->
    [one] { GROUPED($count) } gabarit
   *[other] { GROUPED($count) } gabarits
}
templates-count = { $count ->
    [0] Vide
    [one] { GROUPED($count) } élément
   *[other] { GROUPED($count) } éléments
}
templates-none = Il n’y a pas encore de gabarit ici.
templates-none-found = Aucun gabarit ne correspond. Modifiez la recherche ou effacez-la.
templates-changed = Dernière modification
templates-choose = Choisir
templates-choose-one = Choisir { $name }
templates-move = Déplacer
templates-move-to = Déplacer les gabarits choisis vers
templates-move-none = Choisissez au moins un gabarit à déplacer.
templates-moved = { $count ->
    [one] { GROUPED($count) } gabarit a été déplacé
   *[other] { GROUPED($count) } gabarits ont été déplacés
}
templates-earlier = Page précédente
templates-later = Page suivante
templates-folder-add = Nouveau dossier
templates-folder-create = Créer le dossier
templates-folder-manage = Gérer ce dossier
templates-folder-name = Nom du dossier
templates-folder-name-missing = Entrez un nom pour le dossier
templates-folder-name-taken = Il y a déjà un dossier de ce nom ici
templates-folder-not-empty = Déplacez ce que contient ce dossier avant de le retirer
templates-folder-too-many = Votre service a atteint le nombre maximal de dossiers. Retirez-en un qui est vide.
templates-folder-too-deep = Les dossiers peuvent s’emboîter sur cinq niveaux. Créez celui-ci plus haut.
templates-folder-created = Le dossier « { $name } » a été créé
templates-folder-renamed = Le dossier s’appelle maintenant « { $name } »
templates-folder-removed = Le dossier « { $name } » a été retiré
templates-folder-remove = Retirer le dossier
templates-folder-remove-hint = Un dossier peut être retiré quand il ne contient plus rien. Les gabarits archivés ne comptent pas.

## Formulaire

template-add-email = Créer un gabarit de courriel
template-add-sms = Créer un gabarit de message texte
template-edit-title = Modifier le gabarit
template-name = Nom du gabarit
template-name-hint = Les destinataires ne le voient pas.
template-name-missing = Entrez un nom pour le gabarit
template-name-too-long = Utilisez au plus { GROUPED($limit) } caractères pour le nom
template-subject = Objet
template-subject-missing = Entrez un objet
template-subject-of-text = Un message texte n’a pas d’objet
template-subject-too-long = Utilisez au plus { GROUPED($limit) } caractères pour l’objet
template-content = Message
template-content-hint = Jusqu’à 50 000 caractères. Mettez entre parenthèses doubles ce qui change d’un destinataire à l’autre.
template-text-hint = Jusqu’à 612 unités, soit 4 parties. Mettez entre parenthèses doubles ce qui change d’un destinataire à l’autre.
template-content-missing = Entrez le message
template-content-too-long = Le message compte { GROUPED($length) } caractères. Raccourcissez-le à { GROUPED($limit) }.
template-text-too-long = Précédé du nom de votre service, le message compte { GROUPED($length) } unités. Raccourcissez-le à { GROUPED($limit) }.
template-unprintable = Retirez les caractères qui ne s’impriment pas
template-commas = Vous ne pouvez pas insérer de virgules entre les parenthèses doubles
template-category = Catégorie
template-category-hint = La catégorie détermine dans quel ordre partent les messages quand beaucoup attendent.
template-category-missing = Choisissez une catégorie
template-priority = Priorité
template-priority-priority = Envoi prioritaire : quelqu’un l’attend
template-priority-normal = Envoi normal
template-priority-bulk = Envoi de masse : part après tout le reste
template-help = Comment mettre le message en forme
template-help-placeholder = Une variable, qui reçoit une valeur pour chaque destinataire :
template-help-conditional = Des mots que seuls certains destinataires voient, si la valeur est « oui » :
template-help-heading = Un titre :
template-help-list = Une liste :
template-help-link = Un lien :
template-help-emphasis = Le gras et l’italique :
template-help-language = Des parties en anglais et en français, lues à voix haute chacune dans sa langue :
template-example-name = nom
template-example-condition = nouveau client
template-example-words = Bienvenue
template-example-title = Titre
template-example-item = élément
template-example-text = texte
template-example-bold = gras
template-example-italic = italique
template-preview = Voir l’aperçu
template-preview-title = Aperçu
template-preview-unsaved = Rien n’est encore enregistré.
template-plain = En texte brut
template-length = { $units ->
    [one] { GROUPED($units) } unité
   *[other] { GROUPED($units) } unités
}, { $parts ->
    [one] { GROUPED($parts) } partie
   *[other] { GROUPED($parts) } parties
}, sans compter les variables.
template-length-filled = { $units ->
    [one] { GROUPED($units) } unité
   *[other] { GROUPED($units) } unités
}, { $parts ->
    [one] { GROUPED($parts) } partie
   *[other] { GROUPED($parts) } parties
}.
template-length-typed = Unités : { $units } – parties : { $parts } (sans les variables)
template-encoding-gsm = Une partie seule contient 160 unités, chacune de plusieurs en contient 153.
template-encoding-unicode = Des lettres accentuées comme « ç » ou « ê » laissent 70 unités dans une partie seule, 67 dans chacune de plusieurs.
template-lost = Ces caractères ne peuvent pas être envoyés dans un message texte et deviennent des points d’interrogation : { $characters }
template-created = Le gabarit « { $name } » a été créé
template-saved = Le gabarit a été enregistré : version { GROUPED($number) }
template-outdated = Quelqu’un a enregistré la version { GROUPED($number) } pendant que vous écriviez. Consultez-la dans une autre fenêtre. Si vous enregistrez maintenant, la vôtre devient la plus récente.

## Variables modifiées

template-placeholders = Variables
template-placeholders-title = Confirmer le changement de variables
template-placeholders-lead = Quiconque envoie au moyen de ce gabarit devra désormais fournir d’autres valeurs.
template-placeholders-added = Ajoutées
template-placeholders-added-hint = Les appels qui ne fournissent pas leur valeur seront refusés.
template-placeholders-removed = Retirées
template-placeholders-save = Enregistrer les modifications
template-placeholders-edit = Retour au formulaire
template-keys-title = Clés API qui ont utilisé ce gabarit au cours des 30 derniers jours
template-keys-none = Aucune clé API ne l’a utilisé.
template-keys-caption = Prévenez les personnes qui en sont responsables avant d’enregistrer.
template-keys-name = Clé API
template-keys-requested = Messages
template-keys-last = Dernière utilisation
template-keys-revoked = Révoquée

## Page d’un gabarit

template-message = Message
template-about = À propos de ce gabarit
template-from = Expéditeur
template-from-provider = Un numéro du fournisseur
template-reply-to = Adresse de réponse
template-no-reply-to = Aucune
template-no-category = Aucune
template-changed = Dernière modification
template-changed-by = Version { GROUPED($number) }, par { $author }
template-author-operator = l’exploitant
template-id = ID du gabarit
template-ready = Prêt à envoyer ?
template-left-email = { $count ->
    [one] Votre service peut encore envoyer { GROUPED($count) } courriel aujourd’hui.
   *[other] Votre service peut encore envoyer { GROUPED($count) } courriels aujourd’hui.
}
template-left-sms = { $count ->
    [one] Votre service peut encore envoyer { GROUPED($count) } partie de message texte aujourd’hui.
   *[other] Votre service peut encore envoyer { GROUPED($count) } parties de message texte aujourd’hui.
}
template-send = Envoyer à un destinataire
template-send-many = Envoyer à plusieurs destinataires
template-send-me = M’envoyer ce message
template-may-not-send = Pour envoyer, il faut être membre de l’équipe et avoir le droit d’envoyer des messages.
template-edit = Modifier le gabarit
template-history = Historique des versions
template-copy = Copier le gabarit
template-copy-name = { $name } (copie { $number })
template-copy-to-title = Copier ce gabarit dans un autre service
template-copy-to-lead = La copie de « { $name } » ne se trouve dans aucun dossier. Les deux n’ont ensuite plus de lien.
template-copy-to-service = Service
template-copy-to-missing = Choisissez un service
template-copied-to = « { $name } » a été copié dans { $service }
template-copied = Le gabarit a été copié sous le nom « { $name } »
template-archive = Archiver le gabarit
template-archive-title = Archiver le gabarit
template-archive-question = Voulez-vous archiver « { $name } » ?
template-archive-keys = Ces clés API l’ont utilisé au cours des 30 derniers jours :
template-archive-consequence = Rien ne peut être envoyé au moyen d’un gabarit archivé : l’API refuse les appels qui le nomment. Les messages déjà envoyés restent tels quels. Cette action est irréversible.
template-last-use = Il a été utilisé pour la dernière fois le { $date }.
template-never-used = Il n’a pas été utilisé.
template-badge-archived = Archivé
template-archived-text = Ce gabarit est archivé. Rien ne peut être envoyé avec ce gabarit.
template-archived-now = Le gabarit « { $name } » a été archivé

## Historique

template-history-title = Historique des versions
template-history-caption = De la plus récente à la plus ancienne
template-history-version = Version
template-history-author = Auteur
template-history-date = Date
template-version = Version { GROUPED($number) }
template-current = Actuelle
template-difference = Ce qui a changé
template-difference-hint = Les mots qui ne figurent que dans une des versions sont marqués.
template-difference-none = Les deux versions disent la même chose.
template-compare-current = Comparer avec la version actuelle
template-compare-previous = Comparer avec la version précédente
template-restore = Rétablir cette version
template-restore-hint = Le rétablissement crée une nouvelle version identique à celle-ci.
template-restored = La version { GROUPED($number) } est rétablie : version { GROUPED($made) }

## Envoyer un message

send-title = Envoyer un message
send-with = Gabarit :
send-template = Gabarit
send-to = Destinataire
send-to-email = Adresse courriel du destinataire
send-to-email-hint = Par exemple : nom@example.ca
send-to-sms = Numéro de téléphone du destinataire
send-to-sms-hint = Par exemple : 613-555-0142
send-to-missing = Entrez le destinataire du message
send-to-me = M’envoyer ce message
send-email-invalid = Entrez une adresse courriel valide, par exemple nom@example.ca
send-value-missing = Entrez une valeur pour { $name }
send-values-too-long = Raccourcissez les valeurs : elles peuvent compter { GROUPED($limit) } caractères en tout
send-conditional-hint = Voulez-vous afficher les mots qui en dépendent ?
send-reply-to = Adresse de réponse
send-sender = Expéditeur de messages texte
send-when = Moment de l’envoi
send-when-hint = Laissez les deux champs vides pour envoyer tout de suite. Vous pouvez choisir n’importe quel quart d’heure des quatre prochains jours.
send-zone = Fuseau horaire : { $zone }
send-day = Date
send-time = Heure
send-day-missing = Entrez aussi la date
send-time-missing = Entrez aussi l’heure
send-time-step = Choisissez un quart d’heure : 00, 15, 30 ou 45 minutes
send-schedule-unreadable = Entrez une date comme { $date } et une heure comme { $time }
send-schedule-past = Choisissez un moment à venir
send-schedule-too-far = Choisissez un moment au cours des { GROUPED($hours) } prochaines heures
send-look = Voir l’aperçu du message
send-look-title = Réviser avant l’envoi
send-at-once = Tout de suite
send-email-now = Envoyer le courriel
send-sms-now = Envoyer le message texte
send-schedule-now = Programmer le message
send-smoke-test = Le message a été accepté. Ce destinataire sert à vérifier le fonctionnement : rien n’en est conservé.
send-template-changed = Le gabarit a été modifié pendant que vous écriviez. Révisez le message avant de l’envoyer.

send-file-instead = Envoyer un fichier à la place de { $name }
send-file-choose = Fichier
send-file-choose-other = Autre fichier
send-file-hint = PDF, Word, Excel, PowerPoint, OpenDocument, RTF, Numbers, CSV, texte, JPEG ou PNG, jusqu’à { $megabytes } Mo. Il est conservé sous scellé pendant une heure, en attendant que vous envoyiez le message.
send-file-remove = Retirer ce fichier
send-file-line = { $name } ({ $about })
send-file-line-confirmed = { $name } ({ $about }, pour qui entre l’adresse courriel du destinataire)
send-file-way = Mode d’envoi du fichier
send-file-as-link = Par un lien, valable { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
send-file-as-confirmed = Par un lien, pour qui entre l’adresse courriel du destinataire
send-file-as-attachment = En pièce jointe du courriel
send-file-and-value = Entrez une valeur pour { $name } ou choisissez un fichier, pas les deux
send-file-wrong-name = Renommez le fichier : son nom doit compter de 3 à 255 caractères
send-file-empty = Le fichier est vide. Choisissez-en un autre.
send-file-too-large = Le fichier dépasse { $megabytes } Mo. Choisissez-en un plus petit.
send-file-wrong-type = Les fichiers de ce type ne peuvent pas être envoyés. Enregistrez-le en PDF, par exemple, et choisissez-le de nouveau.
send-file-named-otherwise = Le contenu est celui d’un fichier .{ $ending }, et le nom dit autre chose. Renommez le fichier, puis choisissez-le de nouveau.
send-file-too-many = Un message peut porter { $count } fichiers au plus.
send-file-too-large-together = Les fichiers d’un message peuvent compter { $megabytes } Mo en tout. Choisissez-en de plus petits.
send-file-gone = Ce fichier n’est plus conservé. Choisissez-le de nouveau.
send-file-too-often = Vous avez choisi beaucoup de fichiers sans les envoyer. Réessayez dans { $minutes ->
    [one] { $minutes } minute.
   *[other] { $minutes } minutes.
}

## Pourquoi un message n’a pas été envoyé

send-refused-suspended = Votre service est interrompu : rien ne peut être envoyé. Joignez le soutien.
send-refused-email-off = Votre service n’a pas le droit d’envoyer des courriels. Une personne qui gère le service peut les activer.
send-refused-sms-off = Votre service n’a pas le droit d’envoyer des messages texte. Une personne qui gère le service peut les activer.
send-refused-emails-paused = Les courriels de votre service sont suspendus, car trop d’entre eux sont revenus. Une personne qui gère le service peut les reprendre à la page des adresses courriel problématiques.
send-refused-equal-texts = Un même numéro peut recevoir le même message texte { GROUPED($limit) } fois en une heure, et cette limite serait dépassée. Les fournisseurs bloquent les expéditeurs qui en envoient plus. Réessayez plus tard.
send-refused-texts = Un même numéro peut recevoir { $limit ->
    [one] { GROUPED($limit) } message texte
   *[other] { GROUPED($limit) } messages texte
} en une heure, et cette limite serait dépassée. Réessayez plus tard.
send-refused-rate = Plus de { $limit ->
    [one] { GROUPED($limit) } message a été envoyé
   *[other] { GROUPED($limit) } messages ont été envoyés
} en une minute. Attendez un moment, puis réessayez.
send-refused-no-template = Ce gabarit n’existe plus.
send-refused-other-channel = Ce gabarit est pour l’autre type de message. Retournez-y et recommencez.
send-refused-archived = Ce gabarit a été archivé. Rien ne peut être envoyé avec ce gabarit.
send-refused-missing = Le gabarit a besoin de valeurs pour : { $names }
send-refused-too-long = Avec ses valeurs, le message dépasse { GROUPED($limit) } unités. Raccourcissez les valeurs.
send-refused-blank = Avec ces valeurs, le message ne dit rien. Entrez-en d’autres.
send-refused-trial-day-email = En mode d’essai, votre service peut envoyer { $limit ->
    [one] { GROUPED($limit) } courriel
   *[other] { GROUPED($limit) } courriels
} par jour, et il l’a fait. Il pourra envoyer de nouveau à { $when }.
send-refused-trial-day-sms = En mode d’essai, votre service peut envoyer { $limit ->
    [one] { GROUPED($limit) } partie de message texte
   *[other] { GROUPED($limit) } parties de message texte
} par jour, et ce message dépasserait cette limite. Il pourra envoyer de nouveau à { $when }.
send-refused-day-email = Votre service a atteint sa limite quotidienne de { $limit ->
    [one] { GROUPED($limit) } courriel
   *[other] { GROUPED($limit) } courriels
}. Il pourra envoyer de nouveau à { $when }.
send-refused-day-sms = Ce message dépasserait la limite quotidienne de votre service : { $limit ->
    [one] { GROUPED($limit) } partie de message texte
   *[other] { GROUPED($limit) } parties de message texte
}. Il pourra envoyer de nouveau à { $when }.
send-refused-year-email = Votre service a atteint sa limite annuelle de { $limit ->
    [one] { GROUPED($limit) } courriel
   *[other] { GROUPED($limit) } courriels
}. Il pourra envoyer de nouveau le { $when }.
send-refused-year-sms = Ce message dépasserait la limite annuelle de votre service : { $limit ->
    [one] { GROUPED($limit) } partie de message texte
   *[other] { GROUPED($limit) } parties de message texte
}. Il pourra envoyer de nouveau le { $when }.
send-refused-reply-to = Cette adresse de réponse n’existe plus. Choisissez-en une autre.
send-refused-sender = Cet expéditeur de messages texte n’existe plus. Choisissez-en un autre.
send-refused-trial = En mode d’essai, vous pouvez envoyer seulement aux membres de votre équipe et aux personnes de votre liste de confiance.
send-refused-team = Vous pouvez envoyer seulement aux membres de votre équipe et aux personnes de votre liste de confiance.
send-refused-international = Votre service n’a pas le droit d’envoyer à des numéros hors du Canada et des États-Unis.
send-refused-undeliverable = Les serveurs de courriel n’acceptent pas de lettres accentuées devant le @. Entrez une autre adresse.
send-refused-documents = Votre service n’a pas le droit d’envoyer des fichiers.
send-refused-file = Un fichier du message n’est pas d’un type qui peut être envoyé.
send-refused-files-away = Les fichiers ne peuvent pas être conservés en ce moment. Réessayez dans une minute.
send-refused-twice = Ce message a déjà été envoyé, avec d’autres valeurs. Revoyez l’aperçu pour l’envoyer de nouveau.
send-refused-in-progress = Ce message est déjà en cours d’envoi. Consultez vos messages envoyés dans un moment.
send-refused-no-service = Ce service n’existe plus.
send-phone-semicolon = Entrez un seul numéro de téléphone, sans point-virgule
send-phone-not-local = Entrez un numéro de téléphone du Canada ou des États-Unis
send-phone-invalid = Entrez un numéro de téléphone valide, par exemple 613-555-0142, ou avec + et l’indicatif du pays
send-phone-short = Le numéro de téléphone n’a pas assez de chiffres
send-phone-country = Impossible d’envoyer des messages texte vers le pays dont l’indicatif est { $code }
