-- The twin of SQLite's version 6: files that are sent with messages.
CREATE TABLE files (
    id              UUID   NOT NULL PRIMARY KEY,
    service_id      UUID   NOT NULL,
    notification_id UUID   NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    size            BIGINT NOT NULL,
    state           BIGINT NOT NULL,
    kept            BIGINT NOT NULL,
    stored          BIGINT NOT NULL,
    sealed_detail   BYTEA  NOT NULL
);

CREATE INDEX files_unsettled ON files (created_at) WHERE kept = 0;
CREATE INDEX files_expiring ON files (stored, expires_at);

-- Services may send files unless they are told not to.
UPDATE services
SET permissions = permissions || ',upload_document'
WHERE permissions LIKE '%email%' AND permissions NOT LIKE '%upload_document%';
