//! Files and server together: a whole Facteur behind a socket of this machine.

use super::plan::{Doing, Overwriting, pull, push};
use super::report::{Report, State};
use super::server::Server;
use facteur_api::ApiSettings;
use facteur_app::KeyRequest;
use facteur_model::api_key::{KeyType, Scope};
use facteur_model::secret::Secret;
use facteur_testkit::world::{TestService, World};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use tokio::net::TcpListener;

struct Bench<'a> {
    service: TestService<'a>,
    url: String,
    keeper: Server,
    folder: TempDir,
}

async fn bench(world: &World) -> Bench<'_> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let router = facteur_api::router(world.app.clone(), ApiSettings::default());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let service = world.trial_service("Parcs").await;
    let wanted = KeyRequest { scopes: vec![Scope::ManageTemplates], ..service.key_request(KeyType::Test) };
    let made = world.app.create_key(&world.by, wanted).await.expect("a key");
    let keeper = Server::new(&url, made.text).expect("a server");
    Bench { service, url, keeper, folder: TempDir::new().expect("a folder") }
}

impl Bench<'_> {
    async fn pull(&self) -> Report {
        pull(self.folder.path(), &self.keeper, Overwriting::Unchanged).await.expect("a pull")
    }

    async fn push(&self, doing: Doing) -> Report {
        push(self.folder.path(), &self.keeper, 4, doing).await.expect("a push")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file")
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{text}");
        fs::write(self.path(name), text.replacen(from, to, 1)).expect("a file");
    }
}

fn states(report: &Report) -> Vec<(State, &str)> {
    report.lines.iter().map(|line| (line.state, line.what.as_str())).collect()
}

const EMAIL: &str = "greeting-by-email.md";
const SMS: &str = "greeting-by-sms.md";

#[tokio::test]
async fn what_was_pulled_is_changed_pushed_and_the_same_again() {
    let world = World::new().await;
    let bench = bench(&world).await;
    let pulled = bench.pull().await;
    assert_eq!(states(&pulled), [(State::Written, EMAIL), (State::Written, SMS)]);
    assert_eq!(
        bench.read(EMAIL),
        format!(
            "---\nid: {}\nname: Greeting by email\ntype: email\nsubject: News for ((name))\nversion: 1\n---\nHello ((name))\n",
            bench.service.email
        )
    );
    let again = bench.pull().await;
    assert_eq!(states(&again), [(State::Same, EMAIL), (State::Same, SMS)]);
    assert!(bench.push(Doing::Comparing).await.is_clean());
    // An editor of another system leaves other ends of lines: nothing differs.
    let text = bench.read(EMAIL).replace('\n', "\r\n");
    fs::write(bench.path(EMAIL), text).expect("a file");
    assert!(bench.push(Doing::Comparing).await.is_clean());

    bench.edit(EMAIL, "Hello ((name))", "Hello again,\n\n((name))");
    bench.edit(EMAIL, "type: email", "type: email\ncategory: reminder\nfolder: top");
    let found = bench.push(Doing::Comparing).await;
    assert_eq!(
        found.text(),
        "changed         greeting-by-email.md\n    - category: \n    + category: Reminder\n    @@ line 10\n    - Hello ((name))\n    + Hello again,\n    + \n    + ((name))\n"
    );
    let said = bench.push(Doing::Saying).await;
    assert!(!said.is_clean() && said.text().contains("--apply"), "{}", said.text());
    let done = bench.push(Doing::Writing).await;
    assert!(done.is_clean(), "{}", done.text());
    assert!(bench.read(EMAIL).contains("version: 2\n"));
    assert!(bench.push(Doing::Comparing).await.is_clean());
    let key = bench.service.key(KeyType::Test).await;
    let shown = key.get(&format!("/v2/template/{}", bench.service.email)).await.json;
    assert_eq!(shown["body"], "Hello again,\n\n((name))");
}

#[tokio::test]
async fn a_new_file_becomes_a_template_and_learns_its_id() {
    let world = World::new().await;
    let bench = bench(&world).await;
    bench.pull().await;
    let text = "---\nname: Rappel\ntype: sms\ncategory: Reminder\n---\nBonjour ((name))\n";
    fs::write(bench.path("neuf.md"), text).expect("a file");
    fs::write(bench.path("README.md"), "Nothing to see").expect("a file");
    assert_eq!(states(&bench.push(Doing::Saying).await)[2], (State::New, "neuf.md"));
    assert!(!bench.read("neuf.md").contains("id:"));
    bench.push(Doing::Writing).await;
    assert!(bench.read("neuf.md").starts_with("---\nid: ") && bench.read("neuf.md").contains("version: 1"));
    // Its name on the server is another one than its file's: the file keeps its own.
    assert_eq!(states(&bench.pull().await)[2], (State::Same, "neuf.md"));
    bench.edit("neuf.md", "name: Rappel", "name: Autre nom");
    bench.push(Doing::Writing).await;
    assert!(bench.pull().await.is_clean());
    assert!(!bench.path("autre-nom.md").exists());
}

#[tokio::test]
async fn what_was_changed_on_both_sides_is_a_conflict_and_nothing_is_lost() {
    let world = World::new().await;
    let bench = bench(&world).await;
    bench.pull().await;
    let path = format!("/v2/manage-template/{}", bench.service.email);
    let keeper = world.caller(format!("ApiKey-v1 {}", keeper_text(&bench).await));
    keeper.patch(&path, &serde_json::json!({"content": "Theirs"})).await;
    bench.edit(EMAIL, "Hello ((name))", "Mine");
    let found = bench.push(Doing::Writing).await;
    assert_eq!(states(&found)[0], (State::Conflict, EMAIL));
    assert!(
        found.text().contains(
            "greeting-by-email.md:6: error: the server has version 2, the file is of version 1: pull first"
        ),
        "{}",
        found.text()
    );
    assert_eq!(keeper.get(&path).await.json["body"], "Theirs");
    let pulled = bench.pull().await;
    assert_eq!((states(&pulled)[0], pulled.is_clean()), ((State::Conflict, EMAIL), false));
    assert!(bench.read(EMAIL).contains("Mine"));
    let forced = pull(bench.folder.path(), &bench.keeper, Overwriting::Everything).await.expect("a pull");
    assert!(forced.is_clean());
    assert!(bench.read(EMAIL).contains("Theirs"));
    // What only the server changed is pulled without a question.
    keeper.patch(&path, &serde_json::json!({"content": "Theirs again"})).await;
    assert!(bench.pull().await.is_clean());
    assert!(bench.read(EMAIL).contains("version: 3\n---\nTheirs again\n"));
    // What is archived there stays here, and is told.
    keeper.delete(&path).await;
    let found = bench.push(Doing::Comparing).await;
    assert_eq!(states(&found)[0], (State::NotOnServer, EMAIL));
    fs::remove_file(bench.path(SMS)).expect("a file");
    let found = bench.push(Doing::Comparing).await;
    assert_eq!(states(&found)[1], (State::OnlyOnServer, "Greeting by sms"));
}

async fn keeper_text(bench: &Bench<'_>) -> String {
    let service = &bench.service;
    let wanted = KeyRequest { scopes: vec![Scope::ManageTemplates], ..service.key_request(KeyType::Test) };
    let made = service.world.app.create_key(&service.world.by, wanted).await.expect("a key");
    made.text.expose().to_owned()
}

#[tokio::test]
async fn a_key_that_only_reads_pulls_and_compares() {
    let world = World::new().await;
    let bench = bench(&world).await;
    let key = bench.service.make_key(KeyType::Test).await;
    let reader = Server::new(&bench.url, key.text).expect("a server");
    let pulled = pull(bench.folder.path(), &reader, Overwriting::Unchanged).await.expect("a pull");
    assert!(pulled.is_clean() && pulled.text().contains("may not manage templates"), "{}", pulled.text());
    assert!(push(bench.folder.path(), &reader, 4, Doing::Comparing).await.expect("a push").is_clean());
    let refused = push(bench.folder.path(), &reader, 4, Doing::Writing).await.expect_err("a refusal");
    assert!(refused.to_string().contains("manage_templates"), "{refused}");
}

#[tokio::test]
async fn files_that_are_not_right_are_told_by_line_and_write_nothing() {
    let world = World::new().await;
    let bench = bench(&world).await;
    bench.pull().await;
    fs::write(bench.path("a.md"), "---\nname: x\ntype: fax\n---\n").expect("a file");
    fs::write(bench.path("b.md"), b"---\nname: \xff\n---\n").expect("a file");
    fs::copy(bench.path(EMAIL), bench.path("z.md")).expect("a file");
    bench.edit(EMAIL, "Hello", "Bonjour");
    let found = bench.push(Doing::Writing).await;
    let text = found.text();
    for line in [
        "a.md:3: error: type: this is not email or sms",
        "b.md:1: error: the file is not text in UTF-8",
        "z.md:2: error: another file has the same id",
        "Nothing was written: correct the errors first.",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert!(!found.is_clean());
    let key = bench.service.key(KeyType::Test).await;
    let shown = key.get(&format!("/v2/template/{}", bench.service.email)).await.json;
    assert_eq!(shown["version"], 1);
}

#[tokio::test]
async fn a_wrong_key_and_a_server_that_is_not_there_are_errors_that_do_not_show_the_key() {
    let world = World::new().await;
    let bench = bench(&world).await;
    let secret = "facteur-test-x-1234";
    for url in [bench.url.as_str(), "http://127.0.0.1:9"] {
        let server = Server::new(url, Secret::new(secret)).expect("a server");
        let error = pull(bench.folder.path(), &server, Overwriting::Unchanged).await.expect_err("an error");
        let text = format!("{error:#} {error:?}");
        assert!(
            text.contains("GET /v2/manage-template/template-categories") && !text.contains(secret),
            "{text}"
        );
    }
    assert!(Server::new("ftp://x", Secret::new(secret)).is_err());
}
