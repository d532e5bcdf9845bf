//! An issuer that can lie: keys made once for each run, a clock that stands still, a source that counts.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_verify::{
    AcceptedUse, CacheSettings, ClientIds, Clock, Error, FetchError, FetchKeySet, Issuer, Verifier,
    VerifierBuilder,
};
use serde_json::{Value, json};

pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const CLIENT: &str = "1example23456789";
pub(crate) const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI";

/// A key pair with its id.
pub(crate) struct Key {
    pub id: &'static str,
    pub pair: RsaKeyPair,
}

pub(crate) static KEY: LazyLock<Key> = LazyLock::new(|| Key::new("key-1"));
pub(crate) static SECOND_KEY: LazyLock<Key> = LazyLock::new(|| Key::new("key-2"));
/// A key that no key set has.
pub(crate) static ATTACKER: LazyLock<Key> = LazyLock::new(|| Key::new("attacker"));

impl Key {
    fn new(id: &'static str) -> Self {
        Self {
            id,
            pair: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
        }
    }

    /// The public half as an entry of a key set.
    pub(crate) fn jwk(&self) -> Value {
        let public = self.pair.public_key();
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "alg": "RS256", "kid": self.id, "kty": "RSA", "use": "sig",
            "e": number(public.exponent().big_endian_without_leading_zero()),
            "n": number(public.modulus().big_endian_without_leading_zero()),
        })
    }

    pub(crate) fn public_der(&self) -> Vec<u8> {
        self.pair.public_key().as_der().unwrap().as_ref().to_vec()
    }

    pub(crate) fn header(&self) -> Value {
        json!({"kid": self.id, "alg": "RS256"})
    }

    /// A token of this key, with its ordinary header.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.sign(&self.header().to_string(), &claims.to_string())
    }

    /// An RS256 signature over whatever is given.
    pub(crate) fn sign(&self, header: &str, payload: &str) -> String {
        self.sign_with(&RSA_PKCS1_SHA256, header, payload)
    }

    pub(crate) fn sign_with(
        &self,
        padding: &'static dyn RsaEncoding,
        header: &str,
        payload: &str,
    ) -> String {
        self.sign_segments(padding, &encode(header), &encode(payload))
    }

    pub(crate) fn sign_segments(
        &self,
        padding: &'static dyn RsaEncoding,
        header: &str,
        payload: &str,
    ) -> String {
        let signed = format!("{header}.{payload}");
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                padding,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .unwrap();
        format!("{signed}.{}", encode(signature))
    }
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// The claims of an access token as Cognito makes it.
pub(crate) fn access() -> Value {
    json!({
        "sub": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "cognito:groups": ["admins", "staff"], "iss": ISSUER,
        "client_id": CLIENT, "origin_jti": "11111111-2222-4333-8444-555555555555",
        "event_id": "66666666-7777-4888-8999-000000000000", "token_use": "access",
        "scope": "aws.cognito.signin.user.admin notes/read", "auth_time": NOW - 10, "exp": NOW + 3600,
        "iat": NOW - 10, "jti": "99999999-8888-4777-8666-555555555555", "username": "alice",
    })
}

/// The claims of an ID token as Cognito makes it.
pub(crate) fn id() -> Value {
    json!({
        "sub": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "email_verified": true, "iss": ISSUER,
        "cognito:username": "alice", "origin_jti": "11111111-2222-4333-8444-555555555555", "aud": CLIENT,
        "token_use": "id", "auth_time": NOW - 10, "exp": NOW + 3600, "iat": NOW - 10,
        "jti": "99999999-8888-4777-8666-555555555556", "email": "alice@example.com",
    })
}

/// `claims` with one of them changed; `null` takes it away.
pub(crate) fn with(mut claims: Value, claim: &str, value: impl Into<Value>) -> Value {
    match value.into() {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
        value => claims[claim] = value,
    }
    claims
}

/// A clock that stands still until it is moved.
#[derive(Clone, Debug, Default)]
pub(crate) struct TestClock(Arc<AtomicU64>);

impl TestClock {
    pub(crate) fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn unix_seconds(&self) -> u64 {
        NOW + self.0.load(Ordering::SeqCst)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(1000 + self.0.load(Ordering::SeqCst))
    }
}

/// A source of keys that counts how often it is asked, and can be taken down.
#[derive(Clone)]
pub(crate) struct Source(Arc<SourceState>);

struct SourceState {
    fetches: AtomicUsize,
    answer: Mutex<Answer>,
}

#[derive(Clone)]
pub(crate) enum Answer {
    Document(Vec<u8>),
    Down,
    Never,
    Panic,
}

impl Source {
    pub(crate) fn of(keys: &[&Key]) -> Self {
        let source = Self(Arc::new(SourceState {
            fetches: AtomicUsize::new(0),
            answer: Mutex::new(Answer::Down),
        }));
        source.publish(keys);
        source
    }

    pub(crate) fn publish(&self, keys: &[&Key]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.jwk()).collect();
        self.answer(Answer::Document(
            json!({ "keys": keys }).to_string().into_bytes(),
        ));
    }

    pub(crate) fn answer(&self, answer: Answer) {
        *self.0.answer.lock().unwrap() = answer;
    }

    pub(crate) fn fetches(&self) -> usize {
        self.0.fetches.load(Ordering::SeqCst)
    }
}

#[async_trait::async_trait]
impl FetchKeySet for Source {
    async fn fetch(&self, _max_bytes: usize) -> Result<Vec<u8>, FetchError> {
        self.0.fetches.fetch_add(1, Ordering::SeqCst);
        let answer = self.0.answer.lock().unwrap().clone();
        tokio::task::yield_now().await;
        match answer {
            Answer::Document(document) => Ok(document),
            Answer::Down => Err(FetchError::new("the source is down")),
            Answer::Never => std::future::pending().await,
            Answer::Panic => panic!("a source that panics, on purpose"),
        }
    }
}

/// A verifier with everything around it under control.
pub(crate) struct World {
    pub clock: TestClock,
    pub source: Source,
    pub verifier: Verifier,
}

impl World {
    /// Accepts access tokens of [`CLIENT`].
    pub(crate) fn new() -> Self {
        Self::with(AcceptedUse::Access, |builder| builder)
    }

    pub(crate) fn with(
        accepted: AcceptedUse,
        change: impl FnOnce(VerifierBuilder) -> VerifierBuilder,
    ) -> Self {
        let clock = TestClock::default();
        let source = Source::of(&[&KEY, &SECOND_KEY]);
        let builder = Verifier::builder(
            Issuer::url(ISSUER).unwrap(),
            ClientIds::only([CLIENT]),
            accepted,
        )
        .key_source(source.clone())
        .cache_settings(CacheSettings::default().fetch_timeout(Duration::from_millis(100)))
        .clock(clock.clone());
        let verifier = change(builder).build().unwrap();
        Self {
            clock,
            source,
            verifier,
        }
    }

    /// The code of the refusal, which must be a 401.
    pub(crate) async fn refused(&self, token: &str) -> &'static str {
        let error = self.verifier.verify(token).await.unwrap_err();
        assert_eq!(error.status(), 401, "{error}");
        assert_no_token_in(&error, token);
        error.code()
    }
}

/// An error must not repeat a token, in none of its texts.
pub(crate) fn assert_no_token_in(error: &Error, token: &str) {
    for text in [
        error.to_string(),
        format!("{error:?}"),
        error.public_message().to_owned(),
    ] {
        for segment in token.split('.').filter(|segment| segment.len() > 40) {
            assert!(!text.contains(segment), "{text}");
        }
    }
}
