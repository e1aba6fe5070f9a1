//! The people of a service. Their addresses are sealed.

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::seal::{Purpose, SealingKey};
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::{ServiceId, UserId};
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
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("id", &self.id).finish_non_exhaustive()
    }
}

statements! {
    INSERT = "
        INSERT INTO members (service_id, id, email_tag, sealed_person)
        VALUES ($1, $2, $3, $4)";
}

const PERSON: &str = "members.sealed_person";

/// Adds a person to the team. [`Error::Exists`] when the id or the address is in the team already.
pub async fn insert(tx: &mut Transaction, service: ServiceId, member: &Member) -> Result<(), Error> {
    let Member { id, email, phone, name } = member;
    let person = write_fields(&[Some(email.as_str()), phone.as_deref(), name.as_deref()]);
    let sealed = tx.data_key(service).await?.seal(PERSON, id.as_uuid().as_bytes(), &person);
    let tag = tx.keyring().tag(Purpose::MemberEmail, service, email);
    tx.execute(INSERT, values![service, *id, tag, sealed]).await?;
    tx.touch(service);
    Ok(())
}

/// Reads `id, sealed_person`.
pub(crate) fn read(row: &mut Row, key: &SealingKey) -> Result<Member, Error> {
    let id: UserId = row.take()?;
    let sealed: Vec<u8> = row.take()?;
    let person = key.open(PERSON, id.as_uuid().as_bytes(), &sealed)?;
    let unsealable = Error::Unsealable { place: PERSON };
    let [email, phone, name] = read_fields(&person).ok_or(unsealable)?;
    Ok(Member { id, email: email.ok_or(unsealable)?, phone, name })
}
