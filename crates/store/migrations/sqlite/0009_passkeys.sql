-- Passkeys and security keys: what proves a person without a code.
CREATE TABLE passkeys (
    id                BLOB    NOT NULL PRIMARY KEY,
    user_id           BLOB    NOT NULL REFERENCES users (id),
    -- Of the credential's id, over the whole installation: a credential is one account's.
    credential_tag    BLOB    NOT NULL UNIQUE,
    -- Its id and its public key.
    sealed_credential BLOB    NOT NULL,
    sealed_name       BLOB    NOT NULL,
    -- How often the device says that it has signed; 0 from those that do not count.
    counter           INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    last_used_at      INTEGER
) STRICT;

CREATE INDEX passkeys_of_user ON passkeys (user_id, id);
