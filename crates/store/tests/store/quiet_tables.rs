//! What a service is made of: keys, templates, people, senders.

use crate::world::World;
use facteur_model::Channel;
use facteur_model::allowance::Limits;
use facteur_model::api_key::{Acceptance, AddressFamily, KeyClient, KeyType, Scope};
use facteur_model::id::{NotificationId, ReplyToId, ServiceId, SmsSenderId, TemplateId, UserId};
use facteur_model::person::Rights;
use facteur_model::secret::Secret;
use facteur_model::service::{Mode, Permission, Permissions, ReplyToState, Standing};
use facteur_model::time::{DAY, SECOND};
use facteur_store::api_keys::{self, InsertError};
use facteur_store::{
    Error, KeyHolder, KeyUse, Member, NewVersion, ReplyTo, Safelisted, SmsSender, Template, Visibility,
    members, reply_tos, safelist, services, sms_senders, templates,
};

#[tokio::test]
async fn a_service_comes_back_as_it_was_written_and_changed() {
    let world = World::new().await;
    let mut service = world.new_service();
    world.commit(async |tx| services::insert(tx, &service).await.unwrap()).await;
    assert_eq!(world.store.services().await, Ok(vec![service.clone()]));

    service.mode = Mode::Trial;
    service.standing = Standing::Suspended;
    service.limits = Limits { rate: 7, annual_sms: u64::MAX / 2, ..Limits::TRIAL };
    service.permissions = Permissions::from_iter([Permission::Sms]);
    world
        .commit(async |tx| {
            services::set_mode(tx, service.id, service.mode).await.unwrap();
            services::set_standing(tx, service.id, service.standing, None).await.unwrap();
            services::update_limits(tx, service.id, &service.limits).await.unwrap();
            services::set_permissions(tx, service.id, service.permissions).await.unwrap();
        })
        .await;
    let snapshot = world.store.snapshot(service.id).await.unwrap().unwrap();
    assert_eq!(snapshot.service, service);
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_changed() {
    let world = World::new().await;
    let stranger = ServiceId::new(world.now(), &world.chance);
    assert_eq!(world.store.snapshot(stranger).await, Ok(None));
    let mut tx = world.store.begin().await.unwrap();
    assert_eq!(services::set_mode(&mut tx, stranger, Mode::Live).await, Err(Error::Missing));
    assert_eq!(
        safelist::insert(&mut tx, stranger, &Safelisted::new("a@example.ca", world.now())).await,
        Err(Error::Missing)
    );
    let key = world.key(stranger, "orphan", "secret");
    assert_eq!(api_keys::insert(&mut tx, &key).await, Err(InsertError::Store(Error::Missing)));
}

#[tokio::test]
async fn a_key_is_found_by_its_secret_and_keeps_it_only_for_jwt() {
    let world = World::new().await;
    let service = world.service().await;
    let plain = world.key(service, "Plain", "secret-one");
    let mut jwt = world.key(service, "With JWT", "secret-two");
    jwt.acceptance = Acceptance::ApiKeyAndJwt;
    jwt.scopes = Scope::ALL.to_vec();
    jwt.key_type = KeyType::Team;
    world
        .commit(async |tx| {
            api_keys::insert(tx, &plain).await.unwrap();
            api_keys::insert(tx, &jwt).await.unwrap();
        })
        .await;

    let found = world.store.api_key_by_secret(&Secret::new("secret-two")).await.unwrap().unwrap();
    assert_eq!((found.id, found.name.as_str(), found.key_type), (jwt.id, "With JWT", KeyType::Team));
    assert_eq!((found.scopes.as_slice(), found.jwt_secret), (&Scope::ALL[..], Some(jwt.secret)));
    assert_eq!(found.mac, world.store.secret_mac(&Secret::new("secret-two")));
    let found = world.store.api_key_by_secret(&Secret::new("secret-one")).await.unwrap().unwrap();
    assert_eq!((found.id, found.jwt_secret, found.scopes), (plain.id, None, vec![]));
    assert_eq!(world.store.api_key_by_secret(&Secret::new("secret-three")).await, Ok(None));

    let keys = world.store.api_keys(Some(service)).await.unwrap();
    assert_eq!(keys.len(), 2);
    assert_eq!(world.store.api_keys(None).await.unwrap(), keys);
    assert_eq!(world.store.snapshot(service).await.unwrap().unwrap().keys, keys);
}

#[tokio::test]
async fn the_name_of_an_active_key_is_taken_in_every_case() {
    let world = World::new().await;
    let (service, other) = (world.service().await, world.service().await);
    let first = world.key(service, "Clé d'équipe", "1");
    world.commit(async |tx| api_keys::insert(tx, &first).await.unwrap()).await;

    let mut tx = world.store.begin().await.unwrap();
    let same = world.key(service, "CLÉ D'ÉQUIPE ", "2");
    assert_eq!(api_keys::insert(&mut tx, &same).await, Err(InsertError::NameTaken));
    // A refusal is not an error of the transaction.
    api_keys::insert(&mut tx, &world.key(other, "Clé d'équipe", "3")).await.unwrap();
    assert_eq!(api_keys::revoke(&mut tx, service, first.id, world.now()).await, Ok(Some(world.now())));
    api_keys::insert(&mut tx, &same).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_key_is_revoked_once_and_by_its_own_service() {
    let world = World::new().await;
    let (service, other) = (world.service().await, world.service().await);
    let key = world.key(service, "Key", "1");
    let revoked_at = world.now();
    world
        .commit(async |tx| {
            api_keys::insert(tx, &key).await.unwrap();
            assert_eq!(api_keys::revoke(tx, other, key.id, revoked_at).await, Ok(None));
            assert_eq!(api_keys::revoke(tx, service, key.id, revoked_at).await, Ok(Some(revoked_at)));
            let later = revoked_at.plus(SECOND);
            assert_eq!(api_keys::revoke(tx, service, key.id, later).await, Ok(Some(revoked_at)));
        })
        .await;
    let found = world.store.api_key_by_secret(&key.secret).await.unwrap().unwrap();
    assert_eq!(found.revoked_at, Some(revoked_at));
}

#[tokio::test]
async fn a_key_keeps_its_holder_sealed_and_its_end() {
    let world = World::new().await;
    let service = world.service().await;
    let holder = KeyHolder { name: "Firme Bleue".to_owned(), contact: "x@firme.example".to_owned() };
    let end = world.now().plus(30 * DAY);
    let mut key = world.key(service, "Key", "1");
    (key.holder, key.expires_at, key.reminded) = (Some(holder.clone()), Some(end), Some(30));
    world.commit(async |tx| api_keys::insert(tx, &key).await.unwrap()).await;
    let found = world.store.api_key(key.id).await.unwrap().unwrap();
    assert_eq!((&found.holder, found.expires_at, found.reminded), (&Some(holder), Some(end), Some(30)));
    assert!(found.is_usable(world.now()) && !found.is_usable(end));
    assert_eq!(format!("{:?}", found.holder), "Some(KeyHolder(…))");
    let expiring = world.store.expiring_api_keys(world.now(), end).await.unwrap();
    assert_eq!(expiring, [found]);
    assert!(world.store.expiring_api_keys(end, end.plus(DAY)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_reminder_is_noted_once_and_only_towards_the_end() {
    let world = World::new().await;
    let service = world.service().await;
    let key = world.key(service, "Key", "1");
    world.commit(async |tx| api_keys::insert(tx, &key).await.unwrap()).await;
    for (days, is_new) in [(14, true), (14, false), (30, false), (7, true)] {
        let noted = world.commit(async |tx| api_keys::remind(tx, key.id, days).await.unwrap()).await;
        assert_eq!(noted, is_new, "{days}");
    }
}

#[tokio::test]
async fn an_expired_key_gives_its_name_free() {
    let world = World::new().await;
    let service = world.service().await;
    let mut first = world.key(service, "Key", "1");
    first.expires_at = Some(world.now().plus(SECOND));
    world.commit(async |tx| api_keys::insert(tx, &first).await.unwrap()).await;
    let mut tx = world.store.begin().await.unwrap();
    let second = world.key(service, "KEY", "2");
    assert_eq!(api_keys::insert(&mut tx, &second).await, Err(InsertError::NameTaken));
    drop(tx);
    world.clock.advance(SECOND);
    let third = world.key(service, "KEY", "3");
    world.commit(async |tx| api_keys::insert(tx, &third).await.unwrap()).await;
    let found = world.store.api_key(first.id).await.unwrap().unwrap();
    assert_eq!(found.revoked_at, first.expires_at);
}

#[tokio::test]
async fn a_safelist_knows_who_added_whom_and_why() {
    let world = World::new().await;
    let (service, other) = (world.service().await, world.service().await);
    let author = UserId::new(world.now(), &world.chance);
    let added = Safelisted {
        label: Some("Zoé, aux essais".to_owned()),
        added_by: Some(author),
        ..Safelisted::new("zoe@example.ca", world.now())
    };
    world
        .commit(async |tx| {
            assert!(safelist::insert(tx, service, &added).await.unwrap());
            let again = Safelisted::new("zoe@example.ca", world.now());
            assert!(!safelist::insert(tx, service, &again).await.unwrap());
        })
        .await;
    assert_eq!(world.store.of(service).safelist().await.unwrap(), [added]);
    world
        .commit(async |tx| {
            assert!(!safelist::remove(tx, other, "zoe@example.ca").await.unwrap());
            assert!(safelist::remove(tx, service, "zoe@example.ca").await.unwrap());
            assert!(!safelist::remove(tx, service, "zoe@example.ca").await.unwrap());
        })
        .await;
    assert!(world.store.of(service).safelist().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_last_use_of_a_key_is_written_without_moving_an_epoch() {
    let world = World::new().await;
    let service = world.service().await;
    let key = world.key(service, "Key", "1");
    world.commit(async |tx| api_keys::insert(tx, &key).await.unwrap()).await;
    let epoch = world.store.epoch();
    let later = world.now().plus(SECOND);
    let client = KeyClient { family: Some(AddressFamily::V6), product: Some("curl".to_owned()) };
    let noted = |at, client: &KeyClient| KeyUse { key: key.id, at, client: client.clone() };
    let uses = vec![noted(later, &client), noted(world.now(), &KeyClient::default())];
    world.store.note_key_use(uses).await.unwrap();
    let found = world.store.api_keys(Some(service)).await.unwrap();
    assert_eq!(found[0].last_used_at, Some(later), "a later time stays");
    assert_eq!(found[0].last_used_by, client);
    assert_eq!(world.store.epoch(), epoch);
}

pub fn template(world: &World, service: ServiceId, name: &str, channel: Channel) -> Template {
    Template {
        id: TemplateId::new(world.now(), &world.chance),
        service,
        channel,
        name: name.to_owned(),
        subject: (channel == Channel::Email).then(|| "Your ((thing))".to_owned()),
        content: "Hello ((name))".to_owned(),
        version: 1,
        created_at: world.now(),
        updated_at: None,
        created_by: "operator".to_owned(),
        archived_at: None,
        visibility: Visibility::Shown,
        category: None,
        priority_override: None,
        category_priority: None,
    }
}

#[tokio::test]
async fn every_version_of_a_template_stays() {
    let world = World::new().await;
    let service = world.service().await;
    let first = template(&world, service, "Welcome", Channel::Email);
    world.commit(async |tx| templates::insert(tx, &first).await.unwrap()).await;
    world.clock.advance(SECOND);
    let version = NewVersion {
        name: "Warm welcome".to_owned(),
        subject: None,
        content: "Dear ((name))".to_owned(),
        at: world.now(),
        by: "amala".to_owned(),
    };
    let add = async |tx: &mut _| templates::add_version(tx, service, first.id, &version).await;
    assert_eq!(world.commit(add).await, Ok(2));

    let tenant = world.store.of(service);
    let second = Template {
        name: version.name.clone(),
        subject: None,
        content: version.content.clone(),
        version: 2,
        updated_at: Some(world.now()),
        created_by: version.by.clone(),
        ..first.clone()
    };
    assert_eq!(tenant.template(first.id, None).await, Ok(Some(second.clone())));
    assert_eq!(tenant.template(first.id, Some(2)).await, Ok(Some(second)));
    assert_eq!(tenant.template(first.id, Some(1)).await, Ok(Some(first.clone())));
    assert_eq!(tenant.template(first.id, Some(3)).await, Ok(None));
    let other = world.store.of(world.service().await);
    assert_eq!(other.template(first.id, None).await, Ok(None));
}

#[tokio::test]
async fn lists_show_what_can_be_used_by_name_then_by_channel() {
    let world = World::new().await;
    let service = world.service().await;
    let make = |name, channel| template(&world, service, name, channel);
    let archived = make("archived", Channel::Email);
    let hidden = Template { visibility: Visibility::Hidden, ..make("hidden", Channel::Email) };
    let shown = [make("beta", Channel::Sms), make("Alpha", Channel::Email), make("beta", Channel::Email)];
    world
        .commit(async |tx| {
            for template in shown.iter().chain([&archived, &hidden]) {
                templates::insert(tx, template).await.unwrap();
            }
            templates::archive(tx, service, archived.id, world.now()).await.unwrap();
        })
        .await;
    let tenant = world.store.of(service);
    let [beta_text, alpha, beta] = shown;
    let all = vec![alpha, beta, beta_text.clone()];
    assert_eq!(tenant.templates(None).await, Ok(all));
    assert_eq!(tenant.templates(Some(Channel::Sms)).await, Ok(vec![beta_text]));
    let found = tenant.template(archived.id, None).await.unwrap().unwrap();
    assert_eq!(found.archived_at, Some(world.now()), "it can still be read");
}

#[tokio::test]
async fn a_snapshot_holds_people_and_senders() {
    let world = World::new().await;
    let service = world.service().await;
    let member = Member {
        id: UserId::new(world.now(), &world.chance),
        email: "amala@example.ca".to_owned(),
        phone: None,
        name: Some("Amala".to_owned()),
        rights: Rights::all(),
        joined_at: world.now(),
    };
    let reply_to = |address: &str| ReplyTo {
        id: ReplyToId::new(world.now(), &world.chance),
        address: address.to_owned(),
        is_default: true,
        archived_at: None,
        state: ReplyToState::Pending,
        next_address: None,
        check: Some(NotificationId::new(world.now(), &world.chance)),
        checked_at: Some(world.now()),
    };
    let sender = SmsSender {
        id: SmsSenderId::new(world.now(), &world.chance),
        sender: "55555".to_owned(),
        is_default: false,
        archived_at: Some(world.now()),
    };
    world
        .commit(async |tx| {
            members::insert(tx, service, &member).await.unwrap();
            for entry in ["b@example.ca", "a@example.ca", "b@example.ca"] {
                safelist::insert(tx, service, &Safelisted::new(entry, world.now())).await.unwrap();
            }
            reply_tos::insert(tx, service, &reply_to("old@example.ca")).await.unwrap();
            reply_tos::insert(tx, service, &reply_to("new@example.ca")).await.unwrap();
            sms_senders::insert(tx, service, &sender).await.unwrap();
        })
        .await;
    let snapshot = world.store.snapshot(service).await.unwrap().unwrap();
    assert_eq!(snapshot.members, std::slice::from_ref(&member));
    assert_eq!(snapshot.safelist, ["a@example.ca", "b@example.ca"]);
    assert_eq!(snapshot.sms_senders, [sender]);
    let mut defaults = snapshot.reply_tos.iter().filter(|reply_to| reply_to.is_default);
    assert_eq!((snapshot.reply_tos.len(), defaults.next().unwrap().address.as_str()), (2, "new@example.ca"));
    assert_eq!(defaults.next(), None);

    let namesake = Member { id: UserId::new(world.now(), &world.chance), ..member };
    let mut tx = world.store.begin().await.unwrap();
    assert_eq!(members::insert(&mut tx, service, &namesake).await, Err(Error::Exists));
}
