-- Reports: lists of messages as files that somebody asked for, prepared by workers and kept for days.

-- `kind` is email, sms or job; `status` is requested, generating, ready or error. `due_at` is the only timer, as in the
-- queue: a claim moves it to the end of its lease, and what is done has none. Exactly one of `api_key_id` and `user_id`
-- says who asked.
CREATE TABLE reports (
    id           UUID   NOT NULL PRIMARY KEY,
    service_id   UUID   NOT NULL REFERENCES services (id),
    kind         TEXT   NOT NULL,
    job_id       UUID,
    language     TEXT   NOT NULL,
    -- Which messages: those accepted from one moment on and before the other.
    since        BIGINT NOT NULL,
    until        BIGINT NOT NULL,
    api_key_id   UUID,
    user_id      UUID,
    status       TEXT   NOT NULL,
    requested_at BIGINT NOT NULL,
    completed_at BIGINT,
    expires_at   BIGINT,
    due_at       BIGINT,
    -- The fencing token of the claim, and how many claims came to nothing in a row.
    lease        BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    -- How far it has come: a worker that takes over goes on from here. `expected` is a guess, for people.
    reached      UUID,
    reached_row  BIGINT,
    lines        BIGINT NOT NULL,
    expected     BIGINT NOT NULL,
    bytes        BIGINT NOT NULL,
    chunks       BIGINT NOT NULL,
    -- When its file goes; null once it is gone.
    file_until   BIGINT
);

CREATE INDEX reports_of_service ON reports (service_id, id);
CREATE INDEX reports_due ON reports (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX reports_file ON reports (file_until) WHERE file_until IS NOT NULL;

-- The file, in pieces of whole lines, each compressed and sealed by itself.
CREATE TABLE report_chunks (
    service_id   UUID   NOT NULL,
    report_id    UUID   NOT NULL,
    number       BIGINT NOT NULL,
    sealed_lines BYTEA  NOT NULL,
    PRIMARY KEY (service_id, report_id, number)
);
