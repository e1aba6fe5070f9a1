//! Looking at the health of a PostgreSQL database.

use super::migrate;
use super::pool::Lent;
use crate::check::{Finding, Verdict};
use crate::error::Error;
use crate::session::{Statement, statements};

statements! {
    FSYNC = "SELECT current_setting('fsync') || '/' || current_setting('full_page_writes')";

    COMMITS = "SELECT current_setting('synchronous_commit')";

    VERSION = "SELECT current_setting('server_version')";

    ENCODING = "SELECT current_setting('server_encoding')";

    ENCRYPTED = "
        SELECT CASE WHEN ssl THEN 'TLS ' || version ELSE 'no TLS' END
        FROM pg_catalog.pg_stat_ssl
        WHERE pid = pg_backend_pid()";

    ROLE = "SELECT CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE 'primary' END";
}

pub(super) async fn check(lent: &Lent, fingerprint: &[u8; 32]) -> Result<Vec<Finding>, Error> {
    let (found, known) = (migrate::version_of(lent).await?, migrate::known_version());
    let keyring = migrate::fingerprint_of(lent).await?.as_ref() == Some(fingerprint);
    let say = async |statement: Statement| -> Result<String, Error> {
        lent.list(statement, &[]).await?.pop().map_or(Ok(String::new()), |mut row| row.take())
    };
    let fsync = say(FSYNC).await?;
    let commits = say(COMMITS).await?;
    let encoding = say(ENCODING).await?;
    let role = say(ROLE).await?;
    let good = |good| if good { Verdict::Good } else { Verdict::Bad };
    let finding = |subject, verdict, detail| Finding { subject, verdict, detail };
    Ok(vec![
        finding("server", Verdict::Notable, say(VERSION).await?),
        finding("link", Verdict::Notable, say(ENCRYPTED).await?),
        finding("role", good(role == "primary"), role),
        finding("schema", good(found == known), format!("version {found} of {known}")),
        finding(
            "keyring",
            good(keyring),
            if keyring { "the database's own" } else { "another one" }.to_owned(),
        ),
        finding("fsync and full page writes", good(fsync == "on/on"), fsync),
        finding("synchronous commits", good(commits != "off"), commits),
        finding("encoding", good(encoding == "UTF8"), encoding),
    ])
}
