### letters

## keys

letter-key-created-subject = New API key for { $service }: { $key }
letter-key-created-body =
    A new API key was created in the service “{ $service }”.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Created by: { $author }
    - Created: { $at }

    If nobody on your team expected it, revoke the key and tell the people who manage the service.

    See the API keys of the service:
    { $page }
letter-key-rotated-subject = API key rotated for { $service }: { $key }
letter-key-rotated-body =
    An API key of the service “{ $service }” was rotated: a new key has the same name, type and permissions.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Rotated by: { $author }
    - The old key works until: { $at }

    Put the new key in place before then. The page of the key shows which of the two still calls.

    See the API keys of the service:
    { $page }
letter-key-revoked-subject = API key revoked for { $service }: { $key }
letter-key-revoked-body =
    An API key of the service “{ $service }” was revoked. Calls made with it are refused.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Revoked by: { $author }
    - Revoked: { $at }

    See the API keys of the service:
    { $page }
letter-key-expires-subject = API key of { $service } expires soon: { $key }
letter-key-expires-body =
    An API key of the service “{ $service }” will expire. Calls made with it will then be refused.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Expires: { $at }
    - Last used: { $last }

    Rotate the key: you get a new one, and both work while you put it in place.

    See the API keys of the service:
    { $page }
letter-key-expires-unused-subject = Unused API key of { $service } expires soon: { $key }
letter-key-expires-unused-body =
    An API key of the service “{ $service }” will expire. It has never been used.

    - Name: { $key }
    - Type: { $type ->
        [live] live
        [team] team and safelist
       *[test] test
    }
    - Expires: { $at }

    If nobody needs it, there is nothing to do. Otherwise, rotate it.

    See the API keys of the service:
    { $page }
