//! Sending one message from the site.

mod one_off;
mod refusal;
mod schedule;

use crate::routes::Route;

pub fn routes() -> Vec<Route> {
    one_off::routes()
}
