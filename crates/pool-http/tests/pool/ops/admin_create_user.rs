//! AdminCreateUser, and the first sign-in of the user who is created.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

async fn create(pool: &TestPool, name: &str, more: Value) -> Answer {
    let mut request = json!({ "UserPoolId": pool.pool_id, "Username": name });
    if let (Value::Object(request), Value::Object(more)) = (&mut request, more) {
        request.extend(more);
    }
    pool.admin("AdminCreateUser", request).await
}

fn attributes(attributes: &[(&str, &str)]) -> Value {
    let attribute = |(name, value): &(&str, &str)| json!({ "Name": name, "Value": value });
    json!({ "UserAttributes": attributes.iter().map(attribute).collect::<Vec<_>>() })
}

fn email() -> Value {
    attributes(&[("email", "ada@example.com")])
}

#[tokio::test]
async fn the_new_user_must_choose_a_password_and_is_told_a_temporary_one() {
    let pool = TestPool::new().await;
    let user = create(&pool, "ada", email()).await.ok()["User"].take();
    assert_eq!(user["Username"], "ada");
    assert_eq!(user["UserStatus"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(user["Enabled"], true);
    assert_eq!(user["UserCreateDate"], json!(1_795_176_000.0));
    assert_eq!(user["Attributes"][0]["Name"], "sub");
    assert_eq!(
        user["Attributes"][1],
        json!({ "Name": "email", "Value": "ada@example.com" })
    );
    let message = pool.messages().await.remove(0);
    let password = message.code.clone().unwrap();
    assert_eq!(
        (message.to.as_str(), message.subject.as_str()),
        ("ada@example.com", "Your temporary password")
    );
    assert_eq!(
        message.text,
        format!("Your username is ada and temporary password is {password}. ")
    );
    let answer = pool.sign_in_with("ada", &password).await.ok();
    assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": "Other-12345" });
    let respond = json!({ "ClientId": pool.client_id, "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": answer["Session"], "ChallengeResponses": responses });
    pool.call("RespondToAuthChallenge", respond).await.ok();
    assert_eq!(pool.look_up("ada").await["UserStatus"], "CONFIRMED");
    assert_eq!(
        pool.sign_in_with("ada", &password).await.error().0,
        "NotAuthorizedException",
        "R52: the temporary password does not stay"
    );
}

#[tokio::test]
async fn a_password_is_made_that_satisfies_any_policy() {
    let policy = json!({ "Policies": { "PasswordPolicy": { "MinimumLength": 40, "RequireUppercase": true,
        "RequireLowercase": true, "RequireNumbers": true, "RequireSymbols": true } } });
    let pool = TestPool::with(policy, json!({})).await;
    for number in 0..10 {
        let name = format!("user{number}");
        create(&pool, &name, email()).await.ok();
        let temporary = pool.newest_code().await;
        let set = json!({ "UserPoolId": pool.pool_id, "Username": name, "Password": temporary, "Permanent": true });
        pool.admin("AdminSetUserPassword", set).await.ok();
        assert_eq!(temporary.len(), 40);
    }
}

#[tokio::test]
async fn a_given_password_must_satisfy_the_policy() {
    let pool = TestPool::new().await;
    assert_eq!(
        create(&pool, "ada", json!({ "TemporaryPassword": "short" }))
            .await
            .error(),
        (
            "InvalidPasswordException",
            "Password did not conform with password policy: Password not long enough"
        )
    );
    create(&pool, "ada", json!({ "TemporaryPassword": "Given-12345" }))
        .await
        .ok();
    let answer = pool.sign_in_with("ada", "Given-12345").await.ok();
    assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[tokio::test]
async fn r52_a_temporary_password_expires_after_seven_days() {
    let pool = TestPool::new().await;
    let temporary = json!({ "TemporaryPassword": "Given-12345" });
    create(&pool, "ada", temporary).await.ok();
    pool.clock.advance_seconds(7 * 24 * 3600 - 1);
    pool.sign_in_with("ada", "Given-12345").await.ok();
    pool.clock.advance_seconds(1);
    assert_eq!(
        pool.sign_in_with("ada", "Given-12345").await.error(),
        (
            "NotAuthorizedException",
            "Temporary password has expired and must be reset by an administrator."
        )
    );
    create(
        &pool,
        "ada",
        json!({ "MessageAction": "RESEND", "TemporaryPassword": "Again-12345" }),
    )
    .await
    .ok();
    pool.sign_in_with("ada", "Again-12345").await.ok();
}

#[tokio::test]
async fn a_taken_name_is_refused() {
    let pool = TestPool::new().await;
    create(&pool, "ada", json!({})).await.ok();
    assert_eq!(
        create(&pool, "ada", json!({})).await.error(),
        ("UsernameExistsException", "User account already exists")
    );
    let pool = TestPool::by_email().await;
    create(&pool, "ada@example.com", json!({})).await.ok();
    assert_eq!(
        create(&pool, "ADA@example.com", json!({})).await.error(),
        (
            "UsernameExistsException",
            "An account with the given email already exists."
        )
    );
}

#[tokio::test]
async fn an_address_as_user_name_becomes_an_attribute_and_is_what_the_message_says() {
    let pool = TestPool::by_email().await;
    let user = create(&pool, "ada@example.com", json!({})).await.ok()["User"].take();
    assert_eq!(user["Username"], user["Attributes"][0]["Value"]);
    let message = pool.messages().await.remove(0);
    assert!(message.text.contains("username is ada@example.com and"));
    assert_eq!(
        create(&pool, "ada", json!({})).await.error(),
        ("InvalidParameterException", "Username should be an email.")
    );
}

#[tokio::test]
async fn messages_go_by_the_mediums_that_are_asked_for() {
    let pool = TestPool::new().await;
    let both = [
        ("email", "ada@example.com"),
        ("phone_number", "+15551234567"),
    ];
    for (name, mediums, expected) in [
        ("a", json!(null), vec!["+15551234567"]),
        ("b", json!(["EMAIL"]), vec!["ada@example.com"]),
        (
            "c",
            json!(["EMAIL", "SMS"]),
            vec!["ada@example.com", "+15551234567"],
        ),
    ] {
        let before = pool.messages().await.len();
        let mut request = attributes(&both);
        request["DesiredDeliveryMediums"] = mediums;
        create(&pool, name, request).await.ok();
        let messages = pool.messages().await;
        let sent = messages[..messages.len() - before].iter();
        let sent: Vec<&str> = sent.map(|message| message.to.as_str()).collect();
        assert_eq!(sent, expected, "{name}");
    }
    let mut request = email();
    request["MessageAction"] = json!("SUPPRESS");
    let before = pool.messages().await.len();
    create(&pool, "d", request).await.ok();
    assert_eq!(pool.messages().await.len(), before);
}

#[tokio::test]
async fn the_pools_own_invitation_is_filled() {
    let template =
        json!({ "EmailMessage": "Hello {username}: {####}!", "EmailSubject": "Welcome" });
    let config = json!({ "AdminCreateUserConfig": { "InviteMessageTemplate": template } });
    let pool = TestPool::with(config, json!({})).await;
    create(&pool, "ada", email()).await.ok();
    let message = pool.messages().await.remove(0);
    let password = message.code.unwrap();
    assert_eq!(message.text, format!("Hello ada: {password}!"));
    assert_eq!(message.subject, "Welcome");
}

#[tokio::test]
async fn an_invitation_is_sent_again_with_another_password_until_the_user_has_come() {
    let pool = TestPool::new().await;
    let again = json!({ "MessageAction": "RESEND" });
    assert_eq!(
        create(&pool, "ada", again.clone()).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
    create(&pool, "ada", email()).await.ok();
    let first = pool.newest_code().await;
    let user = create(&pool, "ada", again.clone()).await.ok()["User"].take();
    assert_eq!(user["UserStatus"], "FORCE_CHANGE_PASSWORD");
    let second = pool.newest_code().await;
    assert_ne!(first, second);
    assert_eq!(
        pool.sign_in_with("ada", &first).await.error().0,
        "NotAuthorizedException"
    );
    pool.sign_in_with("ada", &second).await.ok();
    pool.user("bob").await;
    assert_eq!(
        create(&pool, "bob", again).await.error(),
        (
            "UnsupportedUserStateException",
            "Resend not possible. bob status is not FORCE_CHANGE_PASSWORD"
        )
    );
}

#[tokio::test]
async fn a_pool_with_other_factors_takes_users_without_a_password() {
    let policy = json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } } });
    let pool = TestPool::with(policy, json!({})).await;
    let user = create(&pool, "ada", email()).await.ok()["User"].take();
    assert_eq!(user["UserStatus"], "CONFIRMED");
    assert!(pool.messages().await.is_empty());
    let temporary = json!({ "TemporaryPassword": "Given-12345" });
    let user = create(&pool, "bob", temporary).await.ok()["User"].take();
    assert_eq!(user["UserStatus"], "FORCE_CHANGE_PASSWORD");
}

#[tokio::test]
async fn administrators_vouch_for_addresses_and_write_developers_attributes() {
    let schema = json!([
        { "Name": "plan", "AttributeDataType": "String", "DeveloperOnlyAttribute": true },
        { "Name": "name", "Required": true },
    ]);
    let pool = TestPool::with(json!({ "Schema": schema }), json!({})).await;
    let given = [
        ("email", "ada@example.com"),
        ("email_verified", "True"),
        ("dev:custom:plan", "gold"),
        ("nickname", ""),
    ];
    create(&pool, "ada", attributes(&given)).await.ok();
    assert_eq!(
        pool.attribute("ada", "email_verified").await.as_deref(),
        Some("true")
    );
    assert_eq!(
        pool.attribute("ada", "dev:custom:plan").await.as_deref(),
        Some("gold")
    );
    assert_eq!(pool.attribute("ada", "nickname").await, None);
    for (name, text) in [
        (
            "custom:plan",
            "Attributes did not conform to the schema: Type for attribute {custom:plan} could not be determined",
        ),
        ("sub", "user.sub: Attribute cannot be updated.\n"),
    ] {
        assert_eq!(
            create(&pool, "bob", attributes(&[(name, "x")]))
                .await
                .error(),
            ("InvalidParameterException", text)
        );
    }
}

#[tokio::test]
async fn a_verified_alias_of_another_user_is_taken_only_by_force() {
    let aliases = json!({ "AliasAttributes": ["email"] });
    let pool = TestPool::with(aliases, json!({})).await;
    pool.user("ada").await;
    let verified = [("email", "ada@example.com"), ("email_verified", "true")];
    assert_eq!(
        create(&pool, "bob", attributes(&verified)).await.error(),
        (
            "AliasExistsException",
            "An account with the given email already exists."
        )
    );
    create(&pool, "eve", email()).await.ok();
    let mut forced = attributes(&verified);
    forced["ForceAliasCreation"] = json!(true);
    create(&pool, "bob", forced).await.ok();
    assert_eq!(pool.look_up("ada@example.com").await["Username"], "bob");
    assert_eq!(
        pool.attribute("ada", "email_verified").await.as_deref(),
        Some("false")
    );
}
