//! What is counted for the operator. Labels are of a few known values, never of a service or a person.

use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::notification::Status;
use facteur_model::time::{Micros, SECOND};
use metrics::{counter, describe_counter, describe_histogram, histogram};

const ACCEPTED: &str = "facteur_messages_accepted_total";
const REFUSED: &str = "facteur_messages_refused_total";
const SETTLED: &str = "facteur_messages_settled_total";
const ATTEMPT_DELAY: &str = "facteur_accept_to_handover_seconds";

/// Says what each name means, once, when the product starts.
pub fn describe() {
    describe_counter!(ACCEPTED, "Messages accepted, by channel and key type.");
    describe_counter!(REFUSED, "Sends refused after authentication, by channel and key type.");
    describe_counter!(
        SETTLED,
        "Outcomes recorded, by channel, key type and status; a retry counts as created."
    );
    describe_histogram!(ATTEMPT_DELAY, "Seconds from a message's due time to its hand-over.");
}

pub fn accepted(channel: Channel, key_type: KeyType) {
    counter!(ACCEPTED, "channel" => channel.as_str(), "key_type" => key_type.as_str()).increment(1);
}

pub fn refused(channel: Channel, key_type: KeyType) {
    counter!(REFUSED, "channel" => channel.as_str(), "key_type" => key_type.as_str()).increment(1);
}

pub fn settled(channel: Channel, key_type: KeyType, status: Status) {
    counter!(SETTLED, "channel" => channel.as_str(), "key_type" => key_type.as_str(), "status" => status.as_str())
        .increment(1);
}

/// A message left `waited` after it was due.
pub fn handed_over(channel: Channel, waited: Micros) {
    #[expect(clippy::cast_precision_loss, reason = "a wait is far below 2^53 microseconds")]
    let seconds = waited.max(0) as f64 / SECOND as f64;
    histogram!(ATTEMPT_DELAY, "channel" => channel.as_str()).record(seconds);
}
