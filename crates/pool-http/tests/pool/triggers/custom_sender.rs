//! CustomEmailSender and CustomSMSSender, as far as the pool goes: what waits in the outbox.

use poolgate_mail::{Medium, Message};
use poolgate_testkit::{PASSWORD, TestPool, TestTriggers};
use serde_json::{Value, json};

const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/one";

async fn pool(senders: &[&str]) -> TestPool {
    let mut settings = TestTriggers::config(&["CustomMessage"]);
    settings["LambdaConfig"]["KMSKeyID"] = json!(KEY);
    for sender in senders {
        settings["LambdaConfig"][*sender] =
            json!({ "LambdaArn": TestTriggers::arn(sender), "LambdaVersion": "V1_0" });
    }
    TestPool::with(settings, json!({})).await
}

fn told(message: &Message) -> Value {
    assert_eq!(message.medium, Medium::Function);
    serde_json::from_str(&message.text).unwrap()
}

#[tokio::test]
async fn the_function_gets_the_message_in_the_place_of_the_user() {
    let pool = pool(&["CustomEmailSender"]).await;
    let mut request = json!({ "ClientId": pool.client_id, "Username": "ada", "Password": PASSWORD,
        "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }] });
    request["ClientMetadata"] = json!({ "a": "b" });
    let answer = pool.call("SignUp", request).await.ok();
    assert_eq!(answer["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
    let message = pool.messages().await.remove(0);
    let code = message.code.clone().unwrap();
    assert_eq!(
        told(&message),
        json!({
            "function": TestTriggers::arn("CustomEmailSender"),
            "key": KEY,
            "code": code,
            "event": {
                "version": "1",
                "region": "us-east-1",
                "userPoolId": pool.pool_id,
                "userName": "ada",
                "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id },
                "triggerSource": "CustomEmailSender_SignUp",
                "request": {
                    "type": "customEmailSenderRequestV1",
                    "code": null,
                    "clientMetadata": { "a": "b" },
                    "userAttributes": { "sub": answer["UserSub"], "email": "ada@example.com",
                        "email_verified": "false", "cognito:user_status": "UNCONFIRMED" },
                },
                "response": {},
            },
        })
    );
    // Nobody writes words for a message that is not sent.
    assert!(pool.triggers.events().is_empty());
    let request =
        json!({ "ClientId": pool.client_id, "Username": "ada", "ConfirmationCode": code });
    pool.call("ConfirmSignUp", request).await.ok();
}

#[tokio::test]
async fn each_medium_has_its_own_function() {
    let invite = |name: &str| {
        json!({ "Username": name, "TemporaryPassword": "Tem<por>ary-1", "DesiredDeliveryMediums": ["EMAIL", "SMS"],
            "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" },
                { "Name": "phone_number", "Value": "+15551234567" }] })
    };
    let pool = pool(&["CustomSMSSender"]).await;
    let mut request = invite("ada");
    request["UserPoolId"] = json!(pool.pool_id);
    pool.admin("AdminCreateUser", request).await.ok();
    let messages = pool.messages().await;
    let (text, mail): (Vec<Message>, Vec<Message>) = messages
        .into_iter()
        .partition(|message| message.medium == Medium::Function);
    let told = told(&text[0]);
    assert_eq!(
        told["event"]["triggerSource"],
        "CustomSMSSender_AdminCreateUser"
    );
    assert_eq!(told["event"]["request"]["type"], "customSMSSenderRequestV1");
    // As Cognito hands temporary passwords over.
    assert_eq!(told["code"], "Tem&lt;por&gt;ary-1");
    assert_eq!(mail.len(), 1);
    assert_eq!(mail[0].medium, Medium::Email);
    assert_eq!(pool.triggers.sources(), ["CustomMessage_AdminCreateUser"]);
}
