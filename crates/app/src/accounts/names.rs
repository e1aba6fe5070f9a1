//! What people are called, for pages that say who did something.

use crate::{App, Unavailable};
use facteur_model::id::UserId;
use std::collections::HashMap;

impl App {
    /// The names of people. Somebody without an account is not in the answer.
    pub async fn person_names(&self, people: &[UserId]) -> Result<HashMap<UserId, String>, Unavailable> {
        let mut names = HashMap::with_capacity(people.len());
        for person in people {
            if !names.contains_key(person)
                && let Some(user) = self.store().user(*person).await?
            {
                names.insert(*person, user.profile.name);
            }
        }
        Ok(names)
    }
}
