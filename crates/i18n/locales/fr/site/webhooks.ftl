### site/webhooks

webhooks-title = Fonctions de rappel
webhooks-about = Faites avertir vos systèmes quand un message est livré ou échoue.
webhooks-lead = Nous appelons vos systèmes quand quelque chose se passe : chaque fonction de rappel est une de vos adresses, avec son propre choix d’événements.
webhooks-documentation = Lire la page de la documentation sur les fonctions de rappel
webhooks-documentation-path = /documentation/fr/rappel
webhooks-limit = Un service peut avoir { $most } fonctions de rappel.
webhooks-none = Vous n’avez pas encore ajouté de fonction de rappel.
webhooks-add = Ajouter une fonction de rappel
webhooks-add-button = Ajouter
webhooks-edit = Modifier la fonction de rappel
webhooks-edit-button = Enregistrer
webhooks-changed = La fonction de rappel a été modifiée.
webhooks-back = Retour aux fonctions de rappel
webhooks-back-to-one = Retour à la fonction de rappel
webhooks-one-title = Fonction de rappel
webhooks-field-url = Adresse
webhooks-hint-url = Elle commence par https:// et peut être jointe depuis Internet.
webhooks-field-token = Jeton du porteur
webhooks-hint-token = Au moins 10 caractères. Nous l’envoyons dans l’en-tête Authorization de chaque appel, et nous ne l’affichons plus jamais.
webhooks-hint-token-kept = Laissez le champ vide pour garder le jeton en service.
webhooks-field-events = Ce qu’il faut signaler
webhooks-event-delivered = Messages livrés
webhooks-event-failed = Messages en échec
webhooks-event-complaint = Plaintes
webhooks-event-received-text = Messages texte reçus
webhooks-event-test = Essai
webhooks-hint-event-delivered = Un message est arrivé à son destinataire.
webhooks-hint-event-failed = Un message n’est pas arrivé à son destinataire, quelle qu’en soit la raison.
webhooks-hint-event-complaint = Un destinataire a signalé un courriel comme indésirable.
webhooks-hint-event-received-text = Quelqu’un a répondu par message texte.
webhooks-error-url-missing = Entrez l’adresse à appeler
webhooks-error-url = Entrez une adresse Web, par exemple https://exemple.ca/rappels
webhooks-error-url-https = L’adresse doit commencer par https://
webhooks-error-url-credentials = Retirez de l’adresse le nom d’utilisateur et le mot de passe
webhooks-error-url-port = Utilisez le port 443 ou 8443
webhooks-error-url-public = Entrez une adresse qui peut être jointe depuis Internet
webhooks-error-token = Entrez un jeton du porteur d’au moins 10 lettres, chiffres et signes, sans espaces ni accents
webhooks-error-events = Choisissez au moins un événement
webhooks-error-many = Un service peut avoir { $most } fonctions de rappel. Supprimez-en d’abord une.
webhooks-secret-title = Votre secret de signature
webhooks-secret-copy = Copiez le secret maintenant.
webhooks-secret-once = Nous ne l’afficherons plus.
webhooks-secret-label = Secret pour vérifier les signatures
webhooks-secret-overlap = Jusqu’au { $at }, chaque appel est aussi signé avec l’ancien secret.
webhooks-secret-stored = J’ai rangé le secret
webhooks-secret-gone = Ce secret n’est plus affiché
webhooks-secret-gone-text = Un secret est affiché une seule fois. Si vous ne l’avez pas rangé, changez le secret de la fonction de rappel.
webhooks-rotate = Changer le secret de signature
webhooks-rotate-text = Vous recevez un nouveau secret. Pendant 24 heures, chaque appel est signé avec les deux secrets, le temps de mettre le nouveau en place.
webhooks-rotate-button = Créer un nouveau secret
webhooks-remove = Supprimer la fonction de rappel
webhooks-remove-text = Plus rien n’est envoyé à cette adresse. Son journal et ce qu’elle a manqué sont effacés.
webhooks-remove-button = Supprimer
webhooks-removed = La fonction de rappel a été supprimée.
webhooks-row-state = État :
webhooks-row-events = Événements signalés :
webhooks-row-open = Événements non livrés :
webhooks-row-created = Ajout :
webhooks-row-old-secret = L’ancien secret signe jusqu’au :
webhooks-row-waiting = Événements en attente :
webhooks-row-missed = Événements en échec ou manqués :
webhooks-row-url = Adresse :
webhooks-row-id = Identifiant de l’événement :
webhooks-open-none = aucun
webhooks-open-waiting = { GROUPED($count) } en attente
webhooks-open-failed = { GROUPED($count) } en échec
webhooks-open-missed = { $count ->
    [one] { GROUPED($count) } manqué
   *[other] { GROUPED($count) } manqués
}
webhooks-health-working = Fonctionne
webhooks-health-failing = { $count ->
    [one] Un appel a échoué : { $at }
   *[other] { GROUPED($count) } appels de suite ont échoué depuis le { $at }
}
webhooks-health-suspended = Suspendue depuis le { $at }
webhooks-suspended-title = Suspendue
webhooks-suspended-text = Cette adresse est en panne depuis au moins six heures, et nous avons cessé de l’appeler. Nous gardons pendant sept jours ce qui se passe entre-temps, au plus 50 000 événements. Quand un essai aura réussi, reprenez les appels ; vous pourrez ensuite faire envoyer ce qui a été manqué.
webhooks-resume-button = Reprendre
webhooks-resumed = La fonction de rappel est de nouveau en service. Ce qu’elle a manqué est envoyé quand vous le demandez.
webhooks-test-button = Envoyer un essai
webhooks-test-passed = L’essai a réussi.
webhooks-test-failed = L’essai a échoué : votre système doit répondre par un état de 200 à 299 en moins de cinq secondes.
webhooks-test-busy = Beaucoup de fonctions de rappel sont à l’essai en ce moment. Réessayez dans quelques secondes.
webhooks-missed-button = Envoyer tout ce qui a échoué ou a été manqué
webhooks-replay = Renvoyer des événements
webhooks-replay-lead = Les événements sont gardés sept jours. Leur ordre n’est pas garanti, et votre système peut en voir un deux fois : l’identifiant de l’événement le montre.
webhooks-replay-which = Quels événements
webhooks-replay-delivered = Aussi ceux qui ont été livrés
webhooks-replay-button = Renvoyer
webhooks-replay-one-button = Renvoyer
webhooks-replay-nothing = Il n’y avait rien à envoyer.
webhooks-replay-suspended = La fonction de rappel est suspendue. Reprenez d’abord les appels.
webhooks-replayed = { $count ->
    [one] { GROUPED($count) } événement est en route.
   *[other] { GROUPED($count) } événements sont en route.
}
webhooks-replayed-more = Les { GROUPED($count) } premiers événements sont en route. Redemandez pour les autres.
webhooks-replayed-one = L’événement est en route.
webhooks-log-title = Ce qui a été envoyé
webhooks-log-lead = Gardé sept jours. Un événement qui n’est pas pris est réessayé pendant 24 heures.
webhooks-log-empty = Rien n’a été envoyé au cours des sept derniers jours.
webhooks-log-nothing-found = Aucun événement n’est dans cet état.
webhooks-log-caption = Événements, du plus récent au plus ancien
webhooks-log-pages = Pages d’événements
webhooks-log-newest = Événements les plus récents
webhooks-log-older = Événements plus anciens
webhooks-column-at = Quand
webhooks-column-event = Événement
webhooks-column-state = État
webhooks-column-status = État HTTP
webhooks-column-attempts = Appels
webhooks-column-message = Message
webhooks-column-number = Appel
webhooks-column-outcome = Résultat
webhooks-column-lasted = Durée
webhooks-column-answer = Début de la réponse
webhooks-see-message = Voir le message
webhooks-next-call = Prochain appel :
webhooks-any-state = Tous les états
webhooks-state-waiting = En attente
webhooks-state-delivered = Pris
webhooks-state-failed = Échec
webhooks-state-missed = Manqué
webhooks-event-title = Événement
webhooks-payload-title = Ce que nous envoyons
webhooks-attempts-title = Appels
webhooks-attempts-none = Personne n’a encore appelé.
webhooks-attempts-caption = Appels, du plus récent au plus ancien
webhooks-milliseconds = { GROUPED($count) } ms
webhooks-outcome-taken = Pris
webhooks-outcome-put-off = Votre système a demandé d’être appelé plus tard
webhooks-outcome-refused = Votre système l’a refusé : nous n’appelons plus
webhooks-outcome-redirected = Votre système a renvoyé ailleurs, et nous ne suivons pas
webhooks-outcome-failed = Votre système est en panne
webhooks-outcome-forbidden = L’adresse mène à un endroit qui ne peut pas être appelé
webhooks-outcome-unreachable = Votre système n’a pas pu être joint
webhooks-outcome-timed-out = Votre système n’a pas répondu à temps
webhooks-outcome-unreadable = L’événement n’a pas pu être lu
webhooks-outcome-other = { $word }

## Sur la page d’un message

message-webhook = Fonction de rappel : { $event }
message-webhook-outcome = { $state } – état HTTP { $status } – { $count ->
    [one] { GROUPED($count) } appel
   *[other] { GROUPED($count) } appels
}
message-webhook-calls = Voir les appels
