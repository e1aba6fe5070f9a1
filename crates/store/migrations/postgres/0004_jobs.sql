-- Sends to a whole list at once: the twin of SQLite's version 5.

CREATE TABLE jobs (
    service_id       UUID   NOT NULL,
    id               UUID   NOT NULL,
    origin           TEXT   NOT NULL,
    sender_id        UUID   NOT NULL,
    key_type         BIGINT NOT NULL,
    channel          BIGINT NOT NULL,
    template_id      UUID   NOT NULL,
    template_version BIGINT NOT NULL,
    lane             BIGINT NOT NULL,
    state            TEXT   NOT NULL,
    row_count        BIGINT NOT NULL,
    left_out         BIGINT NOT NULL,
    made             BIGINT NOT NULL,
    charged_day      BIGINT,
    file_tag         BYTEA,
    created_at       BIGINT NOT NULL,
    scheduled_for    BIGINT,
    due_at           BIGINT,
    started_at       BIGINT,
    finished_at      BIGINT,
    updated_at       BIGINT,
    changed_by       TEXT,
    approved_by      UUID,
    sealed_details   BYTEA,
    PRIMARY KEY (service_id, id)
) WITH (fillfactor = 50);

CREATE INDEX jobs_due ON jobs (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_of_file ON jobs (service_id, file_tag) WHERE file_tag IS NOT NULL;

CREATE TABLE job_chunks (
    service_id  UUID   NOT NULL,
    job_id      UUID   NOT NULL,
    number      BIGINT NOT NULL,
    row_count   BIGINT NOT NULL,
    units       BIGINT NOT NULL,
    sealed_rows BYTEA  NOT NULL,
    PRIMARY KEY (service_id, job_id, number)
);

-- Sealed values do not shrink.
ALTER TABLE job_chunks ALTER COLUMN sealed_rows SET STORAGE EXTERNAL;

CREATE TABLE job_tallies (
    service_id UUID   NOT NULL,
    job_id     UUID   NOT NULL,
    shard      BIGINT NOT NULL,
    requested  BIGINT NOT NULL,
    units      BIGINT NOT NULL,
    delivered  BIGINT NOT NULL,
    technical  BIGINT NOT NULL,
    temporary  BIGINT NOT NULL,
    permanent  BIGINT NOT NULL,
    PRIMARY KEY (service_id, job_id, shard)
) WITH (fillfactor = 50);

CREATE TABLE job_settings (
    service_id    UUID   NOT NULL PRIMARY KEY REFERENCES services (id),
    most_rows     BIGINT NOT NULL,
    approval_from BIGINT
);

ALTER TABLE notifications ADD COLUMN job_id  UUID;
ALTER TABLE notifications ADD COLUMN job_row BIGINT;

-- Not unique: such a constraint would have to carry the id. The transaction that takes a chunk away makes each row one
-- message, as on SQLite.
CREATE INDEX notifications_of_job ON notifications (service_id, job_id, job_row) WHERE job_id IS NOT NULL;

CREATE TABLE uploads (
    service_id     UUID   NOT NULL,
    id             UUID   NOT NULL,
    user_id        UUID   NOT NULL,
    template_id    UUID   NOT NULL,
    expires_at     BIGINT NOT NULL,
    sealed_details BYTEA  NOT NULL,
    PRIMARY KEY (service_id, id)
);

CREATE TABLE upload_parts (
    service_id  UUID   NOT NULL,
    upload_id   UUID   NOT NULL,
    number      BIGINT NOT NULL,
    sealed_part BYTEA  NOT NULL,
    PRIMARY KEY (service_id, upload_id, number)
);

-- Sealed values do not shrink.
ALTER TABLE upload_parts ALTER COLUMN sealed_part SET STORAGE EXTERNAL;
