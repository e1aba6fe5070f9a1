### site/account

account-email = Adresse courriel
account-password = Mot de passe
account-name = Nom complet
account-visit-lasts = Pour votre sécurité, votre session prend fin après 8 heures d’inactivité.
account-forgot-link = Vous avez oublié votre mot de passe ?
account-no-account = Pas encore de compte ?
account-register-link = Créer un compte

## Se connecter

account-sign-in-title = Se connecter
account-sign-in-wrong = L’adresse courriel ou le mot de passe est incorrect.
account-too-many-title = Trop d’essais
account-too-many-text = Rien n’a été vérifié. Vous pourrez réessayer dans { $seconds ->
    [one] { GROUPED($seconds) } seconde
   *[other] { GROUPED($seconds) } secondes
}.
account-too-many-next = Si vous n’êtes pas certain de votre mot de passe, un lien par courriel vous aide tout de suite.
account-two-factor-title = Vérification à deux étapes
account-two-factor-email = Nous avons envoyé un code de sécurité à votre adresse courriel. Il sert une seule fois, pendant 30 minutes.
account-two-factor-app = Entrez le code de sécurité que montre votre application d’authentification, ou un de vos codes de récupération.
account-code = Code de sécurité
account-code-hint = Les 6 chiffres du courriel le plus récent, ou un code de récupération
account-code-app-hint = 6 chiffres, ou un code de récupération de 10 lettres et chiffres
account-code-wrong = Ce code est incorrect, a expiré ou a déjà servi. Entrez le plus récent.
account-code-missing = Pas de courriel ?
account-code-resend = Envoyer un nouveau code
account-code-sent = Un nouveau code est en route. Les codes précédents ne servent plus.
account-start-again = Recommencer avec un autre compte
account-mailbox-link = Ceci est une démonstration : lisez ici ses courriels

## Créer un compte

account-register-title = Créer un compte
account-register-domains = Il vous faut une adresse courriel chez { $domains }.
account-email-hint = Une adresse professionnelle que vous seul pouvez ouvrir
account-password-hint = Au moins 8 caractères. Plusieurs mots sans lien entre eux font un bon mot de passe.
account-password-short = Entrez un mot de passe d’au moins 8 caractères.
account-password-long = Entrez un mot de passe d’au plus 255 caractères.
account-password-guessable = Ce mot de passe serait vite deviné. Utilisez plusieurs mots sans lien entre eux.
account-name-wrong = Entrez votre nom complet, d’au plus 255 caractères.
account-email-wrong = Entrez une autre adresse courriel, valide, comme nom@exemple.com.
account-email-taken = Cette adresse courriel a déjà un compte.
account-email-domain = Les personnes qui ont cette adresse courriel ne peuvent pas s’inscrire ici.
account-phone-wrong = Entrez un numéro de téléphone valide, ou laissez le champ vide.
account-terms-title = Conditions d’utilisation
account-terms-lawful = Envoyez seulement des messages que l’on attend de votre organisation et que la loi permet.
account-terms-personal = Ne mettez dans les messages que les renseignements personnels dont ils ont besoin.
account-terms-keys = Gardez pour vous votre mot de passe et vos clés API, et signalez toute fuite immédiatement.
account-terms = Votre accord
account-terms-agree = J’accepte les conditions d’utilisation
account-terms-missing = Acceptez les conditions d’utilisation pour créer un compte.
account-have-account = Vous avez déjà un compte ?
account-check-email-title = Vérifiez vos courriels
account-check-email-text = Nous vous avons envoyé un courriel avec un lien. Il sert une seule fois, pendant une heure.
account-check-email-missing = S’il n’arrive pas en quelques minutes, regardez dans vos courriels indésirables, vérifiez l’adresse et réessayez.
account-verify-title = Confirmer votre adresse courriel
account-verify-text = Une dernière étape : appuyez sur le bouton pour terminer votre inscription.
account-verify-button = Confirmer et se connecter

## Mot de passe oublié

account-forgot-title = Vous avez oublié votre mot de passe ?
account-forgot-text = Entrez votre adresse courriel. Nous vous enverrons un lien pour choisir un nouveau mot de passe.
account-forgot-button = Envoyer le lien
account-new-password-title = Choisir un mot de passe
account-new-password-text = Vos sessions prennent fin sur tous vos appareils, et vous êtes connecté ici.
account-new-password = Nouveau mot de passe

## Premier démarrage

account-set-up-title = Configurer cette installation
account-set-up-text = Vous serez responsable de toute l’installation. Cette page sert une seule fois.
account-set-up-button = Créer mon compte

## Profil

account-profile-title = Votre profil
account-phone = Numéro de téléphone
account-language = Langue
account-factor = Vérification à deux étapes
account-recovery = Codes de récupération
account-topics = Courriels à propos de
account-visits = Sessions et connexions
account-visits-value = Où vous êtes connecté, et ce qui a été tenté
account-none = Aucun
account-english = Anglais
account-french = Français
account-password-since = Choisi le { $date }
account-factor-email = Un code par courriel
account-factor-app = Une application d’authentification
account-recovery-left = { $count ->
    [0] Aucun code restant
    [one] { GROUPED($count) } code restant
   *[other] { GROUPED($count) } codes restants
}
account-topic-key-events = Clés API : créées, révoquées, près d’expirer
account-topic-limits = Limites quotidiennes et annuelles
account-topic-team = Personnes qui entrent dans une équipe ou la quittent
account-topics-all = Tout
account-topics-but = Tout sauf : { $topics }
account-topics-title = Courriels que vous recevez
account-topics-hint = Les courriels au sujet de votre propre compte arrivent toujours.
account-saved = Votre modification a été enregistrée.
account-back-to-profile = Retour à votre profil
account-name-title = Modifier votre nom
account-phone-title = Modifier votre numéro de téléphone
account-phone-hint = Les services en mode d’essai peuvent joindre les membres de l’équipe à ce numéro. Laissez le champ vide pour le retirer.
account-email-title = Modifier votre adresse courriel
account-email-text = Nous enverrons un lien à la nouvelle adresse. Tant que vous ne l’avez pas confirmée, l’adresse actuelle reste.
account-new-email = Nouvelle adresse courriel
account-email-sent = Nous avons envoyé un lien à la nouvelle adresse. Il sert une seule fois, pendant une heure.
account-confirm-title = Confirmer votre nouvelle adresse courriel
account-confirm-text = Appuyez sur le bouton pour que cette adresse devienne celle de votre compte.
account-confirm-button = Confirmer l’adresse
account-password-title = Modifier votre mot de passe
account-password-text = Vos sessions sur les autres appareils prennent fin.
account-language-title = Choisir votre langue
account-language-hint = Pour les pages et les courriels
account-prove-title = Votre mot de passe, s’il vous plaît
account-prove-text = Avant de modifier ce qui protège votre compte, entrez encore une fois votre mot de passe.
account-prove-wrong = Le mot de passe est incorrect.
account-factor-title = Vérification à deux étapes
account-factor-now-email = Quand vous vous connectez, nous envoyons un code à votre adresse courriel. Le code d’une application est plus sûr et se passe de courriel.
account-factor-now-app = Quand vous vous connectez, vous entrez un code de votre application d’authentification.
account-factor-use-app = Utiliser une application d’authentification
account-factor-new-app = Configurer une autre application
account-factor-use-email = Utiliser de nouveau les codes par courriel
account-app-title = Configurer une application d’authentification
account-app-step-scan = Numérisez ce code avec votre application d’authentification.
account-app-drawing = Code QR contenant le secret écrit ci-dessous
account-app-step-type = Si vous ne pouvez pas le numériser, tapez ce secret dans l’application.
account-app-step-code = Entrez les 6 chiffres que montre l’application.
account-app-code-hint = 6 chiffres
account-app-code-wrong = Ce code est incorrect. Entrez celui que l’application montre maintenant, et vérifiez l’horloge de son appareil.
account-app-button = Utiliser cette application
account-recovery-title = Codes de récupération
account-recovery-text = Chaque code vous connecte une fois, à la place d’un code de sécurité, quand vous avez perdu votre appareil.
account-recovery-replace = Les nouveaux codes remplacent ceux que vous avez.
account-recovery-button = Créer de nouveaux codes
account-recovery-once = Imprimez ces codes ou gardez-les en lieu sûr dès maintenant. Ils ne s’affichent qu’une seule fois.
account-visits-title = Sessions et connexions
account-visits-text = Mettez fin à ce que vous ne reconnaissez pas, et modifiez votre mot de passe.
account-visits-caption = Où vous êtes connecté
account-browser = Navigateur
account-browser-unknown = Inconnu
account-address = Adresse réseau
account-began = Depuis
account-seen = Dernière activité
account-this-visit = Cette session
account-end-visit = Mettre fin
account-end-others = Mettre fin à toutes les autres sessions
account-visit-ended = La session a pris fin.
account-visits-ended = Toutes les autres sessions ont pris fin.
account-history-title = Historique des connexions
account-history-caption = Dernières connexions et tentatives, gardées 90 jours
account-when = Quand
account-outcome = Ce qui s’est passé
account-outcome-signed-in = Connexion réussie
account-outcome-wrong-password = Mot de passe incorrect
account-outcome-wrong-code = Code de sécurité incorrect
account-outcome-wrong-passkey = Clé d’identification incorrecte
account-outcome-passkey-added = Clé d’identification ajoutée
account-outcome-passkey-removed = Clé d’identification retirée
account-outcome-refused = Refus : le compte est bloqué

## La fin d’une session

account-visit-ends-title = Êtes-vous toujours là ?
account-visit-ends-text = Votre session prendra fin dans 5 minutes, faute d’activité. Ce que vous n’avez pas enregistré serait perdu.
account-visit-ended-text = Votre session a pris fin. Copiez ce que vous n’avez pas enregistré, puis connectez-vous de nouveau.
account-visit-extend = Rester connecté

## Démonstration

account-mailbox-title = Courriels de cette démonstration
account-mailbox-text = Il n’y a pas de serveur de courriel ici. Voici les plus récents courriels que l’installation a écrits à ses utilisateurs.
account-mailbox-empty = Pas encore de courriels.
