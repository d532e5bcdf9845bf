//! VerifySoftwareToken.

use serde_json::json;

use super::mfa_world::World;

#[tokio::test]
async fn the_right_code_takes_the_app_and_turns_nothing_on_where_it_is_optional() {
    let world = World::optional().await;
    let secret = world.associate().await;
    let answer = world.verify(&world.code(&secret)).await.ok();
    assert_eq!(answer, json!({ "Status": "SUCCESS" }));
    assert!(world.look_up().await.get("UserMFASettingList").is_none());
    assert!(world.sign_in().await["AuthenticationResult"].is_object());
}

#[tokio::test]
async fn a_wrong_code_takes_nothing_and_locks_at_last() {
    let world = World::optional().await;
    let secret = world.associate().await;
    for _ in 0..5 {
        assert_eq!(
            world.verify(&world.wrong_code(&secret)).await.error(),
            (
                "EnableSoftwareTokenMFAException",
                "Code mismatch and fail enable Software Token MFA"
            )
        );
    }
    let locked = world.verify(&world.code(&secret)).await;
    assert_eq!(
        locked.error(),
        ("NotAuthorizedException", "Password attempts exceeded")
    );
    world.pool.clock.advance_seconds(1);
    world.verify(&world.code(&secret)).await.ok();
    let without = world.verify(&world.code(&secret)).await;
    assert_eq!(without.error().0, "EnableSoftwareTokenMFAException");
}

#[tokio::test]
async fn f5_a_clock_may_be_off_by_a_step() {
    for (seconds, good) in [(-30, true), (30, true), (-90, false), (90, false)] {
        let world = World::optional().await;
        let secret = world.associate().await;
        let code = world.code(&secret);
        world.pool.clock.advance_seconds(seconds);
        let answer = world.verify(&code).await;
        assert_eq!(answer.status == 200, good, "{seconds}");
    }
}

#[tokio::test]
async fn a_code_has_six_digits() {
    let world = World::optional().await;
    for code in ["12345", "1234567", "12345a"] {
        let answer = world.verify(code).await;
        assert_eq!(answer.error().0, "InvalidParameterException", "{code}");
    }
}
