//! What is counted for the operator. Labels are of a few known values, never of a service or a person.

use facteur_model::api_key::KeyType;
use facteur_model::notification::Status;
use facteur_model::time::{Micros, SECOND};
use facteur_model::{Channel, Lane};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

const ACCEPTED: &str = "facteur_messages_accepted_total";
const REFUSED: &str = "facteur_messages_refused_total";
const SETTLED: &str = "facteur_messages_settled_total";
const FORGOTTEN: &str = "facteur_messages_forgotten_total";
const RETRIES: &str = "facteur_retries_total";
const UNKNOWN: &str = "facteur_outcomes_unknown_total";
const TIME_OUTS: &str = "facteur_time_outs_total";
const LEASES_LOST: &str = "facteur_leases_lost_total";
const LEASES_FREED: &str = "facteur_leases_freed_total";
const REJECTED_UNNOTED: &str = "facteur_rejected_requests_unnoted_total";
const TO_HANDOVER: &str = "facteur_accept_to_handover_seconds";
const TO_ATTEMPT: &str = "facteur_accept_to_attempt_seconds";
const ATTEMPT: &str = "facteur_attempt_to_outcome_seconds";
const TO_OUTCOME: &str = "facteur_accept_to_outcome_seconds";
const CIRCUIT: &str = "facteur_provider_circuit";
const RATE: &str = "facteur_provider_rate_limit";
const UNDER_WAY: &str = "facteur_provider_under_way";
const WAITING: &str = "facteur_services_with_due_work";
const FILES: &str = "facteur_files_stored_total";
const FILE_BYTES: &str = "facteur_file_bytes_stored_total";
const FILES_OPENED: &str = "facteur_files_downloaded_total";
const FILES_DELETED: &str = "facteur_files_deleted_total";
const SCANS: &str = "facteur_file_scans_total";
const SCANNER: &str = "facteur_scanner_up";

const CALLS: &str = "facteur_webhook_attempts_total";
const CALLS_LOST: &str = "facteur_webhook_attempts_lost_total";
const CALLS_WAITING: &str = "facteur_webhook_queue";

/// Says what each name means, once, when the product starts. Operating Facteur lists them too.
pub fn describe() {
    describe_counter!(ACCEPTED, "Messages accepted, by channel and key type.");
    describe_counter!(REFUSED, "Sends refused after authentication, by channel and key type.");
    describe_counter!(
        SETTLED,
        "Outcomes recorded, by channel, key type and status; a retry counts as created."
    );
    describe_counter!(FORGOTTEN, "Messages deleted because their service's retention was over.");
    describe_counter!(RETRIES, "Attempts after which the message will be tried again, by channel and lane.");
    describe_counter!(
        UNKNOWN,
        "Attempts of which nobody knows whether they reached anyone, by channel and lane."
    );
    describe_counter!(TIME_OUTS, "Messages ended after three days, by channel and status.");
    describe_counter!(LEASES_LOST, "Messages that another worker took over before this one was done.");
    describe_counter!(LEASES_FREED, "Messages taken back from nodes that died.");
    describe_counter!(REJECTED_UNNOTED, "Refused calls of which the service's people see no line.");
    describe_counter!(CALLS, "Calls of webhooks, by result.");
    describe_counter!(CALLS_LOST, "Calls of webhooks that another node made as well, its lease being over.");
    describe_gauge!(
        CALLS_WAITING,
        "Events that wait for webhooks that are not suspended, about once a minute."
    );
    describe_histogram!(
        TO_HANDOVER,
        "Seconds from when a message was wanted until a provider took it, by channel."
    );
    describe_histogram!(
        TO_ATTEMPT,
        "Seconds from when a message was wanted to its first attempt, by channel and lane."
    );
    describe_histogram!(ATTEMPT, "Seconds from an attempt to its recorded outcome, by channel and lane.");
    describe_histogram!(
        TO_OUTCOME,
        "Seconds from when a message was wanted until it was sent, delivered or failed, by channel and lane."
    );
    describe_gauge!(
        CIRCUIT,
        "By channel: 0 the provider is asked, 1 one message tries it, 2 it is left alone."
    );
    describe_gauge!(RATE, "Messages a second at most, by channel; 0 without a limit.");
    describe_gauge!(UNDER_WAY, "Messages claimed and not yet settled, by channel.");
    describe_counter!(FILES, "Files stored, by method: attach or link.");
    describe_counter!(FILE_BYTES, "Bytes of the files stored, by method.");
    describe_counter!(FILES_OPENED, "Downloads of files begun.");
    describe_counter!(
        FILES_DELETED,
        "Files deleted, by reason: expired, or orphan when no message needs them."
    );
    describe_counter!(
        SCANS,
        "Scans of files, by verdict: clean, infected, or unknown when the scanner was away."
    );
    describe_gauge!(SCANNER, "1 when the virus scanner answered the last time, 0 when it did not.");
    describe_gauge!(WAITING, "Services with due work, by channel and lane, as this node knows them.");
}

pub fn accepted(channel: Channel, key_type: KeyType) {
    counter!(ACCEPTED, "channel" => channel.as_str(), "key_type" => key_type.as_str()).increment(1);
}

pub fn rejected_unnoted() {
    counter!(REJECTED_UNNOTED).increment(1);
}

pub fn refused(channel: Channel, key_type: KeyType) {
    counter!(REFUSED, "channel" => channel.as_str(), "key_type" => key_type.as_str()).increment(1);
}

pub fn settled(channel: Channel, key_type: KeyType, status: Status) {
    counter!(SETTLED, "channel" => channel.as_str(), "key_type" => key_type.as_str(), "status" => status.as_str())
        .increment(1);
}

pub fn forgotten(messages: usize) {
    counter!(FORGOTTEN).increment(whole(messages));
}

pub fn retried(channel: Channel, lane: Lane) {
    counter!(RETRIES, "channel" => channel.as_str(), "lane" => lane.as_str()).increment(1);
}

pub fn unknown(channel: Channel, lane: Lane) {
    counter!(UNKNOWN, "channel" => channel.as_str(), "lane" => lane.as_str()).increment(1);
}

pub fn timed_out(channel: Channel, status: Status) {
    counter!(TIME_OUTS, "channel" => channel.as_str(), "status" => status.as_str()).increment(1);
}

pub fn lease_lost() {
    counter!(LEASES_LOST).increment(1);
}

pub fn leases_freed(leases: usize) {
    counter!(LEASES_FREED).increment(whole(leases));
}

/// A provider took a message that was wanted `waited` ago.
pub fn handed_over(channel: Channel, waited: Micros) {
    histogram!(TO_HANDOVER, "channel" => channel.as_str()).record(seconds(waited));
}

/// The first attempt began for a message that was wanted `waited` ago.
pub fn first_attempt(channel: Channel, lane: Lane, waited: Micros) {
    histogram!(TO_ATTEMPT, "channel" => channel.as_str(), "lane" => lane.as_str()).record(seconds(waited));
}

/// An attempt ended, well or badly.
pub fn attempt(channel: Channel, lane: Lane, took: Micros) {
    histogram!(ATTEMPT, "channel" => channel.as_str(), "lane" => lane.as_str()).record(seconds(took));
}

/// A message that was wanted `waited` ago came to its end.
pub fn completed(channel: Channel, lane: Lane, waited: Micros) {
    histogram!(TO_OUTCOME, "channel" => channel.as_str(), "lane" => lane.as_str()).record(seconds(waited));
}

/// How a channel's provider fares: its circuit, as a number, and the messages a second that it is asked at most.
pub fn provider(channel: Channel, circuit: f64, rate: Option<f64>, under_way: usize) {
    gauge!(CIRCUIT, "channel" => channel.as_str()).set(circuit);
    gauge!(RATE, "channel" => channel.as_str()).set(rate.unwrap_or(0.0));
    gauge!(UNDER_WAY, "channel" => channel.as_str()).set(level(under_way));
}

/// So many services have due work in a lane.
pub fn waiting(lane: Lane, services: usize) {
    let channel = match lane {
        Lane::Real(channel, _) => channel.as_str(),
        Lane::Simulated => "simulated",
    };
    gauge!(WAITING, "channel" => channel, "lane" => lane.as_str()).set(level(services));
}

/// A webhook was called.
pub fn called(result: &'static str) {
    counter!(CALLS, "result" => result).increment(1);
}

/// A call was made, and its lease was over before that was recorded.
pub fn call_lost() {
    counter!(CALLS_LOST).increment(1);
}

/// So many events wait for webhooks.
pub fn calls_waiting(count: usize) {
    gauge!(CALLS_WAITING).set(level(count));
}

fn seconds(span: Micros) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a wait is far below 2^53 microseconds")]
    let seconds = span.max(0) as f64 / SECOND as f64;
    seconds
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn level(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

pub fn file_stored(is_link: bool, bytes: u64) {
    let method = if is_link { "link" } else { "attach" };
    counter!(FILES, "method" => method).increment(1);
    counter!(FILE_BYTES, "method" => method).increment(bytes);
}

pub fn file_opened() {
    counter!(FILES_OPENED).increment(1);
}

pub fn files_deleted(reason: &'static str, files: usize) {
    counter!(FILES_DELETED, "reason" => reason).increment(u64::try_from(files).unwrap_or(u64::MAX));
}

pub fn scanned(verdict: &'static str) {
    counter!(SCANS, "verdict" => verdict).increment(1);
}

pub fn scanner(is_up: bool) {
    gauge!(SCANNER).set(if is_up { 1.0 } else { 0.0 });
}
