//! Seeing what was sent: the dashboard, the messages, one message, the usage report.

mod dashboard;
mod drawing;
pub mod live;
mod message;
mod messages;
mod reports;
pub mod status;
mod usage;

use crate::routes::Route;

pub fn routes() -> Vec<Route> {
    [dashboard::routes(), messages::routes(), message::routes(), reports::routes(), usage::routes()]
        .into_iter()
        .flatten()
        .collect()
}
