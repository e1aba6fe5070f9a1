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
