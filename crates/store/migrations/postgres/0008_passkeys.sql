-- Passkeys and security keys: what proves a person without a code.
CREATE TABLE passkeys (
    id                UUID   NOT NULL PRIMARY KEY,
    user_id           UUID   NOT NULL REFERENCES users (id),
    -- Of the credential's id, over the whole installation: a credential is one account's.
    credential_tag    BYTEA  NOT NULL UNIQUE,
    -- Its id and its public key.
    sealed_credential BYTEA  NOT NULL,
    sealed_name       BYTEA  NOT NULL,
    -- How often the device says that it has signed; 0 from those that do not count.
    counter           BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    last_used_at      BIGINT
);

CREATE INDEX passkeys_of_user ON passkeys (user_id, id);
