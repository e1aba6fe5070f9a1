-- Webhooks: the twin of version 4 of SQLite.

CREATE TABLE webhooks (
    id               UUID   NOT NULL PRIMARY KEY,
    service_id       UUID   NOT NULL REFERENCES services (id),
    -- Names of events, separated by commas.
    events           TEXT   NOT NULL,
    -- The address, the bearer token, the secret, and the secret before it.
    sealed_endpoint  BYTEA  NOT NULL,
    -- Until when calls are signed with the secret before it as well.
    old_secret_until BIGINT,
    created_at       BIGINT NOT NULL,
    -- Calls that failed since the last that did not, and when the first of them was.
    failures         BIGINT NOT NULL,
    failing_since    BIGINT,
    suspended_at     BIGINT,
    -- 1 when nobody has to be told of the suspension any more.
    told             BIGINT NOT NULL,
    -- Nobody sees it from then on; its rows go by and by, and it goes last.
    removed_at       BIGINT
);

CREATE INDEX webhooks_of_service ON webhooks (service_id, id);

-- What an endpoint is told. `state` is 0 waiting, 1 delivered, 2 failed, 3 missed; whatever has a `due_at` is work.
CREATE TABLE webhook_deliveries (
    service_id       UUID   NOT NULL,
    webhook_id       UUID   NOT NULL,
    event_id         UUID   NOT NULL,
    event            TEXT   NOT NULL,
    -- The message that it is about, if it is about one.
    notification_id  UUID,
    state            BIGINT NOT NULL,
    due_at           BIGINT,
    -- 1 while somebody makes a call; `due_at` is then the end of the lease.
    held             BIGINT NOT NULL,
    -- Calls in all, and since it was last put into the queue.
    attempts         BIGINT NOT NULL,
    tries            BIGINT NOT NULL,
    queued_at        BIGINT NOT NULL,
    -- The HTTP status of the last answer.
    status           BIGINT,
    sealed_payload   BYTEA  NOT NULL,
    PRIMARY KEY (service_id, webhook_id, event_id)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (service_id, webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (service_id, webhook_id, event_id) WHERE state <> 1;
CREATE INDEX webhook_deliveries_of_message ON webhook_deliveries (service_id, notification_id)
WHERE notification_id IS NOT NULL;

CREATE TABLE webhook_attempts (
    service_id       UUID   NOT NULL,
    webhook_id       UUID   NOT NULL,
    event_id         UUID   NOT NULL,
    number           BIGINT NOT NULL,
    at               BIGINT NOT NULL,
    -- Microseconds.
    lasted           BIGINT NOT NULL,
    outcome          TEXT   NOT NULL,
    status           BIGINT,
    -- The beginning of the answer.
    sealed_excerpt   BYTEA,
    PRIMARY KEY (service_id, webhook_id, event_id, number)
);
