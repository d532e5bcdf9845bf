//! The pages of a signed-in user.

use serde_json::json;

use crate::page_world::{Person, hidden, to, world};
use crate::pool;
use crate::session_world::cookie_of;
use crate::token;

#[tokio::test]
async fn the_account_is_changed_on_its_pages() {
    let world = world().await;
    let mut person = Person::default();
    person.sign_in(&world).await;
    let saved = [
        ("given_name", "John"),
        ("name", "John Doe"),
        ("phone_number", "+1 (555) 555-0100"),
    ];
    let answer = person.fill(&world, "/account", &saved).await;
    assert_eq!(to(&answer), "/account");
    let written = world.pool.last();
    let names: Vec<_> = written["UserAttributes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["Name"].clone())
        .collect();
    assert_eq!(names, ["name", "phone_number"], "what stays is not written");
    assert_eq!(written["UserAttributes"][1]["Value"], "+15555550100");
    let page = person.open(&world, "/account").await.ok();
    assert!(
        page.text.contains("Your changes are saved."),
        "{}",
        page.text
    );
    let csrf = hidden(&page);
    let answer = person
        .post(
            &world,
            "/account/verify/send",
            &csrf,
            &[("attribute", "email")],
        )
        .await;
    assert_eq!(to(&answer), "/account/verify");
    let answer = person
        .fill(&world, "/account/verify", &[("code", "123456")])
        .await;
    assert_eq!(to(&answer), "/account");
    assert_eq!(world.pool.last()["AttributeName"], "email");
    let answer = person.fill(&world, "/account/passkeys", &[]).await;
    assert_eq!(answer.status, 405, "the list takes no form");
    let answer = person
        .post(&world, "/account/passkeys/start", &csrf, &[])
        .await;
    assert_eq!(to(&answer), "/account/passkeys/add");
    let answer = person
        .fill(
            &world,
            "/account/passkeys/add",
            &[("credential", "{\"id\":\"a\"}")],
        )
        .await;
    assert_eq!(to(&answer), "/account/passkeys");
    let answer = person
        .post(&world, "/account/passkeys/remove", &csrf, &[("id", "abc")])
        .await;
    assert_eq!(to(&answer), "/account/passkeys");
    let answer = person
        .post(&world, "/account/sessions/end", &csrf, &[("id", "abc")])
        .await;
    assert_eq!(to(&answer), "/account/sessions");
    let answer = person
        .post(&world, "/account/mfa", &csrf, &[("on", "email")])
        .await;
    assert_eq!(to(&answer), "/account/mfa");
    assert_eq!(world.pool.last()["EmailMfaSettings"]["Enabled"], true);
}

#[tokio::test]
async fn r20_an_app_on_the_account_page_gives_the_session_another_id() {
    let world = world().await;
    let mut person = Person::default();
    person.sign_in(&world).await;
    let before = person.cookie("poolgate").map(str::to_owned);
    let csrf = hidden(&person.open(&world, "/account").await.ok());
    let answer = person
        .post(&world, "/account/mfa/app/start", &csrf, &[])
        .await;
    assert_eq!(to(&answer), "/account/mfa/app");
    let page = person.open(&world, "/account/mfa/app").await.ok();
    assert!(page.text.contains("JBSW Y3DP"), "{}", page.text);
    let answer = person
        .fill(
            &world,
            "/account/mfa/app",
            &[("code", "123456"), ("device_name", "Phone")],
        )
        .await;
    assert_eq!(to(&answer), "/account/mfa");
    assert_ne!(person.cookie("poolgate"), before.as_deref());
    person.open(&world, "/account/mfa").await.ok();
    let answer = person
        .post(&world, "/account/mfa/app/remove", &csrf, &[])
        .await;
    assert_eq!(to(&answer), "/account/mfa");
}

#[tokio::test]
async fn a_password_is_changed_and_an_account_deleted_with_the_password_alone() {
    let world = world().await;
    let mut person = Person::default();
    person.sign_in(&world).await;
    world.pool.refuse(
        "ChangePassword",
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    let fields = [("current", "wrong"), ("password", "Test1234567")];
    let answer = person.fill(&world, "/account/password", &fields).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("current-error"), "{}", answer.text);
    world.pool.on("ChangePassword", json!({}));
    let before = person.cookie("poolgate").map(str::to_owned);
    let answer = person.fill(&world, "/account/password", &fields).await;
    assert_eq!(to(&answer), "/account");
    assert_ne!(person.cookie("poolgate"), before.as_deref(), "another id");
    world.pool.refuse(
        "InitiateAuth",
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    let answer = person
        .fill(&world, "/account/delete", &[("password", "wrong")])
        .await;
    assert_eq!(answer.status, 400);
    assert!(person.cookie("poolgate").is_some());
    world.pool.on("InitiateAuth", pool::tokens());
    let answer = person
        .fill(&world, "/account/delete", &[("password", "Test1234567")])
        .await;
    assert_eq!(to(&answer), "/login");
    assert!(person.cookie("poolgate").is_none());
    let page = person.open(&world, "/login").await.ok();
    assert!(
        page.text.contains("Your account is deleted."),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_sign_out_ends_the_session_here_and_the_refresh_token_in_the_pool() {
    let world = world().await;
    let mut person = Person::default();
    person.sign_in(&world).await;
    let stolen = person.clone();
    let answer = person.fill(&world, "/logout", &[]).await;
    assert_eq!(to(&answer), "/login");
    assert_eq!(world.count("RevokeToken"), 1);
    assert!(person.cookie("poolgate").is_none());
    let answer = stolen.clone().open(&world, "/account").await;
    assert_eq!(to(&answer), "/login?return_to=%2Faccount");
    let page = person.open(&world, "/login").await.ok();
    assert!(page.text.contains("You are signed out."), "{}", page.text);
    // Who is signed out already is signed out.
    let answer = person.fill(&world, "/logout", &[]).await;
    assert_eq!(to(&answer), "/login");
    person.sign_in(&world).await;
    let answer = person
        .fill(&world, "/logout", &[("everywhere", "true")])
        .await;
    assert_eq!(to(&answer), "/login");
    assert_eq!(world.count("GlobalSignOut"), 1);
}

/// On a computer that is shared, what one user left open is nothing to the next.
#[tokio::test]
async fn the_steps_of_a_user_are_nothing_to_another() {
    let other = || {
        let mut tokens = pool::tokens();
        tokens["AuthenticationResult"]["AccessToken"] =
            json!(token::access(&json!({"sub": "other"})));
        tokens
    };
    for (start, fields, page) in [
        (
            "/account/verify/send",
            [("attribute", "email")],
            "/account/verify",
        ),
        ("/account/mfa/app/start", [("", "")], "/account/mfa/app"),
        ("/account/mfa/app/start", [("", "")], "/mfa/qr.svg"),
        (
            "/account/passkeys/start",
            [("", "")],
            "/account/passkeys/add",
        ),
    ] {
        let world = world().await;
        let mut person = Person::default();
        person.sign_in(&world).await;
        let csrf = hidden(&person.open(&world, "/account").await.ok());
        to(&person.post(&world, start, &csrf, &fields).await);
        person.open(&world, page).await.ok();
        let mut nobody = person.clone();
        nobody.set_cookie("poolgate", "");
        assert!(
            !nobody.open(&world, page).await.status.is_success(),
            "{page}"
        );
        // By a program of the page, which knows of no steps.
        world.pool.on("InitiateAuth", other());
        let session = cookie_of(&world.sign_in_answer(false).await);
        let (name, value) = session.split_once('=').expect("a pair");
        person.set_cookie(name, value);
        let answer = person.open(&world, page).await;
        assert!(!answer.status.is_success(), "{page}: {}", answer.text);
    }
}

#[tokio::test]
async fn who_has_no_password_is_not_asked_for_one() {
    let world = world().await;
    let mut person = Person::default();
    person.sign_in(&world).await;
    let identities = r#"[{"userId":"1","providerName":"Google","providerType":"Google"}]"#;
    for (username, has_password) in [("google_1", false), ("ada", true)] {
        let user = json!({"Username": username, "UserAttributes": [
            {"Name": "sub", "Value": token::SUB}, {"Name": "identities", "Value": identities},
        ]});
        world.pool.on("GetUser", user);
        let page = person.open(&world, "/account").await.ok();
        for link in ["/account/password", "/account/delete"] {
            assert_eq!(page.text.contains(link), has_password, "{username}: {link}");
        }
    }
}
