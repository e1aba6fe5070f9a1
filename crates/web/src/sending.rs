//! Sending from the site: one message, or a whole list.

mod bulk;
mod one_off;
mod refusal;
mod schedule;

use crate::routes::Route;

pub use bulk::TAKE_A_FILE;

pub fn routes() -> Vec<Route> {
    one_off::routes().into_iter().chain(bulk::routes()).collect()
}
