### site/passkeys

passkey-title = Clés d’identification et clés de sécurité
passkey-text = Une clé d’identification de votre téléphone, de votre ordinateur ou de votre clé de sécurité vous connecte en un geste. L’appareil vous reconnaît par un NIP, une empreinte ou votre visage. La clé ne sert que sur ce site : personne ne peut vous la soutirer.
passkey-none = Vous n’avez pas encore de clé d’identification.
passkey-count = { $count ->
    [0] Aucune
   *[other] { GROUPED($count) }
}
passkey-name = Nom
passkey-name-hint = Pour reconnaître l’appareil, au plus 60 caractères
passkey-name-wrong = Entrez un nom d’au plus 60 caractères.
passkey-since = Ajoutée
passkey-used = Dernière utilisation
passkey-never = Jamais
passkey-rename = Renommer
passkey-rename-title = Renommer une clé d’identification
passkey-add = Ajouter une clé d’identification
passkey-add-title = Ajouter une clé d’identification
passkey-add-text = Votre navigateur vous demandera de confirmer avec votre appareil, ou d’insérer votre clé de sécurité. La clé doit avoir un NIP ou un lecteur d’empreinte.
passkey-add-button = Ajouter une clé d’identification
passkey-add-without = Cette page a besoin de JavaScript et d’un navigateur récent. Sinon, utilisez une application d’authentification pour la vérification à deux étapes.
passkey-added = La clé d’identification a été ajoutée.
passkey-too-many = Vous avez déjà { GROUPED($most) } clés d’identification. Retirez-en une que vous n’utilisez plus.
passkey-remove-title = Retirer la clé d’identification « { $name } » ?
passkey-remove-text = Elle ne vous connectera plus. Si c’est la dernière, vous recevrez de nouveau des codes par courriel, à moins d’avoir configuré une application d’authentification. Supprimez-la aussi sur l’appareil.
passkey-removed = La clé d’identification a été retirée.
passkey-methods = Modifier la méthode de vérification à deux étapes
passkey-failed = Aucune clé d’identification n’a été acceptée. Réessayez, ou choisissez un autre moyen.

## Vérification à deux étapes

passkey-factor = Une clé d’identification ou de sécurité
passkey-factor-now = Quand vous vous connectez, vous utilisez une clé d’identification ou une clé de sécurité. Aucun code n’est envoyé par courriel.
passkey-use = Utiliser une clé d’identification ou de sécurité

## Se connecter

passkey-sign-in = Se connecter avec une clé d’identification
passkey-sign-in-without = La connexion avec une clé d’identification a besoin de JavaScript et d’un navigateur récent. Votre mot de passe fonctionne sans eux.
passkey-sign-in-wrong = Cette clé d’identification n’ouvre aucun compte ici. Connectez-vous avec votre adresse courriel et votre mot de passe.
passkey-two-factor = Utilisez une clé d’identification ou une clé de sécurité de votre compte. Si vous l’avez perdue, entrez un de vos codes de récupération.
passkey-code-hint = Un code de récupération de 10 lettres et chiffres
passkey-give = Utiliser une clé d’identification
passkey-give-without = Une clé d’identification a besoin de JavaScript et d’un navigateur récent. Sinon, entrez un code.
passkey-give-wrong = Cette clé d’identification n’a pas été acceptée. Réessayez, ou entrez un code.
