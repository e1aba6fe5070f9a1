-- Reports: lists of messages as files that somebody asked for, prepared by workers and kept for days.

-- `kind` is email, sms or job; `status` is requested, generating, ready or error. `due_at` is the only timer, as in the
-- queue: a claim moves it to the end of its lease, and what is done has none. Exactly one of `api_key_id` and `user_id`
-- says who asked.
CREATE TABLE reports (
    id           BLOB    NOT NULL PRIMARY KEY,
    service_id   BLOB    NOT NULL REFERENCES services (id),
    kind         TEXT    NOT NULL,
    job_id       BLOB,
    language     TEXT    NOT NULL,
    -- Which messages: those accepted from one moment on and before the other.
    since        INTEGER NOT NULL,
    until        INTEGER NOT NULL,
    api_key_id   BLOB,
    user_id      BLOB,
    status       TEXT    NOT NULL,
    requested_at INTEGER NOT NULL,
    completed_at INTEGER,
    expires_at   INTEGER,
    due_at       INTEGER,
    -- The fencing token of the claim, and how many claims came to nothing in a row.
    lease        INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    -- How far it has come: a worker that takes over goes on from here. `expected` is a guess, for people.
    reached      BLOB,
    reached_row  INTEGER,
    lines        INTEGER NOT NULL,
    expected     INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    chunks       INTEGER NOT NULL,
    -- When its file goes; null once it is gone.
    file_until   INTEGER
) STRICT;

CREATE INDEX reports_of_service ON reports (service_id, id);
CREATE INDEX reports_due ON reports (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX reports_file ON reports (file_until) WHERE file_until IS NOT NULL;

-- The file, in pieces of whole lines, each compressed and sealed by itself.
CREATE TABLE report_chunks (
    service_id   BLOB    NOT NULL,
    report_id    BLOB    NOT NULL,
    number       INTEGER NOT NULL,
    sealed_lines BLOB    NOT NULL,
    PRIMARY KEY (service_id, report_id, number)
) STRICT;
