//! `poolgate token`.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::SystemTime;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::World;

/// Flags and variables.
type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)]);

/// A pool: a key, an issuer on loopback, and tokens.
struct Pool {
    key: RsaKeyPair,
    issuer: String,
    address: String,
}

impl Pool {
    /// Serves its key set for as long as the test runs.
    fn start() -> Self {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let public = key.public_key();
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let keys = json!({"keys": [{
            "alg": "RS256", "kid": "key-1", "kty": "RSA", "use": "sig",
            "e": encode(public.exponent().big_endian_without_leading_zero()),
            "n": encode(public.modulus().big_endian_without_leading_zero()),
        }]})
        .to_string();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let issuer = format!("http://{address}/local_AbCdEfGhI");
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap();
                let found =
                    request[..length].starts_with(b"GET /local_AbCdEfGhI/.well-known/jwks.json ");
                let status = if found { "200 OK" } else { "404 Not Found" };
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    keys.len()
                );
                let _ = stream.write_all((head + &keys).as_bytes());
            }
        });
        Self {
            key,
            issuer,
            address,
        }
    }

    fn claims(&self) -> Value {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        json!({
            "sub": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "iss": self.issuer, "client_id": "1client", "token_use": "access",
            "scope": "aws.cognito.signin.user.admin", "iat": now - 5, "exp": now + 3600, "username": "alice",
        })
    }

    fn token(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims();
        change(&mut claims);
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let signed = format!(
            "{}.{}",
            encode(br#"{"kid":"key-1","alg":"RS256"}"#),
            encode(claims.to_string().as_bytes())
        );
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .unwrap();
        format!("{signed}.{}", encode(&signature))
    }

    fn claims_of(&self, token: &str) -> Value {
        let payload = URL_SAFE_NO_PAD
            .decode(token.split('.').nth(1).unwrap())
            .unwrap();
        let claims: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(claims["iss"], self.issuer.as_str());
        claims
    }
}

#[test]
fn token_decode_prints_the_token_and_that_nothing_was_verified() {
    let world = World::new();
    let token = format!(
        "{}.{}.c2ln",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
        URL_SAFE_NO_PAD.encode(r#"{"sub":"alice"}"#)
    );
    for (argument, input) in [(token.as_str(), String::new()), ("-", format!("{token}\n"))] {
        let outcome = world.run(&["token", "decode", argument], &[], &input);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_eq!(
            (&document["header"], &document["claims"]),
            (&json!({"alg": "none"}), &json!({"sub": "alice"}))
        );
        assert_eq!(document["verified"], false);
        assert!(
            outcome.stderr.contains("NOT VERIFIED")
                && document["warning"]
                    .as_str()
                    .unwrap()
                    .contains("NOT VERIFIED")
        );
    }
    for bad in ["", "abc", "a.b.c", "e30.e30", "W10.e30.c2ln"] {
        let outcome = world.run(&["token", "decode", bad], &[], "");
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{bad}");
        assert!(
            outcome.stderr.contains("this is no token: "),
            "{}",
            outcome.stderr
        );
    }
}

#[test]
fn token_verify_accepts_a_good_token_by_flags_or_by_configuration() {
    let pool = Pool::start();
    let token = pool.token(|_| ());
    let endpoint = format!("http://{}", pool.address);
    let jwks = format!("{}/.well-known/jwks.json", pool.issuer);
    let elsewhere = [
        ("COGNITO_ISSUER", "http://127.0.0.1:1/x_1"),
        ("COGNITO_JWKS_URI", "http://127.0.0.1:1/"),
    ];
    let cases: [Case; 6] = [
        (&["--issuer", &pool.issuer], &[]),
        (
            &[
                "--issuer",
                &pool.issuer,
                "--client-id",
                "1client",
                "--token-use",
                "access",
            ],
            &elsewhere,
        ),
        (
            &[
                "--issuer",
                &pool.issuer,
                "--jwks-uri",
                &jwks,
                "--leeway",
                "60",
            ],
            &[],
        ),
        (
            &[],
            &[
                ("COGNITO_ISSUER", &pool.issuer),
                ("COGNITO_CLIENT_ID", "1client"),
            ],
        ),
        (
            &[],
            &[
                ("USER_POOL_ID", "local_AbCdEfGhI"),
                ("CLIENT_ID", "1client"),
                ("AWS_ENDPOINT_URL", &endpoint),
            ],
        ),
        // The embedded pool, whose id only the token knows.
        (&["--pool-listen", &pool.address], &[]),
    ];
    for (flags, variables) in cases {
        let outcome = World::new().run(
            &[&["token", "verify", "-"], flags].concat(),
            variables,
            &token,
        );
        assert_eq!(
            outcome.code, 0,
            "{flags:?} {variables:?} {}",
            outcome.stderr
        );
        assert!(
            outcome.stderr.contains("The token is valid."),
            "{}",
            outcome.stderr
        );
        assert_eq!(
            serde_json::from_str::<Value>(&outcome.stdout).unwrap(),
            pool.claims_of(&token)
        );
    }
}

#[test]
fn token_verify_says_expected_and_actual_and_ends_with_1() {
    let pool = Pool::start();
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let good = pool.token(|_| ());
    let (signed, _) = good.rsplit_once('.').unwrap();
    let other = Pool::start();
    let by_issuer = ["--issuer", pool.issuer.as_str()];
    let cases: [(&str, String, &[&str], &[&str]); 8] = [
        (
            "expired",
            pool.token(|claims| claims["exp"] = (now - 90).into()),
            &[],
            &["it is", "expired at"],
        ),
        (
            "too early",
            pool.token(|claims| claims["iat"] = (now + 90).into()),
            &[],
            &["not_yet_valid", "iat is"],
        ),
        (
            "client",
            good.clone(),
            &["--client-id", "2other"],
            &["\"1client\"", "\"2other\""],
        ),
        (
            "kind",
            good.clone(),
            &["--token-use", "id"],
            &["\"access\"", "\"id\""],
        ),
        (
            "issuer",
            pool.token(|claims| claims["iss"] = "http://x".into()),
            &[],
            &["\"http://x\"", &pool.issuer],
        ),
        (
            "signature",
            format!("{signed}.{}", "A".repeat(342)),
            &[],
            &["signature_wrong", "key-1"],
        ),
        ("form", "abc".to_owned(), &[], &["1 segments, expected 3"]),
        (
            "key source",
            good.clone(),
            &["--jwks-uri", "http://127.0.0.1:1/"],
            &["cannot be checked", "keys_unavailable"],
        ),
    ];
    for (name, token, flags, parts) in cases {
        let arguments = [
            ["token", "verify", token.as_str()].as_slice(),
            &by_issuer,
            flags,
        ]
        .concat();
        let outcome = World::new().run(&arguments, &[], "");
        assert_eq!(
            (outcome.code, outcome.stdout.as_str()),
            (1, ""),
            "{name} {}",
            outcome.stderr
        );
        assert!(
            parts.iter().all(|part| outcome.stderr.contains(part)),
            "{name}: {}",
            outcome.stderr
        );
        assert!(
            !outcome.stderr.contains(signed),
            "the token itself stays out of it"
        );
    }

    // Another pool's token is no token of the embedded pool, whatever it says.
    let foreign = other.token(|_| ());
    let outcome = World::new().run(
        &["token", "verify", &foreign, "--pool-listen", &pool.address],
        &[],
        "",
    );
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    for part in [
        "issuer_mismatch",
        &other.issuer,
        &format!("http://{}/", pool.address),
        "--issuer",
    ] {
        assert!(outcome.stderr.contains(part), "{}", outcome.stderr);
    }
    let bad_flag = World::new().run(&["token", "verify", &good, "--issuer", "nonsense"], &[], "");
    assert_eq!(bad_flag.code, 2, "{}", bad_flag.stderr);
}
