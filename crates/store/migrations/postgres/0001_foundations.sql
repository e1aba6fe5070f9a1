-- Conventions, for every table: as in the migrations of SQLite, whose versions 1 and 2 this is the twin of.
--   ids are UUIDs; every number is a BIGINT, so that both engines bind and read the same; `sealed_…` and `…_tag`
--   as there.
-- Hot tables (notifications, queue, attempts, idempotency, allowance_used) carry `service_id` in every unique
-- constraint and every statement, so that they can be distributed by it. All others are small reference tables.

CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO counters (name, value) VALUES ('epoch', 1);

-- Nodes that keep what they know in memory hear of every change.
CREATE FUNCTION facteur_tell_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('facteur_epoch', '');
    RETURN NULL;
END $$;

CREATE TRIGGER counters_tell AFTER UPDATE ON counters
FOR EACH ROW WHEN (NEW.name = 'epoch') EXECUTE FUNCTION facteur_tell_epoch();

-- The second half of a fencing token; the first is the node's number, which a crash cannot take back as it can take the
-- last numbers of a sequence. Gaps mean nothing.
CREATE SEQUENCE leases;

-- Nodes that take work. A node holds an advisory lock on its number for as long as it lives.
CREATE TABLE nodes (
    number     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at BIGINT NOT NULL
);

CREATE TABLE keyring (
    fingerprint BYTEA NOT NULL PRIMARY KEY
);

CREATE TABLE services (
    id              UUID   NOT NULL PRIMARY KEY,
    name            TEXT   NOT NULL,
    email_from      TEXT   NOT NULL,
    mode            TEXT   NOT NULL,
    standing        TEXT   NOT NULL,
    permissions     TEXT   NOT NULL,
    rate            BIGINT NOT NULL,
    daily_email     BIGINT NOT NULL,
    daily_sms       BIGINT NOT NULL,
    annual_email    BIGINT NOT NULL,
    annual_sms      BIGINT NOT NULL,
    sms_prefix      BIGINT NOT NULL,
    french_first    BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    sealed_data_key BYTEA  NOT NULL,
    epoch           BIGINT NOT NULL,
    retention_days  BIGINT NOT NULL DEFAULT 7,
    cut_off_text    TEXT   NOT NULL DEFAULT 'end'
);

CREATE TABLE members (
    service_id    UUID  NOT NULL REFERENCES services (id),
    id            UUID  NOT NULL,
    email_tag     BYTEA NOT NULL,
    sealed_person BYTEA NOT NULL,
    PRIMARY KEY (service_id, id),
    UNIQUE (service_id, email_tag)
);

CREATE TABLE safelist (
    service_id   UUID  NOT NULL REFERENCES services (id),
    entry_tag    BYTEA NOT NULL,
    sealed_entry BYTEA NOT NULL,
    PRIMARY KEY (service_id, entry_tag)
);

CREATE TABLE api_keys (
    id            UUID   NOT NULL PRIMARY KEY,
    service_id    UUID   NOT NULL REFERENCES services (id),
    name          TEXT   NOT NULL,
    folded_name   TEXT   NOT NULL,
    key_type      BIGINT NOT NULL,
    scopes        TEXT   NOT NULL,
    accepts_jwt   BIGINT NOT NULL,
    origin        TEXT   NOT NULL,
    mac           BYTEA  NOT NULL UNIQUE,
    sealed_secret BYTEA,
    created_at    BIGINT NOT NULL,
    created_by    TEXT   NOT NULL,
    revoked_at    BIGINT,
    last_used_at  BIGINT
);

CREATE INDEX api_keys_of_service ON api_keys (service_id, created_at);
CREATE UNIQUE INDEX api_keys_active_name ON api_keys (service_id, folded_name) WHERE revoked_at IS NULL;

CREATE TABLE template_categories (
    id             UUID   NOT NULL PRIMARY KEY,
    name_en        TEXT   NOT NULL,
    name_fr        TEXT   NOT NULL,
    email_priority TEXT   NOT NULL,
    sms_priority   TEXT   NOT NULL,
    hidden         BIGINT NOT NULL
);

INSERT INTO template_categories (id, name_en, name_fr, email_priority, sms_priority, hidden) VALUES
    ('207b293c-2ae5-48e8-836d-fcabd60b2153', 'General communication', 'Communication générale', 'bulk', 'bulk', 0),
    ('977e2a00-f957-4ff0-92f2-ca3286b24786', 'Confirmation', 'Confirmation', 'normal', 'normal', 0),
    ('e81678c0-4897-4111-b9d0-172f6b595f89', 'Decision', 'Décision', 'normal', 'normal', 0),
    ('e0b8fbe5-f435-4977-8fc8-03f13d9296a5', 'Request', 'Demande', 'normal', 'normal', 0),
    ('b6c42a7e-2a26-4a07-802b-123a5c3198a9', 'Authentication', 'Authentification', 'priority', 'priority', 0),
    ('55eb1137-6dc6-4094-9031-f61124a279dc', 'Status update', 'Mise à jour', 'normal', 'normal', 0),
    ('7c16aa95-e2e1-4497-81d6-04c656520fe4', 'Test', 'Test', 'normal', 'normal', 0),
    ('1d8ce435-a7e5-431b-aaa2-a418bc4d14f9', 'Alert', 'Alerte', 'priority', 'priority', 0),
    ('edb966f3-4a4c-47a4-96ab-05ff259b919c', 'Reminder', 'Rappel', 'normal', 'normal', 0);

CREATE TABLE templates (
    id          UUID   NOT NULL PRIMARY KEY,
    service_id  UUID   NOT NULL REFERENCES services (id),
    channel     BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    hidden      BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    archived_at BIGINT,
    category_id UUID REFERENCES template_categories (id),
    priority    TEXT
);

CREATE INDEX templates_of_service ON templates (service_id);

CREATE TABLE template_versions (
    template_id UUID   NOT NULL REFERENCES templates (id),
    version     BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    subject     TEXT,
    content     TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT   NOT NULL,
    PRIMARY KEY (template_id, version)
);

CREATE TABLE reply_tos (
    id          UUID   NOT NULL PRIMARY KEY,
    service_id  UUID   NOT NULL REFERENCES services (id),
    address     TEXT   NOT NULL,
    is_default  BIGINT NOT NULL,
    archived_at BIGINT
);

CREATE INDEX reply_tos_of_service ON reply_tos (service_id);

CREATE TABLE sms_senders (
    id          UUID   NOT NULL PRIMARY KEY,
    service_id  UUID   NOT NULL REFERENCES services (id),
    sender      TEXT   NOT NULL,
    is_default  BIGINT NOT NULL,
    archived_at BIGINT
);

CREATE INDEX sms_senders_of_service ON sms_senders (service_id);

CREATE TABLE pauses (
    kind      TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    since     BIGINT NOT NULL,
    paused_by TEXT   NOT NULL,
    reason    TEXT   NOT NULL,
    PRIMARY KEY (kind, subject)
);

CREATE TABLE audit_events (
    id         UUID   NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    service_id UUID,
    actor      TEXT   NOT NULL,
    action     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    detail     TEXT   NOT NULL
);

CREATE INDEX audit_events_of_service ON audit_events (service_id, id);

CREATE FUNCTION facteur_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows';
END $$;

CREATE TRIGGER audit_events_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION facteur_refuse_change();

-- The messages, a partition for each day. Ids begin with their time, so a range of ids is a span of time, a look
-- at one id is a look into one partition, and a day is dropped whole. What changes often is not indexed here, so
-- that a settlement stays within its page; the work itself stands in `queue`.
CREATE TABLE notifications (
    id               UUID   NOT NULL,
    service_id       UUID   NOT NULL,
    api_key_id       UUID   NOT NULL,
    key_type         BIGINT NOT NULL,
    channel          BIGINT NOT NULL,
    template_id      UUID   NOT NULL,
    template_version BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    scheduled_for    BIGINT,
    sent_at          BIGINT,
    completed_at     BIGINT,
    updated_at       BIGINT,
    status           BIGINT NOT NULL,
    reason           TEXT,
    parts            BIGINT NOT NULL,
    attempts         BIGINT NOT NULL,
    lane             BIGINT NOT NULL,
    reference_tag    BYTEA,
    recipient_tag    BYTEA  NOT NULL,
    sealed_response  BYTEA,
    sealed_content   BYTEA  NOT NULL
) PARTITION BY RANGE (id);

CREATE INDEX notifications_listed ON notifications (service_id, key_type, id);
CREATE INDEX notifications_reference ON notifications (service_id, reference_tag, id) WHERE reference_tag IS NOT NULL;
-- Here, where SQLite has a table of its own that is filled later: a day's index is small enough to be filled at once.
CREATE INDEX notifications_recipient ON notifications (service_id, recipient_tag, id);
-- The last of all: of indexes that cost the same, as all do while a partition is empty, the newest is chosen, and plans
-- made then are kept.
ALTER TABLE notifications ADD PRIMARY KEY (service_id, id);

-- For a day that nobody prepared, such as by a clock that leapt. Every message of a page is settled once, at about the same
-- time, and grows by what its provider said: with less than half of a page filled, the new versions fit beside the old.
CREATE TABLE notifications_default PARTITION OF notifications DEFAULT WITH (fillfactor = 45);

CREATE VIEW recipient_index AS
SELECT service_id, recipient_tag, id AS notification_id FROM notifications;

-- The work: narrow rows that come and go. A claim moves `due_at` to the end of its lease.
CREATE TABLE queue (
    service_id      UUID   NOT NULL,
    notification_id UUID   NOT NULL,
    lane            BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    lease           BIGINT,
    -- Who holds the lease, so that the work of a dead node is free at once.
    node            BIGINT,
    attempts        BIGINT NOT NULL,
    PRIMARY KEY (service_id, notification_id)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.2);

CREATE INDEX queue_due ON queue (lane, service_id, due_at);

CREATE TABLE attempts (
    notification_id UUID   NOT NULL,
    number          BIGINT NOT NULL,
    service_id      UUID   NOT NULL,
    provider        TEXT   NOT NULL,
    started_at      BIGINT NOT NULL,
    ended_at        BIGINT,
    outcome         TEXT,
    sealed_detail   BYTEA,
    PRIMARY KEY (service_id, notification_id, number)
) PARTITION BY RANGE (notification_id);

CREATE TABLE attempts_default PARTITION OF attempts DEFAULT WITH (fillfactor = 45);

CREATE TABLE idempotency (
    service_id    UUID   NOT NULL,
    key_tag       BYTEA  NOT NULL,
    expires_at    BIGINT NOT NULL,
    sealed_answer BYTEA  NOT NULL,
    PRIMARY KEY (service_id, key_tag)
);

CREATE INDEX idempotency_expires ON idempotency (expires_at);

CREATE TABLE allowance_used (
    service_id  UUID   NOT NULL,
    channel     BIGINT NOT NULL,
    period_kind BIGINT NOT NULL,
    period      BIGINT NOT NULL,
    used        BIGINT NOT NULL,
    PRIMARY KEY (service_id, channel, period_kind, period)
) WITH (fillfactor = 50);

-- What each node let in, by the second, so that all of them count the same minute. Worth nothing after a crash.
CREATE UNLOGGED TABLE rate_use (
    service_id UUID   NOT NULL,
    key_type   BIGINT NOT NULL,
    node       BIGINT NOT NULL,
    second     BIGINT NOT NULL,
    calls      BIGINT NOT NULL,
    PRIMARY KEY (service_id, key_type, node, second)
) WITH (fillfactor = 50);

CREATE INDEX rate_use_second ON rate_use (second);
