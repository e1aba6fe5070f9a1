//! Why a program's template was not made, changed or archived, in the contract's words (§3.9).

use super::{BAD_REQUEST, Class, Envelope, Refusal, VALIDATION_ERROR};
use crate::echo;
use crate::json::Shown;
use crate::schema::Violations;
use axum::http::StatusCode;
use facteur_app::{ChangeError, ManageError, TemplateCategory, TemplateFault};
use facteur_i18n::Message;
use facteur_model::id::TemplateCategoryId;
use serde::Serialize;

const FORBIDDEN: Class = "ForbiddenError";
const CATEGORY_NOT_VALID: Class = "TemplateCategoryValidationError";
const CATEGORY_NOT_FOUND: Class = "TemplateCategoryNotFoundError";
const CATEGORIES_UNAVAILABLE: Class = "TemplateCategoryUnavailable";

pub const CATEGORY: &str = "template_category_id";

/// A category that templates may have.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TemplateCategory)]
pub struct CategoryBody {
    #[schema(value_type = uuid::Uuid)]
    template_category_id: ShownCategory,
    name: String,
}

#[derive(Debug, Clone)]
struct ShownCategory(TemplateCategoryId);

impl Serialize for ShownCategory {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown(self.0).serialize(serializer)
    }
}

impl CategoryBody {
    /// Those that people may choose, with their English names.
    pub fn all(categories: Vec<TemplateCategory>) -> Vec<Self> {
        let shown = categories.into_iter().filter(|category| !category.hidden);
        let body = |category: TemplateCategory| Self {
            template_category_id: ShownCategory(category.id),
            name: category.name_en,
        };
        shown.map(body).collect()
    }
}

/// Everything that the schema has against a template.
pub struct TemplateViolations(pub Violations);

impl TemplateViolations {
    /// Status 400. What is wrong with the category has a class of its own, and the categories beside it; everything else is
    /// said as well (contract §9 item 27).
    pub fn refuse(self, categories: Vec<CategoryBody>) -> Refusal {
        let class_of = |message: &Message| match message {
            Message::CategoryNotAUuid => CATEGORY_NOT_VALID,
            Message::FieldRequired { name } if name == CATEGORY => CATEGORY_NOT_VALID,
            _ => VALIDATION_ERROR,
        };
        let errors: Vec<_> =
            self.0.into_messages().into_iter().map(|message| (class_of(&message), message)).collect();
        if errors.iter().any(|(class, _)| *class == CATEGORY_NOT_VALID) {
            Refusal::with_categories(errors, categories)
        } else {
            Refusal::of(StatusCode::BAD_REQUEST, Envelope::Errors(errors))
        }
    }
}

impl Refusal {
    /// 403: the key may not manage templates (contract §1.8).
    pub fn templates_not_managed() -> Self {
        Self::new(StatusCode::FORBIDDEN, FORBIDDEN, Message::TemplatesNotManaged)
    }

    fn with_categories(mut errors: Vec<(Class, Message)>, categories: Vec<CategoryBody>) -> Self {
        if categories.is_empty() {
            errors.push((CATEGORIES_UNAVAILABLE, Message::CategoriesUnavailable));
        }
        Self::of(StatusCode::BAD_REQUEST, Envelope::WithCategories(errors, categories))
    }

    /// What the product has against it. `categories` are those that there are.
    pub fn manage(error: ManageError, categories: Vec<CategoryBody>) -> Self {
        match error {
            ManageError::NoSuchTemplate => Self::no_result(),
            ManageError::NoSuchCategory => {
                Self::with_categories(vec![(CATEGORY_NOT_FOUND, Message::CategoryNotFound)], categories)
            }
            ManageError::NoSuchFolder => Self::bad_request(Message::FolderNotFound),
            ManageError::ChannelNotPermitted(channel) => {
                let message = Message::TemplatesNotPermitted { channel: channel.as_str() };
                Self::new(StatusCode::FORBIDDEN, FORBIDDEN, message)
            }
            ManageError::Archived => Self::bad_request(Message::TemplateAlreadyArchived),
            ManageError::Outdated => {
                Self::new(StatusCode::CONFLICT, "ConflictError", Message::TemplateOutdated).after(1)
            }
            ManageError::Faulty(faults) => faulty(&faults),
            ManageError::Change(ChangeError::Unavailable(unavailable)) => Self::from(unavailable),
            // The key may no longer manage templates, or its service is gone.
            ManageError::Change(_) => Self::templates_not_managed(),
        }
    }
}

/// Lengths come one at a time, the content's first; what no schema would take is said all at once.
fn faulty(faults: &[TemplateFault]) -> Refusal {
    let mut errors: Vec<_> = faults.iter().map(|fault| fault_message(*fault)).collect();
    if errors.iter().any(|(class, _)| *class == VALIDATION_ERROR) {
        errors.retain(|(class, _)| *class == VALIDATION_ERROR);
    } else {
        errors.sort_by_key(|(_, message)| !matches!(message, Message::TemplateContentTooLong { .. }));
        errors.truncate(1);
    }
    Refusal::of(StatusCode::BAD_REQUEST, Envelope::Errors(errors))
}

fn fault_message(fault: TemplateFault) -> (Class, Message) {
    let field = match fault.field() {
        "name" => "name",
        "subject" => "subject",
        _ => "content",
    };
    let empty = || (VALIDATION_ERROR, Message::TooShort { field, value: echo::text("") });
    match fault {
        TemplateFault::NameMissing | TemplateFault::SubjectMissing | TemplateFault::ContentMissing => empty(),
        TemplateFault::NameUnprintable
        | TemplateFault::SubjectUnprintable
        | TemplateFault::ContentUnprintable => (VALIDATION_ERROR, Message::ControlCharacter { field }),
        TemplateFault::SubjectTooLong => (VALIDATION_ERROR, Message::TooLong { field, value: String::new() }),
        TemplateFault::SubjectCommas | TemplateFault::ContentCommas => {
            (VALIDATION_ERROR, Message::TemplateCommas { field })
        }
        // A text's subject never comes this far.
        TemplateFault::SubjectOfText => {
            (VALIDATION_ERROR, Message::FieldsUnknown { names: field.to_owned(), count: 1 })
        }
        TemplateFault::ContentTooLong { limit, .. } => {
            (BAD_REQUEST, Message::TemplateContentTooLong { limit: u64::try_from(limit).unwrap_or(u64::MAX) })
        }
        TemplateFault::NameTooLong => (BAD_REQUEST, Message::TemplateNameTooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_i18n::Language;

    #[test]
    fn without_any_category_the_answer_says_so() {
        let refusal = Refusal::manage(ManageError::NoSuchCategory, Vec::new());
        assert_eq!(
            String::from_utf8(refusal.to_json(Language::En)).expect("text"),
            r#"{"status_code":400,"errors":[{"error":"TemplateCategoryNotFoundError","message":"template_category_id not found"},{"error":"TemplateCategoryUnavailable","message":"Template categories are unavailable. Please contact support; the template categories endpoint may be down."}],"template_categories":[]}"#
        );
    }

    #[test]
    fn of_two_lengths_the_content_s_is_told() {
        let faults = [TemplateFault::NameTooLong, TemplateFault::ContentTooLong { length: 613, limit: 612 }];
        let refusal = Refusal::manage(ManageError::Faulty(faults.to_vec()), Vec::new());
        assert_eq!(
            refusal.reasons(Language::En),
            "Content has a character count greater than the limit of 612"
        );
    }
}
