-- People who sign in, their services, their keys' care, and what the site shows.
--   Columns named `…_mac` are HMACs of secrets that were handed out once.
--   Sealed columns of tables without `service_id` are sealed with the installation's own key for people.

-- Somebody with an account. `standing` is pending (address not verified), active, blocked or closed;
-- `second_factor` is email or app; `muted` lists the topics of which no e-mail is wanted.
CREATE TABLE users (
    id             BLOB    NOT NULL PRIMARY KEY,
    -- Of the address, over the whole installation. A closed account gives its address free.
    email_tag      BLOB UNIQUE,
    -- Name, e-mail address, phone number.
    sealed_profile BLOB    NOT NULL,
    -- Argon2id, in the PHC spelling.
    password       TEXT,
    standing       TEXT    NOT NULL,
    administrator  INTEGER NOT NULL,
    language       TEXT,
    second_factor  TEXT    NOT NULL,
    sealed_totp    BLOB,
    -- The time step of the authenticator's last accepted code: no code is taken twice.
    totp_step      INTEGER,
    muted          TEXT    NOT NULL,
    -- The version of the terms of use that was accepted.
    terms          INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    password_at    INTEGER
) STRICT;

CREATE TABLE recovery_codes (
    user_id  BLOB NOT NULL REFERENCES users (id),
    code_mac BLOB NOT NULL,
    used_at  INTEGER,
    PRIMARY KEY (user_id, code_mac)
) STRICT, WITHOUT ROWID;

-- `stage` is second-factor until the second factor is given, then full.
CREATE TABLE sessions (
    id_mac        BLOB    NOT NULL PRIMARY KEY,
    -- Under which the person sees it in the list of sessions.
    id            BLOB    NOT NULL UNIQUE,
    user_id       BLOB    NOT NULL REFERENCES users (id),
    stage         TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    seen_at       INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL,
    -- When the password or the second factor was last given: some changes ask again.
    proved_at     INTEGER NOT NULL,
    -- Address and browser.
    sealed_client BLOB    NOT NULL,
    -- What the next page shows once.
    sealed_once   BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_end ON sessions (ends_at);

-- Links and codes that were sent by e-mail, each for one use.
CREATE TABLE tokens (
    token_mac     BLOB    NOT NULL PRIMARY KEY,
    purpose       TEXT    NOT NULL,
    user_id       BLOB REFERENCES users (id),
    created_at    INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL,
    used_at       INTEGER,
    -- What it is about: a new address, for instance.
    sealed_detail BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX tokens_of_user ON tokens (user_id, purpose);
CREATE INDEX tokens_end ON tokens (ends_at);

-- What was tried at a person's account: `outcome` says how it ended.
CREATE TABLE sign_ins (
    id            BLOB    NOT NULL PRIMARY KEY,
    user_id       BLOB    NOT NULL REFERENCES users (id),
    at            INTEGER NOT NULL,
    outcome       TEXT    NOT NULL,
    sealed_client BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_ins_of_user ON sign_ins (user_id, id);

-- Failures in a row, by account, address or both; and from when another try is looked at.
CREATE TABLE throttles (
    tag      BLOB    NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    open_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `members.id` is the person's `users.id`, unless the operator named somebody without an account.
ALTER TABLE members ADD COLUMN rights    TEXT    NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN joined_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX members_of_person ON members (id);

-- `state` is open, accepted or cancelled; past `ends_at` an open one has expired.
CREATE TABLE invitations (
    id           BLOB    NOT NULL PRIMARY KEY,
    service_id   BLOB    NOT NULL REFERENCES services (id),
    email_tag    BLOB    NOT NULL,
    sealed_email BLOB    NOT NULL,
    rights       TEXT    NOT NULL,
    token_mac    BLOB    NOT NULL UNIQUE,
    invited_by   BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    ends_at      INTEGER NOT NULL,
    state        TEXT    NOT NULL
) STRICT;

CREATE INDEX invitations_of_service ON invitations (service_id, id);

-- Somebody who could see keys and is a member no more; and, for each key, what was decided about it.
CREATE TABLE departures (
    id            BLOB    NOT NULL PRIMARY KEY,
    service_id    BLOB    NOT NULL REFERENCES services (id),
    user_id       BLOB    NOT NULL,
    sealed_person BLOB    NOT NULL,
    at            INTEGER NOT NULL,
    removed_by    BLOB    NOT NULL
) STRICT;

CREATE INDEX departures_of_service ON departures (service_id, id);

-- `decision` is rotate, keep or revoke, once there is one.
CREATE TABLE key_reviews (
    departure_id BLOB NOT NULL REFERENCES departures (id),
    api_key_id   BLOB NOT NULL,
    decision     TEXT,
    reason       TEXT,
    decided_by   BLOB,
    decided_at   INTEGER,
    PRIMARY KEY (departure_id, api_key_id)
) STRICT, WITHOUT ROWID;

-- `timezone` is an IANA name; `archived_at` counts the days in which a deletion can be undone.
ALTER TABLE services ADD COLUMN timezone    TEXT NOT NULL DEFAULT 'America/Toronto';
ALTER TABLE services ADD COLUMN archived_at INTEGER;

-- On the way to reaching anyone: `state` is draft, submitted, changes, approved or refused.
CREATE TABLE go_live_requests (
    service_id     BLOB    NOT NULL PRIMARY KEY REFERENCES services (id),
    state          TEXT    NOT NULL,
    -- The use-case form, as JSON.
    sealed_answers BLOB,
    terms_by       BLOB,
    terms_at       INTEGER,
    submitted_at   INTEGER
) STRICT;

CREATE TABLE go_live_events (
    id             BLOB    NOT NULL PRIMARY KEY,
    service_id     BLOB    NOT NULL REFERENCES services (id),
    at             INTEGER NOT NULL,
    user_id        BLOB    NOT NULL,
    kind           TEXT    NOT NULL,
    sealed_message BLOB
) STRICT;

CREATE INDEX go_live_events_of_service ON go_live_events (service_id, id);

ALTER TABLE safelist ADD COLUMN sealed_label BLOB;
ALTER TABLE safelist ADD COLUMN added_by     BLOB;
ALTER TABLE safelist ADD COLUMN added_at     INTEGER NOT NULL DEFAULT 0;

-- `sealed_holder` is the name and contact of a third party that holds the key; `replaces` the key whose successor it
-- is; `reminded` the days before its end of the last reminder; `last_used_family` 4 or 6, `last_used_client` a product
-- such as `NOTIFY-API-PYTHON-CLIENT`.
ALTER TABLE api_keys ADD COLUMN sealed_holder    BLOB;
ALTER TABLE api_keys ADD COLUMN expires_at       INTEGER;
ALTER TABLE api_keys ADD COLUMN replaces         BLOB;
ALTER TABLE api_keys ADD COLUMN reminded         INTEGER;
ALTER TABLE api_keys ADD COLUMN last_used_family INTEGER;
ALTER TABLE api_keys ADD COLUMN last_used_client TEXT;

-- Calls that were refused, for the people who write the client. No value of the request stands here in clear.
CREATE TABLE rejected_requests (
    id          BLOB    NOT NULL PRIMARY KEY,
    service_id  BLOB    NOT NULL,
    api_key_id  BLOB    NOT NULL,
    at          INTEGER NOT NULL,
    method      TEXT    NOT NULL,
    route       TEXT    NOT NULL,
    status      INTEGER NOT NULL,
    error       TEXT    NOT NULL,
    -- The messages, as the caller got them.
    sealed_text BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX rejected_requests_of_service ON rejected_requests (service_id, id);

-- `state` is verified, pending or failed; `check_id` the message that proves it; `next_address` takes the place of a
-- verified address once it is verified itself.
ALTER TABLE reply_tos ADD COLUMN state      TEXT NOT NULL DEFAULT 'verified';
ALTER TABLE reply_tos ADD COLUMN check_id   BLOB;
ALTER TABLE reply_tos ADD COLUMN checked_at INTEGER;
ALTER TABLE reply_tos ADD COLUMN next_address TEXT;

CREATE TABLE folders (
    id         BLOB NOT NULL PRIMARY KEY,
    service_id BLOB NOT NULL REFERENCES services (id),
    -- No reference: rows of a move may come before those they stand in.
    parent_id  BLOB,
    name       TEXT NOT NULL
) STRICT;

CREATE INDEX folders_of_service ON folders (service_id);

ALTER TABLE templates ADD COLUMN folder_id BLOB REFERENCES folders (id);

-- What became of a day's messages, kept in step with them: lists and totals agree. `sender_id` is the key, or the
-- person who sent through the site; a day is UTC's, as for the allowances; `sent` counts e-mails that a mail server
-- took.
CREATE TABLE tallies (
    service_id  BLOB    NOT NULL,
    day         INTEGER NOT NULL,
    channel     INTEGER NOT NULL,
    key_type    INTEGER NOT NULL,
    sender_id   BLOB    NOT NULL,
    template_id BLOB    NOT NULL,
    -- Spreads what several clerks and nodes count at once; readers add up.
    shard       INTEGER NOT NULL DEFAULT 0,
    requested   INTEGER NOT NULL,
    units       INTEGER NOT NULL,
    delivered   INTEGER NOT NULL,
    technical   INTEGER NOT NULL,
    temporary   INTEGER NOT NULL,
    permanent   INTEGER NOT NULL,
    PRIMARY KEY (service_id, day, channel, key_type, sender_id, template_id, shard)
) STRICT, WITHOUT ROWID;
