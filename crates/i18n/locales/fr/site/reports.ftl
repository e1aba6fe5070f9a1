### Rapports : listes de messages en fichiers

## Ce qui est dans le fichier

reports-column-row = Numéro de ligne
reports-column-recipient = Destinataire
reports-column-template = Gabarit
reports-column-type = Type
reports-column-sent-by = Envoyé par
reports-column-sent-by-email = Envoyé par courriel
reports-column-job = Tâche
reports-column-status = État
reports-column-time = Heure d’envoi
reports-type-email = courriel
reports-type-sms = message texte

## La page

reports-title = Rapports
reports-intro = Un rapport énumère des messages avec leur destinataire, leur gabarit, leur expéditeur et leur état, dans un fichier pour feuilles de calcul. Il contient des renseignements personnels : gardez-le en lieu sûr et supprimez-le dès que vous n’en avez plus besoin.
reports-prepare-title = Préparer un rapport
reports-prepare = Préparer le rapport
reports-kind = Messages
reports-kind-email = Courriels
reports-kind-sms = Messages texte
reports-kind-job = Envoi de masse
reports-kind-wrong = Choisissez les courriels ou les messages texte
reports-of-job = Tous les messages de l’envoi de masse, dans l’ordre de ses lignes.
reports-days = Envoyés pendant
reports-days-last = { $days ->
    [1] Les 24 dernières heures
   *[other] Les { $days } derniers jours
}
reports-language = Langue du fichier
reports-language-en = Anglais
reports-language-fr = Français
reports-asked = Votre rapport est en préparation. Vous recevrez un courriel quand il sera prêt.
reports-too-many = Un service peut demander { $most } rapports par heure. Réessayez après le { $at }.
reports-caption = Rapports des 7 derniers jours, du plus récent au plus ancien. Les fichiers sont conservés 3 jours.
reports-none = Personne n’a demandé de rapport au cours des 7 derniers jours.
reports-name = Rapport
reports-asked-by = Demandé par
reports-state = État
reports-zone = Les heures sont celles de { $zone }.
reports-requested = En attente
reports-generating = { $expected ->
    [0] En préparation : { GROUPED($lines) } lignes
   *[other] En préparation : { GROUPED($lines) } lignes sur environ { GROUPED($expected) }
}
reports-ready = Prêt : { $lines ->
    [one] { $lines } ligne
   *[other] { GROUPED($lines) } lignes
}
reports-error = Échec. Réessayez.
reports-until = À télécharger avant le { $at }
reports-deleted = Supprimé le { $at }
reports-csv = Télécharger en CSV : { $name }
reports-xlsx = Télécharger la feuille de calcul (XLSX) : { $name }
reports-too-long = Une feuille de calcul contient au plus { GROUPED($most) } lignes ; ce rapport en a davantage et n’existe qu’en CSV.
reports-from-list = Préparer le rapport
reports-reload = Rechargez cette page pour voir où en sont les rapports.

## Le journal d’activité

audit-action-report-request = A demandé un rapport
audit-action-report-download = A téléchargé un rapport
