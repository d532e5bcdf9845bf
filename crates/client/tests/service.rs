//! The service module of S4, on the client: register, confirm, sign in, and what goes wrong, ahead of a real user
//! pool with a public and with a confidential app client.

use poolgate_client::{Client, ClientConfig, Credentials, Error, InProcess, Transport};
use poolgate_testkit::TestPool;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

const EMAIL: &str = "user@example.com";

fn password() -> SecretString {
    "Test-123456".into()
}

struct Service {
    pool: TestPool,
    client: Client,
}

impl Service {
    async fn new(confidential: bool) -> Self {
        let pool = TestPool::with(
            json!({"UsernameAttributes": ["email"]}),
            json!({"PreventUserExistenceErrors": "ENABLED", "GenerateSecret": confidential}),
        )
        .await;
        let mut config = ClientConfig::new("us-east-1", &pool.pool_id, &pool.client_id);
        config.client_secret = pool.client_secret.clone().map(SecretString::from);
        config.credentials = Credentials::None;
        config.transport = Transport::InProcess(InProcess::new(pool.router()));
        let client = Client::new(config).await;
        Self { pool, client }
    }

    async fn confirm(&self) {
        let code = self.pool.newest_code().await.into();
        self.client
            .confirm_sign_up(EMAIL, &code)
            .await
            .expect("the right code");
    }
}

#[tokio::test]
async fn a_user_is_registered_and_signed_in() {
    for confidential in [false, true] {
        let service = Service::new(confidential).await;
        let user = service.client.register_user(EMAIL, &password()).await;
        let user = user.expect("a new user");
        assert!(!user.confirmed);
        assert_eq!(user.user_sub.len(), 36);
        service.confirm().await;
        let tokens = service.client.login_user(EMAIL, &password()).await;
        let tokens = tokens.expect("the right password");
        assert_eq!(tokens.token_type, "Bearer");
        assert_eq!(tokens.expires_in, 3600);
        assert!(tokens.refresh_token.is_some() && tokens.id_token.is_some());
        let user = service.client.get_user(&tokens.access_token).await;
        let user = user.expect("a good token");
        assert_eq!(user.attributes["email"], EMAIL);
        let refresh_token = tokens.refresh_token.expect("a refresh token");
        let again = service.client.refresh(&refresh_token, None).await;
        assert_ne!(
            again.expect("new tokens").access_token.expose_secret(),
            tokens.access_token.expose_secret()
        );
    }
}

#[tokio::test]
async fn each_error_is_a_variant_with_a_simple_sentence() {
    for confidential in [false, true] {
        let service = Service::new(confidential).await;
        let client = &service.client;
        let wrong = |error: Error| error.user_message().to_owned();
        let weak = client.register_user(EMAIL, &"short".into()).await;
        let weak = weak.expect_err("a weak password");
        assert!(
            matches!(
                weak,
                Error::InvalidPassword { .. } | Error::InvalidParameter { .. }
            ),
            "{weak:?}"
        );
        client
            .register_user(EMAIL, &password())
            .await
            .expect("a new user");
        let again = client.register_user(EMAIL, &password()).await;
        let again = again.expect_err("the same address");
        assert!(matches!(again, Error::UserExists), "{again:?}");
        assert!(wrong(again).contains("account with this address already"));
        let early = client.login_user(EMAIL, &password()).await;
        let early = early.expect_err("not confirmed");
        assert!(matches!(early, Error::UserNotConfirmed), "{early:?}");
        let code = client.confirm_sign_up(EMAIL, &"000000".into()).await;
        let code = code.expect_err("a wrong code");
        assert!(matches!(code, Error::CodeMismatch), "{code:?}");
        service.confirm().await;
        for (name, secret) in [
            (EMAIL, "Wrong-123456"),
            ("nobody@example.com", "Test-123456"),
        ] {
            let refused = client.login_user(name, &secret.into()).await;
            let refused = refused.expect_err("not these");
            assert!(matches!(refused, Error::WrongCredentials), "{refused:?}");
            assert_eq!(wrong(refused), "Incorrect email address or password.");
        }
    }
}

#[tokio::test]
async fn r35_a_wrong_client_secret_is_no_matter_of_the_user() {
    let service = Service::new(true).await;
    let mut config = service.client.config().clone();
    config.client_secret = Some("another".into());
    let client = Client::new(config).await;
    let refused = client.login_user(EMAIL, &password()).await;
    let refused = refused.expect_err("not our client");
    assert!(refused.is_misconfiguration(), "{refused:?}");
    assert_eq!(
        refused.user_message(),
        "Something went wrong. Try again in a moment."
    );
}
