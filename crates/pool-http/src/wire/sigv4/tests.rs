#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use http::Request;
use http::request::Parts;
use poolgate_pool_api::Timestamp;
use secrecy::SecretString;

use super::{SKEW, Signature};
use crate::service::AccessKey;
use crate::wire::answer::Refused;

const BODY: &[u8] = br#"{"MaxResults":10}"#;
const SECONDS: u64 = 1_780_000_000;

fn now() -> Timestamp {
    Timestamp(i64::try_from(SECONDS).unwrap() * 1000)
}

fn keys() -> Vec<AccessKey> {
    vec![AccessKey {
        id: "AKIDEXAMPLE".to_owned(),
        secret: SecretString::from("the secret"),
        session_token: None,
        account: "123456789012".to_owned(),
    }]
}

/// A request signed by AWS's own signer.
fn signed(secret: &str, service: &str) -> Parts {
    let identity = Credentials::new("AKIDEXAMPLE", secret, None, None, "test").into();
    let params = SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name(service)
        .time(UNIX_EPOCH + Duration::from_secs(SECONDS))
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let headers = [
        ("host", "pool.test:9229"),
        (
            "x-amz-target",
            "AWSCognitoIdentityProviderService.ListUserPools",
        ),
        ("content-type", "application/x-amz-json-1.1"),
    ];
    let signable = SignableRequest::new(
        "POST",
        "http://pool.test:9229/",
        headers.into_iter(),
        SignableBody::Bytes(BODY),
    )
    .unwrap();
    let (instructions, _) = sign(signable, &params).unwrap().into_parts();
    let mut request = Request::builder().method("POST").uri("/");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let mut request = request.body(()).unwrap();
    instructions.apply_to_request_http1x(&mut request);
    request.into_parts().0
}

fn verify(parts: &Parts, body: &[u8], now: Timestamp) -> Result<(), &'static str> {
    let signature = Signature::parse(&parts.headers).unwrap();
    assert_eq!(signature.region, "eu-west-1");
    signature
        .verify(&keys(), parts, body, now)
        .map(|_| ())
        .map_err(|refused| match refused {
            Refused::Signature { kind, .. } => kind,
            other => panic!("{other:?}"),
        })
}

#[test]
fn r57_a_signature_of_awss_own_signer_holds() {
    assert_eq!(
        verify(&signed("the secret", "cognito-idp"), BODY, now()),
        Ok(())
    );
}

#[test]
fn r57_another_secret_body_header_or_service_does_not_hold() {
    const INVALID: Result<(), &str> = Err("InvalidSignatureException");
    assert_eq!(
        verify(&signed("another", "cognito-idp"), BODY, now()),
        INVALID
    );
    assert_eq!(
        verify(&signed("the secret", "cognito-idp"), b"{}", now()),
        INVALID
    );
    assert_eq!(verify(&signed("the secret", "s3"), BODY, now()), INVALID);
    let mut parts = signed("the secret", "cognito-idp");
    parts.headers.insert(
        "x-amz-target",
        "AWSCognitoIdentityProviderService.DeleteUserPool"
            .parse()
            .unwrap(),
    );
    assert_eq!(verify(&parts, BODY, now()), INVALID);
}

#[test]
fn r57_a_header_that_must_be_signed_and_is_not_does_not_hold() {
    let mut parts = signed("the secret", "cognito-idp");
    let text = parts.headers["authorization"]
        .to_str()
        .unwrap()
        .replace(";x-amz-target", "");
    parts.headers.insert("authorization", text.parse().unwrap());
    assert_eq!(
        verify(&parts, BODY, now()),
        Err("InvalidSignatureException")
    );
}

#[test]
fn r57_five_minutes_of_skew_are_the_limit() {
    let parts = signed("the secret", "cognito-idp");
    for (offset, holds) in [
        (SKEW, true),
        (-SKEW, true),
        (SKEW + 1000, false),
        (-SKEW - 1000, false),
    ] {
        assert_eq!(
            verify(&parts, BODY, Timestamp(now().0 + offset)).is_ok(),
            holds,
            "{offset}"
        );
    }
}

#[test]
fn r57_an_unknown_key_is_not_recognized() {
    let parts = signed("the secret", "cognito-idp");
    let signature = Signature::parse(&parts.headers).unwrap();
    let refused = signature.verify(&[], &parts, BODY, now()).unwrap_err();
    assert!(matches!(
        refused,
        Refused::Signature {
            kind: "UnrecognizedClientException",
            ..
        }
    ));
}

#[test]
fn malformed_headers_are_named() {
    for (value, kind) in [
        ("Bearer abc", "MissingAuthenticationTokenException"),
        (
            "AWS4-HMAC-SHA256 Credential=a/b/c",
            "IncompleteSignatureException",
        ),
        (
            "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/cognito-idp/aws4_request",
            "IncompleteSignatureException",
        ),
        (
            "AWS4-HMAC-SHA256 Credential=a/20260101/../cognito-idp/aws4_request, SignedHeaders=host, Signature=x",
            "IncompleteSignatureException",
        ),
    ] {
        let headers = [(http::header::AUTHORIZATION, value.parse().unwrap())]
            .into_iter()
            .collect();
        let refused = Signature::parse(&headers).unwrap_err();
        assert!(
            matches!(refused, Refused::Signature { kind: k, .. } if k == kind),
            "{value}"
        );
    }
}

#[test]
fn r57_a_temporary_key_counts_with_its_token_alone() {
    let mut temporary = keys();
    temporary[0].session_token = Some(SecretString::from("the token"));
    let check = |keys: &[AccessKey], token: Option<&str>| {
        let mut parts = signed("the secret", "cognito-idp");
        if let Some(token) = token {
            parts
                .headers
                .insert("x-amz-security-token", token.parse().unwrap());
        }
        let signature = Signature::parse(&parts.headers).unwrap();
        signature.verify(keys, &parts, BODY, now()).is_ok()
    };
    assert!(check(&temporary, Some("the token")));
    assert!(!check(&temporary, Some("another")));
    assert!(!check(&temporary, None));
    assert!(check(&keys(), None));
    assert!(!check(&keys(), Some("the token")));
}
