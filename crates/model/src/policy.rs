//! Who may be reached (contract §2).
//!
//! One question, one answer: may this kind of key, of a service in this mode, write to this
//! recipient? Every room asks here; the words of a refusal are chosen at the edge.

use crate::api_key::KeyType;
use crate::service::Mode;

/// What the service knows of a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acquaintance {
    /// A member of the team, by e-mail or phone, or an entry of the safelist.
    TeamOrSafelist,
    /// One of the smoke-test recipients (contract §4): nothing is ever stored or sent.
    SmokeTest,
    Stranger,
}

/// Why a recipient cannot be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a team and safelist key reaches only the team and the safelist")]
    TeamKey,
    #[error("a service in trial mode reaches only the team and the safelist")]
    TrialMode,
}

/// What happens to a message that is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {
    /// A provider really delivers it.
    Provider,
    /// The simulator answers in a provider's place: nothing leaves, nothing counts.
    Simulator,
    /// Answered as if accepted; never stored, sent or counted.
    SmokeTest,
}

/// May a key of this type reach this recipient now, and by which road?
pub fn reach(key: KeyType, mode: Mode, recipient: Acquaintance) -> Result<Road, Refusal> {
    match (key, mode, recipient) {
        (_, _, Acquaintance::SmokeTest) => Ok(Road::SmokeTest),
        (KeyType::Test, _, _) => Ok(Road::Simulator),
        (_, _, Acquaintance::TeamOrSafelist) | (KeyType::Live, Mode::Live, _) => Ok(Road::Provider),
        (KeyType::Team, _, Acquaintance::Stranger) => Err(Refusal::TeamKey),
        (KeyType::Live, Mode::Trial, Acquaintance::Stranger) => Err(Refusal::TrialMode),
    }
}

/// A live key was asked for while the service is in trial mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a live key needs a live service")]
pub struct LiveKeyInTrial;

/// May a service in this mode have a new key of this type?
pub fn may_create_key(key: KeyType, mode: Mode) -> Result<(), LiveKeyInTrial> {
    match (key, mode) {
        (KeyType::Live, Mode::Trial) => Err(LiveKeyInTrial),
        (KeyType::Live, Mode::Live) | (KeyType::Team | KeyType::Test, _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Acquaintance::{SmokeTest, Stranger, TeamOrSafelist};

    #[test]
    fn every_cell_of_the_matrix() {
        #[rustfmt::skip]
        let cells = [
            (KeyType::Live, Mode::Live,  TeamOrSafelist, Ok(Road::Provider)),
            (KeyType::Live, Mode::Live,  Stranger,       Ok(Road::Provider)),
            (KeyType::Live, Mode::Live,  SmokeTest,      Ok(Road::SmokeTest)),
            (KeyType::Live, Mode::Trial, TeamOrSafelist, Ok(Road::Provider)),
            (KeyType::Live, Mode::Trial, Stranger,       Err(Refusal::TrialMode)),
            (KeyType::Live, Mode::Trial, SmokeTest,      Ok(Road::SmokeTest)),
            (KeyType::Team, Mode::Live,  TeamOrSafelist, Ok(Road::Provider)),
            (KeyType::Team, Mode::Live,  Stranger,       Err(Refusal::TeamKey)),
            (KeyType::Team, Mode::Live,  SmokeTest,      Ok(Road::SmokeTest)),
            (KeyType::Team, Mode::Trial, TeamOrSafelist, Ok(Road::Provider)),
            (KeyType::Team, Mode::Trial, Stranger,       Err(Refusal::TeamKey)),
            (KeyType::Team, Mode::Trial, SmokeTest,      Ok(Road::SmokeTest)),
            (KeyType::Test, Mode::Live,  TeamOrSafelist, Ok(Road::Simulator)),
            (KeyType::Test, Mode::Live,  Stranger,       Ok(Road::Simulator)),
            (KeyType::Test, Mode::Live,  SmokeTest,      Ok(Road::SmokeTest)),
            (KeyType::Test, Mode::Trial, TeamOrSafelist, Ok(Road::Simulator)),
            (KeyType::Test, Mode::Trial, Stranger,       Ok(Road::Simulator)),
            (KeyType::Test, Mode::Trial, SmokeTest,      Ok(Road::SmokeTest)),
        ];
        for (key, mode, recipient, expected) in cells {
            assert_eq!(reach(key, mode, recipient), expected, "{key:?} {mode:?} {recipient:?}");
        }
    }

    #[test]
    fn only_a_live_service_can_have_a_live_key() {
        assert_eq!(may_create_key(KeyType::Live, Mode::Trial), Err(LiveKeyInTrial));
        for (key, mode) in [
            (KeyType::Live, Mode::Live),
            (KeyType::Team, Mode::Trial),
            (KeyType::Team, Mode::Live),
            (KeyType::Test, Mode::Trial),
            (KeyType::Test, Mode::Live),
        ] {
            assert_eq!(may_create_key(key, mode), Ok(()));
        }
    }
}
