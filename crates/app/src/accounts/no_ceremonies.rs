//! In place of `ceremonies.rs`, in a program that is built without passkeys: there are none, and nothing can be asked.

use crate::Settings;
use facteur_model::id::UserId;
use facteur_model::secret::Secret;
use facteur_store::{Passkey, User};
use serde_json::Value;

pub(crate) enum Ceremonies {}

pub(super) struct Proof {
    pub passkey: String,
    pub user: Option<UserId>,
}

pub(super) struct Credential {
    pub id: String,
    pub kept: Secret,
    pub counter: u32,
}

impl Ceremonies {
    pub(crate) fn of(_settings: &Settings) -> Option<Self> {
        None
    }

    pub(super) fn ask_for_new(&self, _user: &User, _known: &[Passkey]) -> Option<(Value, Secret)> {
        match *self {}
    }

    pub(super) fn take_new(&self, _state: &Secret, _answer: &str) -> Option<Credential> {
        match *self {}
    }

    pub(super) fn ask_for_proof(&self, _among: &[Passkey]) -> Option<(Value, Secret)> {
        match *self {}
    }

    pub(super) fn read(&self, _answer: &str) -> Option<Proof> {
        match *self {}
    }

    pub(super) fn take_proof(&self, _state: &Secret, _answer: &str, _kept: &Secret) -> Option<Credential> {
        match *self {}
    }
}
