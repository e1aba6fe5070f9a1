//! What is moved: the tables of PostgreSQL, and where their columns are in SQLite.
//!
//! Not moved, because they belong to their engine: `counters`, `keyring`, `nodes`, `rate_use`, `recipient_index`,
//! `schema_versions` and `text_use`.

use crate::session::Value;

/// A table of PostgreSQL.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The table of SQLite that holds its rows.
    from: &'static str,
    /// Which of its rows; empty for all.
    only: &'static str,
    /// Those by which its rows are put in order come first.
    pub(crate) columns: &'static [Column],
    /// How many these are. Together they are unique, and SQLite has an index that begins with them.
    keys: usize,
}

pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Where it is in SQLite.
    pub(crate) from: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Integer,
    Text,
    Blob,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The column of the same name.
    Same,
    /// A column of another name.
    Column(&'static str),
    /// Nowhere: it begins empty.
    Nowhere,
    /// In the sealed content of the message, which has to be opened.
    Recipient,
}

const fn id(name: &'static str) -> Column {
    Column { name, kind: Kind::Id, from: Place::Same }
}

const fn integer(name: &'static str) -> Column {
    Column { name, kind: Kind::Integer, from: Place::Same }
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text, from: Place::Same }
}

const fn blob(name: &'static str) -> Column {
    Column { name, kind: Kind::Blob, from: Place::Same }
}

/// A table of the same name in both: the number of the columns of its key, then what each column holds and its name,
/// and where it comes from if not from the column of that name.
macro_rules! all_of {
    ($name:tt by $keys:literal: $($kind:ident $column:ident $(from $place:expr)?),+ $(,)?) => {
        Table {
            name: $name,
            from: $name,
            only: "",
            columns: &[$($kind(stringify!($column))$(.from($place))?),+],
            keys: $keys,
        }
    };
}

/// In an order in which every row finds those that it refers to.
pub(crate) const TABLES: &[Table] = &[
    all_of!("users" by 1:
        id id, blob email_tag, blob sealed_profile, text password, text standing,
        integer administrator, text language, text second_factor, blob sealed_totp,
        integer totp_step, text muted, integer terms, integer created_at, integer password_at,
    ),
    all_of!("services" by 1:
        id id, text name, text email_from, text mode, text standing, text permissions,
        integer rate, integer daily_email, integer daily_sms, integer annual_email,
        integer annual_sms, integer sms_prefix, integer french_first, integer created_at,
        blob sealed_data_key, integer epoch, integer retention_days, text cut_off_text,
        text timezone, integer archived_at,
    ),
    all_of!("members" by 2:
        id service_id, id id, blob email_tag, blob sealed_person, text rights, integer joined_at,
    ),
    all_of!("webhooks" by 1:
        id id, id service_id, text events, blob sealed_endpoint, integer old_secret_until,
        integer created_at, integer failures, integer failing_since, integer suspended_at,
        integer told, integer removed_at,
    ),
    all_of!("webhook_deliveries" by 3:
        id service_id, id webhook_id, id event_id, text event, id notification_id, integer state,
        integer due_at, integer held, integer attempts, integer tries, integer queued_at,
        integer status, blob sealed_payload,
    ),
    all_of!("webhook_attempts" by 4:
        id service_id, id webhook_id, id event_id, integer number, integer at, integer lasted,
        text outcome, integer status, blob sealed_excerpt,
    ),
    all_of!("safelist" by 2:
        id service_id, blob entry_tag, blob sealed_entry, blob sealed_label, id added_by,
        integer added_at,
    ),
    all_of!("api_keys" by 1:
        id id, id service_id, text name, text folded_name, integer key_type, text scopes,
        integer accepts_jwt, text origin, blob mac, blob sealed_secret, integer created_at,
        text created_by, integer revoked_at, integer last_used_at, blob sealed_holder,
        integer expires_at, id replaces, integer reminded, integer last_used_family,
        text last_used_client, integer stops_unsent,
    ),
    all_of!(TEMPLATE_CATEGORIES by 1:
        id id, text name_en, text name_fr, text email_priority, text sms_priority, integer hidden,
    ),
    all_of!("files" by 1:
        id id, id service_id, id notification_id, integer created_at, integer expires_at,
        integer size, integer state, integer kept, integer stored, blob sealed_detail,
    ),
    all_of!("folders" by 1: id id, id service_id, id parent_id, text name),
    all_of!("templates" by 1:
        id id, id service_id, integer channel, integer version, integer hidden, integer created_at,
        integer archived_at, id category_id, text priority, id folder_id,
    ),
    all_of!("template_versions" by 2:
        id template_id, integer version, text name, text subject, text content, integer created_at,
        text created_by,
    ),
    all_of!("reply_tos" by 1:
        id id, id service_id, text address, integer is_default, integer archived_at, text state,
        id check_id, integer checked_at, text next_address,
    ),
    all_of!("sms_senders" by 1:
        id id, id service_id, text sender, integer is_default, integer archived_at,
    ),
    all_of!("pauses" by 2: text kind, text subject, integer since, text paused_by, text reason),
    all_of!("audit_events" by 1:
        id id, integer at, id service_id, text actor, text action, text subject, text detail,
    ),
    all_of!("passkeys" by 1:
        id id, id user_id, blob credential_tag, blob sealed_credential, blob sealed_name,
        integer counter, integer created_at, integer last_used_at,
    ),
    all_of!("recovery_codes" by 2: id user_id, blob code_mac, integer used_at),
    all_of!("sessions" by 1:
        blob id_mac, id id, id user_id, text stage, integer created_at, integer seen_at,
        integer ends_at, integer proved_at, blob sealed_client, blob sealed_once,
    ),
    all_of!("tokens" by 1:
        blob token_mac, text purpose, id user_id, integer created_at, integer ends_at,
        integer used_at, blob sealed_detail,
    ),
    all_of!("sign_ins" by 1: id id, id user_id, integer at, text outcome, blob sealed_client),
    all_of!("throttles" by 1: blob tag, integer failures, integer open_at),
    all_of!("invitations" by 1:
        id id, id service_id, blob email_tag, blob sealed_email, text rights, blob token_mac,
        id invited_by, integer created_at, integer ends_at, text state,
    ),
    all_of!("departures" by 1:
        id id, id service_id, id user_id, blob sealed_person, integer at, id removed_by,
    ),
    all_of!("key_reviews" by 2:
        id departure_id, id api_key_id, text decision, text reason, id decided_by,
        integer decided_at,
    ),
    all_of!("go_live_requests" by 1:
        id service_id, text state, blob sealed_answers, id terms_by, integer terms_at,
        integer submitted_at,
    ),
    all_of!("go_live_events" by 1:
        id id, id service_id, integer at, id user_id, text kind, blob sealed_message,
    ),
    all_of!("rejected_requests" by 1:
        id id, id service_id, id api_key_id, integer at, text method, text route, integer status,
        text error, blob sealed_text,
    ),
    all_of!("reports" by 1:
        id id, id service_id, text kind, id job_id, text language, integer since, integer until,
        id api_key_id, id user_id, text status, integer requested_at, integer completed_at,
        integer expires_at, integer due_at, integer lease, integer attempts, id reached,
        integer reached_row, integer lines, integer expected, integer bytes, integer chunks,
        integer file_until,
    ),
    all_of!("report_chunks" by 3: id service_id, id report_id, integer number, blob sealed_lines),
    all_of!("tallies" by 7:
        id service_id, integer day, integer channel, integer key_type, id sender_id,
        id template_id, integer shard, integer requested, integer units, integer delivered,
        integer technical, integer temporary, integer permanent,
    ),
    all_of!("job_settings" by 1: id service_id, integer most_rows, integer approval_from),
    all_of!("jobs" by 2:
        id service_id, id id, text origin, id sender_id, integer key_type, integer channel,
        id template_id, integer template_version, integer lane, text state, integer row_count,
        integer left_out, integer made, integer charged_day, blob file_tag, integer created_at,
        integer scheduled_for, integer due_at, integer started_at, integer finished_at,
        integer updated_at, text changed_by, id approved_by, blob sealed_details,
    ),
    all_of!("job_chunks" by 3:
        id service_id, id job_id, integer number, integer row_count, integer units,
        blob sealed_rows,
    ),
    all_of!("uploads" by 2:
        id service_id, id id, id user_id, id template_id, integer expires_at, blob sealed_details,
    ),
    all_of!("upload_parts" by 3: id service_id, id upload_id, integer number, blob sealed_part),
    all_of!("job_tallies" by 3:
        id service_id, id job_id, integer shard, integer requested, integer units,
        integer delivered, integer technical, integer temporary, integer permanent,
    ),
    all_of!("limit_notices" by 5:
        id service_id, integer channel, integer period_kind, integer period, integer level,
        integer limit_value, integer told_at,
    ),
    all_of!("email_marks" by 2:
        id service_id, integer hour, integer day, integer requested, integer permanent,
    ),
    all_of!("email_standings" by 1:
        id service_id, integer warned_at, integer paused_at, integer resumed_at,
        integer resumed_requested, integer resumed_permanent,
    ),
    all_of!("inbound_numbers" by 1:
        id id, id service_id, text number, blob secret_mac, integer created_at,
    ),
    all_of!("received_texts" by 2:
        id service_id, id id, text number, blob provider_tag, blob sender_tag, blob sealed_sender,
        blob sealed_content,
    ),
    all_of!("opt_outs" by 2:
        id service_id, blob number_tag, id id, blob sealed_number, text word, integer since,
        integer lifted_at, text lifted_word, id lifted_by, blob sealed_reason,
    ),
    all_of!("notifications" by 1:
        id id, id service_id, id api_key_id, integer key_type, integer channel, id template_id,
        integer template_version, integer created_at, integer scheduled_for, integer sent_at,
        integer completed_at, integer updated_at, integer status, text reason, integer parts,
        integer attempts, integer lane, id job_id, integer job_row, blob reference_tag,
        blob recipient_tag from Place::Recipient, blob sealed_response, blob sealed_content,
    ),
    // Leases stay behind: whoever held one is gone, and the work is due when it would have ended.
    Table {
        from: "notifications",
        only: "due_at IS NOT NULL",
        ..all_of!("queue" by 1:
            id notification_id from Place::Column("id"), id service_id, integer lane, integer due_at,
            integer lease from Place::Nowhere, integer node from Place::Nowhere, integer attempts,
        )
    },
    all_of!("attempts" by 2:
        id notification_id, integer number, id service_id, text provider, integer started_at,
        integer ended_at, text outcome, blob sealed_detail,
    ),
    all_of!("idempotency" by 2:
        blob key_tag, id service_id, integer expires_at, blob sealed_answer,
    ),
    all_of!("allowance_used" by 4:
        id service_id, integer channel, integer period_kind, integer period, integer used,
    ),
];

/// The one table that a new database has rows in.
pub(crate) const TEMPLATE_CATEGORIES: &str = "template_categories";

/// Texts that are the same for every table but for names, all of them from above.
impl Table {
    /// From SQLite, in order: the first so many, or so many after a key.
    pub(crate) fn select_batch(&self, from: From) -> String {
        let columns: Vec<_> = self.columns.iter().map(Column::in_sqlite).collect();
        let key = columns[..self.keys].join(", ");
        let mut wheres = Vec::new();
        if !self.only.is_empty() {
            wheres.push(self.only.to_owned());
        }
        let limit = match from {
            From::Start => 1,
            From::AfterKey => {
                wheres.push(format!("({key}) > ({})", numbered(self.keys, |number| format!("${number}"))));
                self.keys + 1
            }
        };
        let condition =
            if wheres.is_empty() { String::new() } else { format!("WHERE {}", wheres.join(" AND ")) };
        format!("SELECT {} FROM {} {condition} ORDER BY {key} LIMIT ${limit}", columns.join(", "), self.from)
    }

    /// From PostgreSQL, all rows in the same order.
    pub(crate) fn select_all(&self) -> String {
        let order: Vec<_> = self.columns[..self.keys]
            .iter()
            .map(|column| match column.kind {
                // As bytes, whatever the language of the database.
                Kind::Text => format!("{} COLLATE \"C\"", column.name),
                Kind::Id | Kind::Integer | Kind::Blob => column.name.to_owned(),
            })
            .collect();
        format!("SELECT {} FROM {} ORDER BY {}", self.names(), self.name, order.join(", "))
    }

    /// Into PostgreSQL, a column at a time.
    pub(crate) fn insert(&self) -> String {
        let arrays = numbered(self.columns.len(), |number| {
            let of = match self.columns[number - 1].kind {
                Kind::Id => "uuid",
                Kind::Integer => "bigint",
                Kind::Text => "text",
                Kind::Blob => "bytea",
            };
            format!("${number}::{of}[]")
        });
        format!("INSERT INTO {} ({}) SELECT * FROM unnest({arrays})", self.name, self.names())
    }

    pub(crate) fn key_of<'r>(&self, row: &'r [Value]) -> &'r [Value] {
        row.get(..self.keys).unwrap_or(row)
    }

    /// Where a column stands in a row.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    fn names(&self) -> String {
        self.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
    }
}

/// Where a batch begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Start,
    AfterKey,
}

impl Column {
    /// The same, from another place.
    const fn from(self, place: Place) -> Self {
        Self { name: self.name, kind: self.kind, from: place }
    }

    fn in_sqlite(&self) -> &'static str {
        match self.from {
            Place::Same => self.name,
            Place::Column(name) => name,
            Place::Nowhere | Place::Recipient => "NULL",
        }
    }
}

fn numbered(count: usize, each: impl Fn(usize) -> String) -> String {
    (1..=count).map(each).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_read_by_its_key() {
        let queue = TABLES.iter().find(|table| table.name == "queue").unwrap();
        assert_eq!(
            queue.select_batch(From::AfterKey),
            "SELECT id, service_id, lane, due_at, NULL, NULL, attempts FROM notifications \
             WHERE due_at IS NOT NULL AND (id) > ($1) ORDER BY id LIMIT $2"
        );
        assert_eq!(
            queue.insert(),
            "INSERT INTO queue (notification_id, service_id, lane, due_at, lease, node, attempts) \
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], \
             $6::bigint[], $7::bigint[])"
        );
    }
}
