//! Several nodes on one PostgreSQL server.

use crate::claiming::settlement;
use crate::world::{LEASE, World, claim_due};
use facteur_model::api_key::KeyType;
use facteur_model::time::{HOUR, SECOND};
use facteur_store::{Lease, RateUse};

#[tokio::test]
async fn what_a_dead_node_held_is_due_at_once_and_nothing_else_moves() {
    let world = World::new().await;
    let service = world.service().await;
    let id = world.sent(service).await;
    let dead = world.another().await;
    let held = claim_due(&dead, world.now(), world.now().plus(LEASE), 10).await.unwrap();
    let mut tomorrow = world.email(service);
    tomorrow.due_at = world.now().plus(24 * HOUR);
    world.store.accept(world.accept(tomorrow)).await.unwrap();
    assert_eq!(world.store.tend(world.now()).await, Ok(0), "it lives");
    dead.shutdown().await.unwrap();

    world.clock.advance(SECOND);
    // The server notices when the connection ends.
    while world.store.tend(world.now()).await.unwrap() == 0 {}
    let late = settlement(service, id, held[0].lease, world.now());
    assert_eq!(world.store.settle(vec![late]).await, Ok(vec![Lease::Lost]));
    let claimed = world.claimed().await;
    assert_eq!((claimed.len(), claimed[0].0), (1, id));
}

#[tokio::test]
async fn each_node_hears_what_the_others_let_in() {
    let world = World::new().await;
    let service = world.service().await;
    let other = world.another().await;
    let used = |second, calls| RateUse { service, key_type: KeyType::Live, second, calls };
    assert_eq!(world.store.share_rates(vec![used(100, 3), used(101, 1)], 41).await, Ok(vec![]));
    assert_eq!(other.share_rates(vec![used(101, 5)], 101).await, Ok(vec![used(101, 1)]));
    assert_eq!(world.store.share_rates(vec![used(101, 2)], 41).await, Ok(vec![used(101, 5)]));
    let heard = other.share_rates(vec![], 101).await;
    assert_eq!(heard, Ok(vec![used(101, 2)]), "what is told again replaces what was told before");
}

#[tokio::test]
async fn a_recipient_is_found_as_soon_as_the_message_is_stored() {
    let world = World::new().await;
    let service = world.service().await;
    let id = world.sent(service).await;
    assert_eq!(world.store.index_recipients(10).await, Ok(0), "nothing is left for later");
    let found = world.store.of(service).recipients_matching("amala@example.ca", 10).await;
    assert_eq!(found, Ok(vec![id]));
}
