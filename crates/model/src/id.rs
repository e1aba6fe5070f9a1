//! Identifiers that cannot be swapped for one another.
//!
//! An identifier made here is a UUIDv7 whose sub-millisecond bits carry the microsecond, so that
//! the order of ids is the order of creation and an index on an id grows at its end.

use crate::chance::Chance;
use crate::time::Moment;
use uuid::Uuid;

/// Draws a UUIDv7 for `now`: 48 bits of milliseconds, 12 bits of the microsecond within it, 62 random bits.
fn time_ordered(now: Moment, chance: &dyn Chance) -> Uuid {
    let micros = u64::try_from(now.micros()).unwrap_or(0);
    let mut bytes = [0_u8; 10];
    chance.fill(&mut bytes);
    // 0..=999 µs spread over the 12 bits of `rand_a` (RFC 9562 §6.2, method 3).
    let fraction = (micros % 1_000) * 4_096 / 1_000;
    bytes[0] = u8::try_from(fraction >> 8).unwrap_or(0);
    bytes[1] = u8::try_from(fraction & 0xFF).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(micros / 1_000, &bytes).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $short:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier, ordered by `now`.
            pub fn new(now: Moment, chance: &dyn Chance) -> Self {
                Self(time_ordered(now, chance))
            }

            /// An identifier that already exists: read from the database or the wire.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            pub const fn as_uuid(self) -> Uuid {
                self.0
            }

            /// When it was drawn, to the millisecond; nonsense for an identifier that was not drawn here.
            pub fn drawn_at(self) -> Moment {
                let millis = u64::from_be_bytes(std::array::from_fn(|at| {
                    if at < 2 { 0 } else { self.0.as_bytes()[at - 2] }
                }));
                Moment::from_micros(i64::try_from(millis).unwrap_or(0).saturating_mul(1_000))
            }

            /// Reads 8-4-4-4-12 hexadecimal digits in any case, or 32 bare ones; nothing else (contract §3.0).
            pub fn parse(text: &str) -> Option<Self> {
                parse_uuid(text).map(Self)
            }
        }

        /// Lower-case 8-4-4-4-12, as on the wire (contract §7.2).
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($short, "_{}"), self.0.hyphenated())
            }
        }
    )*};
}

ids! {
    /// A service: one team's place in Facteur, with its keys, templates and limits.
    ServiceId => "svc";
    /// An API key. Public: it may be logged, unlike the secret.
    ApiKeyId => "key";
    /// A template, across its versions.
    TemplateId => "tpl";
    /// A kind of template, which says how urgent it is.
    TemplateCategoryId => "cat";
    /// One message to one recipient.
    NotificationId => "ntf";
    /// A reply-to e-mail address of a service.
    ReplyToId => "rto";
    /// A text message sender of a service: a number or a short name.
    SmsSenderId => "snd";
    /// A person: somebody with an account, or a member whom the operator named.
    UserId => "usr";
    /// One line of the audit log.
    AuditEventId => "aud";
    /// A person's visit, from signing in to signing out.
    SessionId => "ses";
    /// One try at signing in.
    SignInId => "sgn";
    /// An invitation to a team.
    InvitationId => "inv";
    /// Somebody's leaving of a team.
    DepartureId => "dep";
    /// One step of a service on its way to going live.
    GoLiveEventId => "gol";
    /// A call that the API refused.
    RejectedRequestId => "rej";
    /// A folder of templates.
    FolderId => "fld";
    /// A send to a whole list.
    JobId => "job";
    /// An address of a service that is called when something happens.
    WebhookId => "whk";
    /// Something that webhooks tell of; the same for every endpoint, at every attempt.
    WebhookEventId => "evt";
    /// A list of messages as a file, which somebody asked for.
    ReportId => "rpt";
}

/// Reads a UUID as the contract accepts it (§3.0): hyphenated in any case, or 32 bare digits.
pub fn parse_uuid(text: &str) -> Option<Uuid> {
    // `Uuid::try_parse` also takes braces and `urn:uuid:`; length tells them apart.
    if matches!(text.len(), 32 | 36) { Uuid::try_parse(text).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;

    #[test]
    fn ids_sort_in_the_order_of_creation_down_to_the_microsecond() {
        let chance = SeededChance::new(1);
        let ids: Vec<_> = (0..2_000)
            .map(|n| NotificationId::new(Moment::from_micros(1_700_000_000_000_000 + n), &chance))
            .collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn an_id_says_when_it_was_drawn() {
        let now = Moment::from_micros(1_700_000_000_123_456);
        let drawn = NotificationId::new(now, &SeededChance::new(1)).drawn_at();
        assert_eq!(drawn, Moment::from_micros(1_700_000_000_123_000));
    }

    #[test]
    fn only_the_two_plain_spellings_of_a_uuid_are_read() {
        let plain = "6f0fd0f8-4d7c-4f29-9c3b-5f3a8d0a1b2c";
        assert!(ServiceId::parse(plain).is_some());
        assert!(ServiceId::parse(&plain.to_uppercase()).is_some());
        assert!(ServiceId::parse(&plain.replace('-', "")).is_some());
        for refused in
            [format!("{{{plain}}}"), format!("urn:uuid:{plain}"), format!(" {plain}"), String::new()]
        {
            assert!(ServiceId::parse(&refused).is_none(), "{refused}");
        }
    }

    #[test]
    fn a_debugged_id_says_what_it_names() {
        let id = ServiceId::from_uuid(Uuid::nil());
        assert_eq!(format!("{id:?}"), "svc_00000000-0000-0000-0000-000000000000");
        assert_eq!(id.to_string(), "00000000-0000-0000-0000-000000000000");
    }
}
