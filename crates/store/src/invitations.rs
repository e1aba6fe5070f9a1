//! Invitations to a team. The address is sealed; the link is kept as a keyed hash.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::seal::{Purpose, SealingKey};
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{InvitationId, ServiceId, UserId};
use facteur_model::person::Rights;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use std::fmt;

/// An invitation to a service's team.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its identifier; worth nothing to a browser.
    pub id: InvitationId,
    /// The team.
    pub service: ServiceId,
    /// Who is invited, in the spelling by which addresses are compared.
    pub email: String,
    /// What they may do once they accept.
    pub rights: Rights,
    /// Who invites; the nil id for whoever runs the installation.
    pub invited_by: UserId,
    /// When it was written.
    pub created_at: Moment,
    /// From when its link leads nowhere.
    pub ends_at: Moment,
    /// What became of it.
    pub state: InvitationState,
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

/// What became of an invitation. One that nobody answered in time stays open, and has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvitationState {
    /// It waits for an answer.
    Open,
    /// The person joined.
    Accepted,
    /// It was taken back.
    Cancelled,
}

impl InvitationState {
    const ALL: [Self; 3] = [Self::Open, Self::Accepted, Self::Cancelled];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads what [`InvitationState::as_str`] said.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What [`RawInvitation::read`] reads, in its order.
macro_rules! invitation_columns {
    () => {
        "id, service_id, sealed_email, rights, invited_by, created_at, ends_at, state"
    };
}

statements! {
    INSERT = "
        INSERT INTO invitations
            (id, service_id, email_tag, sealed_email, rights, token_mac, invited_by, created_at, ends_at, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    RENEW = "
        UPDATE invitations
        SET token_mac = $1, ends_at = $2
        WHERE id = $3 AND service_id = $4 AND state = 'open'";

    END = "
        UPDATE invitations
        SET state = $1
        WHERE id = $2 AND service_id = $3 AND state = 'open'";

    BY_TOKEN = concat!("SELECT ", invitation_columns!(), " FROM invitations WHERE token_mac = $1");

    BY_ID = concat!("SELECT ", invitation_columns!(), " FROM invitations WHERE id = $1 AND service_id = $2");

    OPEN = concat!("
        SELECT ", invitation_columns!(), "
        FROM invitations
        WHERE service_id = $1 AND state = 'open'
        ORDER BY id");

    SINCE = "SELECT COUNT(*) FROM invitations WHERE service_id = $1 AND created_at > $2";
}

const EMAIL: &str = "invitations.sealed_email";
/// The kind of secret, for its hash.
const KIND: &str = "invitation";

/// Writes an invitation. `token` is what its link holds.
pub async fn insert(tx: &mut Transaction, invitation: &Invitation, token: &Secret) -> Result<(), Error> {
    let Invitation { id, service, email, rights, invited_by, created_at, ends_at, state } = invitation;
    let sealed = tx.data_key(*service).await?.seal(EMAIL, id.as_uuid().as_bytes(), email.as_bytes());
    let values = values![
        *id,
        *service,
        tx.keyring().people_tag(Purpose::UserEmail, email),
        sealed,
        rights.to_stored(),
        tx.keyring().token_mac(KIND, token),
        *invited_by,
        *created_at,
        *ends_at,
        state.as_str(),
    ];
    tx.execute(INSERT, values).await.map(drop)
}

/// Gives an open invitation another link and another end. [`Error::Missing`] when it is not open.
pub async fn renew(
    tx: &mut Transaction,
    service: ServiceId,
    id: InvitationId,
    token: &Secret,
    ends_at: Moment,
) -> Result<(), Error> {
    let mac = tx.keyring().token_mac(KIND, token);
    tx.change(RENEW, values![mac, ends_at, id, service]).await
}

/// Ends an open invitation in this state. [`Error::Missing`] when it is not open: an invitation ends once.
pub async fn end(
    tx: &mut Transaction,
    service: ServiceId,
    id: InvitationId,
    state: InvitationState,
) -> Result<(), Error> {
    tx.change(END, values![state.as_str(), id, service]).await
}

impl Store {
    /// The invitation whose link holds this, whatever became of it.
    pub async fn invitation_by_token(&self, token: &Secret) -> Result<Option<Invitation>, Error> {
        let mac = self.keyring().token_mac(KIND, token);
        let Some(mut row) = self.engine().optional(BY_TOKEN, values![mac]).await? else { return Ok(None) };
        let raw = RawInvitation::read(&mut row)?;
        let key = self.data_key(raw.plain.service).await?;
        raw.open(&key).map(Some)
    }
}

impl ServiceStore {
    /// An invitation of the service, whatever became of it.
    pub async fn invitation(&self, id: InvitationId) -> Result<Option<Invitation>, Error> {
        let row = self.store().engine().optional(BY_ID, values![id, self.id()]).await?;
        let Some(mut row) = row else { return Ok(None) };
        let key = self.store().data_key(self.id()).await?;
        RawInvitation::read(&mut row)?.open(&key).map(Some)
    }

    /// How many were written after this moment, whatever became of them.
    pub async fn invitations_since(&self, moment: Moment) -> Result<usize, Error> {
        let row = self.store().engine().optional(SINCE, values![self.id(), moment]).await?;
        let count: u64 = row.ok_or(Error::Missing)?.take()?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// The invitations that nobody has accepted or taken back, oldest first; those that have ended too.
    pub async fn invitations(&self) -> Result<Vec<Invitation>, Error> {
        let mut rows = self.store().engine().list(OPEN, values![self.id()]).await?;
        let key = self.store().data_key(self.id()).await?;
        rows.iter_mut().map(|row| RawInvitation::read(row)?.open(&key)).collect()
    }
}

/// An invitation whose address has not been opened: its service says with which key.
struct RawInvitation {
    plain: Invitation,
    sealed_email: Vec<u8>,
}

impl RawInvitation {
    fn read(row: &mut Row) -> Result<Self, Error> {
        let (id, service) = (row.take()?, row.take()?);
        let sealed_email = row.take()?;
        let plain = Invitation {
            id,
            service,
            email: String::new(),
            rights: row.take_as(|text| Some(Rights::from_stored(text)))?,
            invited_by: row.take()?,
            created_at: row.take()?,
            ends_at: row.take()?,
            state: row.take_as(InvitationState::from_stored)?,
        };
        Ok(Self { plain, sealed_email })
    }

    fn open(self, key: &SealingKey) -> Result<Invitation, Error> {
        let email = key.open_text(EMAIL, self.plain.id.as_uuid().as_bytes(), &self.sealed_email)?;
        Ok(Invitation { email, ..self.plain })
    }
}
