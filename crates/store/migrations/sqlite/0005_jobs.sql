-- Sends to a whole list at once. A job keeps its rows in sealed chunks; each chunk becomes messages in one transaction,
-- which takes the chunk away, so that a row is never two messages.

CREATE TABLE jobs (
    service_id       BLOB    NOT NULL,
    id               BLOB    NOT NULL,
    -- `api` or `site`.
    origin           TEXT    NOT NULL,
    -- The key, or the person who sent from the site: what its messages have as `api_key_id`.
    sender_id        BLOB    NOT NULL,
    key_type         INTEGER NOT NULL,
    channel          INTEGER NOT NULL,
    template_id      BLOB    NOT NULL,
    template_version INTEGER NOT NULL,
    lane             INTEGER NOT NULL,
    -- JobState::as_str.
    state            TEXT    NOT NULL,
    -- The rows of the list, those of them that go to smoke-test recipients and become nothing, and those that are
    -- messages already.
    row_count        INTEGER NOT NULL,
    left_out         INTEGER NOT NULL,
    made             INTEGER NOT NULL,
    -- The day whose allowance its rows were taken from; NULL when they count for nothing.
    charged_day      INTEGER,
    -- Of the file and the version of the template, so that the same file sent again is noticed.
    file_tag         BLOB,
    created_at       INTEGER NOT NULL,
    scheduled_for    INTEGER,
    -- When its next chunk is to become messages; NULL while there is nothing to do.
    due_at           INTEGER,
    started_at       INTEGER,
    finished_at      INTEGER,
    updated_at       INTEGER,
    -- Who brought it into its state, as in the audit log; NULL when nobody did.
    changed_by       TEXT,
    approved_by      BLOB,
    -- Its name, and from whom its messages are. NULL once the service's retention is over: totals remain.
    sealed_details   BLOB,
    PRIMARY KEY (service_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX jobs_due ON jobs (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_of_file ON jobs (service_id, file_tag) WHERE file_tag IS NOT NULL;

-- `units` is what the rows were taken from the allowances for, to give it back should they never be sent.
CREATE TABLE job_chunks (
    service_id  BLOB    NOT NULL,
    job_id      BLOB    NOT NULL,
    number      INTEGER NOT NULL,
    row_count   INTEGER NOT NULL,
    units       INTEGER NOT NULL,
    sealed_rows BLOB    NOT NULL
) STRICT;

-- With a rowid, because chunks are long.
CREATE UNIQUE INDEX job_chunks_number ON job_chunks (service_id, job_id, number);

-- What became of a job's messages, as in `tallies`; it outlives them.
CREATE TABLE job_tallies (
    service_id BLOB    NOT NULL,
    job_id     BLOB    NOT NULL,
    shard      INTEGER NOT NULL,
    requested  INTEGER NOT NULL,
    units      INTEGER NOT NULL,
    delivered  INTEGER NOT NULL,
    technical  INTEGER NOT NULL,
    temporary  INTEGER NOT NULL,
    permanent  INTEGER NOT NULL,
    PRIMARY KEY (service_id, job_id, shard)
) STRICT, WITHOUT ROWID;

-- Only for services that differ from what is usual. `approval_from` is the number of rows from which on a second
-- person has to agree; NULL when nobody has to.
CREATE TABLE job_settings (
    service_id    BLOB    NOT NULL PRIMARY KEY REFERENCES services (id),
    most_rows     INTEGER NOT NULL,
    approval_from INTEGER
) STRICT;

ALTER TABLE notifications ADD COLUMN job_id  BLOB;
-- From 0, without the header.
ALTER TABLE notifications ADD COLUMN job_row INTEGER;

CREATE UNIQUE INDEX notifications_of_job ON notifications (service_id, job_id, job_row) WHERE job_id IS NOT NULL;

-- A list without the rows of jobs steps over them within the index.
DROP INDEX notifications_listed;
CREATE INDEX notifications_listed ON notifications (service_id, key_type, id, job_id);

-- Lists that were uploaded and are being looked at before they are sent: sealed, a few hours long, the person's own.
CREATE TABLE uploads (
    service_id     BLOB    NOT NULL,
    id             BLOB    NOT NULL,
    user_id        BLOB    NOT NULL,
    template_id    BLOB    NOT NULL,
    expires_at     INTEGER NOT NULL,
    sealed_details BLOB    NOT NULL,
    PRIMARY KEY (service_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE upload_parts (
    service_id  BLOB    NOT NULL,
    upload_id   BLOB    NOT NULL,
    number      INTEGER NOT NULL,
    sealed_part BLOB    NOT NULL
) STRICT;

-- With a rowid, because parts are long.
CREATE UNIQUE INDEX upload_parts_number ON upload_parts (service_id, upload_id, number);
