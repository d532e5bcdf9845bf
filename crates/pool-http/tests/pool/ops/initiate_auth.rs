//! InitiateAuth with a password; the other flows have files of their own.
//!
//! Differs: no step-up by `TARGET_ACR_VALUES`, and no adaptive authentication: there is no risk model.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::{Value, json};

#[tokio::test]
async fn a_password_gives_three_tokens_with_cognitos_claims() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let answer = pool.sign_in_with("ada", PASSWORD).await.ok();
    assert_eq!(answer["ChallengeParameters"], json!({}));
    let result = &answer["AuthenticationResult"];
    assert_eq!(
        (&result["TokenType"], &result["ExpiresIn"]),
        (&json!("Bearer"), &json!(3600))
    );

    let access = TestPool::claims(&result["AccessToken"]);
    let names: Vec<&String> = access.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "sub",
            "iss",
            "client_id",
            "origin_jti",
            "event_id",
            "token_use",
            "auth_time",
            "iat",
            "exp",
            "jti",
            "scope",
            "username"
        ]
    );
    assert_eq!(access["sub"], user.sub.as_str());
    assert_eq!(
        access["iss"],
        format!(
            "https://cognito-idp.us-east-1.amazonaws.com/{}",
            pool.pool_id
        )
    );
    assert_eq!(access["client_id"], pool.client_id.as_str());
    assert_eq!(
        (&access["token_use"], &access["scope"]),
        (&json!("access"), &json!("aws.cognito.signin.user.admin"))
    );
    assert_eq!(
        access["exp"].as_i64().unwrap() - access["iat"].as_i64().unwrap(),
        3600
    );
    assert_eq!(access["username"], "ada");

    let id = TestPool::claims(&result["IdToken"]);
    assert_eq!(
        (&id["aud"], &id["token_use"]),
        (&json!(pool.client_id), &json!("id"))
    );
    assert_eq!(
        (&id["cognito:username"], &id["email"], &id["email_verified"]),
        (&json!("ada"), &json!("ada@example.com"), &json!(true))
    );
    for claim in ["sub", "iss", "origin_jti", "event_id", "auth_time"] {
        assert_eq!(id[claim], access[claim], "{claim}");
    }
    assert_ne!(id["jti"], access["jti"]);
    assert_eq!(
        header(&result["IdToken"])
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["kid", "alg"]
    );
    assert_ne!(
        header(&result["IdToken"])["kid"],
        header(&result["AccessToken"])["kid"]
    );
}

fn header(token: &Value) -> Value {
    let (header, _) = token.as_str().unwrap().split_once('.').unwrap();
    TestPool::claims(&json!(format!("x.{header}.x")))
}

#[tokio::test]
async fn lifetimes_and_readable_attributes_are_the_clients() {
    let client = json!({
        "AccessTokenValidity": 10, "IdTokenValidity": 20, "TokenValidityUnits": { "AccessToken": "minutes", "IdToken": "minutes" },
        "ReadAttributes": ["email"], "EnableTokenRevocation": false,
    });
    let pool = TestPool::with(json!({}), client).await;
    let user = pool.user("ada").await;
    let result = pool.sign_in(&user).await;
    let (access, id) = (
        TestPool::claims(&result["AccessToken"]),
        TestPool::claims(&result["IdToken"]),
    );
    assert_eq!(result["ExpiresIn"], 600);
    assert_eq!(
        access["exp"].as_i64().unwrap() - access["iat"].as_i64().unwrap(),
        600
    );
    assert_eq!(
        id["exp"].as_i64().unwrap() - id["iat"].as_i64().unwrap(),
        1200
    );
    assert_eq!(id["email"], "ada@example.com");
    assert_eq!(id.get("email_verified"), None);
    assert_eq!(access.get("origin_jti"), None);
}

#[tokio::test]
async fn wrong_passwords_and_states_are_told_apart_only_after_the_right_password() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let wrong = ("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(
        pool.sign_in_with("ada", "Wrong-123456").await.error(),
        wrong
    );
    assert_eq!(
        pool.sign_in_with("ada", PASSWORD).await.error(),
        ("UserNotConfirmedException", "User is not confirmed.")
    );
    pool.user("bob").await;
    assert_eq!(
        pool.sign_in_with("bob", &"x".repeat(257)).await.error(),
        wrong
    );
    let bob = json!({ "UserPoolId": pool.pool_id, "Username": "bob" });
    pool.admin("AdminDisableUser", bob.clone()).await.ok();
    assert_eq!(
        pool.sign_in_with("bob", PASSWORD).await.error(),
        ("NotAuthorizedException", "User is disabled.")
    );
    assert_eq!(
        pool.sign_in_with("bob", "Wrong-123456").await.error(),
        wrong
    );
    pool.admin("AdminEnableUser", bob).await.ok();
    pool.sign_in_with("bob", PASSWORD).await.ok();
}

#[tokio::test]
async fn an_unknown_user_is_named_or_hidden_as_the_client_says() {
    let pool = TestPool::new().await;
    assert_eq!(
        pool.sign_in_with("nobody", PASSWORD).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
    let pool = TestPool::by_email().await;
    assert_eq!(
        pool.sign_in_with("nobody@example.com", PASSWORD)
            .await
            .error(),
        ("NotAuthorizedException", "Incorrect username or password.")
    );
}

#[tokio::test]
async fn a_user_signs_in_by_name_address_or_sub() {
    let pool = TestPool::by_email().await;
    let user = pool.user("Ada@example.com").await;
    for name in ["ada@example.com", "ADA@EXAMPLE.COM", user.sub.as_str()] {
        pool.sign_in_with(name, PASSWORD).await.ok();
    }
}

#[tokio::test]
async fn parameters_and_flows_that_are_missing_or_closed_are_named() {
    let pool = TestPool::with(
        json!({}),
        json!({ "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"] }),
    )
    .await;
    for (flow, text) in [
        (
            "USER_PASSWORD_AUTH",
            "USER_PASSWORD_AUTH flow not enabled for this client",
        ),
        ("CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client."),
        ("USER_AUTH", "USER_AUTH is not enabled for the client."),
        (
            "REFRESH_TOKEN_AUTH",
            "REFRESH_TOKEN_AUTH is not enabled for the client.",
        ),
        ("ADMIN_NO_SRP_AUTH", "Initiate Auth method not supported."),
    ] {
        let answer = pool
            .call(
                "InitiateAuth",
                json!({ "AuthFlow": flow, "ClientId": pool.client_id }),
            )
            .await;
        assert_eq!(
            answer.error(),
            ("InvalidParameterException", text),
            "{flow}"
        );
    }
    let pool = TestPool::new().await;
    for (parameters, missing) in [
        (json!({}), "USERNAME"),
        (json!({ "USERNAME": "ada" }), "PASSWORD"),
        (json!({ "USERNAME": "ada", "PASSWORD": "" }), "PASSWORD"),
    ] {
        let request = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": pool.client_id, "AuthParameters": parameters });
        let text = format!("Missing required parameter {missing}");
        assert_eq!(
            pool.call("InitiateAuth", request).await.error(),
            ("InvalidParameterException", text.as_str())
        );
    }
}

#[tokio::test]
async fn r35_a_confidential_client_proves_its_secret_on_every_call() {
    let pool = TestPool::with(json!({}), json!({ "GenerateSecret": true })).await;
    pool.user("ada").await;
    pool.sign_in_with("ada", PASSWORD).await.ok();
    let missing = format!(
        "Client {} is configured with secret but SECRET_HASH was not received",
        pool.client_id
    );
    let wrong = format!("Unable to verify secret hash for client {}", pool.client_id);
    let calls = [
        ("SignUp", json!({ "Username": "bob", "Password": PASSWORD })),
        (
            "ConfirmSignUp",
            json!({ "Username": "ada", "ConfirmationCode": "123456" }),
        ),
        ("ResendConfirmationCode", json!({ "Username": "ada" })),
        ("ForgotPassword", json!({ "Username": "ada" })),
        (
            "ConfirmForgotPassword",
            json!({ "Username": "ada", "ConfirmationCode": "1", "Password": PASSWORD }),
        ),
    ];
    for (operation, mut request) in calls {
        request["ClientId"] = json!(pool.client_id);
        assert_eq!(
            pool.call(operation, request.clone()).await.error(),
            ("NotAuthorizedException", missing.as_str()),
            "{operation}"
        );
        request["SecretHash"] = json!(pool.secret_hash("somebody else"));
        assert_eq!(
            pool.call(operation, request).await.error(),
            ("NotAuthorizedException", wrong.as_str()),
            "{operation}"
        );
    }
    for (hash, text) in [(None, &missing), (pool.secret_hash("bob"), &wrong)] {
        let mut parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD });
        if let Some(hash) = hash {
            parameters["SECRET_HASH"] = json!(hash);
        }
        let request = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": pool.client_id, "AuthParameters": parameters });
        assert_eq!(
            pool.call("InitiateAuth", request).await.error(),
            ("NotAuthorizedException", text.as_str())
        );
    }
}

#[tokio::test]
async fn r35_without_the_hash_a_refresh_says_nothing_of_the_token() {
    let pool = TestPool::with(json!({}), json!({ "GenerateSecret": true })).await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let text = format!(
        "Client {} is configured with secret but SECRET_HASH was not received",
        pool.client_id
    );
    for token in [json!("garbage"), tokens["RefreshToken"].clone()] {
        let request = json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": pool.client_id,
            "AuthParameters": { "REFRESH_TOKEN": token } });
        assert_eq!(
            pool.call("InitiateAuth", request).await.error(),
            ("NotAuthorizedException", text.as_str())
        );
    }
}
