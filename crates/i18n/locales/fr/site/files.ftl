## The page that a link to a file leads to

files-title = Un fichier vous a été envoyé
files-about = Cette page vous donne un fichier qui vous a été envoyé par courriel avec { $product }.
files-key = Lien vers le fichier
files-key-hint = Copiez le lien au complet à partir du courriel, et collez-le ici.
files-key-wrong = Collez le lien du courriel au complet, jusqu’à sa dernière lettre
files-continue = Continuer
files-confirm-title = Confirmer votre adresse courriel
files-confirm-about = Pour protéger ce fichier, entrez l’adresse courriel à laquelle il a été envoyé.
files-address = Adresse courriel
files-address-wrong = Entrez l’adresse courriel à laquelle le fichier a été envoyé
files-shown-title = Votre fichier
files-name = Nom
files-size = Taille
files-until = Disponible jusqu’au
files-download = Télécharger le fichier
files-download-about = Enregistrez le fichier si vous en avez besoin plus tard : après cette date, il est supprimé.
files-missing-title = Ce fichier n’existe pas
files-missing-text = Vérifiez que vous avez ouvert le lien du courriel au complet. S’il est complet, demandez à la personne qui l’a envoyé de renvoyer le fichier.
files-expired-title = Ce fichier n’est plus disponible
files-expired-text = Il a été supprimé parce que sa durée de conservation est terminée. Demandez à la personne qui l’a envoyé de le renvoyer.
files-infected-title = Ce fichier ne peut pas être téléchargé
files-infected-text = Un virus y a été trouvé. Dites-le à la personne qui l’a envoyé.
files-unscanned-title = Ce fichier est en cours de vérification
files-unscanned-text = Chaque fichier passe par une recherche de virus avant de pouvoir être téléchargé. Réessayez dans quelques minutes.
files-test-title = Document d’essai
files-test-text = Cette page remplace un fichier dans les messages aux destinataires d’essai. Aucun fichier n’a été envoyé.

## Files beside their message

files-one = Fichier
files-list = Fichiers
files-attached = { $size }, en pièce jointe
files-linked = { $size }, par un lien
files-bytes = { $count ->
    [one] { $count } octet
   *[other] { $count } octets
}
files-kb = { $count } Ko
files-mb = { $whole },{ $tenth } Mo
