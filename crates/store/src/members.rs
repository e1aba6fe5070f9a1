//! The people of a service. Their addresses are sealed.

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::seal::{Purpose, SealingKey};
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{ServiceId, UserId};
use facteur_model::person::Rights;
use facteur_model::time::Moment;
use std::fmt;

/// A member of a service's team.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    /// Who it is.
    pub id: UserId,
    /// The e-mail address, in the spelling by which it is compared.
    pub email: String,
    /// The phone number, in the spelling by which it is compared.
    pub phone: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// What the member may do in the service.
    pub rights: Rights,
    /// Since when.
    pub joined_at: Moment,
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("id", &self.id).finish_non_exhaustive()
    }
}

statements! {
    INSERT = "
        INSERT INTO members (service_id, id, email_tag, sealed_person, rights, joined_at)
        VALUES ($1, $2, $3, $4, $5, $6)";

    UPDATE = "
        UPDATE members
        SET email_tag = $1, sealed_person = $2, rights = $3
        WHERE service_id = $4 AND id = $5";

    REMOVE = "DELETE FROM members WHERE service_id = $1 AND id = $2";

    // Whoever changes a team waits here for the others who do, so that no two see it as it was before either.
    LOCK = "UPDATE services SET epoch = epoch WHERE id = $1";

    RIGHTS = "SELECT id, rights FROM members WHERE service_id = $1 ORDER BY id";

    SERVICES_OF = "SELECT service_id FROM members WHERE id = $1 ORDER BY service_id";
}

const PERSON: &str = "members.sealed_person";

/// Adds a person to the team. [`Error::Exists`] when the id or the address is in the team already.
pub async fn insert(tx: &mut Transaction, service: ServiceId, member: &Member) -> Result<(), Error> {
    let (tag, person) = sealed(tx, service, member).await?;
    let values = values![service, member.id, tag, person, member.rights.to_stored(), member.joined_at];
    tx.execute(INSERT, values).await?;
    tx.touch(service);
    Ok(())
}

/// Replaces who a member is and what they may do. [`Error::Missing`] when nobody with this id is in the team,
/// [`Error::Exists`] when somebody else in it has the address.
pub async fn update(tx: &mut Transaction, service: ServiceId, member: &Member) -> Result<(), Error> {
    let (tag, person) = sealed(tx, service, member).await?;
    tx.touch(service);
    tx.change(UPDATE, values![tag, person, member.rights.to_stored(), service, member.id]).await
}

/// Takes a person off the team. [`Error::Missing`] when nobody with this id is in it.
pub async fn remove(tx: &mut Transaction, service: ServiceId, id: UserId) -> Result<(), Error> {
    tx.touch(service);
    tx.change(REMOVE, values![service, id]).await
}

/// Who is in the team and what each may do, while nobody else changes it until the transaction ends.
pub async fn hold(tx: &mut Transaction, service: ServiceId) -> Result<Vec<(UserId, Rights)>, Error> {
    tx.change(LOCK, values![service]).await?;
    let mut rows = tx.list(RIGHTS, values![service]).await?;
    rows.iter_mut()
        .map(|row| Ok((row.take()?, row.take_as(|text| Some(Rights::from_stored(text)))?)))
        .collect()
}

async fn sealed(
    tx: &mut Transaction,
    service: ServiceId,
    member: &Member,
) -> Result<([u8; 16], Vec<u8>), Error> {
    let Member { id, email, phone, name, .. } = member;
    let person = write_fields(&[Some(email.as_str()), phone.as_deref(), name.as_deref()]);
    let sealed = tx.data_key(service).await?.seal(PERSON, id.as_uuid().as_bytes(), &person);
    Ok((tx.keyring().tag(Purpose::MemberEmail, service, email), sealed))
}

impl Store {
    /// The services that a person is a member of.
    pub async fn services_of(&self, person: UserId) -> Result<Vec<ServiceId>, Error> {
        self.engine().list(SERVICES_OF, values![person]).await?.iter_mut().map(Row::take).collect()
    }
}

/// Reads `id, sealed_person, rights, joined_at`.
pub(crate) fn read(row: &mut Row, key: &SealingKey) -> Result<Member, Error> {
    let id: UserId = row.take()?;
    let sealed: Vec<u8> = row.take()?;
    let person = key.open(PERSON, id.as_uuid().as_bytes(), &sealed)?;
    let unsealable = Error::Unsealable { place: PERSON };
    let [email, phone, name] = read_fields(&person).ok_or(unsealable)?;
    Ok(Member {
        id,
        email: email.ok_or(unsealable)?,
        phone,
        name,
        rights: row.take_as(|text| Some(Rights::from_stored(text)))?,
        joined_at: row.take()?,
    })
}
