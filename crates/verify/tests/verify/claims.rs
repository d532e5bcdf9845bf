//! What the accessors of verified claims answer.

use poolgate_verify::{AcceptedUse, ClientIds, ErrorKind, Requirement, TokenUse};
use serde_json::{Value, json};

use crate::world::{CLIENT, ISSUER, KEY, NOW, World, access, id, with};

#[tokio::test]
async fn an_access_token_answers_with_its_claims() {
    let world = World::new();
    let claims = world.verifier.verify(&KEY.token(&access())).await.unwrap();
    assert_eq!(claims.sub(), "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    assert_eq!(claims.token_use(), TokenUse::Access);
    assert_eq!(claims.client_id(), CLIENT);
    assert_eq!(claims.issuer(), ISSUER);
    assert_eq!(claims.username(), Some("alice"));
    assert_eq!(claims.groups().collect::<Vec<_>>(), ["admins", "staff"]);
    assert_eq!(
        claims.scopes().collect::<Vec<_>>(),
        ["aws.cognito.signin.user.admin", "notes/read"]
    );
    assert_eq!(
        (claims.issued_at(), claims.expires_at(), claims.auth_time()),
        (Some(NOW - 10), NOW + 3600, Some(NOW - 10))
    );
    assert_eq!(claims.jti(), Some("99999999-8888-4777-8666-555555555555"));
    assert_eq!(
        claims.origin_jti(),
        Some("11111111-2222-4333-8444-555555555555")
    );
    assert_eq!(serde_json::to_value(&claims).unwrap(), access());
}

#[tokio::test]
async fn an_id_token_has_its_user_name_and_client_elsewhere() {
    let world = World::with(AcceptedUse::Id, |builder| builder);
    let claims = world.verifier.verify(&KEY.token(&id())).await.unwrap();
    assert_eq!(claims.token_use(), TokenUse::Id);
    assert_eq!(claims.client_id(), CLIENT);
    assert_eq!(claims.username(), Some("alice"));
    assert_eq!(claims.text("email"), Some("alice@example.com"));
    assert_eq!(claims.get("email_verified"), Some(&json!(true)));
    assert_eq!((claims.groups().count(), claims.scopes().count()), (0, 0));
    assert!(
        !format!("{claims:?}").contains("alice@example.com"),
        "no personal data in Debug"
    );
}

#[tokio::test]
async fn a_machine_has_neither_user_name_nor_groups() {
    let world = World::new();
    let mut claims = access();
    for claim in [
        "username",
        "cognito:groups",
        "origin_jti",
        "auth_time",
        "iat",
        "jti",
    ] {
        claims = with(claims, claim, Value::Null);
    }
    let claims = world.verifier.verify(&KEY.token(&claims)).await.unwrap();
    assert_eq!(
        (claims.username(), claims.origin_jti(), claims.issued_at()),
        (None, None, None)
    );
}

#[tokio::test]
async fn claims_of_a_wrong_type_are_refused_rather_than_passed_over() {
    let world = World::new();
    for (claim, value) in [
        ("sub", json!(1)),
        ("sub", json!("")),
        ("username", json!(["alice"])),
        ("scope", json!(["a"])),
        ("cognito:groups", json!("admins")),
        ("cognito:groups", json!([1])),
        ("cognito:groups", json!({"admins": true})),
    ] {
        assert_eq!(
            world
                .refused(&KEY.token(&with(access(), claim, value.clone())))
                .await,
            "claim_invalid",
            "{claim} {value}"
        );
    }
    assert_eq!(
        world
            .refused(&KEY.token(&with(access(), "sub", Value::Null)))
            .await,
        "claim_missing"
    );
}

#[tokio::test]
async fn any_client_id_must_be_asked_for_and_then_passes() {
    let world = World::new();
    let any = poolgate_verify::Verifier::builder(
        world.verifier.issuer().clone(),
        ClientIds::any(),
        TokenUse::Access,
    )
    .shared_keys(world.verifier.keys().clone())
    .clock(world.clock.clone())
    .build()
    .unwrap();
    let token = KEY.token(&with(access(), "client_id", "somebody"));
    assert_eq!(any.verify(&token).await.unwrap().client_id(), "somebody");
    assert_eq!(
        any.accepting(TokenUse::Id)
            .verify(&token)
            .await
            .unwrap_err()
            .code(),
        "token_use_mismatch"
    );
    assert_eq!(world.source.fetches(), 1, "the keys are shared");
}

#[tokio::test]
async fn r14_missing_groups_and_scopes_are_forbidden_not_unauthorised() {
    let world = World::new();
    let token = KEY.token(&access());
    let none = Requirement::default;
    for (requirement, code) in [
        (none(), None),
        (none().any_group(["admins"]), None),
        (none().any_group(["others", "staff"]), None),
        (
            none().any_group(["others", "Admins"]),
            Some("group_missing"),
        ),
        (none().all_groups(["admins", "staff"]), None),
        (
            none().all_groups(["admins", "others"]),
            Some("group_missing"),
        ),
        (none().any_scope(["notes/write", "notes/read"]), None),
        (
            none().any_scope(["notes/write", "notes"]),
            Some("scope_missing"),
        ),
        (
            none().all_scopes(["notes/read", "aws.cognito.signin.user.admin"]),
            None,
        ),
        (
            none().all_scopes(["notes/read", "notes/write"]),
            Some("scope_missing"),
        ),
        (
            none().any_group(["admins"]).all_scopes(["notes/write"]),
            Some("scope_missing"),
        ),
        (
            none().any_group(["others"]).all_scopes(["notes/read"]),
            Some("group_missing"),
        ),
    ] {
        let outcome = world
            .verifier
            .requiring(requirement.clone())
            .verify(&token)
            .await;
        let error = outcome.err();
        assert_eq!(
            error.as_ref().map(poolgate_verify::Error::code),
            code,
            "{requirement:?}"
        );
        assert!(error.is_none_or(|error| error.is_forbidden() && error.status() == 403));
    }

    // A token that is invalid besides is 401: rights are looked at last.
    let expired = KEY.token(&with(access(), "exp", NOW - 1));
    let strict = world.verifier.requiring(none().any_group(["others"]));
    assert_eq!(strict.verify(&expired).await.unwrap_err().status(), 401);

    let error = strict.verify(&token).await.unwrap_err();
    let ErrorKind::GroupMissing {
        expected, actual, ..
    } = error.kind()
    else {
        panic!("{error}")
    };
    assert_eq!(
        (expected.as_slice(), actual.as_slice()),
        (
            ["others".to_owned()].as_slice(),
            ["admins".to_owned(), "staff".to_owned()].as_slice()
        )
    );
}
