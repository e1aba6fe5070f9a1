//! A device that holds passkeys, in software: what WebAuthn asks of an authenticator and of a browser, and no more.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// Present, and recognised.
const OWNER: u8 = 0x05;
const PRESENT: u8 = 0x01;
/// What follows the flags is a new credential.
const ATTESTED: u8 = 0x40;

pub struct Device {
    key: EcdsaKeyPair,
    pkcs8: Vec<u8>,
    id: Vec<u8>,
    user: String,
    pub counter: u32,
    /// The site that the browser shows.
    pub origin: String,
    /// Whether it recognises its owner, or takes anybody.
    pub recognises: bool,
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl Device {
    pub fn new(number: u8) -> Self {
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
        let pkcs8 = pkcs8.as_ref().to_vec();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &pkcs8).unwrap();
        let origin = "https://api.test".to_owned();
        Self { key, pkcs8, id: vec![number; 16], user: String::new(), counter: 0, origin, recognises: true }
    }

    /// Another device with the same secret and the same count.
    pub fn copied(&self) -> Self {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.pkcs8).unwrap();
        Self {
            key,
            pkcs8: self.pkcs8.clone(),
            id: self.id.clone(),
            user: self.user.clone(),
            origin: self.origin.clone(),
            ..*self
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let said = json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false});
        said.to_string().into_bytes()
    }

    fn authenticator_data(&self, site: &Value, flags: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, site.as_str().unwrap().as_bytes()).as_ref().to_vec();
        data.push(flags | if self.recognises { OWNER } else { PRESENT });
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// Answers `navigator.credentials.create`.
    pub fn create(&mut self, options: &Value) -> String {
        options["user"]["id"].as_str().unwrap().clone_into(&mut self.user);
        let mut data = self.authenticator_data(&options["rp"]["id"], ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // A COSE key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. The public key is 4 ‖ x ‖ y.
        let point = self.key.public_key().as_ref();
        data.extend([0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = vec![0xA3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xA0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let id = encoded(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": {"credProps": {"rk": true}},
            "response": {
                "clientDataJSON": encoded(&self.client_data("webauthn.create", options)),
                "attestationObject": encoded(&object),
                "transports": ["internal"],
            },
        })
        .to_string()
    }

    /// Answers `navigator.credentials.get`.
    pub fn get(&mut self, options: &Value) -> String {
        self.counter += 1;
        let data = self.authenticator_data(&options["rpId"], 0);
        let client = self.client_data("webauthn.get", options);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let id = encoded(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encoded(&client),
                "authenticatorData": encoded(&data),
                "signature": encoded(signature.as_ref()),
                "userHandle": self.user,
            },
        })
        .to_string()
    }
}
