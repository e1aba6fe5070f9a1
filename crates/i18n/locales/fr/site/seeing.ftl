### site/seeing

## Tableau de bord

dash-title = Tableau de bord
dash-begin-title = Commencer à envoyer des messages
dash-begin-text = Rien n’a été envoyé au cours des 7 derniers jours. Avec une clé de test, un programme peut être essayé sans rien envoyer.
dash-begin-key = Créer une clé de test
dash-begin-key-text = Elle répond comme une clé active et ne livre rien.
dash-begin-make-template = Créer un gabarit
dash-begin-template = Choisir un gabarit
dash-begin-template-text = Un gabarit contient le texte d’un message, avec des variables pour chaque destinataire.
dash-begin-documentation = Comment envoyer à partir d’un programme, avec des exemples.
dash-week-title = Envoyé dans la dernière semaine
dash-period = Les { $days } derniers jours, du { $first } au { $last }. Les jours se terminent à minuit UTC ({ $hour }). Les messages envoyés avec des clés de test ne sont pas comptés.
dash-tile-period = 7 derniers jours
dash-requested-email = { $count ->
    [one] courriel demandé
   *[other] courriels demandés
}
dash-requested-sms = { $count ->
    [one] message texte demandé
   *[other] messages texte demandés
}
dash-delivered = { $count ->
    [one] { GROUPED($count) } livraison réussie ({ $share })
   *[other] { GROUPED($count) } livraisons réussies ({ $share })
}
dash-failed = { $count ->
    [one] { GROUPED($count) } échec ({ $share })
   *[other] { GROUPED($count) } échecs ({ $share })
}
dash-parts = { $count ->
    [one] Comptés comme { GROUPED($count) } partie
   *[other] Comptés comme { GROUPED($count) } parties
}
dash-all-messages = Voir tous les messages envoyés
dash-chart = { $channel } : messages demandés chaque jour, { GROUPED($most) } au plus. Le tableau ci-dessous contient les nombres.
dash-chart-legend = La partie rouge d’une barre représente les échecs.
dash-chart-table = Les mêmes nombres sous forme de tableau
dash-days-caption = Messages demandés et échecs, par jour (UTC)
dash-day = Jour
dash-emails = Courriels
dash-emails-failed = Échecs de courriels
dash-texts = Messages texte
dash-texts-failed = Échecs de messages texte
dash-causes-title = Échecs par cause
dash-causes-none = Aucun message des 7 derniers jours n’a échoué.
dash-causes-caption = Échecs des 7 derniers jours
dash-cause = Cause
dash-cause-permanent = Adresse ou numéro inexistant, ou message bloqué
dash-cause-temporary = Problème de contenu ou de boîte de réception, ou problème du fournisseur
dash-cause-technical = Problème technique
dash-share = Part
dash-problem-title = Adresses courriel problématiques
dash-problem-none = Depuis le début de la journée d’hier (UTC), aucun courriel n’a été envoyé à une adresse inexistante.
dash-problem = { $count ->
    [one] Depuis le début de la journée d’hier (UTC), { GROUPED($count) } courriel a été envoyé à une adresse inexistante ({ $share }).
   *[other] Depuis le début de la journée d’hier (UTC), { GROUPED($count) } courriels ont été envoyés à des adresses inexistantes ({ $share }).
}
dash-problem-warning = Les systèmes de courriel se méfient des expéditeurs qui écrivent à de telles adresses. Corrigez-les ou retirez-les de vos listes.
dash-problem-critical = À ce taux, les systèmes de courriel pourraient aussi refuser vos autres courriels. Corrigez ou retirez ces adresses avant d’envoyer de nouveau.
dash-problem-review = Réviser les adresses courriel
dash-allowances-title = Ce que vous pouvez encore envoyer
dash-allowance-today-email = Courriels aujourd’hui
dash-allowance-today-sms = Parties de message texte aujourd’hui
dash-allowance-year-email = Courriels, exercice financier en cours
dash-allowance-year-sms = Parties de message texte, exercice financier en cours
dash-allowance-used = { $used ->
    [one] { GROUPED($used) } sur { GROUPED($limit) } utilisé
   *[other] { GROUPED($used) } sur { GROUPED($limit) } utilisés
}
dash-allowance-left = Reste : { GROUPED($left) }
dash-allowance-resets = Remise à zéro le { $at } { $zone }
dash-usage = Voir le rapport d’utilisation
dash-templates-title = Gabarits utilisés
dash-templates-caption = Les gabarits les plus utilisés au cours des 7 derniers jours
dash-template = Gabarit
dash-channel = Canal
dash-messages = Messages

## Messages

messages-title = Messages envoyés
messages-search = Adresse courriel, numéro de téléphone, référence ou identifiant du message
messages-search-hint = En entier, comme au moment de l’envoi.
messages-search-empty = Entrez une adresse courriel, un numéro de téléphone, une référence ou l’identifiant d’un message
messages-search-long = Entrez au plus { GROUPED($most) } caractères
messages-search-control = Entrez seulement des caractères visibles
messages-filter-title = Filtre
messages-channel = Canal
messages-channel-any = Courriels et messages texte
messages-template = Gabarit
messages-template-any = Tous les gabarits
messages-sender = Envoyé par
messages-sender-any = Toutes les clés et toutes les personnes
messages-sender-key = Clé : { $name }
messages-days = Période
messages-days-kept = Toute la durée de conservation
messages-days-1 = Aujourd’hui (UTC)
messages-days-2 = Hier et aujourd’hui (UTC)
messages-days-7 = 7 derniers jours (UTC)
messages-from = Du (date)
messages-from-hint = Les dates remplacent la période. Ce sont des jours dans le fuseau horaire du service.
messages-to = Au (date)
messages-date-wrong = Entrez une date, par exemple { $example }
messages-date-order = La dernière date ne peut pas précéder la première
messages-test = Messages envoyés avec des clés de test
messages-test-no = Ne pas les afficher
messages-test-yes = Afficher seulement ceux-ci
messages-apply = Appliquer le filtre
messages-clear = Effacer le filtre
messages-status-label = État
messages-pill-total = total
messages-pill-in-transit = Envoi en cours
messages-pill-delivered = Livraison réussie
messages-pill-failed = Échec
messages-status-technical = Échecs : problème technique
messages-status-temporary = Échecs : problème de contenu, de boîte de réception ou du fournisseur
messages-status-permanent = Échecs : adresse ou numéro inexistant, ou message bloqué
messages-at-least = au moins { $number }
messages-since = Messages acceptés depuis le { $at } { $zone }.
messages-kept = { $days ->
    [one] Les messages sont conservés { $days } jour.
   *[other] Les messages sont conservés { $days } jours.
}
messages-nothing-yet = Aucun message n’a encore été envoyé, ou ceux qui l’ont été ne sont plus conservés.
messages-nothing-matches = Aucun message ne correspond à ce filtre.
messages-nothing-here = Aucun message de cette page ne correspond au filtre.
messages-cut = Une page examine un nombre limité de messages. Il peut y en avoir d’autres plus loin.
messages-caption = Messages, du plus récent au plus ancien
messages-found-caption = Messages trouvés, du plus récent au plus ancien
messages-recipient = Destinataire
messages-status = État
messages-reference = Référence : { $reference }
messages-test-badge = Test
messages-pages = Pages
messages-newer = Messages plus récents
messages-older = Messages plus anciens
messages-look-further = Chercher plus loin
messages-found-title = Messages trouvés
messages-found-none = Aucun message ne correspond à cette recherche.
messages-found-none-hint = Les destinataires peuvent être cherchés quelques minutes après l’acceptation d’un message. L’adresse, le numéro, la référence ou l’identifiant doit être complet.
messages-found-most = Seulement les { $most } plus récents sont affichés.
messages-found-back = Retour à tous les messages envoyés

## Un message

message-title-email = Courriel
message-title-sms = Message texte
message-to = À
message-from = De
message-reply-to = Répondre à
message-subject = Objet
message-reference = Référence
message-id = Identifiant du message
message-template = Gabarit
message-template-version = { $name }, version { $version }
message-sent-by = Envoyé par
message-sent-by-key = API, avec la clé « { $name } »
message-sent-by-unknown = Une clé ou une personne qui n’est plus connue
message-parts = Longueur
message-parts-count = { $count ->
    [one] { $count } partie de message texte
   *[other] { $count } parties de message texte
}
message-test-title = Envoyé avec une clé de test
message-test-text = Rien n’a été livré, et rien ne compte dans vos limites.
message-status-title = État
message-means = Ce que cela signifie
message-do = Que faire
message-content-title = Message
message-frame = Le courriel tel que le destinataire le voit
message-text-version = Version en texte brut
message-details-title = Détails
message-provider-said = Réponse du fournisseur :
message-timeline-title = Ce qui s’est passé
message-timeline-zone = Les heures sont en { $zone }.
message-accepted = Accepté
message-scheduled = Programmé pour ce moment
message-attempt = Tentative { $number }, par { $provider }
message-attempt-handed-over = Remis au fournisseur
message-attempt-refused = Refusé
message-attempt-retry = Remis à plus tard par le fournisseur ; une nouvelle tentative suivra
message-attempt-throttled = Le fournisseur a demandé une pause ; une nouvelle tentative suivra
message-attempt-unreachable = Le fournisseur n’a pas pu être joint
message-attempt-unknown = Issue inconnue : la connexion s’est rompue avant la réponse du fournisseur
message-attempt-open = En cours
message-attempt-other = Terminé : { $word }
message-back = Tous les messages envoyés

## Utilisation

usage-title = Rapport d’utilisation
usage-years = Exercice financier
usage-year = Du { $first } au { $last }
usage-year-text = L’exercice financier va du 1er avril au 31 mars. Les jours se terminent à minuit UTC. Les messages envoyés avec des clés de test ne sont pas comptés.
usage-limits-caption = L’exercice financier et ses limites
usage-limit-kind = Canal
usage-requested = Demandés
usage-failed = Échecs
usage-counted = Comptés
usage-limit = Limite annuelle
usage-left = Reste
usage-limit-email = Courriels
usage-limit-sms = Parties de message texte
usage-months-caption = Par mois
usage-month = Mois
usage-emails = Courriels
usage-emails-failed = Échecs de courriels
usage-texts = Messages texte
usage-parts = Parties de message texte
usage-texts-failed = Échecs de messages texte
usage-total = Total
usage-templates-of = Gabarits : { $month }
usage-templates-title = Gabarits utilisés en { $month }
usage-templates-caption = Gabarits utilisés en { $month }, du plus utilisé au moins utilisé
usage-templates-none = Aucun message n’a été envoyé en { $month }.
usage-template = Gabarit
usage-template-gone = Un gabarit qui n’existe plus
usage-channel = Canal
usage-messages = Messages
usage-month-1 = janvier { $year }
usage-month-2 = février { $year }
usage-month-3 = mars { $year }
usage-month-4 = avril { $year }
usage-month-5 = mai { $year }
usage-month-6 = juin { $year }
usage-month-7 = juillet { $year }
usage-month-8 = août { $year }
usage-month-9 = septembre { $year }
usage-month-10 = octobre { $year }
usage-month-11 = novembre { $year }
usage-month-12 = décembre { $year }

## États : en quelques mots, ce que chacun signifie, que faire

status-in-transit = Envoi en cours
status-in-transit-means = Le message attend d’être envoyé, ou sa livraison n’a pas encore été confirmée.
status-in-transit-do = Rien. La plupart des messages sont livrés en quelques minutes ; un message remis à plus tard est tenté de nouveau pendant trois jours au plus.
status-delivered = Livraison réussie
status-delivered-means = Le serveur de courriel ou le fournisseur téléphonique du destinataire a accepté le message.
status-delivered-do = Rien. Si le destinataire ne trouve pas un courriel, demandez-lui de vérifier ses courriels indésirables.
status-failed = Échec
status-failed-means = Le message n’a pas été livré.
status-failed-do = Vérifiez le destinataire, puis envoyez le message de nouveau.
status-tech-issue = Problème technique
status-tech-issue-means = Le message n’a pas été livré à cause d’un problème ici ou chez le fournisseur, ou on ne sait pas s’il a été livré.
status-tech-issue-do = Envoyez-le de nouveau. S’il échoue encore, signalez-le aux personnes responsables de cette installation.
status-content-or-inbox = Problème de contenu ou de boîte de réception
status-content-or-inbox-means = Le serveur de courriel du destinataire n’a pas accepté le message : la boîte de réception est peut-être pleine, ou le contenu ressemble à un courriel indésirable.
status-content-or-inbox-do = Réessayez plus tard, ou joignez le destinataire autrement.
status-carrier = Problème du fournisseur
status-carrier-means = Le fournisseur téléphonique n’a pas pu livrer le message : le téléphone est peut-être éteint depuis longtemps.
status-carrier-do = Réessayez plus tard, ou joignez le destinataire autrement.
status-blocked = Message bloqué
status-blocked-means = L’adresse figure sur une liste à laquelle rien n’est envoyé, parce que des messages précédents n’ont pas pu être livrés ou ont été signalés comme indésirables.
status-blocked-do = Demandez une autre adresse au destinataire.
status-no-such-address = Adresse inexistante
status-no-such-address-means = Le serveur de courriel du destinataire indique que l’adresse n’existe pas.
status-no-such-address-do = Corrigez l’adresse, ou retirez-la de votre liste.
status-no-such-number = Numéro inexistant
status-no-such-number-means = Le numéro de téléphone n’existe pas, ou ne reçoit pas de messages texte.
status-no-such-number-do = Corrigez le numéro, ou retirez-le de votre liste.
status-international = Envoi impossible à ce numéro international
status-international-means = Il n’est pas possible d’envoyer des messages texte dans ce pays.
status-international-do = Joignez le destinataire autrement.
status-virus = Virus dans la pièce jointe
status-virus-means = Un virus a été trouvé dans la pièce jointe ; rien n’a été envoyé.
status-virus-do = Joignez un fichier sain et envoyez le message de nouveau.
status-protected-a = Niveau supérieur à Protégé A
status-protected-a-means = Le contenu est trop sensible pour être envoyé de cette façon ; rien n’a été envoyé.
status-protected-a-do = Retirez les renseignements sensibles et envoyez le message de nouveau.
status-cancelled = Annulé
status-cancelled-means = Le message a été annulé avant l’envoi.
status-cancelled-do = Envoyez-le de nouveau s’il est encore nécessaire.
