### Le cadre de toutes les pages, les erreurs, et les mots communs à tout le site.

skip = Passer au contenu principal
other-language = English
signature = Gouvernement du Canada
menu-account = Compte
menu-service = Service
menu-documentation = Documentation de l’API
menu-platform = Section admin
menu-services = Vos services
menu-profile = Votre profil ({ $name })
menu-sign-in = Se connecter
menu-sign-out = Se déconnecter
menu-dashboard = Tableau de bord
menu-templates = Gabarits
menu-notifications = Messages envoyés
menu-jobs = Envois de masse
menu-api = Intégration API
menu-team = Votre équipe
menu-settings = Paramètres
badge-trial = Mode d’essai
badge-suspended = Interrompu
badge-archived = Supprimé
switch-service = Changer de service
trial-left = Il reste aujourd’hui : { $emails ->
    [one] { GROUPED($emails) } courriel
   *[other] { GROUPED($emails) } courriels
}, { $texts ->
    [one] { GROUPED($texts) } partie de message texte
   *[other] { GROUPED($texts) } parties de message texte
}.
trial-resets = Remise à zéro à { $hour }.
trial-go-live = Activez votre service
footer-support = Nous joindre
footer-top = Haut de la page
copied = Copié dans le presse-papiers
live-paused = L’actualisation de ces chiffres est arrêtée.
live-reload = Recharger
channel-email = Courriel
channel-sms = Message texte
form-problem = Il y a un problème
button-save = Enregistrer
button-continue = Continuer
button-cancel = Annuler
button-back = Retour
button-search = Chercher
button-add = Ajouter
button-change = Modifier
button-remove = Retirer
button-copy = Copier
never = Jamais
yes = Oui
no = Non

## Accueil

home-title = Envoyer des courriels et des messages texte
home-lead = Les applications envoient au moyen d’une clé API et d’un gabarit, et suivent l’état de chaque message. Les personnes rédigent les gabarits, veillent sur les clés et envoient sans écrire de code.
home-register = Créer un compte
home-keys-title = Trois types de clés API
home-keys-test = Les clés de test répondent de façon réaliste et ne livrent rien. Rien ne compte dans vos limites.
home-keys-team = Les clés d’équipe et de liste de confiance envoient de vrais messages, seulement à votre équipe et aux personnes de votre liste de confiance.
home-keys-live = Les clés actives envoient à tout le monde, une fois votre service activé.
home-documentation = Lire la documentation

## Erreurs

refused-sign-in-title = Se connecter
refused-sign-in-text = Vous devez vous connecter pour voir cette page.
refused-sign-in-next = Allez à la page de connexion.
refused-forbidden-title = Vous ne pouvez pas voir cette page
refused-forbidden-text = Vos droits d’accès dans ce service n’incluent pas cette page.
refused-forbidden-next = Demandez ce droit à une personne qui gère le service.
refused-not-active-title = Impossible tant que le service est interrompu ou supprimé
refused-not-active-text = Rien n’a été modifié.
refused-not-active-next = Lisez ce que cela signifie dans les paramètres du service.
refused-not-found-title = Page introuvable
refused-not-found-text = Il n’y a pas de page à cette adresse, ou vous n’êtes pas membre de son service.
refused-not-found-next = Vérifiez l’adresse, ou demandez une invitation à un membre du service.
refused-gone-title = Ce lien a déjà servi ou a expiré
refused-gone-text = Les liens envoyés par courriel servent une seule fois, pendant un temps limité.
refused-gone-next = Demandez-en un nouveau.
refused-method-title = Cette adresse n’accepte pas ce qui a été envoyé
refused-method-text = Rien n’a été modifié.
refused-method-next = Revenez en arrière et utilisez les boutons de la page.
refused-foreign-form-title = Ce formulaire est trop ancien
refused-foreign-form-text = Il a été ouvert avant votre connexion ou votre déconnexion, ou il ne vient pas de ce site. Rien n’a été modifié.
refused-foreign-form-next = Revenez en arrière, rechargez la page et envoyez-le de nouveau.
refused-unreadable-title = Ce qui a été envoyé est illisible
refused-unreadable-text = Rien n’a été modifié.
refused-unreadable-next = Revenez en arrière, vérifiez le formulaire et envoyez-le de nouveau.
refused-too-large-title = Ce qui a été envoyé est trop volumineux
refused-too-large-text = Un formulaire peut compter jusqu’à 4 Mo. Rien n’a été modifié.
refused-too-large-next = Raccourcissez-le et envoyez-le de nouveau.
refused-too-many-title = Trop d’essais
refused-too-many-text = Rien n’a été modifié.
refused-too-many-next = Attendez un moment, puis réessayez.
refused-unavailable-title = Non disponible pour un moment
refused-unavailable-text = Le service ne peut rien recevoir en ce moment. Rien n’a été modifié.
refused-unavailable-next = Réessayez dans une minute.
refused-broken-title = Un problème est survenu
refused-broken-text = La faute est de notre côté, et elle a été notée.
refused-broken-next = Réessayez plus tard.
