-- What people are told of limits, what comes back of e-mails, and text messages that people send.

-- Which limits the members were told of: once for each period, and again when the limit is another one.
-- `period_kind` and `period` are those of allowance_used; `level` is 80 or 100, in percent.
CREATE TABLE limit_notices (
    service_id  BLOB    NOT NULL REFERENCES services (id),
    channel     INTEGER NOT NULL,
    period_kind INTEGER NOT NULL,
    period      INTEGER NOT NULL,
    level       INTEGER NOT NULL,
    limit_value INTEGER NOT NULL,
    told_at     INTEGER NOT NULL,
    PRIMARY KEY (service_id, channel, period_kind, period, level)
) STRICT, WITHOUT ROWID;

-- How the tallies of a day's e-mails stood at an hour: what was counted since is a difference of two numbers, and no
-- message pays for it. `hour` counts from 1970.
CREATE TABLE email_marks (
    service_id BLOB    NOT NULL REFERENCES services (id),
    hour       INTEGER NOT NULL,
    day        INTEGER NOT NULL,
    requested  INTEGER NOT NULL,
    permanent  INTEGER NOT NULL,
    PRIMARY KEY (service_id, hour)
) STRICT, WITHOUT ROWID;

-- A service of whose e-mails too many came back. The last columns say from where is counted since a manager let its
-- e-mails go again: the moment, and the tallies of its day.
CREATE TABLE email_standings (
    service_id        BLOB    NOT NULL PRIMARY KEY REFERENCES services (id),
    warned_at         INTEGER,
    paused_at         INTEGER,
    resumed_at        INTEGER,
    resumed_requested INTEGER NOT NULL,
    resumed_permanent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A number of ours that people can write to. Whoever carries their texts proves itself with a secret.
CREATE TABLE inbound_numbers (
    id         BLOB    NOT NULL PRIMARY KEY,
    service_id BLOB    NOT NULL REFERENCES services (id),
    number     TEXT    NOT NULL UNIQUE,
    secret_mac BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX inbound_numbers_of_service ON inbound_numbers (service_id);

CREATE TABLE received_texts (
    id             BLOB NOT NULL,
    service_id     BLOB NOT NULL REFERENCES services (id),
    -- The number of ours.
    number         TEXT NOT NULL,
    -- Of the provider's own id: what is told twice is kept once.
    provider_tag   BLOB NOT NULL,
    sender_tag     BLOB NOT NULL,
    sealed_sender  BLOB NOT NULL,
    sealed_content BLOB NOT NULL,
    PRIMARY KEY (service_id, id),
    UNIQUE (service_id, provider_tag)
) STRICT;

CREATE INDEX received_texts_of_sender ON received_texts (service_id, sender_tag, id);

-- Who wants no more texts of a service. `word` is the word that was sent; the last columns say who lifted it: the word
-- that the person sent, or the member who removed it, and why.
CREATE TABLE opt_outs (
    id            BLOB    NOT NULL,
    service_id    BLOB    NOT NULL REFERENCES services (id),
    number_tag    BLOB    NOT NULL,
    sealed_number BLOB    NOT NULL,
    word          TEXT    NOT NULL,
    since         INTEGER NOT NULL,
    lifted_at     INTEGER,
    lifted_word   TEXT,
    lifted_by     BLOB,
    sealed_reason BLOB,
    PRIMARY KEY (service_id, number_tag)
) STRICT;

CREATE INDEX opt_outs_by_time ON opt_outs (service_id, since);

-- Are the messages of a revoked key that have not left yet called off?
ALTER TABLE api_keys ADD COLUMN stops_unsent INTEGER NOT NULL DEFAULT 0;
