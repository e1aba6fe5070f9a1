//! What every handler holds.

use crate::body::Room;
use crate::settings::ApiSettings;
use facteur_app::App;
use std::sync::Arc;

#[derive(Clone)]
pub struct Api {
    pub app: App,
    pub settings: Arc<ApiSettings>,
    /// For bodies with files in them.
    pub room: Room,
}
