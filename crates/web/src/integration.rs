//! API integration: what a service's programs need, for the people who look after them.

mod keys;
mod safelist;

use crate::routes::Route;

pub fn routes() -> Vec<Route> {
    [keys::routes(), safelist::routes()].into_iter().flatten().collect()
}
