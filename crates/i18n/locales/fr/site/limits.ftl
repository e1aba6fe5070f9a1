### E-mails that come back.

bounces-title = Adresses courriel problématiques
bounces-rate = Au cours des 24 dernières heures, { GROUPED($sent) } { $sent ->
        [one] courriel a été envoyé
       *[other] courriels ont été envoyés
    }, dont { GROUPED($returned) } à des adresses qui n’existent pas ({ $share }).
bounces-level-few = En dessous de { GROUPED($fewest) } courriels, la proportion ne dit pas grand-chose. Corrigez tout de même les adresses.
bounces-level-usual = C’est moins que ce qui inquiète les systèmes de messagerie.
bounces-level-many = C’est trop : à partir de 5 %, les systèmes de messagerie commencent à se méfier de l’expéditeur ; à partir de 10 %, les courriels du service sont suspendus.
bounces-level-paused = Les courriels du service sont suspendus, car 10 % ou plus ont été envoyés à des adresses qui n’existent pas. Les nouveaux courriels sont refusés.
bounces-paused-since = Courriels suspendus depuis le
bounces-why = Quiconque écrit à beaucoup d’adresses qui n’existent pas passe pour un expéditeur de pourriels, et ses autres courriels n’arrivent plus non plus. Les messages des clés de test ne comptent pas.
bounces-list-title = Adresses à corriger ou à retirer
bounces-list-caption = Les derniers courriels envoyés à des adresses qui n’existent pas, depuis hier (UTC)
bounces-list-none = Il n’y en a pas depuis hier (UTC).
bounces-list-all = Voir tous ces courriels
bounces-address = Adresse courriel
bounces-template = Gabarit
bounces-at = Retour
bounces-resume-title = Reprendre les courriels
bounces-resume-text = Les courriels sont acceptés de nouveau aussitôt. Ce qui a été envoyé jusqu’ici ne compte plus ; le service est suspendu de nouveau si 10 % des 1 000 prochains courriels ou plus reviennent.
bounces-acknowledge-legend = Avant de reprendre
bounces-acknowledge = J’ai examiné ces adresses, et elles ont été corrigées ou retirées de nos listes
bounces-acknowledge-missing = Examinez d’abord les adresses, puis confirmez-le
bounces-resume = Reprendre les courriels
bounces-resumed = Les courriels sont acceptés de nouveau.
bounces-platform = Les courriels de ces services sont suspendus, car trop d’entre eux sont revenus :
