### letters

## keys

letter-key-created-subject = Nouvelle clé API de { $service } : { $key }
letter-key-created-body =
    Une nouvelle clé API a été créée dans le service « { $service } ».

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Créée par : { $author }
    - Créée : { $at }

    Si personne de votre équipe ne s’y attendait, révoquez la clé et prévenez les personnes qui gèrent le service.

    Voir les clés API du service :
    { $page }
letter-key-rotated-subject = Rotation d’une clé API de { $service } : { $key }
letter-key-rotated-body =
    La rotation d’une clé API du service « { $service } » a été effectuée : une nouvelle clé porte le même nom, avec le même type et les mêmes permissions.

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Rotation effectuée par : { $author }
    - L’ancienne clé fonctionne jusqu’au : { $at }

    Mettez la nouvelle clé en place avant cette date. La page de la clé montre laquelle des deux sert encore.

    Voir les clés API du service :
    { $page }
letter-key-revoked-subject = Clé API révoquée de { $service } : { $key }
letter-key-revoked-body =
    Une clé API du service « { $service } » a été révoquée. Les appels qui l’utilisent sont refusés.

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Révoquée par : { $author }
    - Révoquée : { $at }

    Voir les clés API du service :
    { $page }
letter-key-expires-subject = Une clé API de { $service } expire bientôt : { $key }
letter-key-expires-body =
    Une clé API du service « { $service } » va expirer. Les appels qui l’utilisent seront alors refusés.

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Expire : { $at }
    - Dernière utilisation : { $last }

    Effectuez la rotation de la clé : vous en recevrez une nouvelle, et les deux fonctionneront le temps de la mettre en place.

    Voir les clés API du service :
    { $page }
letter-key-expires-unused-subject = Une clé API inutilisée de { $service } expire bientôt : { $key }
letter-key-expires-unused-body =
    Une clé API du service « { $service } » va expirer. Elle n’a jamais servi.

    - Nom : { $key }
    - Type : { $type ->
        [live] active
        [team] équipe et liste de confiance
       *[test] test
    }
    - Expire : { $at }

    Si personne n’en a besoin, il n’y a rien à faire. Sinon, effectuez sa rotation.

    Voir les clés API du service :
    { $page }
