# Envoyer à toute une liste, et suivre ce qu’elle est devenue.

## Téléverser

bulk-upload-title = Préparer une feuille de calcul
bulk-upload-text = Chaque ligne de la feuille de calcul devient un message. La première ligne nomme les colonnes.
bulk-columns = Les colonnes dont ce gabarit a besoin
bulk-column = Colonne
bulk-column-holds = Ce qu’elle contient
bulk-column-recipient = La personne à qui le message est destiné
bulk-column-value = Ce que dit le message à cet endroit
bulk-column-yes-or-no = Oui ou non : si les mots qui en dépendent sont affichés
bulk-example = Télécharger un exemple
bulk-example-file = exemple.csv
bulk-example-email = nom@exemple.ca
bulk-example-sms = 613-555-0142
bulk-example-yes = oui
bulk-example-value = exemple de { $name }
bulk-file = Choisir un fichier
bulk-file-hint = Une feuille de calcul (.xlsx, .ods) ou un fichier de valeurs séparées (.csv, .tsv), de { GROUPED($megabytes) } Mo au plus. Il est conservé sous scellé pendant quatre heures, pour vous seulement.
bulk-upload = Téléverser et vérifier
bulk-upload-again = Téléverser un autre fichier
bulk-file-missing = Choisissez un fichier à téléverser
bulk-file-empty = Le fichier est vide. Choisissez-en un qui a une ligne de noms de colonnes et une ligne par destinataire.
bulk-file-too-large = Le fichier est trop gros, ou le serait une fois décompressé. Divisez-le, puis téléversez les parties l’une après l’autre.
bulk-file-too-many-cells = Le fichier a trop de cellules. Gardez seulement les colonnes dont le gabarit a besoin.
bulk-file-old = Le fichier vient d’une ancienne version d’Excel ou est protégé par un mot de passe. Enregistrez-le en .xlsx sans mot de passe, puis téléversez-le de nouveau.
bulk-file-no-table = Le fichier n’est pas un tableau. Téléversez une feuille de calcul (.xlsx, .ods) ou un fichier de valeurs séparées (.csv, .tsv).
bulk-file-damaged = Le fichier est endommagé. Ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis téléversez-le.
bulk-file-busy = Beaucoup de listes sont lues en ce moment. Attendez un peu, puis téléversez de nouveau le fichier.

## Ce qui a été deviné

bulk-notes = Comment nous avons lu votre fichier
bulk-note-utf-16 = Les lettres sont écrites en UTF-16.
bulk-note-windows-1252 = Les lettres ne sont pas écrites en UTF-8 : elles ont été lues en Windows-1252. Vérifiez que les accents sont justes.
bulk-note-comma = Les cellules sont séparées par des virgules.
bulk-note-semicolon = Les cellules sont séparées par des points-virgules.
bulk-note-tab = Les cellules sont séparées par des tabulations.
bulk-note-sheet = Le fichier a { GROUPED($count) } feuilles. « { $name } », la première qui contient des données, est utilisée.
bulk-note-dates = Les dates sont écrites année-mois-jour. Pour les écrire autrement, mettez leurs cellules au format texte.
bulk-note-errors = { $count ->
    [one] Une cellule affiche l’erreur d’une formule : elle est lue comme vide.
   *[other] { GROUPED($count) } cellules affichent l’erreur d’une formule : elles sont lues comme vides.
}
bulk-note-unclosed = Un guillemet de la ligne { GROUPED($line) } n’est jamais fermé : tout ce qui suit est lu comme une seule cellule.

## Vérifier

bulk-check-wrong-title = Vérifier votre liste
bulk-problem = Votre liste présente un problème
bulk-list = Liste
bulk-recipients = Nombre de destinataires
bulk-parts = Parties de message texte
bulk-row = Ligne
bulk-line = Ligne { GROUPED($line) }
bulk-too-many-rows-of = Votre liste a { GROUPED($rows) } lignes. Votre service peut envoyer à { $most ->
    [one] { GROUPED($most) } destinataire
   *[other] { GROUPED($most) } destinataires
} à la fois : divisez la liste.
bulk-too-many-rows = Votre service peut envoyer à { $most ->
    [one] { GROUPED($most) } destinataire
   *[other] { GROUPED($most) } destinataires
} à la fois. Divisez la liste.
bulk-no-rows = Votre liste n’a aucune ligne sous les noms de colonnes.
bulk-no-recipients-email = Votre liste a besoin d’une colonne nommée « adresse courriel ».
bulk-no-recipients-sms = Votre liste a besoin d’une colonne nommée « numéro de téléphone ».
bulk-repeated-columns = Plusieurs colonnes désignent le destinataire : { $names }. Gardez-en une.
bulk-missing-columns = Des colonnes manquent : { $names }. Le gabarit en a besoin.
bulk-fix = { $count ->
    [one] Une ligne est à corriger avant l’envoi :
   *[other] { GROUPED($count) } lignes sont à corriger avant l’envoi :
}
bulk-fix-addresses = { $count ->
    [one] corriger 1 adresse courriel
   *[other] corriger { GROUPED($count) } adresses courriel
}
bulk-fix-numbers = { $count ->
    [one] corriger 1 numéro de téléphone
   *[other] corriger { GROUPED($count) } numéros de téléphone
}
bulk-fix-missing = { $count ->
    [one] entrer les données manquantes de 1 ligne
   *[other] entrer les données manquantes de { GROUPED($count) } lignes
}
bulk-fix-too-long = { $count ->
    [one] raccourcir le message de 1 ligne
   *[other] raccourcir les messages de { GROUPED($count) } lignes
}
bulk-out-of-reach = { $count ->
    [one] En mode d’essai, vous pouvez envoyer seulement aux membres de votre équipe et à votre liste de confiance. Un destinataire n’en fait pas partie.
   *[other] En mode d’essai, vous pouvez envoyer seulement aux membres de votre équipe et à votre liste de confiance. { GROUPED($count) } destinataires n’en font pas partie.
}
bulk-mixed = La liste mêle des numéros d’essai à d’autres. Retirez l’une des deux sortes.
bulk-wrong-caption = Lignes à corriger : { GROUPED($shown) } affichées sur { GROUPED($all) }
bulk-first-caption = Les premières lignes de votre liste : { GROUPED($shown) } affichées sur { GROUPED($all) }
bulk-corrections = Télécharger la liste avec ses erreurs
bulk-corrections-file = liste-a-corriger.csv
bulk-reasons = À corriger
bulk-duplicates = { $count ->
    [one] 1 destinataire figure plus d’une fois dans votre liste et recevra le message plus d’une fois.
   *[other] { GROUPED($count) } destinataires figurent plus d’une fois dans votre liste et recevront le message plus d’une fois.
}
bulk-duplicates-download = Télécharger les lignes répétées
bulk-duplicates-file = lignes-repetees.csv
bulk-duplicates-column = Répété à la
bulk-surplus = { $count ->
    [one] Une ligne a plus de cellules qu’il y a de noms de colonnes. Vérifiez si des guillemets manquent autour d’une valeur qui contient une virgule.
   *[other] { GROUPED($count) } lignes ont plus de cellules qu’il y a de noms de colonnes. Vérifiez si des guillemets manquent autour de valeurs qui contiennent une virgule.
}
bulk-more-than-left-email = Votre liste demande { $wanted ->
    [one] { GROUPED($wanted) } courriel
   *[other] { GROUPED($wanted) } courriels
}, et il en reste { GROUPED($left) } pour aujourd’hui. Programmez-la pour un autre jour : le compte repart à { $hour }.
bulk-more-than-left-sms = Votre liste demande { $wanted ->
    [one] { GROUPED($wanted) } partie de message texte
   *[other] { GROUPED($wanted) } parties de message texte
}, et il en reste { GROUPED($left) } pour aujourd’hui. Programmez-la pour un autre jour : le compte repart à { $hour }.
bulk-expires = La liste est conservée sous scellé, pour vous seulement, jusqu’à { $when }.

bulk-cell-of = { $name } : { $fault }
bulk-cell-missing = Manquante
bulk-cell-address = Adresse courriel non valide
bulk-cell-recipient = Destinataire non valide
bulk-cell-international = Votre service ne peut pas envoyer à des numéros internationaux
bulk-cell-too-long = Trop longue
bulk-cell-control = Contient un caractère qui ne s’imprime pas
bulk-cell-too-much = Les valeurs sont trop longues ensemble
bulk-cell-blank = Le message ne dirait rien
bulk-cell-reference = La référence est trop longue
bulk-cell-reach = Ne fait partie ni de votre équipe ni de votre liste de confiance
bulk-cell-surplus = Plus de cellules que de noms de colonnes
bulk-message-too-long-sms = Le message dépasse { GROUPED($limit) } unités
bulk-message-too-long-email = Le courriel est trop long
bulk-row-too-long = Avec ses valeurs, le message de la ligne { GROUPED($line) } dépasse { GROUPED($limit) } unités. Raccourcissez-les.
bulk-wrong-row = Ligne { GROUPED($line) } : { $faults }
bulk-wrong-rows = Des lignes sont à corriger. { $rows }
bulk-left-day-email = Votre liste demande { $wanted ->
    [one] { GROUPED($wanted) } courriel
   *[other] { GROUPED($wanted) } courriels
}, et votre service peut encore en envoyer { GROUPED($left) } ce jour-là.
bulk-left-day-sms = Votre liste demande { $wanted ->
    [one] { GROUPED($wanted) } partie de message texte
   *[other] { GROUPED($wanted) } parties de message texte
}, et votre service peut encore en envoyer { GROUPED($left) } ce jour-là.
bulk-left-year-email = Votre liste demande { $wanted ->
    [one] { GROUPED($wanted) } courriel
   *[other] { GROUPED($wanted) } courriels
}, et votre service peut encore en envoyer { GROUPED($left) } pendant cet exercice financier.
bulk-left-year-sms = Votre liste demande { $wanted ->
    [one] { GROUPED($wanted) } partie de message texte
   *[other] { GROUPED($wanted) } parties de message texte
}, et votre service peut encore en envoyer { GROUPED($left) } pendant cet exercice financier.
bulk-template-changed = Le gabarit a été modifié entre-temps. Relisez le message avant de l’envoyer.

## Envoyer

bulk-preview-others = Voir l’aperçu des messages d’autres lignes
bulk-row-title = Aperçu
bulk-row-of = Message { GROUPED($row) } sur { GROUPED($rows) }
bulk-row-line = Ligne { GROUPED($line) } de votre fichier :
bulk-row-wrong = Cette ligne est à corriger.
bulk-row-pages = Autres lignes
bulk-row-previous = Aperçu précédent
bulk-row-next = Aperçu suivant
bulk-row-back = Retour à votre liste
bulk-sent-today = Ce même fichier a été envoyé avec ce gabarit aujourd’hui
bulk-send-again = L’envoyer encore une fois
bulk-confirm-again = Confirmez que vous voulez envoyer le même fichier encore une fois
bulk-needs-approval = { $count ->
    [one] Une deuxième personne doit approuver chaque liste.
   *[other] Une deuxième personne doit approuver les listes de { GROUPED($count) } lignes ou plus.
}
bulk-send-emails = { $count ->
    [one] Envoyer 1 courriel
   *[other] Envoyer { GROUPED($count) } courriels
}
bulk-send-texts = { $count ->
    [one] Envoyer 1 message texte
   *[other] Envoyer { GROUPED($count) } messages texte
}
bulk-started = L’envoi de votre liste est en cours.
bulk-scheduled = L’envoi de votre liste est programmé.
bulk-waits-for-approval = Votre liste attend qu’une deuxième personne l’approuve.

## Suivre

jobs-title = Envois de masse
jobs-text = Les listes qui ont reçu les messages d’un gabarit.
jobs-choose-template = Choisir un gabarit à envoyer
jobs-none = Rien n’a encore été envoyé à une liste.
jobs-waiting = Programmés ou en attente d’approbation
jobs-others = Envoyés
jobs-delivered = Livrés
jobs-failed = En échec
jobs-state = État
job-no-name = Liste dont le nom n’est plus conservé
job-state-approval = En attente d’approbation
job-state-scheduled = Programmé
job-state-pending = Sur le point de commencer
job-state-in-progress = En cours
job-state-paused = En pause
job-state-finished = Envoyé
job-state-cancelled = Annulé
job-state-refused = Non approuvé
job-state-error = Arrêté par une erreur
job-scheduled-for = Programmé : { $when }
job-stopped-at = Arrêté : { $when }
job-sent-at = Envoyé : { $when }
job-sent-by = Envoyé par
job-approved-by = Approuvé par
job-progress = { GROUPED($done) } sur { GROUPED($rows) } { $done ->
    [one] terminé
   *[other] terminés
}
job-expected = Fin prévue : { $when }
job-smoke-tests = { $count ->
    [one] 1 ligne sert aux essais : elle a été vérifiée, et rien n’en est conservé.
   *[other] { GROUPED($count) } lignes servent aux essais : elles ont été vérifiées, et rien n’en est conservé.
}
job-all = { $count ->
    [one] message
   *[other] messages
}
job-delivered = { $count ->
    [one] livré
   *[other] livrés
}
job-in-transit = en cours d’envoi
job-failed = en échec
job-problem = { $count ->
    [one] adresse problématique
   *[other] adresses problématiques
}
job-messages = Messages de cette liste
job-report = Préparer un rapport de cette liste
job-row = Ligne
job-next-rows = Lignes suivantes
job-no-messages = Aucune ligne n’est encore devenue un message.
job-none-of-these = Aucun message de cette sorte.
job-archived = Les messages de cette liste ne sont plus conservés. Il n’en reste que les totaux.
job-pause = Mettre en pause
job-resume = Reprendre
job-cancel = Annuler l’envoi
job-cancel-title = Annuler l’envoi ?
job-cancel-text = { $count ->
    [one] 1 message ne sera pas envoyé.
   *[other] { GROUPED($count) } messages ne seront pas envoyés.
}
job-cancel-now = Annuler l’envoi
job-cancel-not = Ne pas annuler
job-decide = Cette liste attend votre approbation. Lisez son gabarit avant de décider.
job-approve = Approuver et envoyer
job-refuse = Ne pas approuver
job-held = Le reste de cette liste attend : les courriels de votre service sont suspendus, car trop d’entre eux sont revenus. Une personne qui gère le service peut les reprendre à la page des adresses courriel problématiques.
job-own = Cette liste attend qu’une autre personne de votre équipe l’approuve.
job-not-now = Ce n’est plus possible : l’envoi a avancé entre-temps.
job-was-cancelled = L’envoi a été annulé.
job-was-paused = L’envoi est en pause. Les messages qui étaient en route arrivent quand même.
job-was-resumed = L’envoi reprend.
job-was-approved = La liste a été approuvée.
job-was-refused = La liste n’a pas été approuvée. Rien n’en est envoyé.

## Qui approuve

bulk-approval-title = Approbation des listes
bulk-approval-lead = On peut demander à une deuxième personne de votre équipe, qui a le droit d’envoyer des messages, d’approuver les longues listes avant l’envoi.
bulk-approval-rows = Demander l’approbation à partir de ce nombre de lignes
bulk-approval-hint = Laissez ce champ vide si personne n’a à approuver les listes.
bulk-approval-invalid = Entrez un nombre de 1 à { GROUPED($most) }, ou rien
bulk-approval-none = Les listes sont envoyées sans approbation
