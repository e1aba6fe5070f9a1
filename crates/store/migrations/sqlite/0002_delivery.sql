-- Lanes by urgency and fairness between services, pauses, retention, and what becomes of cut-off texts.

ALTER TABLE services ADD COLUMN retention_days INTEGER NOT NULL DEFAULT 7;
ALTER TABLE services ADD COLUMN cut_off_text   TEXT    NOT NULL DEFAULT 'end';

-- A kind of template: it says how urgent its e-mails and its texts are (`priority`, `normal` or `bulk`).
CREATE TABLE template_categories (
    id             BLOB    NOT NULL PRIMARY KEY,
    name_en        TEXT    NOT NULL,
    name_fr        TEXT    NOT NULL,
    email_priority TEXT    NOT NULL,
    sms_priority   TEXT    NOT NULL,
    hidden         INTEGER NOT NULL
) STRICT;

INSERT INTO template_categories (id, name_en, name_fr, email_priority, sms_priority, hidden) VALUES
    (X'207b293c2ae548e8836dfcabd60b2153', 'General communication', 'Communication générale', 'bulk', 'bulk', 0),
    (X'977e2a00f9574ff092f2ca3286b24786', 'Confirmation', 'Confirmation', 'normal', 'normal', 0),
    (X'e81678c048974111b9d0172f6b595f89', 'Decision', 'Décision', 'normal', 'normal', 0),
    (X'e0b8fbe5f43549778fc803f13d9296a5', 'Request', 'Demande', 'normal', 'normal', 0),
    (X'b6c42a7e2a264a07802b123a5c3198a9', 'Authentication', 'Authentification', 'priority', 'priority', 0),
    (X'55eb11376dc640949031f61124a279dc', 'Status update', 'Mise à jour', 'normal', 'normal', 0),
    (X'7c16aa95e2e1449781d604c656520fe4', 'Test', 'Test', 'normal', 'normal', 0),
    (X'1d8ce435a7e5431baaa2a418bc4d14f9', 'Alert', 'Alerte', 'priority', 'priority', 0),
    (X'edb966f34a4c47a496ab05ff259b919c', 'Reminder', 'Rappel', 'normal', 'normal', 0);

ALTER TABLE templates ADD COLUMN category_id BLOB REFERENCES template_categories (id);
-- Overrides the category's.
ALTER TABLE templates ADD COLUMN priority TEXT;

-- What an operator holds back: `kind` is `service` (its id) or `provider` (`email` or `sms`).
CREATE TABLE pauses (
    kind      TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    since     INTEGER NOT NULL,
    paused_by TEXT    NOT NULL,
    reason    TEXT    NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

-- `lane` is Lane::code. Until now 0 stood for everything real.
UPDATE notifications SET lane = CASE channel WHEN 0 THEN 20 ELSE 120 END WHERE lane = 0;

-- By service within the lane, so that one service's backlog is stepped over in one seek.
DROP INDEX notifications_due;
CREATE INDEX notifications_due ON notifications (lane, service_id, due_at) WHERE due_at IS NOT NULL;
