//! CustomMessage.

use poolgate_testkit::{PASSWORD, TestPool, TestTriggers};
use serde_json::{Value, json};

async fn pool(account: &str) -> TestPool {
    let mut settings = TestTriggers::config(&["CustomMessage"]);
    settings["EmailConfiguration"] = json!({ "EmailSendingAccount": account });
    if account == "DEVELOPER" {
        settings["EmailConfiguration"]["SourceArn"] =
            json!("arn:aws:ses:us-east-1:123456789012:identity/pool@example.com");
    }
    TestPool::with(settings, json!({})).await
}

#[tokio::test]
async fn the_function_is_told_of_a_message_as_aws_tells_it() {
    let pool = pool("DEVELOPER").await;
    let sub = pool.sign_up("ada").await.ok()["UserSub"].clone();
    assert_eq!(
        pool.triggers.events(),
        [json!({
            "version": "1",
            "region": "us-east-1",
            "userPoolId": pool.pool_id,
            "userName": "ada",
            "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id },
            "triggerSource": "CustomMessage_SignUp",
            "request": {
                "userAttributes": { "sub": sub, "email": "ada@example.com", "email_verified": "false",
                    "cognito:user_status": "UNCONFIRMED" },
                "codeParameter": "{####}",
                "linkParameter": "{##Click Here##}",
                "usernameParameter": null,
            },
            "response": { "smsMessage": null, "emailMessage": null, "emailSubject": null },
        })]
    );
    let message = pool.messages().await.remove(0);
    assert_eq!(message.subject, "Your verification code");
}

#[tokio::test]
async fn the_words_of_the_function_carry_the_code() {
    let pool = pool("DEVELOPER").await;
    pool.triggers.respond(
        "CustomMessage",
        json!({ "smsMessage": "not sent {####}", "emailMessage": "<b>{####}</b> is it", "emailSubject": "Welcome" }),
    );
    pool.sign_up("ada").await.ok();
    let message = pool.messages().await.remove(0);
    let code = message.code.unwrap();
    assert_eq!(message.text, format!("<b>{code}</b> is it"));
    assert_eq!(message.subject, "Welcome");
    let request =
        json!({ "ClientId": pool.client_id, "Username": "ada", "ConfirmationCode": code });
    pool.call("ConfirmSignUp", request).await.ok();
}

#[tokio::test]
async fn words_for_mails_need_a_mail_account_of_the_pools_own() {
    let pool = pool("COGNITO_DEFAULT").await;
    for response in [
        json!({ "emailMessage": "{####}" }),
        json!({ "emailSubject": "Hello" }),
    ] {
        pool.triggers.respond("CustomMessage", response);
        assert_eq!(
            pool.sign_up("ada").await.error(),
            (
                "InvalidLambdaResponseException",
                "Unrecognizable lambda output"
            )
        );
    }
    pool.triggers
        .respond("CustomMessage", json!({ "smsMessage": "{####}" }));
    pool.sign_up("ada").await.ok();
}

#[tokio::test]
async fn words_without_a_place_for_the_code_are_passed_over_and_too_many_are_refused() {
    let pool = pool("DEVELOPER").await;
    pool.triggers.respond(
        "CustomMessage",
        json!({ "emailMessage": "no code", "emailSubject": "Hello" }),
    );
    pool.sign_up("ada").await.ok();
    let message = pool.messages().await.remove(0);
    let code = message.code.clone().unwrap();
    assert_eq!(message.text, format!("Your verification code is {code}. "));
    assert_eq!(message.subject, "Hello");
    let long = format!("{{####}}{}", "a".repeat(20_000));
    pool.triggers
        .respond("CustomMessage", json!({ "emailMessage": long }));
    assert_eq!(
        pool.sign_up("bob").await.error().0,
        "InvalidLambdaResponseException"
    );
}

#[tokio::test]
async fn an_invitation_must_name_the_user_and_the_password() {
    let pool = pool("DEVELOPER").await;
    let request = |name: &str| {
        json!({ "UserPoolId": pool.pool_id, "Username": name, "TemporaryPassword": "Temporary-1",
            "DesiredDeliveryMediums": ["EMAIL"], "ClientMetadata": { "a": "b" },
            "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }] })
    };
    pool.triggers.respond(
        "CustomMessage",
        json!({ "emailMessage": "{username}: {####}", "emailSubject": "Come" }),
    );
    pool.admin("AdminCreateUser", request("{####}")).await.ok();
    let message = pool.messages().await.remove(0);
    assert_eq!(message.text, "{####}: Temporary-1");
    let event = pool.triggers.events().remove(0);
    assert_eq!(event["triggerSource"], "CustomMessage_AdminCreateUser");
    assert_eq!(event["request"]["usernameParameter"], "{username}");
    assert_eq!(event["request"]["clientMetadata"], json!({ "a": "b" }));
    assert_eq!(
        event["callerContext"]["clientId"],
        "CLIENT_ID_NOT_APPLICABLE"
    );
    pool.triggers
        .respond("CustomMessage", json!({ "emailMessage": "{####} alone" }));
    pool.admin("AdminCreateUser", request("bob")).await.ok();
    assert!(
        pool.messages().await[0]
            .text
            .starts_with("Your username is bob")
    );
}

#[tokio::test]
async fn every_message_has_its_source() {
    let pool = pool("DEVELOPER").await;
    let call = async |operation: &str, request: Value| {
        let mut all = json!({ "ClientId": pool.client_id, "Username": "ada" });
        all.as_object_mut()
            .unwrap()
            .extend(request.as_object().unwrap().clone());
        if request.get("AccessToken").is_some() {
            all.as_object_mut().unwrap().remove("ClientId");
            all.as_object_mut().unwrap().remove("Username");
        }
        pool.call(operation, all).await.ok()
    };
    pool.sign_up("ada").await.ok();
    call("ResendConfirmationCode", json!({})).await;
    let code = pool.newest_code().await;
    call("ConfirmSignUp", json!({ "ConfirmationCode": code })).await;
    call("ForgotPassword", json!({})).await;
    let admin = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    let token =
        pool.sign_in_with("ada", PASSWORD).await.ok()["AuthenticationResult"]["AccessToken"].take();
    let attributes = json!([{ "Name": "email", "Value": "other@example.com" }]);
    call(
        "UpdateUserAttributes",
        json!({ "AccessToken": token, "UserAttributes": attributes }),
    )
    .await;
    call(
        "GetUserAttributeVerificationCode",
        json!({ "AccessToken": token, "AttributeName": "email" }),
    )
    .await;
    let mut update = admin.clone();
    update["UserAttributes"] = json!([{ "Name": "email", "Value": "third@example.com" },
        { "Name": "email_verified", "Value": "true" }]);
    pool.admin("AdminUpdateUserAttributes", update).await.ok();
    pool.admin("AdminResetUserPassword", admin).await.ok();
    assert_eq!(
        pool.triggers.sources(),
        [
            "CustomMessage_SignUp",
            "CustomMessage_ResendCode",
            "CustomMessage_ForgotPassword",
            "CustomMessage_UpdateUserAttribute",
            "CustomMessage_VerifyUserAttribute",
            "CustomMessage_ForgotPassword",
        ]
    );
}

#[tokio::test]
async fn the_code_of_a_sign_in_has_its_words_too() {
    let mut settings = TestTriggers::config(&["CustomMessage"]);
    settings["Policies"] =
        json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "SMS_OTP"] } });
    let client = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH"] });
    let pool = TestPool::with(settings, client).await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "MessageAction": "SUPPRESS",
        "UserAttributes": [{ "Name": "phone_number", "Value": "+15551234567" }] });
    pool.admin("AdminCreateUser", request).await.ok();
    pool.triggers
        .respond("CustomMessage", json!({ "smsMessage": "{####}!" }));
    let request = json!({ "AuthFlow": "USER_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": "ada", "PREFERRED_CHALLENGE": "SMS_OTP" } });
    pool.call("InitiateAuth", request).await.ok();
    let message = pool.messages().await.remove(0);
    assert_eq!(message.text, format!("{}!", message.code.unwrap()));
    assert_eq!(pool.triggers.sources(), ["CustomMessage_Authentication"]);
}
