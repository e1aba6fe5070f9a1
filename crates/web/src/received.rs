//! Text messages that people sent: the inbox, one conversation, who wants no more texts, and the numbers.

mod inbox;
mod numbers;
mod opt_outs;

use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::routes::Route;
use crate::visit::Visit;

/// The longest number that somebody searches for.
const LONGEST_NUMBER: usize = 64;

pub fn routes() -> Vec<Route> {
    [inbox::routes(), opt_outs::routes(), numbers::routes()].into_iter().flatten().collect()
}

/// A field for a number to search for. Forms post it: a number has no place in an address.
fn search_field(visit: &Visit, form: &Form, errors: &Errors) -> Markup {
    let input = Input { kind: "search", mode: "tel", width: 20, ..Input::default() };
    visit.fields(form, errors).input("number", "received-search", input)
}

/// The number that was searched for, or what is wrong with it.
fn searched(visit: &Visit) -> Result<&str, Errors> {
    let number = visit.form().text("number");
    let is_wrong =
        number.is_empty() || number.chars().count() > LONGEST_NUMBER || number.chars().any(char::is_control);
    if !is_wrong {
        return Ok(number);
    }
    let mut errors = Errors::default();
    errors.add("number", visit.say("received-search-wrong"));
    Err(errors)
}
