//! Templates on the site: lists, folders, forms, previews, history.

use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{FolderId, ServiceId, TemplateId};
use facteur_model::person::{Right, Rights};
use facteur_model::time::{Clock, DAY, MINUTE};
use facteur_store::testing;
use facteur_testkit::world::{Browser, TestService, World};

/// `Confirmation`, of normal urgency.
const CONFIRMATION: &str = "977e2a00-f957-4ff0-92f2-ca3286b24786";
const HOSTILE: &str = "<script>alert(1)</script>";

fn rights(rights: &[Right]) -> Rights {
    rights.iter().copied().collect()
}

async fn writer(world: &World, service: ServiceId) -> Browser {
    world.member_with(service, "zoe@example.ca", rights(&[Right::ManageTemplates])).await
}

fn page(service: &TestService<'_>, rest: &str) -> String {
    format!("/services/{}/templates{rest}", service.id)
}

/// The id of the template whose page is shown.
fn shown_id(at: &str) -> TemplateId {
    TemplateId::parse(at.rsplit('/').next().unwrap_or_default())
        .unwrap_or_else(|| panic!("{at} names no template"))
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_sorted() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    parks.template(Channel::Email, Some("Avis"), "Été au parc").await;
    let mut zoe = world.member_with(parks.id, "zoe@example.ca", Rights::NONE).await;
    let list = page(&parks, "");
    let shown = zoe.open(&list).await;
    shown.is(200).says("Your templates").says("3 templates").says("Greeting by email").says("Été au parc");
    shown.is_silent_about("Create an email template");
    zoe.open(&format!("{list}?q=%C3%89T%C3%89")).await.says("1 template").says("Été au parc");
    zoe.open(&format!("{list}?q={}", parks.sms)).await.says("1 template").says("Greeting by sms");
    zoe.open(&format!("{list}?kind=sms")).await.says("1 template").is_silent_about("Greeting by email");
    zoe.open(&format!("{list}?archived=yes")).await.says("0 templates").says("No template matches");
    zoe.open(&format!("{list}?q=%3Cscript%3E&page=99999999")).await.is(200).says("0 templates");
    zoe.open(&format!("{list}?folder=nonsense")).await.is(200).says("3 templates");
    let nowhere = FolderId::from_uuid(parks.id.as_uuid());
    zoe.open(&format!("{list}?folder={nowhere}")).await.is(404);
    zoe.in_french().open(&list).await.says("Vos gabarits").says("3 gabarits").says("Message texte");
}

#[tokio::test]
async fn strangers_see_nothing_and_members_without_the_right_change_nothing() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let stranger = world.person("Alex", "alex@example.ca").await;
    let mut stranger = world.signed_in(stranger).await;
    let mut member = world.member_with(parks.id, "zoe@example.ca", rights(&[Right::SendMessages])).await;
    let email = parks.email;
    for path in ["", "/add-email", "/add-sms", "/add-folder", &format!("/{email}"), &format!("/{email}/edit")]
    {
        stranger.open(&page(&parks, path)).await.is(404);
        world.browser().open_only(&page(&parks, path)).await.is(303);
    }
    member.open(&page(&parks, &format!("/{email}"))).await.is(200).is_silent_about("Edit the template");
    for path in
        ["/add-email", "/add-sms", "/add-folder", &format!("/{email}/edit"), &format!("/{email}/archive")]
    {
        member.open(&page(&parks, path)).await.is(403);
    }
    member.open(&page(&parks, &format!("/{email}/versions"))).await.is(403);
    member.open(&page(&parks, &format!("/{email}"))).await.is(200);
    for path in ["/copy", "/archive", "/edit", "/versions/1/restore"] {
        member.submit(&page(&parks, &format!("/{email}{path}")), &[("name", "x")]).await.is(403);
    }
    member.submit(&page(&parks, "/move"), &[("template", &email.to_string()), ("to", "top")]).await.is(403);
}

#[tokio::test]
async fn a_template_is_written_previewed_and_kept() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = writer(&world, parks.id).await;
    let add = page(&parks, "/add-email");
    zoe.open(&add)
        .await
        .is(200)
        .says("Create an email template")
        .says("Bulk sending: goes after everything else");
    let fields = [
        ("name", "Reminder"),
        ("subject", "For ((name))"),
        ("content", "# Bring\n\n* ((papers))\n\n((vip??Welcome back))"),
        ("category", CONFIRMATION),
    ];
    let preview = zoe.submit(&add, &[&fields[..], &[("then", "preview")]].concat()).await;
    preview.is(200).says("Nothing is saved yet.").says("((papers))").says("As plain text");
    assert!(preview.html.contains("<h2>Bring</h2>"), "{}", preview.html);
    assert!(!preview.html.contains("style="), "{}", preview.html);
    let kept = zoe.submit(&add, &fields).await;
    kept.is(200).says("The template ‘Reminder’ was created").says("Version 1, by Zoé Tremblay");
    kept.says("Confirmation").says("Normal sending").says("Placeholders ((name)) ((papers)) ((vip))");
    kept.says(&shown_id(&kept.at).to_string());
    kept.says("parcs@notification").says("Your service can send 10,000 more emails today.");
    kept.says("Sending takes the permission to send messages");
    let mut french = zoe.clone().in_french();
    french.open(&kept.at).await.says("Prêt à envoyer").says("Envoi normal").says("Historique des versions");
}

#[tokio::test]
async fn what_is_wrong_with_a_template_is_said_next_to_its_field_in_both_languages() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = writer(&world, parks.id).await;
    let (email, sms) = (page(&parks, "/add-email"), page(&parks, "/add-sms"));
    zoe.open(&email).await;
    let empty = zoe.submit(&email, &[]).await;
    empty.is(400).says("There is a problem").says("Enter a name for the template");
    empty.says("Enter a subject line").says("Enter the message").says("Choose a category");
    let long = "a".repeat(256);
    let wrong = [
        ("name", long.as_str()),
        ("subject", "a\u{7}"),
        ("content", "((a, b))"),
        ("category", "00000000-0000-0000-0000-000000000001"),
    ];
    let shown = zoe.submit(&email, &wrong).await;
    shown.is(400).says("Use at most 255 characters for the name").says("cannot be printed");
    shown.says("You cannot put commas between double brackets").says("Choose a category");
    zoe.open(&sms).await;
    let text = "x".repeat(606);
    let fields = [("name", "n"), ("content", text.as_str()), ("category", CONFIRMATION)];
    zoe.submit(&sms, &fields).await.is(400).says("the message takes 613 units. Shorten it to 612.");
    let book = "x".repeat(50_001);
    zoe.open(&email).await;
    let fields = [("name", "n"), ("subject", "s"), ("content", book.as_str()), ("category", CONFIRMATION)];
    zoe.submit(&email, &fields)
        .await
        .is(400)
        .says("The message has 50,001 characters. Shorten it to 50,000.");
    let mut french = zoe.in_french();
    french.open(&email).await;
    let shown = french.submit(&email, &wrong).await;
    shown.is(400).says("Vous ne pouvez pas insérer de virgules entre les parenthèses doubles");
}

#[tokio::test]
async fn hostile_words_stay_words_wherever_they_are_shown() {
    let world = World::new().await;
    let parks = world.live_service(HOSTILE).await;
    let name = format!("\"><img src=x onerror=alert(1)>{HOSTILE}");
    let content = format!("{HOSTILE} ((<b>name</b>)) [x](javascript:alert(1)) <a href=\"x\" onclick=y>z</a>");
    let mut zoe = world.member_with(parks.id, "zoe@example.ca", Rights::all()).await;
    for kind in ["email", "sms"] {
        let add = page(&parks, &format!("/add-{kind}"));
        zoe.open(&add).await;
        let mut fields =
            vec![("name", name.as_str()), ("content", content.as_str()), ("category", CONFIRMATION)];
        if kind == "email" {
            fields.push(("subject", name.as_str()));
        }
        let preview = zoe.submit(&add, &[&fields[..], &[("then", "preview")]].concat()).await;
        let kept = zoe.submit(&add, &fields).await;
        kept.is(200);
        let at = kept.at.clone();
        let id = shown_id(&at);
        zoe.submit(&format!("{at}/copy"), &[]).await.is(200);
        zoe.open(&format!("{at}/edit")).await;
        let changed = format!("{content} ((<i>other</i>))");
        let mut changed_fields = fields.clone();
        changed_fields.retain(|(name, _)| *name != "content");
        changed_fields.extend([("content", changed.as_str()), ("version", "1")]);
        let question = zoe.submit(&format!("{at}/edit"), &changed_fields).await;
        question.is(200).says("((<i>other</i>))");
        changed_fields.push(("confirmed", "yes"));
        let saved = zoe.submit(&format!("{at}/edit"), &changed_fields).await;
        saved.says("version 2");
        let pages = [
            preview,
            kept,
            question,
            saved,
            zoe.open(&page(&parks, "")).await,
            zoe.open(&format!("{at}/edit")).await,
            zoe.open(&format!("{at}/versions")).await,
            zoe.open(&format!("{at}/versions/2")).await,
            zoe.open(&format!("{at}/archive")).await,
            zoe.open(&format!("/services/{}/send/{id}", parks.id)).await,
        ];
        for shown in pages {
            shown.is(200);
            for wrong in ["<script>alert", "<img", "<b>name", "<i>other", "onclick=y>", "href=\"javascript"] {
                assert!(!shown.html.contains(wrong), "{wrong} on {}:\n{}", shown.at, shown.html);
            }
        }
    }
}

#[tokio::test]
async fn a_change_of_placeholders_names_the_keys_that_have_to_follow() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let key = parks.make_key(KeyType::Live).await;
    let old = parks.make_key(KeyType::Live).await;
    let today = world.clock.now().day();
    let long_ago = world.clock.now().plus(-31 * DAY).day();
    let mut tx = world.store.begin().await.unwrap();
    testing::tally(&mut tx, parks.id, parks.email, key.id, today, 1_200).await.unwrap();
    testing::tally(&mut tx, parks.id, parks.email, old.id, long_ago, 5).await.unwrap();
    tx.commit().await.unwrap();
    let mut zoe = writer(&world, parks.id).await;
    let edit = page(&parks, &format!("/{}/edit", parks.email));
    zoe.open(&edit).await.is(200).says("Hello ((name))");
    let fields = [
        ("name", "Greeting"),
        ("subject", "News"),
        ("content", "Hello ((first name))"),
        ("category", CONFIRMATION),
        ("version", "1"),
    ];
    let question = zoe.submit(&edit, &fields).await;
    question.is(200).says("Confirm the change of placeholders");
    question.says("Added ((first name))").says("Removed ((name))");
    question.says("live 0 1,200 November 23, 2026").is_silent_about("live 1");
    let back = zoe.submit(&edit, &[&fields[..], &[("confirmed", "yes"), ("then", "edit")]].concat()).await;
    back.is(200).says("Hello ((first name))").says("Edit the template");
    let saved = zoe.submit(&edit, &[&fields[..], &[("confirmed", "yes")]].concat()).await;
    saved.says("The template was saved as version 2").says("((first name))");
    // The API sees it at once.
    let answer = parks.caller(&key).get(&format!("/v2/template/{}", parks.email)).await;
    assert_eq!((answer.status, &answer.json["version"]), (200, &serde_json::json!(2)));
    let archive = page(&parks, &format!("/{}/archive", parks.email));
    zoe.open(&archive).await.says("It was last used on November 23, 2026.").says("live 0");
    let mut french = zoe.in_french();
    french.open(&archive).await.says("Il a été utilisé pour la dernière fois le 23\u{a0}novembre 2026.");
}

#[tokio::test]
async fn two_people_who_write_at_once_do_not_overwrite_each_other_unknowingly() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = writer(&world, parks.id).await;
    let edit = page(&parks, &format!("/{}/edit", parks.sms));
    let fields =
        |content| [("name", "Greeting"), ("content", content), ("category", CONFIRMATION), ("version", "1")];
    zoe.open(&edit).await;
    zoe.submit(&edit, &fields("Bonjour ((name))")).await.says("version 2");
    zoe.open(&edit).await;
    let late = zoe.submit(&edit, &fields("Salut ((name))")).await;
    late.is(400).says("Someone saved version 2 while you were writing.");
    assert_eq!(late.between("name=\"version\" value=\"", "\""), Some("2"));
    let mut again = fields("Salut ((name))");
    again[3].1 = "2";
    zoe.submit(&edit, &again).await.says("version 3");
}

#[tokio::test]
async fn the_history_shows_who_changed_what_and_brings_versions_back() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = writer(&world, parks.id).await;
    let at = page(&parks, &format!("/{}", parks.email));
    world.clock.advance(5 * MINUTE);
    zoe.open(&format!("{at}/edit")).await;
    let fields = [
        ("name", "Greeting by email"),
        ("subject", "News for ((name))"),
        ("content", "Good evening ((name))"),
        ("category", CONFIRMATION),
        ("version", "1"),
    ];
    zoe.submit(&format!("{at}/edit"), &fields).await.says("version 2");
    let history = zoe.open(&format!("{at}/versions")).await;
    history.is(200).says("Version 2 Current").says("Zoé Tremblay November 23, 2026, 7:05 AM");
    history.says("Version 1").says("the operator November 23, 2026, 7:00 AM");
    let second = zoe.open(&format!("{at}/versions/2")).await;
    assert!(second.html.contains("<del>Hello</del> ((name))"), "{}", second.html);
    assert!(second.html.contains("<ins>Good evening</ins> ((name))"), "{}", second.html);
    second.is_silent_about("Restore this version");
    zoe.open(&format!("{at}/versions/1?with=current"))
        .await
        .says("Restore this version")
        .says("Good evening");
    zoe.submit(&format!("{at}/versions/1/restore"), &[]).await.says("Version 1 is back, as version 3");
    zoe.open(&at).await.says("Hello ((name))").says("Version 3, by Zoé Tremblay");
    for nowhere in ["/versions/9", "/versions/0", "/versions/x", "/versions/-1"] {
        zoe.open(&format!("{at}{nowhere}")).await.is(404);
    }
    zoe.in_french()
        .open(&format!("{at}/versions/2"))
        .await
        .says("Ce qui a changé")
        .says("Rétablir cette version");
}

#[tokio::test]
async fn copies_have_numbers_and_archived_templates_are_set_aside() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = writer(&world, parks.id).await;
    let at = page(&parks, &format!("/{}", parks.email));
    zoe.open(&at).await;
    zoe.submit(&format!("{at}/copy"), &[]).await.says("copied as ‘Greeting by email (copy 1)’");
    zoe.submit(&format!("{at}/copy"), &[]).await.says("copied as ‘Greeting by email (copy 2)’");
    let mut french = zoe.clone().in_french();
    french.open(&at).await;
    french.submit(&format!("{at}/copy"), &[]).await.says("Greeting by email (copie 1)");
    zoe.open(&format!("{at}/archive")).await.says("It has not been used.").says("cannot be undone");
    zoe.submit(&format!("{at}/archive"), &[]).await.says("The template ‘Greeting by email’ was archived");
    let list = page(&parks, "");
    zoe.open(&format!("{list}?archived=yes")).await.says("1 template").says("Greeting by email Archived");
    let archived = zoe.open(&at).await;
    archived.is(200).says("This template is archived.").is_silent_about("Edit the template");
    for path in ["/edit", "/archive"] {
        let shown = zoe.open(&format!("{at}{path}")).await;
        shown.is(200).says("This template is archived. Nothing can be sent with it.");
        assert_eq!(shown.at, at);
    }
    for path in ["/copy", "/archive", "/versions/1/restore"] {
        zoe.submit(&format!("{at}{path}"), &[]).await.is(200).says("This template is archived.");
    }
    let (id, top) = (parks.email.to_string(), "top");
    zoe.submit(&page(&parks, "/move"), &[("template", &id), ("to", top)]).await.is(404);
    assert_eq!(world.store.of(parks.id).template_outlines().await.unwrap().len(), 5);
}

#[tokio::test]
async fn templates_are_put_into_folders_that_go_once_they_are_empty() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = writer(&world, parks.id).await;
    let add = page(&parks, "/add-folder");
    zoe.open(&add).await.says("New folder");
    zoe.submit(&add, &[("name", " ")]).await.is(400).says("Enter a name for the folder");
    let made = zoe.submit(&add, &[("name", "Été <b>")]).await;
    made.is(200).says("The folder ‘Été <b>’ was created").says("There is no template here yet.");
    let folder = made.at.rsplit('=').next().unwrap().to_owned();
    zoe.open(&add).await;
    zoe.submit(&add, &[("name", "été <B>")])
        .await
        .is(400)
        .says("There is a folder with this name here already");
    zoe.submit(&add, &[("name", "Inside"), ("parent", &folder)]).await.is(200).says("Inside");
    let (email, mv) = (parks.email.to_string(), page(&parks, "/move"));
    zoe.submit(&mv, &[("to", &folder)]).await.says("Choose at least one template to move.");
    zoe.submit(&mv, &[("template", &email), ("to", &folder)]).await.says("1 template was moved");
    zoe.open(&page(&parks, "")).await.is_silent_about("Greeting by email").says("Été <b> 2 items");
    zoe.open(&page(&parks, &format!("?folder={folder}")))
        .await
        .says("Greeting by email")
        .says("Inside Empty");
    zoe.open(&page(&parks, "?q=greeting")).await.says("Greeting by email Été <b>");
    let manage = page(&parks, &format!("/folders/{folder}"));
    zoe.open(&manage).await.is(200);
    zoe.submit(&format!("{manage}/remove"), &[]).await.is(400).says("Move what is in this folder elsewhere");
    zoe.submit(&manage, &[("name", "Summer")]).await.says("The folder is now called ‘Summer’");
    // A template of another service is not moved.
    let other = world.live_service("Musées").await;
    zoe.submit(&mv, &[("template", &other.email.to_string()), ("to", &folder)]).await.is(404);
    zoe.submit(&mv, &[("template", &email), ("to", "top")]).await.says("1 template was moved");
    let listed = world.store.of(parks.id).folders().await.unwrap();
    let inner = listed.iter().find(|folder| folder.name == "Inside").unwrap().id;
    zoe.submit(&page(&parks, &format!("/folders/{inner}/remove")), &[]).await.says("‘Inside’ was removed");
    zoe.submit(&format!("{manage}/remove"), &[]).await.says("The folder ‘Summer’ was removed");
    zoe.open(&manage).await.is(404);
    assert_eq!(world.store.of(parks.id).folders().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_template_is_made_in_the_folder_that_is_open() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = writer(&world, parks.id).await;
    zoe.open(&page(&parks, "/add-folder")).await;
    let made = zoe.submit(&page(&parks, "/add-folder"), &[("name", "Letters")]).await;
    let folder = made.at.rsplit('=').next().unwrap().to_owned();
    let add = page(&parks, &format!("/add-sms?folder={folder}"));
    let form = zoe.open(&add).await;
    assert_eq!(form.between("name=\"folder\" value=\"", "\""), Some(folder.as_str()));
    let fields = [("name", "In it"), ("content", "x"), ("category", CONFIRMATION), ("folder", &folder)];
    let kept = zoe.submit(&page(&parks, "/add-sms"), &fields).await;
    let placed = world.store.of(parks.id).folder_of(shown_id(&kept.at)).await.unwrap();
    assert_eq!(placed.map(|id| id.to_string()), Some(folder));
}

#[tokio::test]
async fn a_template_is_moved_from_its_own_page() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = writer(&world, parks.id).await;
    let own = page(&parks, &format!("/{}", parks.email));
    zoe.open(&own).await.is(200).is_silent_about("Move to");
    zoe.open(&page(&parks, "/add-folder")).await;
    let made = zoe.submit(&page(&parks, "/add-folder"), &[("name", "Letters")]).await;
    let folder = made.at.rsplit('=').next().unwrap().to_owned();
    let shown = zoe.open(&own).await;
    assert!(shown.html.contains(&format!("value=\"{folder}\"")), "{}", shown.html);
    let email = parks.email.to_string();
    let fields = [("template", email.as_str()), ("from", &email), ("to", &folder)];
    let moved = zoe.submit(&page(&parks, "/move"), &fields).await;
    moved.is(200).says("1 template was moved").says("Hello");
    let placed = world.store.of(parks.id).folder_of(parks.email).await.unwrap();
    assert_eq!(placed.map(|id| id.to_string()), Some(folder));
}

#[tokio::test]
async fn a_template_is_copied_to_another_service_of_the_same_person() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let museums = world.trial_service("Musées").await;
    let archives = world.trial_service("Archives").await;
    let zoe = world.person("Zoé Tremblay", "zoe@example.ca").await;
    world.join(parks.id, zoe, Rights::NONE).await;
    let mut browser = world.signed_in(zoe).await;
    let own = page(&parks, &format!("/{}", parks.email));
    browser.open(&own).await.is_silent_about("another service");
    world.join(museums.id, zoe, rights(&[Right::ManageTemplates])).await;
    world.join(archives.id, zoe, rights(&[Right::SendMessages])).await;
    browser.open(&own).await.says("Copy this template to another service");
    let path = format!("{own}/copy-to");
    browser.open(&path).await.is(200).says("Musées").is_silent_about("Archives");
    browser.submit(&path, &[]).await.is(400).says("Choose a service");
    let forbidden = archives.id.to_string();
    browser.submit(&path, &[("service", &forbidden)]).await.is(400).says("Choose a service");
    let copied = browser.submit(&path, &[("service", &museums.id.to_string())]).await;
    copied.is(200).says("was copied to Musées").says("Hello");
    assert!(copied.at.starts_with(&format!("/services/{}/templates/", museums.id)), "{}", copied.at);
    let copy = world.store.of(museums.id).template(shown_id(&copied.at), None).await.unwrap().unwrap();
    assert_eq!((copy.version, copy.name.as_str()), (1, "Greeting by email"));
    browser.in_french().open(&path).await.says("Copier ce gabarit dans un autre service");
}

#[tokio::test]
async fn a_form_that_came_back_unsaved_says_so_to_the_script() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = writer(&world, parks.id).await;
    let edit = page(&parks, &format!("/{}/edit", parks.email));
    assert!(!zoe.open(&edit).await.html.contains("data-unsaved"));
    assert!(zoe.submit(&edit, &[("name", "")]).await.html.contains("data-unsaved"));
    let preview = [("name", "n"), ("subject", "s"), ("content", "c"), ("then", "preview")];
    assert!(zoe.submit(&edit, &preview).await.html.contains("data-unsaved"));
}
