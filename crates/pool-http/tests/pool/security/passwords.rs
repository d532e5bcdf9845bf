//! Passwords: any length and script, nothing cut off.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

async fn sign_up(pool: &TestPool, name: &str, password: &str) {
    let request: Value = json!({ "ClientId": pool.client_id, "Username": name, "Password": password,
        "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }] });
    pool.call("SignUp", request).await.ok();
    pool.admin(
        "AdminConfirmSignUp",
        json!({ "UserPoolId": pool.pool_id, "Username": name }),
    )
    .await
    .ok();
}

#[tokio::test]
async fn r50_long_passwords_any_script_and_inner_spaces_work_whole() {
    let policy = json!({ "Policies": { "PasswordPolicy": { "MinimumLength": 8 } } });
    let pool = TestPool::with(policy, json!({})).await;
    let base = "a".repeat(74);
    let passwords = [
        format!("{base}X{}", "c".repeat(5)),
        "p".repeat(256),
        "\u{5bc6}\u{7801}\u{1f511}\u{e9}\u{f1}\u{df}\u{3b1}\u{3b2}".to_owned(),
        "correct horse battery staple".to_owned(),
        "with  two spaces".to_owned(),
    ];
    for (number, password) in passwords.iter().enumerate() {
        let name = format!("user{number}");
        sign_up(&pool, &name, password).await;
        pool.sign_in_with(&name, password).await.ok();
    }
    for (name, near) in [
        ("user0", format!("{base}Y{}", "c".repeat(5))),
        ("user1", "p".repeat(255)),
        ("user4", "with two spaces".to_owned()),
    ] {
        assert_eq!(
            pool.sign_in_with(name, &near).await.error().0,
            "NotAuthorizedException",
            "{name}"
        );
    }
}
