-- The twin of SQLite's version 8.
-- What people are told of limits, what comes back of e-mails, and text messages that people send.

-- Which limits the members were told of: once for each period, and again when the limit is another one.
-- `period_kind` and `period` are those of allowance_used; `level` is 80 or 100, in percent.
CREATE TABLE limit_notices (
    service_id  UUID   NOT NULL REFERENCES services (id),
    channel     BIGINT NOT NULL,
    period_kind BIGINT NOT NULL,
    period      BIGINT NOT NULL,
    level       BIGINT NOT NULL,
    limit_value BIGINT NOT NULL,
    told_at     BIGINT NOT NULL,
    PRIMARY KEY (service_id, channel, period_kind, period, level)
);

-- How the tallies of a day's e-mails stood at an hour: what was counted since is a difference of two numbers, and no
-- message pays for it. `hour` counts from 1970.
CREATE TABLE email_marks (
    service_id UUID   NOT NULL REFERENCES services (id),
    hour       BIGINT NOT NULL,
    day        BIGINT NOT NULL,
    requested  BIGINT NOT NULL,
    permanent  BIGINT NOT NULL,
    PRIMARY KEY (service_id, hour)
);

-- A service of whose e-mails too many came back. The last columns say from where is counted since a manager let its
-- e-mails go again: the moment, and the tallies of its day.
CREATE TABLE email_standings (
    service_id        UUID   NOT NULL PRIMARY KEY REFERENCES services (id),
    warned_at         BIGINT,
    paused_at         BIGINT,
    resumed_at        BIGINT,
    resumed_requested BIGINT NOT NULL,
    resumed_permanent BIGINT NOT NULL
);

-- A number of ours that people can write to. Whoever carries their texts proves itself with a secret.
CREATE TABLE inbound_numbers (
    id         UUID   NOT NULL PRIMARY KEY,
    service_id UUID   NOT NULL REFERENCES services (id),
    number     TEXT   NOT NULL UNIQUE,
    secret_mac BYTEA  NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX inbound_numbers_of_service ON inbound_numbers (service_id);

CREATE TABLE received_texts (
    id             UUID   NOT NULL,
    service_id     UUID   NOT NULL REFERENCES services (id),
    -- The number of ours.
    number         TEXT   NOT NULL,
    -- Of the provider's own id: what is told twice is kept once.
    provider_tag   BYTEA  NOT NULL,
    sender_tag     BYTEA  NOT NULL,
    sealed_sender  BYTEA  NOT NULL,
    sealed_content BYTEA  NOT NULL,
    PRIMARY KEY (service_id, id),
    UNIQUE (service_id, provider_tag)
);

CREATE INDEX received_texts_of_sender ON received_texts (service_id, sender_tag, id);

-- Who wants no more texts of a service. `word` is the word that was sent; the last columns say who lifted it: the word
-- that the person sent, or the member who removed it, and why.
CREATE TABLE opt_outs (
    id            UUID   NOT NULL,
    service_id    UUID   NOT NULL REFERENCES services (id),
    number_tag    BYTEA  NOT NULL,
    sealed_number BYTEA  NOT NULL,
    word          TEXT   NOT NULL,
    since         BIGINT NOT NULL,
    lifted_at     BIGINT,
    lifted_word   TEXT,
    lifted_by     UUID,
    sealed_reason BYTEA,
    PRIMARY KEY (service_id, number_tag)
);

CREATE INDEX opt_outs_by_time ON opt_outs (service_id, since);

-- What each node let through to one number, by the minute, so that all of them count the same hour. Worth nothing after
-- a crash. Only numbers that get many are in it.
CREATE UNLOGGED TABLE text_use (
    service_id UUID   NOT NULL,
    tag        BYTEA  NOT NULL,
    node       BIGINT NOT NULL,
    minute     BIGINT NOT NULL,
    texts      BIGINT NOT NULL,
    PRIMARY KEY (service_id, tag, node, minute)
) WITH (fillfactor = 50);

CREATE INDEX text_use_minute ON text_use (minute);

-- Are the messages of a revoked key that have not left yet called off?
ALTER TABLE api_keys ADD COLUMN stops_unsent BIGINT NOT NULL DEFAULT 0;
