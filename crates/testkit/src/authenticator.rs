//! An authenticator in software, with the browser around it: it makes passkeys and signs in with them.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom as Source;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ciborium::Value as Cbor;
use poolgate_crypto::{Random as _, SystemRandom};
use serde_json::{Value, json};

use crate::pool::test_key;

const ES256: i64 = -7;

/// Makes passkeys. Its members are how it behaves; a test sets those that it is about.
#[derive(Debug)]
pub struct Authenticator {
    /// Where the page is.
    pub origin: String,
    /// The algorithm of new keys, as COSE numbers them: -7 or -257.
    pub algorithm: i64,
    /// Whether it verifies the user.
    pub verifies_user: bool,
    /// Whether somebody is there.
    pub is_present: bool,
    /// Whether it counts its signatures.
    pub counts: bool,
    /// Whether its passkeys may be copied to other devices.
    pub is_synced: bool,
    /// The relying party that it answers for, where that is not the one that asks.
    pub other_rp_id: Option<String>,
    /// Whether another page has framed the page.
    pub is_framed: bool,
    /// The format of its attestation.
    pub format: &'static str,
    /// The passkeys.
    pub passkeys: Vec<Passkey>,
}

/// A passkey.
#[derive(Debug)]
pub struct Passkey {
    /// The id of the credential.
    pub id: Vec<u8>,
    /// The relying party.
    pub rp_id: String,
    /// The user, as the relying party named it.
    pub user_handle: String,
    /// How many signatures it made.
    pub count: u32,
    key: Key,
}

#[derive(Debug)]
enum Key {
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
}

impl Authenticator {
    /// One that verifies its user and counts, on a page of this origin.
    pub fn at(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            algorithm: ES256,
            verifies_user: true,
            is_present: true,
            counts: true,
            is_synced: false,
            other_rp_id: None,
            is_framed: false,
            format: "none",
            passkeys: Vec::new(),
        }
    }

    /// `navigator.credentials.create()`: `RegistrationResponseJSON` of `PublicKeyCredentialCreationOptionsJSON`.
    ///
    /// # Panics
    /// If the options lack what the browser needs.
    pub fn create(&mut self, options: &Value) -> Value {
        let rp_id = text(&options["rp"]["id"]);
        let mut id = vec![0; 32];
        SystemRandom::default().fill(&mut id);
        let (key, cose) = if self.algorithm == ES256 {
            es256()
        } else {
            rs256(self.algorithm)
        };
        let mut data = self.data(&rp_id, 0, true);
        data.extend([0; 16]);
        data.extend(u16::try_from(id.len()).expect("short").to_be_bytes());
        data.extend(&id);
        data.extend(encode(&cose));
        let statement = if self.format == "none" {
            Cbor::Map(Vec::new())
        } else {
            Cbor::Map(vec![(Cbor::from("alg"), Cbor::from(self.algorithm))])
        };
        let attestation = Cbor::Map(vec![
            (Cbor::from("fmt"), Cbor::from(self.format)),
            (Cbor::from("attStmt"), statement),
            (Cbor::from("authData"), Cbor::from(data)),
        ]);
        let client_data = self.client_data("webauthn.create", &options["challenge"]);
        let answer = json!({
            "id": URL_SAFE_NO_PAD.encode(&id),
            "rawId": URL_SAFE_NO_PAD.encode(&id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "attestationObject": URL_SAFE_NO_PAD.encode(encode(&attestation)),
                "transports": ["internal", "hybrid"],
            },
        });
        self.passkeys.push(Passkey {
            id,
            rp_id,
            user_handle: text(&options["user"]["id"]),
            count: 0,
            key,
        });
        answer
    }

    /// `navigator.credentials.get()`: `AuthenticationResponseJSON` of `PublicKeyCredentialRequestOptionsJSON`, by the
    /// first passkey that is asked for.
    ///
    /// # Panics
    /// If it has none of those.
    pub fn get(&mut self, options: &Value) -> Value {
        let allowed = options["allowCredentials"].as_array().expect("a list");
        let is_allowed = |passkey: &Passkey| {
            let id = URL_SAFE_NO_PAD.encode(&passkey.id);
            allowed.iter().any(|allowed| allowed["id"] == id)
        };
        let index = self.passkeys.iter().position(is_allowed);
        self.get_with(index.expect("a passkey that is asked for"), options)
    }

    /// The same by one passkey, whether it is asked for or not.
    ///
    /// # Panics
    /// If there is no such passkey.
    pub fn get_with(&mut self, index: usize, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", &options["challenge"]);
        if self.counts {
            self.passkeys[index].count += 1;
        }
        let passkey = &self.passkeys[index];
        let data = self.data(&passkey.rp_id, passkey.count, false);
        let hash = digest(&SHA256, client_data.as_bytes());
        let signature = passkey.key.sign(&[&data, hash.as_ref()].concat());
        json!({
            "id": URL_SAFE_NO_PAD.encode(&passkey.id),
            "rawId": URL_SAFE_NO_PAD.encode(&passkey.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "signature": URL_SAFE_NO_PAD.encode(signature),
                "userHandle": passkey.user_handle,
            },
        })
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> String {
        json!({
            "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.is_framed
        })
        .to_string()
    }

    /// The head of the authenticator data.
    fn data(&self, rp_id: &str, count: u32, is_new: bool) -> Vec<u8> {
        let rp_id = self.other_rp_id.as_deref().unwrap_or(rp_id);
        let mut data = digest(&SHA256, rp_id.as_bytes()).as_ref().to_vec();
        let synced = u8::from(self.is_synced);
        data.push(
            u8::from(self.is_present)
                | u8::from(self.verifies_user) << 2
                | synced << 3
                | synced << 4
                | u8::from(is_new) << 6,
        );
        data.extend(count.to_be_bytes());
        data
    }
}

impl Key {
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let signature = key.sign(&Source::new(), message).expect("a signature");
                signature.as_ref().to_vec()
            }
            Self::Rs256(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &Source::new(), message, &mut signature)
                    .expect("a signature");
                signature
            }
        }
    }
}

fn es256() -> (Key, Cbor) {
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
    let point = key.public_key().as_ref().to_vec();
    let cose = cose(&[
        (1, Cbor::from(2)),
        (3, Cbor::from(ES256)),
        (-1, Cbor::from(1)),
        (-2, Cbor::from(point[1..33].to_vec())),
        (-3, Cbor::from(point[33..].to_vec())),
    ]);
    (Key::Es256(key), cose)
}

/// `algorithm` may be another one than the key is for.
fn rs256(algorithm: i64) -> (Key, Cbor) {
    let pkcs8 = test_key().expect("a key");
    let pkcs8 = STANDARD.decode(pkcs8.expose()).expect("base64");
    let key = RsaKeyPair::from_pkcs8(&pkcs8).expect("PKCS#8");
    let public = key.public_key();
    let cose = cose(&[
        (1, Cbor::from(3)),
        (3, Cbor::from(algorithm)),
        (
            -1,
            Cbor::from(public.modulus().big_endian_without_leading_zero().to_vec()),
        ),
        (
            -2,
            Cbor::from(public.exponent().big_endian_without_leading_zero().to_vec()),
        ),
    ]);
    (Key::Rs256(key), cose)
}

fn cose(members: &[(i64, Cbor)]) -> Cbor {
    let members = members.iter();
    Cbor::Map(
        members
            .map(|(label, value)| (Cbor::from(*label), value.clone()))
            .collect(),
    )
}

fn encode(value: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("a value");
    bytes
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
