//! The client against a pool played by wiremock or by a router: what it sends, and what it makes of
//! the answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use poolgate_client::{
    Challenge, ChallengeAnswer, Client, ClientConfig, Credentials, Error, InProcess, NewUser,
    SignIn, Timeouts, Transport,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use wiremock::matchers::{header, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

const CLIENT_ID: &str = "1example23456789abcdefghij";
const CLIENT_SECRET: &str = "1example2secret3value4for5tests6only7abc8def9ghi0jkl";

/// A pool in the same process that answers what it is told, and remembers what it was asked.
#[derive(Clone, Default)]
struct Pool {
    answers: Arc<Mutex<BTreeMap<String, (u16, Value)>>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

#[derive(Clone, Debug)]
struct Call {
    operation: String,
    body: Value,
    signed: bool,
}

impl Pool {
    fn on(&self, operation: &str, status: u16, body: Value) -> &Self {
        let mut answers = self
            .answers
            .lock()
            .expect("no test panics while it holds this");
        answers.insert(operation.to_owned(), (status, body));
        self
    }

    fn calls(&self) -> Vec<Call> {
        self.calls
            .lock()
            .expect("no test panics while it holds this")
            .clone()
    }

    fn transport(&self) -> Transport {
        Transport::InProcess(InProcess::new(
            Router::new().fallback(serve).with_state(self.clone()),
        ))
    }

    async fn client(&self, change: impl FnOnce(&mut ClientConfig)) -> Client {
        let mut config = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", CLIENT_ID);
        config.credentials = Credentials::None;
        config.transport = self.transport();
        change(&mut config);
        Client::new(config).await
    }
}

async fn serve(State(pool): State<Pool>, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    let target = headers["x-amz-target"]
        .to_str()
        .expect("a printable target");
    let operation = target
        .rsplit('.')
        .next()
        .expect("a target has a last part")
        .to_owned();
    pool.calls
        .lock()
        .expect("no test panics while it holds this")
        .push(Call {
            operation: operation.clone(),
            body: serde_json::from_slice(&body).expect("the SDK sends JSON"),
            signed: headers.contains_key("authorization"),
        });
    let answers = pool
        .answers
        .lock()
        .expect("no test panics while it holds this");
    match answers.get(&operation) {
        Some((status, body)) => (
            StatusCode::from_u16(*status).expect("a status"),
            body.to_string(),
        ),
        None => (
            StatusCode::BAD_REQUEST,
            json!({"__type": "UnknownOperationException"}).to_string(),
        ),
    }
}

fn refusal(exception: &str, message: &str) -> Value {
    json!({"__type": exception, "message": message})
}

fn tokens() -> Value {
    json!({
        "AuthenticationResult": {
            "AccessToken": "access-1", "IdToken": "id-1", "RefreshToken": "refresh-1",
            "ExpiresIn": 3600, "TokenType": "Bearer"
        },
        "ChallengeParameters": {}
    })
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

#[tokio::test]
async fn a_public_client_needs_no_credentials_and_signs_nothing() {
    let pool = Pool::default();
    pool.on("InitiateAuth", 200, tokens());
    let client = pool.client(|_| {}).await;
    let answer = client
        .login("user@example.com", &secret("Test123456"))
        .await;
    let Ok(SignIn::Tokens(tokens)) = answer else {
        panic!("expected tokens: {answer:?}")
    };
    assert_eq!(tokens.access_token.expose_secret(), "access-1");
    assert_eq!(tokens.expires_in, 3600);
    let calls = pool.calls();
    assert!(!calls[0].signed);
    assert_eq!(
        calls[0].body,
        json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "user@example.com", "PASSWORD": "Test123456"},
            "ClientId": CLIENT_ID
        })
    );
}

#[tokio::test]
async fn r35_every_call_of_a_confidential_client_carries_its_proof() {
    let pool = Pool::default();
    let delivery = json!({"CodeDeliveryDetails": {"Destination": "u***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}});
    pool.on("InitiateAuth", 200, tokens())
        .on("RespondToAuthChallenge", 200, tokens())
        .on("GetTokensFromRefreshToken", 200, tokens())
        .on("RevokeToken", 200, json!({}))
        .on(
            "SignUp",
            200,
            json!({"UserConfirmed": false, "UserSub": "sub-1"}),
        )
        .on("ConfirmSignUp", 200, json!({}))
        .on("ResendConfirmationCode", 200, delivery.clone())
        .on("ForgotPassword", 200, delivery)
        .on("ConfirmForgotPassword", 200, json!({}));
    let client = pool
        .client(|config| config.client_secret = Some(secret(CLIENT_SECRET)))
        .await;
    let (user, password, code) = ("testuser", secret("Test123456"), secret("123456"));
    let new_user = NewUser {
        username: user.to_owned(),
        password: password.clone(),
        attributes: BTreeMap::from([("email".to_owned(), "user@example.com".to_owned())]),
    };
    client.sign_up(&new_user).await.expect("signed up");
    client
        .confirm_sign_up(user, &code)
        .await
        .expect("confirmed");
    let sent = client.resend_confirmation_code(user).await.expect("sent");
    assert_eq!(
        sent.and_then(|delivery| delivery.destination).as_deref(),
        Some("u***@e***")
    );
    client.login(user, &password).await.expect("signed in");
    client
        .respond_to_challenge(ChallengeAnswer {
            name: "SMS_MFA".to_owned(),
            username: user.to_owned(),
            session: Some(secret("session-1-of-the-pool")),
            responses: BTreeMap::from([
                ("SMS_MFA_CODE".to_owned(), code.clone()),
                ("USERNAME".to_owned(), secret("somebody else")),
                ("SECRET_HASH".to_owned(), secret("made up")),
            ]),
        })
        .await
        .expect("answered");
    client.forgot_password(user).await.expect("sent");
    client
        .confirm_forgot_password(user, &code, &password)
        .await
        .expect("set");
    client
        .refresh(&secret("refresh-1"), None)
        .await
        .expect("refreshed");
    client
        .revoke_token(&secret("refresh-1"))
        .await
        .expect("revoked");

    let expected = "qSOyXyBEF4V+aI6RqTGEuDzYW4Pryv16lwUiufr9eSY=";
    let calls = pool.calls();
    assert_eq!(calls.len(), 9);
    for call in calls {
        let proof = match call.operation.as_str() {
            "InitiateAuth" => &call.body["AuthParameters"]["SECRET_HASH"],
            "RespondToAuthChallenge" => {
                assert_eq!(call.body["ChallengeResponses"]["USERNAME"], user);
                &call.body["ChallengeResponses"]["SECRET_HASH"]
            }
            "GetTokensFromRefreshToken" | "RevokeToken" => {
                assert_eq!(call.body["ClientSecret"], CLIENT_SECRET);
                continue;
            }
            _ => &call.body["SecretHash"],
        };
        assert_eq!(proof, expected, "{}", call.operation);
    }
}

#[tokio::test]
async fn a_challenge_is_no_error_and_names_its_user() {
    let pool = Pool::default();
    pool.on(
        "InitiateAuth",
        200,
        json!({
            "ChallengeName": "A_CHALLENGE_OF_TOMORROW",
            "Session": "session-1-of-the-pool",
            "ChallengeParameters": {"USER_ID_FOR_SRP": "sub-1", "HINT": "something"}
        }),
    );
    let client = pool.client(|_| {}).await;
    let answer = client
        .login("user@example.com", &secret("Test123456"))
        .await;
    let Ok(SignIn::Challenge(challenge)) = answer else {
        panic!("expected a challenge: {answer:?}")
    };
    assert_eq!(challenge.name, "A_CHALLENGE_OF_TOMORROW");
    assert_eq!(challenge.username(), Some("sub-1"));
    assert_eq!(challenge.parameters["HINT"], "something");
}

#[tokio::test]
async fn refresh_falls_back_once_and_for_all_on_an_old_pool() {
    let pool = Pool::default();
    pool.on("InitiateAuth", 200, tokens());
    let client = pool.client(|_| {}).await;
    for _ in 0..2 {
        client
            .refresh(&secret("refresh-1"), None)
            .await
            .expect("refreshed");
    }
    let operations: Vec<_> = pool
        .calls()
        .into_iter()
        .map(|call| call.operation)
        .collect();
    assert_eq!(
        operations,
        ["GetTokensFromRefreshToken", "InitiateAuth", "InitiateAuth"]
    );
    assert_eq!(
        pool.calls()[1].body["AuthParameters"],
        json!({"REFRESH_TOKEN": "refresh-1"})
    );
}

#[tokio::test]
async fn refresh_falls_back_where_the_pool_fails_instead_of_saying_so() {
    let server = MockServer::start().await;
    let page = ResponseTemplate::new(500).set_body_raw("<!doctype html>", "text/html");
    let target = "AWSCognitoIdentityProviderService.GetTokensFromRefreshToken";
    Mock::given(header("x-amz-target", target))
        .respond_with(page)
        .mount(&server)
        .await;
    Mock::given(header(
        "x-amz-target",
        "AWSCognitoIdentityProviderService.InitiateAuth",
    ))
    .respond_with(
        ResponseTemplate::new(200).set_body_raw(tokens().to_string(), "application/x-amz-json-1.1"),
    )
    .mount(&server)
    .await;
    let mut config = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", CLIENT_ID);
    config.credentials = Credentials::None;
    config.endpoint_url = Some(server.uri());
    let client = Client::new(config).await;
    client
        .refresh(&secret("refresh-1"), None)
        .await
        .expect("refreshed");
    client
        .refresh(&secret("refresh-1"), None)
        .await
        .expect("refreshed");
    let requests = server.received_requests().await.expect("recorded");
    assert_eq!(requests.len(), 3, "the pool is asked the new way once");

    // A pool that just fails is asked both ways, and its own failure is told.
    let pool = Pool::default();
    pool.on(
        "GetTokensFromRefreshToken",
        500,
        refusal("InternalErrorException", "no"),
    );
    let client = pool.client(|_| {}).await;
    let answer = client.refresh(&secret("refresh-1"), None).await;
    assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    pool.on("InitiateAuth", 200, tokens());
    client
        .refresh(&secret("refresh-1"), None)
        .await
        .expect("refreshed");
}

#[tokio::test]
async fn a_confidential_client_on_an_old_pool_looks_the_user_name_up() {
    let pool = Pool::default();
    pool.on("InitiateAuth", 200, tokens())
        .on("AdminGetUser", 200, json!({"Username": "testuser"}));
    let client = pool
        .client(|config| {
            config.client_secret = Some(secret(CLIENT_SECRET));
            config.credentials = Credentials::Static {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: secret("example"),
                session_token: None,
            };
        })
        .await;
    let without = client.refresh(&secret("refresh-1"), None).await;
    assert!(matches!(without, Err(Error::UsernameNeeded)), "{without:?}");
    client
        .refresh(&secret("refresh-1"), Some("user@example.com"))
        .await
        .expect("refreshed");
    let calls = pool.calls();
    let look_up = &calls[calls.len() - 2];
    assert_eq!(look_up.operation, "AdminGetUser");
    assert!(look_up.signed);
    assert_eq!(
        calls[calls.len() - 1].body["AuthParameters"]["SECRET_HASH"],
        "qSOyXyBEF4V+aI6RqTGEuDzYW4Pryv16lwUiufr9eSY="
    );
}

#[tokio::test]
async fn a_pool_that_wants_the_typed_name_gets_it_next() {
    let pool = Pool::default();
    pool.on(
        "InitiateAuth",
        400,
        refusal(
            "NotAuthorizedException",
            "SecretHash does not match for the client: 1example",
        ),
    )
    .on("AdminGetUser", 200, json!({"Username": "sub-1"}));
    let client = pool
        .client(|config| {
            config.client_secret = Some(secret(CLIENT_SECRET));
            config.credentials = Credentials::Static {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: secret("example"),
                session_token: None,
            };
        })
        .await;
    let answer = client.refresh(&secret("refresh-1"), Some("testuser")).await;
    assert!(matches!(answer, Err(Error::WrongClientSecret { .. })));
    let calls = pool.calls();
    let hashes: Vec<_> = calls
        .iter()
        .filter(|call| call.operation == "InitiateAuth")
        .map(|call| &call.body["AuthParameters"]["SECRET_HASH"])
        .collect();
    assert_eq!(hashes.len(), 2);
    assert_eq!(hashes[1], "qSOyXyBEF4V+aI6RqTGEuDzYW4Pryv16lwUiufr9eSY=");
}

#[tokio::test]
async fn without_credentials_the_address_itself_is_tried_as_user_name() {
    let pool = Pool::default();
    pool.on("InitiateAuth", 200, tokens());
    let client = pool
        .client(|config| config.client_secret = Some(secret(CLIENT_SECRET)))
        .await;
    client
        .refresh(&secret("refresh-1"), Some("testuser"))
        .await
        .expect("refreshed");
    let calls = pool.calls();
    assert!(calls.iter().all(|call| call.operation != "AdminGetUser"));
    assert_eq!(
        calls[1].body["AuthParameters"]["SECRET_HASH"],
        "qSOyXyBEF4V+aI6RqTGEuDzYW4Pryv16lwUiufr9eSY="
    );
}

#[tokio::test]
async fn a_user_comes_with_attributes() {
    let pool = Pool::default();
    pool.on(
        "GetUser",
        200,
        json!({
            "Username": "sub-1",
            "UserAttributes": [{"Name": "email", "Value": "user@example.com"}, {"Name": "email_verified", "Value": "true"}],
            "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]
        }),
    );
    let client = pool.client(|_| {}).await;
    let user = client.get_user(&secret("access-1")).await.expect("a user");
    assert_eq!(user.attributes["email_verified"], "true");
    assert_eq!(user.mfa_methods, ["SOFTWARE_TOKEN_MFA"]);
}

#[tokio::test]
async fn a_user_writes_its_account_by_its_token_alone() {
    let pool = Pool::default();
    let details =
        json!({"Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"});
    pool.on(
        "UpdateUserAttributes",
        200,
        json!({"CodeDeliveryDetailsList": [details]}),
    )
    .on(
        "GetUserAttributeVerificationCode",
        200,
        json!({"CodeDeliveryDetails": details}),
    )
    .on("VerifyUserAttribute", 200, json!({}))
    .on("DeleteUser", 200, json!({}));
    let client = pool
        .client(|config| config.client_secret = Some(secret(CLIENT_SECRET)))
        .await;
    let token = secret("access-1");
    let attributes = BTreeMap::from([
        ("email".to_owned(), "new@example.com".to_owned()),
        ("name".to_owned(), String::new()),
    ]);
    let sent = client
        .update_user_attributes(&token, &attributes)
        .await
        .expect("updated");
    assert_eq!(sent[0].destination.as_deref(), Some("n***@e***"));
    let again = client
        .get_user_attribute_verification_code(&token, "email")
        .await
        .expect("sent");
    assert_eq!(again.as_ref(), sent.first());
    client
        .verify_user_attribute(&token, "email", &secret("123456"))
        .await
        .expect("verified");
    client.delete_user(&token).await.expect("deleted");
    let bodies: Vec<_> = pool.calls().into_iter().map(|call| call.body).collect();
    assert_eq!(
        bodies,
        [
            json!({"AccessToken": "access-1", "UserAttributes": [
                {"Name": "email", "Value": "new@example.com"}, {"Name": "name", "Value": ""}
            ]}),
            json!({"AccessToken": "access-1", "AttributeName": "email"}),
            json!({"AccessToken": "access-1", "AttributeName": "email", "Code": "123456"}),
            json!({"AccessToken": "access-1"}),
        ]
    );
}

#[tokio::test]
async fn an_update_without_a_message_has_no_delivery() {
    let pool = Pool::default();
    pool.on("UpdateUserAttributes", 200, json!({}));
    let client = pool.client(|_| {}).await;
    let attributes = BTreeMap::from([("name".to_owned(), "Jo".to_owned())]);
    let sent = client
        .update_user_attributes(&secret("access-1"), &attributes)
        .await
        .expect("updated");
    assert!(sent.is_empty());
}

#[tokio::test]
async fn a_pool_that_refuses_a_stranger_is_reachable() {
    let pool = Pool::default();
    pool.on(
        "GetUser",
        400,
        refusal("NotAuthorizedException", "Invalid Access Token"),
    );
    let client = pool.client(|_| {}).await;
    client.reachable().await.expect("reachable");
    pool.on("GetUser", 500, refusal("InternalErrorException", "no"));
    let answer = client.reachable().await;
    assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
}

#[tokio::test]
async fn a_closed_port_is_unavailable_and_a_silent_one_a_timeout() {
    let mut config = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", CLIENT_ID);
    config.credentials = Credentials::None;
    config.attempts = 1;
    config.endpoint_url = Some("http://127.0.0.1:1".to_owned());
    let closed = Client::new(config.clone()).await.reachable().await;
    assert!(matches!(closed, Err(Error::Unavailable(_))), "{closed:?}");

    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_delay(Duration::from_secs(5)))
        .mount(&server)
        .await;
    config.endpoint_url = Some(server.uri());
    config.timeouts = Timeouts {
        connect: Duration::from_secs(1),
        attempt: Duration::from_millis(100),
        operation: Duration::from_millis(200),
    };
    let silent = Client::new(config).await.reachable().await;
    assert!(matches!(silent, Err(Error::Timeout(_))), "{silent:?}");
}

/// How many calls a pool sees that always answers this.
async fn calls_seen(operation: &str, status: u16, body: Value) -> usize {
    let server = MockServer::start().await;
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    Mock::given(header("x-amz-target", target.as_str()))
        .respond_with(
            ResponseTemplate::new(status)
                .set_body_raw(body.to_string(), "application/x-amz-json-1.1"),
        )
        .mount(&server)
        .await;
    let mut config = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", CLIENT_ID);
    config.credentials = Credentials::None;
    config.endpoint_url = Some(server.uri());
    let client = Client::new(config).await;
    let answer = if operation == "SignUp" {
        let user = NewUser {
            username: "user@example.com".to_owned(),
            password: secret("Test123456"),
            attributes: BTreeMap::new(),
        };
        client.sign_up(&user).await.map(drop)
    } else {
        client
            .login("user@example.com", &secret("Test123456"))
            .await
            .map(drop)
    };
    assert!(
        matches!(answer, Err(Error::Throttled | Error::Unavailable(_))),
        "{answer:?}"
    );
    server
        .received_requests()
        .await
        .expect("requests are recorded")
        .len()
}

#[tokio::test]
async fn a_throttled_call_is_tried_three_times_whatever_it_does() {
    let throttled = || refusal("TooManyRequestsException", "Rate exceeded");
    let seen = tokio::join!(
        calls_seen("InitiateAuth", 400, throttled()),
        calls_seen("SignUp", 400, throttled())
    );
    assert_eq!(seen, (3, 3));
}

#[tokio::test]
async fn a_failed_sign_up_is_not_repeated_but_a_sign_in_is() {
    let failed = || refusal("InternalErrorException", "Something went wrong");
    let seen = tokio::join!(
        calls_seen("InitiateAuth", 500, failed()),
        calls_seen("SignUp", 500, failed())
    );
    assert_eq!(seen, (3, 1));
}

#[test]
fn r58_nothing_secret_can_be_printed() {
    let mut config = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", CLIENT_ID);
    config.client_secret = Some(secret("MARK"));
    config.credentials = Credentials::Static {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: secret("MARK"),
        session_token: Some(secret("MARK")),
    };
    let user = NewUser {
        username: "user@example.com".to_owned(),
        password: secret("MARK"),
        attributes: BTreeMap::new(),
    };
    let challenge = Challenge {
        name: "SMS_MFA".to_owned(),
        session: Some(secret("MARK")),
        parameters: BTreeMap::from([("SECRET_BLOCK".to_owned(), "MARK".to_owned())]),
        available: Vec::new(),
    };
    let answer = ChallengeAnswer {
        name: "SMS_MFA".to_owned(),
        username: "user@example.com".to_owned(),
        session: Some(secret("MARK")),
        responses: BTreeMap::from([("SMS_MFA_CODE".to_owned(), secret("MARK"))]),
    };
    let printed = format!("{config:?}{user:?}{challenge:?}{answer:?}");
    assert!(!printed.contains("MARK"), "{printed}");
}

#[tokio::test]
async fn a_password_that_a_sign_in_calls_unsuitable_is_a_wrong_one() {
    let pool = Pool::default();
    let refusal = json!({"__type": "InvalidPasswordException", "message": "Invalid password"});
    pool.on("InitiateAuth", 400, refusal);
    let client = pool.client(|_| {}).await;
    let error = client.login("user@example.com", &"x".into()).await;
    assert!(matches!(error, Err(Error::WrongCredentials)), "{error:?}");
}

#[tokio::test]
async fn the_two_simple_calls_need_nothing_else() {
    let pool = Pool::default();
    pool.on(
        "SignUp",
        200,
        json!({"UserConfirmed": false, "UserSub": "sub-1"}),
    );
    pool.on(
        "InitiateAuth",
        200,
        json!({"AuthenticationResult": {"AccessToken": "access", "ExpiresIn": 3600}}),
    );
    let client = pool.client(|_| {}).await;
    let (email, password) = ("user@example.com", "Test123456".into());
    let user = client
        .register_user(email, &password)
        .await
        .expect("a user");
    assert!(!user.confirmed);
    let asked = pool.calls();
    assert_eq!(asked[0].body["Username"], email);
    assert_eq!(
        asked[0].body["UserAttributes"],
        json!([{"Name": "email", "Value": email}])
    );
    let tokens = client.login_user(email, &password).await.expect("tokens");
    assert_eq!(tokens.expires_in, 3600);
    pool.on(
        "InitiateAuth",
        200,
        json!({"ChallengeName": "SMS_MFA", "Session": "s", "ChallengeParameters": {}}),
    );
    let error = client.login_user(email, &password).await;
    assert!(
        matches!(&error, Err(Error::ChallengeRequired(challenge)) if challenge.name == "SMS_MFA"),
        "{error:?}"
    );
}
