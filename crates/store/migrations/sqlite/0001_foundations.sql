-- Conventions, for every table:
--   ids are UUIDs as 16 bytes; instants are microseconds since 1970 in UTC; days are numbers since 1970;
--   `key_type` is 0 live, 1 team, 2 test; `channel` is 0 e-mail, 1 text message; `status` is Status::code.
--   Columns named `sealed_…` are AES-256-GCM under the service's data key, bound to their table and row.
--   Columns named `…_tag` are HMACs under the pepper, so that a sealed value can be found again.

-- Counters of the whole installation.
--   epoch    moves with every change that a cache could hold
--   lease    the last fencing token given out
--   indexed  the last `notifications.sequence` in `recipient_index`
CREATE TABLE counters (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO counters (name, value) VALUES ('epoch', 1), ('lease', 0), ('indexed', 0);

-- One row: which keyring everything here is sealed and tagged with.
CREATE TABLE keyring (
    fingerprint BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE services (
    id              BLOB    NOT NULL PRIMARY KEY,
    name            TEXT    NOT NULL,
    email_from      TEXT    NOT NULL,
    mode            TEXT    NOT NULL,
    standing        TEXT    NOT NULL,
    permissions     TEXT    NOT NULL,
    rate            INTEGER NOT NULL,
    daily_email     INTEGER NOT NULL,
    daily_sms       INTEGER NOT NULL,
    annual_email    INTEGER NOT NULL,
    annual_sms      INTEGER NOT NULL,
    sms_prefix      INTEGER NOT NULL,
    french_first    INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    -- The service's data key, wrapped by the master key.
    sealed_data_key BLOB    NOT NULL,
    epoch           INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
    service_id    BLOB NOT NULL REFERENCES services (id),
    id            BLOB NOT NULL,
    email_tag     BLOB NOT NULL,
    sealed_person BLOB NOT NULL,
    PRIMARY KEY (service_id, id),
    UNIQUE (service_id, email_tag)
) STRICT;

CREATE TABLE safelist (
    service_id   BLOB NOT NULL REFERENCES services (id),
    entry_tag    BLOB NOT NULL,
    sealed_entry BLOB NOT NULL,
    PRIMARY KEY (service_id, entry_tag)
) STRICT;

CREATE TABLE api_keys (
    id            BLOB    NOT NULL PRIMARY KEY,
    service_id    BLOB    NOT NULL REFERENCES services (id),
    name          TEXT    NOT NULL,
    -- The name in lower case, as it is compared.
    folded_name   TEXT    NOT NULL,
    key_type      INTEGER NOT NULL,
    scopes        TEXT    NOT NULL,
    accepts_jwt   INTEGER NOT NULL,
    origin        TEXT    NOT NULL,
    mac           BLOB    NOT NULL UNIQUE,
    sealed_secret BLOB,
    created_at    INTEGER NOT NULL,
    created_by    TEXT    NOT NULL,
    revoked_at    INTEGER,
    last_used_at  INTEGER
) STRICT;

CREATE INDEX api_keys_of_service ON api_keys (service_id, created_at);
CREATE UNIQUE INDEX api_keys_active_name ON api_keys (service_id, folded_name) WHERE revoked_at IS NULL;

CREATE TABLE templates (
    id          BLOB    NOT NULL PRIMARY KEY,
    service_id  BLOB    NOT NULL REFERENCES services (id),
    channel     INTEGER NOT NULL,
    -- The latest version.
    version     INTEGER NOT NULL,
    hidden      INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;

CREATE INDEX templates_of_service ON templates (service_id);

CREATE TABLE template_versions (
    template_id BLOB    NOT NULL REFERENCES templates (id),
    version     INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    subject     TEXT,
    content     TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    PRIMARY KEY (template_id, version)
) STRICT;

CREATE TABLE reply_tos (
    id          BLOB    NOT NULL PRIMARY KEY,
    service_id  BLOB    NOT NULL REFERENCES services (id),
    address     TEXT    NOT NULL,
    is_default  INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;

CREATE INDEX reply_tos_of_service ON reply_tos (service_id);

CREATE TABLE sms_senders (
    id          BLOB    NOT NULL PRIMARY KEY,
    service_id  BLOB    NOT NULL REFERENCES services (id),
    sender      TEXT    NOT NULL,
    is_default  INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;

CREATE INDEX sms_senders_of_service ON sms_senders (service_id);

-- The messages, and the queue: whatever has a `due_at` is work. A claim moves `due_at` to the end of its
-- lease, so that an abandoned claim is simply due again. No foreign keys: this is the hot table.
CREATE TABLE notifications (
    -- In the order of commits, which the order of ids only resembles. Never used twice.
    sequence         INTEGER PRIMARY KEY AUTOINCREMENT,
    id               BLOB    NOT NULL,
    service_id       BLOB    NOT NULL,
    api_key_id       BLOB    NOT NULL,
    key_type         INTEGER NOT NULL,
    channel          INTEGER NOT NULL,
    template_id      BLOB    NOT NULL,
    template_version INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    scheduled_for    INTEGER,
    sent_at          INTEGER,
    completed_at     INTEGER,
    updated_at       INTEGER,
    status           INTEGER NOT NULL,
    reason           TEXT,
    parts            INTEGER NOT NULL,
    attempts         INTEGER NOT NULL,
    lane             INTEGER NOT NULL,
    due_at           INTEGER,
    lease            INTEGER,
    reference_tag    BLOB,
    sealed_response  BLOB,
    sealed_content   BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX notifications_id ON notifications (id);
CREATE INDEX notifications_listed ON notifications (service_id, key_type, id);
CREATE INDEX notifications_due ON notifications (lane, due_at) WHERE due_at IS NOT NULL;
-- A tag is of one service. The order of this index is random, so its entries are as short as they can be.
CREATE INDEX notifications_reference ON notifications (reference_tag, id) WHERE reference_tag IS NOT NULL;

CREATE TABLE attempts (
    notification_id BLOB    NOT NULL,
    number          INTEGER NOT NULL,
    service_id      BLOB    NOT NULL,
    provider        TEXT    NOT NULL,
    started_at      INTEGER NOT NULL,
    ended_at        INTEGER,
    outcome         TEXT,
    sealed_detail   BLOB,
    PRIMARY KEY (notification_id, number)
) STRICT, WITHOUT ROWID;

-- With a rowid: answers are long, and stand in the order in which they came; only the tags are in random order.
CREATE TABLE idempotency (
    service_id    BLOB    NOT NULL,
    key_tag       BLOB    NOT NULL,
    expires_at    INTEGER NOT NULL,
    -- The digest of the request, then the answer.
    sealed_answer BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX idempotency_key ON idempotency (key_tag, service_id);
CREATE INDEX idempotency_expires ON idempotency (expires_at);

-- What has been used. `period_kind` is 0 for a day (its number since 1970), 1 for a fiscal year (its first year).
CREATE TABLE allowance_used (
    service_id  BLOB    NOT NULL,
    channel     INTEGER NOT NULL,
    period_kind INTEGER NOT NULL,
    period      INTEGER NOT NULL,
    used        INTEGER NOT NULL,
    PRIMARY KEY (service_id, channel, period_kind, period)
) STRICT, WITHOUT ROWID;

-- Filled in batches, because its order is random by nature and would cost the accept path half its speed.
CREATE TABLE recipient_index (
    service_id      BLOB NOT NULL,
    recipient_tag   BLOB NOT NULL,
    notification_id BLOB NOT NULL,
    PRIMARY KEY (service_id, recipient_tag, notification_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_events (
    id         BLOB    NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    service_id BLOB,
    actor      TEXT    NOT NULL,
    action     TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    detail     TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_events_of_service ON audit_events (service_id, id);

CREATE TRIGGER audit_events_are_not_changed BEFORE UPDATE ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;

-- `INSERT OR REPLACE` deletes without asking the trigger for deletions.
CREATE TRIGGER audit_events_are_not_replaced BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;

CREATE TRIGGER audit_events_are_not_deleted BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
