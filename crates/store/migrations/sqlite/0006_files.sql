-- Files that are sent with messages. Their content is elsewhere, in a folder or in S3, sealed with a key of its own that
-- no table holds: it is in the sealed content of the message, and for a link in the link.
CREATE TABLE files (
    id              BLOB    NOT NULL PRIMARY KEY,
    service_id      BLOB    NOT NULL,
    notification_id BLOB    NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    -- In bytes, before it was sealed.
    size            INTEGER NOT NULL,
    -- 0 not scanned, 1 clean, 2 infected.
    state           INTEGER NOT NULL,
    -- Has the message been found to exist? A file of one that never came to be is deleted.
    kept            INTEGER NOT NULL,
    -- Is the content still there? Afterwards the row says for a while that it has expired.
    stored          INTEGER NOT NULL,
    -- Name, type and what a reader has to know, sealed with the file's own key.
    sealed_detail   BLOB    NOT NULL
) STRICT;

CREATE INDEX files_unsettled ON files (created_at) WHERE kept = 0;
CREATE INDEX files_expiring ON files (stored, expires_at);

-- Services may send files unless they are told not to.
UPDATE services
SET permissions = permissions || ',upload_document'
WHERE permissions LIKE '%email%' AND permissions NOT LIKE '%upload_document%';
