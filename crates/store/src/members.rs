//! The people of a service. Their addresses are sealed.

use crate::error::Error;
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

/// Adds a person to the team. [`Error::Exists`] when the id or the address is in the team already.
pub async fn insert(tx: &mut Transaction, service: ServiceId, member: &Member) -> Result<(), Error> {
    let _ = (tx, service, member);
    unimplemented!()
}
