//! Every statement of the crate, so that each is prepared by a real engine in a test.

use crate::session::Statement;

/// Those that both engines run.
pub(crate) fn shared() -> Vec<Statement> {
    [
        crate::api_keys::STATEMENTS,
        crate::audit::STATEMENTS,
        crate::departures::STATEMENTS,
        crate::go_live::STATEMENTS,
        crate::invitations::STATEMENTS,
        crate::folders::STATEMENTS,
        crate::jobs::STATEMENTS,
        crate::jobs::EXPANDING_STATEMENTS,
        crate::jobs::READING_STATEMENTS,
        crate::jobs::SETTINGS_STATEMENTS,
        crate::members::STATEMENTS,
        crate::notifications::STATEMENTS,
        crate::notifications::LISTING_STATEMENTS,
        crate::of_service::STATEMENTS,
        crate::pauses::STATEMENTS,
        crate::recovery_codes::STATEMENTS,
        crate::rejected_requests::STATEMENTS,
        crate::reply_tos::STATEMENTS,
        crate::reports::CHUNK_STATEMENTS,
        crate::reports::LINE_STATEMENTS,
        crate::reports::STATEMENTS,
        crate::reports::WORK_STATEMENTS,
        crate::safelist::STATEMENTS,
        crate::services::STATEMENTS,
        crate::sessions::STATEMENTS,
        crate::sign_ins::STATEMENTS,
        crate::sms_senders::STATEMENTS,
        crate::snapshot::STATEMENTS,
        crate::store::STATEMENTS,
        crate::sweeps::STATEMENTS,
        crate::tallies::STATEMENTS,
        crate::template_categories::STATEMENTS,
        crate::templates::STATEMENTS,
        crate::throttles::STATEMENTS,
        crate::tokens::STATEMENTS,
        crate::transaction::STATEMENTS,
        crate::users::STATEMENTS,
        crate::versions::STATEMENTS,
        crate::webhooks::STATEMENTS,
        crate::webhooks::CALL_STATEMENTS,
        crate::webhooks::DELIVERY_STATEMENTS,
    ]
    .concat()
}

/// SQLite's own.
pub(crate) fn of_sqlite() -> Vec<Statement> {
    crate::sqlite::statements()
}

/// PostgreSQL's own.
pub(crate) fn of_postgres() -> Vec<Statement> {
    crate::postgres::statements()
}

#[test]
fn every_module_with_statements_is_in_the_list() {
    let mut modules: Vec<_> = [shared(), of_sqlite(), of_postgres()]
        .concat()
        .iter()
        .map(|statement| statement.name.rsplit_once("::").unwrap().0.replace("facteur_store::", ""))
        .collect();
    modules.dedup();
    let mut declared = 0;
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains("\nstatements! {") {
                declared += 1;
            }
        }
    }
    assert_eq!(modules.len(), declared, "{modules:?}");
}
