//! Sending from the site: one message, or a whole list.

mod bulk;
mod chosen_files;
mod one_off;
mod refusal;
mod schedule;

use crate::form::FilesTaken;
use crate::routes::Route;
use facteur_app::Settings;
use facteur_template::limits::MAX_ATTACHMENTS;

/// Bytes of the form of a list besides the list.
const BESIDES_LIST: usize = 64 << 10;
/// Bytes of the form of a message besides its files: its values, in the widest encoding.
const BESIDES_FILES: usize = 1 << 20;

/// The files that a form of this route may bring; `None` when it brings none.
pub fn files_taken(route: &str, settings: &Settings) -> Option<FilesTaken> {
    match route {
        bulk::UPLOAD => {
            let largest = settings.largest_list;
            let form = largest.saturating_add(BESIDES_LIST);
            Some(FilesTaken { number: 1, largest, together: largest, form })
        }
        one_off::WRITE => {
            let together = settings.files.most_message_bytes;
            // As much again is read and let go, so that the page can say which file is too large.
            let form = together.saturating_mul(2).saturating_add(BESIDES_FILES);
            Some(FilesTaken { number: MAX_ATTACHMENTS, largest: settings.files.most_bytes, together, form })
        }
        _ => None,
    }
}

pub fn routes() -> Vec<Route> {
    one_off::routes().into_iter().chain(bulk::routes()).collect()
}
