//! Why a template cannot be shown or previewed (contract §3.7, §3.8).

use super::Refusal;
use facteur_app::TemplateError;
use facteur_i18n::Message;

impl From<TemplateError> for Refusal {
    fn from(error: TemplateError) -> Self {
        match error {
            TemplateError::NotFound => Self::no_result(),
            TemplateError::MissingPersonalisation { names } => {
                Self::bad_request(Message::PreviewPersonalisationMissing { names: names.join(", ") })
            }
            TemplateError::Unavailable(unavailable) => Self::from(unavailable),
        }
    }
}
