//! What a thief of the database has.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[tokio::test]
async fn r53_the_database_holds_no_password_code_token_or_key() {
    let pool = TestPool::with(json!({}), json!({ "GenerateSecret": true })).await;
    let user = pool.user("ada").await;
    pool.sign_up("bob").await.ok();
    let pending = pool.newest_code().await;
    let tokens = pool.sign_in(&user).await;
    let bytes = pool.database_bytes();
    assert!(
        contains(&bytes, "ada@example.com"),
        "attributes are stored as they are: the search finds what is there"
    );
    let keys = pool.engine.store.signing_keys(&pool.pool_id).await.unwrap();
    let password = pool
        .engine
        .store
        .password(&pool.pool_id, &user.sub)
        .await
        .unwrap()
        .unwrap();
    assert!(
        !bytes
            .windows(32)
            .any(|window| window == &password.verifier.as_bytes()[..32])
    );
    let mut secrets = vec![
        PASSWORD.to_owned(),
        pool.client_secret.clone().unwrap(),
        format!("is {pending}"),
    ];
    secrets.extend(
        keys.iter()
            .map(|key| key.pkcs8.expose()[40..100].to_owned()),
    );
    for token in ["AccessToken", "IdToken", "RefreshToken"] {
        secrets.push(tokens[token].as_str().unwrap()[64..128].to_owned());
    }
    for secret in secrets {
        assert!(!contains(&bytes, &secret), "{secret}");
    }
}

#[tokio::test]
async fn r46_codes_are_stored_as_macs() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let reference = poolgate_pool::model::CodeRef {
        pool_id: pool.pool_id.clone(),
        sub: user.sub,
        purpose: poolgate_pool::model::Purpose::ForgotPassword,
    };
    pool.clock.advance_seconds(1);
    pool.call(
        "ForgotPassword",
        json!({ "ClientId": pool.client_id, "Username": "ada" }),
    )
    .await
    .ok();
    let code = pool.newest_code().await;
    let stored = pool.engine.store.code(&reference).await.unwrap().unwrap();
    let plain = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, code.as_bytes());
    assert_ne!(
        &stored.mac[..],
        plain.as_ref(),
        "no plain hash of six digits"
    );
}
