//! A provider that does what a test says.

use std::sync::{Arc, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use poolgate_testkit::test_key;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// The id of the pool's registration at the provider.
pub(super) const CLIENT_ID: &str = "pool-at-idp";

/// A status and a body.
type Said = (u16, String);

/// What the provider answers, by path.
#[derive(Clone, Default)]
struct Answers(Arc<Mutex<Vec<(String, Said)>>>);

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let answers = self.0.lock().unwrap();
        let mut fitting = answers.iter().rev();
        let found = fitting.find(|(path, _)| path == request.url.path());
        match found {
            Some((_, (status, body))) => {
                ResponseTemplate::new(*status).set_body_raw(body.clone(), "application/json")
            }
            None => ResponseTemplate::new(404),
        }
    }
}

/// A provider with one RSA key and one of P-256.
pub(super) struct Idp {
    pub(super) server: MockServer,
    answers: Answers,
    rsa: KeyPair,
    ec: EcdsaKeyPair,
}

impl Idp {
    pub(super) async fn new() -> Self {
        let server = MockServer::start().await;
        let answers = Answers::default();
        let mock = Mock::given(any()).respond_with(answers.clone());
        mock.mount(&server).await;
        let pkcs8 = STANDARD.decode(test_key().unwrap().expose()).unwrap();
        let idp = Self {
            server,
            answers,
            rsa: KeyPair::from_pkcs8(&pkcs8).unwrap(),
            ec: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
        };
        let issuer = idp.issuer();
        idp.says(
            "/.well-known/openid-configuration",
            200,
            &json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "userinfo_endpoint": format!("{issuer}/userinfo"),
                "jwks_uri": format!("{issuer}/keys"),
            }),
        );
        idp.says("/keys", 200, &idp.keys());
        idp
    }

    pub(super) fn issuer(&self) -> String {
        self.server.uri()
    }

    /// From now on a path answers this.
    pub(super) fn says(&self, path: &str, status: u16, body: &Value) {
        self.says_text(path, status, &body.to_string());
    }

    pub(super) fn says_text(&self, path: &str, status: u16, body: &str) {
        let mut answers = self.answers.0.lock().unwrap();
        answers.push((path.to_owned(), (status, body.to_owned())));
    }

    pub(super) fn rsa_modulus(&self) -> Vec<u8> {
        PublicKeyComponents::<Vec<u8>>::from(self.rsa.public_key()).n
    }

    /// Its public keys.
    pub(super) fn keys(&self) -> Value {
        let rsa = PublicKeyComponents::<Vec<u8>>::from(self.rsa.public_key());
        let point = self.ec.public_key().as_ref();
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "keys": [
            { "kty": "RSA", "kid": "rsa", "use": "sig", "alg": "RS256", "n": text(&rsa.n), "e": text(&rsa.e) },
            { "kty": "EC", "kid": "ec", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..]) },
            { "kty": "oct", "kid": "oct", "k": "c2VjcmV0" },
        ] })
    }

    /// A token with this header, signed by whom it names.
    pub(super) fn token(&self, header: &Value, claims: &Value) -> String {
        let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", text(header), text(claims));
        let random = SystemRandom::new();
        let signature = if header["alg"] == "ES256" {
            let signature = self.ec.sign(&random, signed.as_bytes()).unwrap();
            signature.as_ref().to_vec()
        } else {
            let mut signature = vec![0; self.rsa.public_modulus_len()];
            self.rsa
                .sign(
                    &RSA_PKCS1_SHA256,
                    &random,
                    signed.as_bytes(),
                    &mut signature,
                )
                .unwrap();
            signature
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The token endpoint gives an ID token.
    pub(super) fn gives(&self, id_token: &str) {
        let body =
            json!({ "access_token": "at-idp", "token_type": "Bearer", "id_token": id_token });
        self.says("/token", 200, &body);
    }

    /// The requests that came to a path.
    pub(super) async fn asked(&self, path: &str) -> Vec<Request> {
        let requests = self.server.received_requests().await.unwrap();
        let fits = |request: &Request| request.url.path() == path;
        requests.into_iter().filter(fits).collect()
    }
}
