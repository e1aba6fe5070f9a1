-- Webhooks: addresses of services that are called when something happens, what they are told, and how that went.

CREATE TABLE webhooks (
    id               BLOB    NOT NULL PRIMARY KEY,
    service_id       BLOB    NOT NULL REFERENCES services (id),
    -- Names of events, separated by commas.
    events           TEXT    NOT NULL,
    -- The address, the bearer token, the secret, and the secret before it.
    sealed_endpoint  BLOB    NOT NULL,
    -- Until when calls are signed with the secret before it as well.
    old_secret_until INTEGER,
    created_at       INTEGER NOT NULL,
    -- Calls that failed since the last that did not, and when the first of them was.
    failures         INTEGER NOT NULL,
    failing_since    INTEGER,
    suspended_at     INTEGER,
    -- 1 when nobody has to be told of the suspension any more.
    told             INTEGER NOT NULL,
    -- Nobody sees it from then on; its rows go by and by, and it goes last.
    removed_at       INTEGER
) STRICT;

CREATE INDEX webhooks_of_service ON webhooks (service_id, id);

-- What an endpoint is told. `state` is 0 waiting, 1 delivered, 2 failed, 3 missed; whatever has a `due_at` is work.
CREATE TABLE webhook_deliveries (
    service_id      BLOB    NOT NULL,
    webhook_id      BLOB    NOT NULL,
    event_id        BLOB    NOT NULL,
    event           TEXT    NOT NULL,
    -- The message that it is about, if it is about one.
    notification_id BLOB,
    state           INTEGER NOT NULL,
    due_at          INTEGER,
    -- 1 while somebody makes a call; `due_at` is then the end of the lease.
    held            INTEGER NOT NULL,
    -- Calls in all, and since it was last put into the queue.
    attempts        INTEGER NOT NULL,
    tries           INTEGER NOT NULL,
    queued_at       INTEGER NOT NULL,
    -- The HTTP status of the last answer.
    status          INTEGER,
    sealed_payload  BLOB    NOT NULL,
    PRIMARY KEY (service_id, webhook_id, event_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (service_id, webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (service_id, webhook_id, event_id) WHERE state <> 1;
CREATE INDEX webhook_deliveries_of_message ON webhook_deliveries (service_id, notification_id)
WHERE notification_id IS NOT NULL;

CREATE TABLE webhook_attempts (
    service_id     BLOB    NOT NULL,
    webhook_id     BLOB    NOT NULL,
    event_id       BLOB    NOT NULL,
    number         INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    -- Microseconds.
    lasted         INTEGER NOT NULL,
    outcome        TEXT    NOT NULL,
    status         INTEGER,
    -- The beginning of the answer.
    sealed_excerpt BLOB,
    PRIMARY KEY (service_id, webhook_id, event_id, number)
) STRICT, WITHOUT ROWID;
