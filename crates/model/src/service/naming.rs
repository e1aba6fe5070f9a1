//! What a service may be called, and the name in front of the `@` of its e-mails (admin-ui §1.2).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a service's name.
pub const LONGEST_NAME: usize = 255;
/// Characters of what stands in front of the `@`.
pub const LONGEST_SENDING_NAME: usize = 64;
/// Characters of name and address in the header of an e-mail.
pub const LONGEST_SENDER: usize = 320;
/// Names that mail systems and the installation's own letters use.
const RESERVED: [&str; 5] = ["abuse", "hostmaster", "notification", "postmaster", "webmaster"];

/// Why a service cannot be called that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServiceNameError {
    #[error("the name of a service cannot be empty")]
    Empty,
    #[error("the name of a service cannot be longer than {LONGEST_NAME} characters")]
    TooLong,
    /// The name stands between quotation marks in the headers of e-mails.
    #[error("the name of a service cannot hold quotation marks")]
    Quotes,
    #[error("the name of a service cannot hold control characters")]
    Control,
    #[error("another service has this name")]
    Taken,
    /// As mail servers read it, with every letter that is not plain encoded, and the address behind it.
    #[error(
        "the name and the sending address cannot be longer than {LONGEST_SENDER} characters in an e-mail"
    )]
    TooLongToSend,
}

/// Why the e-mails of a service cannot come from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendingNameError {
    #[error("the name of a sending address needs a letter or a digit")]
    Empty,
    #[error("the name of a sending address cannot be longer than {LONGEST_SENDING_NAME} characters")]
    TooLong,
    #[error(
        "the name of a sending address needs 1 to {LONGEST_SENDING_NAME} of a-z, 0-9, dot, hyphen and underscore, \
         with single dots inside"
    )]
    Spelling,
    #[error("another service, or the installation itself, sends from this address")]
    Taken,
}

/// A service's name without the blanks around it.
pub fn service_name(typed: &str) -> Result<&str, ServiceNameError> {
    let name = typed.trim();
    if name.is_empty() {
        Err(ServiceNameError::Empty)
    } else if name.chars().count() > LONGEST_NAME {
        Err(ServiceNameError::TooLong)
    } else if name.chars().any(is_unseen) {
        Err(ServiceNameError::Control)
    } else if name.contains(['"', '“', '”', '„', '«', '»']) {
        Err(ServiceNameError::Quotes)
    } else {
        Ok(name)
    }
}

/// Characters that end lines, turn the direction of what follows, or are not seen at all: with them, one name can be
/// made to look like another.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// By what names are compared: case, and how many blanks stand between words, make no difference.
pub fn compared_name(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name in front of the `@` as it will be: plain letters in lower case, digits, dots, hyphens and underscores.
///
/// ```
/// use facteur_model::service::sending_name;
/// assert_eq!(sending_name(" Santé  publique!").as_deref(), Ok("sante.publique"));
/// ```
pub fn sending_name(typed: &str) -> Result<String, SendingNameError> {
    /// More was not typed by a person.
    const LONGEST_TYPED: usize = 1_000;
    if typed.len() > LONGEST_TYPED {
        return Err(SendingNameError::TooLong);
    }
    let mut name = String::with_capacity(typed.len());
    for letter in typed.trim().nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' | '-' | '_' => name.push(letter),
            'œ' => name.push_str("oe"),
            'æ' => name.push_str("ae"),
            'ß' => name.push_str("ss"),
            _ if (letter == '.' || letter.is_whitespace()) && !name.is_empty() && !name.ends_with('.') => {
                name.push('.');
            }
            _ => {}
        }
    }
    if name.ends_with('.') {
        name.pop();
    }
    check_sending_name(&name)?;
    Ok(name)
}

/// As [`sending_name`], of a name that must be spelled right already.
pub fn check_sending_name(name: &str) -> Result<(), SendingNameError> {
    let plain = name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_'));
    if name.len() > LONGEST_SENDING_NAME {
        Err(SendingNameError::TooLong)
    } else if !plain || name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        Err(SendingNameError::Spelling)
    } else if !name.bytes().any(|b| b.is_ascii_alphanumeric()) {
        Err(SendingNameError::Empty)
    } else if RESERVED.contains(&name) {
        Err(SendingNameError::Taken)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sending_names_are_spelled_so_that_every_mail_system_carries_them() {
        for (typed, name) in [
            ("Passeports", Ok("passeports")),
            ("Santé publique – Québec", Ok("sante.publique.quebec")),
            ("..Cœur..du..Canada..", Ok("coeur.du.canada")),
            ("a-b_c", Ok("a-b_c")),
            ("日本", Err(SendingNameError::Empty)),
            ("-_-", Err(SendingNameError::Empty)),
            ("  ", Err(SendingNameError::Empty)),
            ("Postmaster", Err(SendingNameError::Taken)),
        ] {
            assert_eq!(sending_name(typed).as_deref(), name.as_ref().map(|name| *name), "{typed}");
        }
        assert_eq!(sending_name(&"a".repeat(64)).map(|name| name.len()), Ok(64));
        assert_eq!(sending_name(&"a".repeat(65)), Err(SendingNameError::TooLong));
    }

    #[test]
    fn names_are_for_people_and_for_headers() {
        assert_eq!(service_name(" Santé | Health "), Ok("Santé | Health"));
        for (name, error) in [
            (" ", ServiceNameError::Empty),
            ("Say “hi”", ServiceNameError::Quotes),
            ("\"x\"", ServiceNameError::Quotes),
            ("a\nb", ServiceNameError::Control),
            ("a\u{202e}b", ServiceNameError::Control),
        ] {
            assert_eq!(service_name(name), Err(error));
        }
        assert_eq!(service_name(&"é".repeat(255)).map(|name| name.chars().count()), Ok(255));
        assert_eq!(service_name(&"é".repeat(256)), Err(ServiceNameError::TooLong));
        assert_eq!(compared_name("SANTÉ  Publique"), compared_name("sante\u{301} publique"));
    }

    proptest! {
        #[test]
        fn a_sending_name_stays_as_it_is(typed in ".*") {
            if let Ok(name) = sending_name(&typed) {
                prop_assert_eq!(sending_name(&name), Ok(name.clone()));
            }
        }
    }
}
