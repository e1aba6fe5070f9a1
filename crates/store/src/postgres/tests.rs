//! What only this room can see, on a real server: `./test postgres` starts one.

use super::{Postgres, Server};
use crate::every_statement;
use crate::moving::tables::TABLES;
use crate::nodes::Duty;
use crate::session::Statement;
use crate::testing::new_database;
use facteur_model::chance::{Chance, SystemChance};
use facteur_model::secret::Secret;
use facteur_model::time::{DAY, Moment};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use tokio_postgres::{Client, NoTls};

const NOW: Moment = Moment::from_micros(1_800_000_000_000_000);
const FINGERPRINT: [u8; 32] = [7; 32];

struct World {
    url: Secret,
    postgres: Postgres,
}

impl World {
    async fn new() -> Self {
        let server = std::env::var("FACTEUR_TEST_POSTGRES")
            .expect("FACTEUR_TEST_POSTGRES names a server; `./test postgres` starts one");
        let mut name = [0; 8];
        SystemChance.fill(&mut name);
        let name = format!("room_{}", u64::from_le_bytes(name));
        let url = new_database(&Secret::new(server), &name).await.unwrap();
        let postgres = open(&url).await;
        Self { url, postgres }
    }

    /// A session beside the program's.
    async fn raw(&self) -> Client {
        let config = tokio_postgres::Config::from_str(self.url.expose()).unwrap();
        let (client, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }
}

async fn open(url: &Secret) -> Postgres {
    Postgres::open(&Server::parse(url).unwrap(), &FINGERPRINT, NOW).await.unwrap()
}

#[tokio::test]
async fn every_statement_prepares() {
    let world = World::new().await;
    let raw = world.raw().await;
    let statements = [every_statement::shared(), every_statement::of_postgres()].concat();
    assert!(statements.len() > 50);
    for Statement { name, sql } in statements {
        raw.prepare(sql).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    }
}

/// Table and column, by the schema of SQLite.
fn columns_of_sqlite() -> BTreeMap<String, BTreeSet<String>> {
    let raw = rusqlite::Connection::open_in_memory().unwrap();
    for migration in [
        include_str!("../../migrations/sqlite/0001_foundations.sql"),
        include_str!("../../migrations/sqlite/0002_delivery.sql"),
        include_str!("../../migrations/sqlite/0003_people.sql"),
        include_str!("../../migrations/sqlite/0004_webhooks.sql"),
        include_str!("../../migrations/sqlite/0005_jobs.sql"),
        include_str!("../../migrations/sqlite/0006_files.sql"),
        include_str!("../../migrations/sqlite/0007_reports.sql"),
        include_str!("../../migrations/sqlite/0008_limits.sql"),
        include_str!("../../migrations/sqlite/0009_passkeys.sql"),
    ] {
        raw.execute_batch(migration).unwrap();
    }
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut columns = raw
        .prepare(
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
        )
        .unwrap();
    let rows = columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    for row in rows {
        let (table, column): (String, String) = row.unwrap();
        tables.entry(table).or_default().insert(column);
    }
    tables
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns_but_for_the_queue() {
    let world = World::new().await;
    let rows = world
        .raw()
        .await
        .query(
            "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c
             WHERE c.table_schema = 'public'",
            &[],
        )
        .await
        .unwrap();
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        tables.entry(row.get(0)).or_default().insert(row.get(1));
    }
    for (table, expected) in columns_of_sqlite() {
        let mut expected = expected;
        if table == "notifications" {
            // The queue is a table of its own here, and the recipient index a view of the messages.
            for column in ["sequence", "due_at", "lease"] {
                expected.remove(column);
            }
            expected.insert("recipient_tag".to_owned());
        }
        assert_eq!(tables.get(&table), Some(&expected), "{table}");
    }
}

#[tokio::test]
async fn a_move_brings_every_table_and_column_that_is_not_the_engines_own() {
    let own = ["counters", "keyring", "nodes", "rate_use", "recipient_index", "schema_versions", "text_use"];
    let world = World::new().await;
    let rows = world
        .raw()
        .await
        .query(
            "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c
             JOIN pg_class t ON t.oid = to_regclass(c.table_name::text) AND NOT t.relispartition
             WHERE c.table_schema = 'public' AND NOT c.table_name = ANY ($1)",
            &[&own.as_slice()],
        )
        .await
        .unwrap();
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        tables.entry(row.get(0)).or_default().insert(row.get(1));
    }
    let moved = TABLES.iter().map(|table| {
        let columns = table.columns.iter().map(|column| column.name.to_owned()).collect();
        (table.name.to_owned(), columns)
    });
    assert_eq!(moved.collect::<BTreeMap<_, _>>(), tables);
}

#[tokio::test]
async fn everything_hot_can_be_distributed_by_service() {
    let world = World::new().await;
    let hot = ["notifications", "queue", "attempts", "idempotency", "allowance_used", "rate_use"];
    let rows = world
        .raw()
        .await
        .query(
            "SELECT t.relname::text, i.relname::text, array_agg(a.attname::text)
             FROM pg_index x
             JOIN pg_class t ON t.oid = x.indrelid
             JOIN pg_class i ON i.oid = x.indexrelid
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey)
             WHERE x.indisunique AND t.relname = ANY ($1)
             GROUP BY t.relname, i.relname",
            &[&hot.as_slice()],
        )
        .await
        .unwrap();
    assert_eq!(rows.len(), hot.len(), "each has one unique constraint");
    for row in rows {
        let (table, columns): (String, Vec<String>) = (row.get(0), row.get(2));
        assert!(columns.iter().any(|column| column == "service_id"), "{table}");
    }
}

#[tokio::test]
async fn not_even_sql_changes_or_deletes_an_event() {
    let world = World::new().await;
    let raw = world.raw().await;
    raw.batch_execute(
        "INSERT INTO audit_events VALUES (gen_random_uuid(), 1, NULL, 'somebody', 'did', 'this', '{}')",
    )
    .await
    .unwrap();
    for sql in ["UPDATE audit_events SET actor = ''", "DELETE FROM audit_events", "TRUNCATE audit_events"] {
        assert!(raw.batch_execute(sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn a_duty_is_held_by_one_node_at_a_time() {
    let world = World::new().await;
    let other = open(&world.url).await;
    let held = world.postgres.try_duty(Duty::Sweep).await.unwrap();
    assert!(held.is_some());
    assert!(other.try_duty(Duty::Sweep).await.unwrap().is_none());
    assert!(other.try_duty(Duty::Tend).await.unwrap().is_some(), "another duty is free");
    drop(held);
    // Given back in the background: the next asks until it is.
    while other.try_duty(Duty::Sweep).await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_node_that_is_gone_is_forgotten_and_one_that_lives_is_not() {
    let world = World::new().await;
    let dead = open(&world.url).await;
    let (living, died) = (world.postgres.pulse.node().await.unwrap(), dead.pulse.node().await.unwrap());
    assert_ne!(living, died);
    world.postgres.tend(NOW).await.unwrap();
    let raw = world.raw().await;
    let nodes = async || {
        let rows = raw.query("SELECT number FROM nodes ORDER BY number", &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect::<Vec<i64>>()
    };
    assert_eq!(nodes().await, [living.min(died), living.max(died)]);
    drop(dead);
    while nodes().await != [living] {
        world.postgres.tend(NOW).await.unwrap();
    }
}

#[tokio::test]
async fn a_plan_for_an_empty_queue_does_not_outlive_it() {
    let world = World::new().await;
    let raw = world.raw().await;
    let known = async || {
        let sql = "SELECT reltuples::bigint FROM pg_class WHERE relname = 'queue'";
        raw.query_one(sql, &[]).await.unwrap().get::<_, i64>(0)
    };
    raw.batch_execute("VACUUM ANALYZE queue").await.unwrap();
    assert_eq!(known().await, 0);
    raw.batch_execute(
        "INSERT INTO queue (service_id, notification_id, lane, due_at, attempts)
         SELECT gen_random_uuid(), gen_random_uuid(), 20, 0, 0 FROM generate_series(1, 5000)",
    )
    .await
    .unwrap();
    raw.batch_execute("SELECT pg_stat_force_next_flush()").await.unwrap();
    world.postgres.tend(NOW).await.unwrap();
    assert_eq!(known().await, 5_000);
}

#[tokio::test]
async fn what_one_type_of_key_sent_is_found_at_once_on_a_day_of_others() {
    let world = World::new().await;
    let raw = world.raw().await;
    raw.batch_execute(
        "INSERT INTO notifications
             (id, service_id, api_key_id, key_type, channel, template_id, template_version, created_at, status, parts,
              attempts, lane, recipient_tag, sealed_content)
         SELECT gen_random_uuid(), '018f5e2a-0000-7000-8000-000000000000', gen_random_uuid(), 0, 0, gen_random_uuid(),
                1, 0, 3, 1, 1, 20, '\\x00', ''
         FROM generate_series(1, 5000);
         ANALYZE notifications;
         SET plan_cache_mode = force_generic_plan;
         PREPARE listed (uuid, bigint, uuid) AS
             SELECT id FROM notifications WHERE service_id = $1 AND key_type = $2 AND id > $3 ORDER BY id LIMIT 50",
    )
    .await
    .unwrap();
    let zero = "'018f5e2a-0000-7000-8000-000000000000'";
    let plan = raw
        .query(
            &format!("EXPLAIN (ANALYZE) EXECUTE listed ({zero}, 2, '00000000-0000-0000-0000-000000000000')"),
            &[],
        )
        .await
        .unwrap();
    let plan = plan.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join("\n");
    assert!(!plan.contains("Rows Removed by Filter"), "{plan}");
}

#[tokio::test]
async fn days_have_partitions_ahead_of_time_and_old_ones_go() {
    let world = World::new().await;
    let raw = world.raw().await;
    let partitions = async || {
        let rows = raw
            .query(
                "SELECT relname::text FROM pg_class WHERE relispartition AND relkind = 'r' AND relname ~ '^not'
                 ORDER BY relname",
                &[],
            )
            .await
            .unwrap();
        rows.iter().map(|row| row.get(0)).collect::<Vec<String>>()
    };
    let at_first = partitions().await;
    assert_eq!(at_first.len(), 9, "today, a week ahead, and the default: {at_first:?}");
    world.postgres.tend(NOW.plus(3 * DAY)).await.unwrap();
    let later = partitions().await;
    // No service keeps anything, so only the day of grace is left.
    assert_eq!(later.len(), 8 + 1 + 1, "{later:?}");
    assert!(!later.contains(&at_first[0]), "the first day is gone");
}

/// How this server is reached over TLS: its certificate names `localhost`, and nothing else.
fn over_tls(world: &World, host: &str, query: &str) -> Secret {
    let url = world.url.expose().replace("127.0.0.1", host);
    Secret::new(format!("{url}?{query}"))
}

async fn opens(url: &Secret) -> bool {
    let Ok(server) = Server::parse(url) else { return false };
    Postgres::is_new(&server).await.is_ok()
}

#[tokio::test]
async fn a_server_is_believed_as_far_as_sslmode_says() {
    let world = World::new().await;
    let ca = std::env::var("FACTEUR_TEST_POSTGRES_CA").expect("`./test postgres` names its authority");
    for (host, query, expected) in [
        ("127.0.0.1", "sslmode=disable".to_owned(), true),
        ("127.0.0.1", "sslmode=require".to_owned(), true),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={ca}"), true),
        ("localhost", format!("sslmode=verify-full&sslrootcert={ca}"), true),
        // Signed, but for another name.
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={ca}"), false),
        // Signed by nobody that the public authorities know.
        ("localhost", "sslmode=verify-full".to_owned(), false),
        ("localhost", "sslmode=verify-ca&sslrootcert=system".to_owned(), false),
    ] {
        assert_eq!(opens(&over_tls(&world, host, &query)).await, expected, "{host} {query}");
    }
    let encrypted = open(&over_tls(&world, "127.0.0.1", "sslmode=require")).await;
    let findings = encrypted.check(&FINGERPRINT).await.unwrap();
    let link = findings.iter().find(|finding| finding.subject == "link").unwrap();
    assert!(link.detail.starts_with("TLS"), "{}", link.detail);
}
