//! The tower layer and the axum extractors: R14 and R15.

use axum::body::Body;
use axum::extract::FromRef;
use axum::middleware::map_response;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use poolgate_verify::{
    Authorized, Policy, Rejection, RequireToken, Requirement, VerifiedClaims, Verifier,
};
use serde_json::json;
use tower::ServiceExt as _;

use crate::world::{ATTACKER, Answer, KEY, NOW, World, access, id, with};

struct Admins;

impl Policy for Admins {
    fn requirement() -> Requirement {
        Requirement::default().any_group(["admins"])
    }
}

struct Writers;

impl Policy for Writers {
    fn requirement() -> Requirement {
        Requirement::default().all_scopes(["notes/write"])
    }
}

/// A state that holds more than the verifier, as an application's does.
#[derive(Clone)]
struct AppState(Verifier);

impl FromRef<AppState> for Verifier {
    fn from_ref(state: &AppState) -> Self {
        state.0.clone()
    }
}

async fn greet(claims: VerifiedClaims) -> String {
    format!("hello {}", claims.username().unwrap_or_default())
}

async fn greet_anyone(claims: Option<VerifiedClaims>) -> String {
    format!(
        "hello {}",
        claims
            .as_ref()
            .and_then(|claims| claims.username())
            .unwrap_or("stranger")
    )
}

fn app(verifier: &Verifier) -> Router {
    let layer = RequireToken::new(verifier.clone());
    let layered = Router::new()
        .route("/layer", get(|| async { "inside" }))
        .route("/layer-and-extractor", get(greet))
        .layer(layer.clone());
    let writers = Requirement::default().all_scopes(["notes/write"]);
    let for_writers = Router::new()
        .route("/layer/write", get(|| async { "inside" }))
        .layer(layer.requirement(writers));
    Router::new()
        .route("/me", get(greet))
        .route("/anyone", get(greet_anyone))
        .route(
            "/admin",
            get(|claims: Authorized<Admins>| async move { claims.sub().to_owned() }),
        )
        .route("/write", get(|_: Authorized<Writers>| async { "inside" }))
        .merge(layered)
        .merge(for_writers)
        .with_state(AppState(verifier.clone()))
}

/// Status, challenge and body of the answer.
async fn ask(
    app: &Router,
    uri: &str,
    authorization: &[&str],
) -> (StatusCode, Option<String>, String) {
    let mut request = Request::get(uri);
    for value in authorization {
        request = request.header(AUTHORIZATION, *value);
    }
    let response = app
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let challenge = response
        .headers()
        .get(WWW_AUTHENTICATE)
        .map(|value| value.to_str().unwrap().to_owned());
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, challenge, String::from_utf8(body.to_vec()).unwrap())
}

const EVERY_ROUTE: [&str; 6] = [
    "/layer",
    "/layer-and-extractor",
    "/layer/write",
    "/me",
    "/admin",
    "/write",
];

#[tokio::test]
async fn r14_missing_rights_are_403_and_the_answer_repeats_nothing_of_the_token() {
    let world = World::new();
    let app = app(&world.verifier);
    let claims = with(
        with(access(), "cognito:groups", json!(["guests-of-bob"])),
        "scope",
        "secret/scope-of-bob",
    );
    let token = KEY.token(&claims);
    let header = format!("Bearer {token}");
    for (route, challenge) in [
        ("/admin", "Bearer error=\"insufficient_scope\""),
        (
            "/write",
            "Bearer error=\"insufficient_scope\", scope=\"notes/write\"",
        ),
        (
            "/layer/write",
            "Bearer error=\"insufficient_scope\", scope=\"notes/write\"",
        ),
    ] {
        let (status, sent, body) = ask(&app, route, &[&header]).await;
        assert_eq!(
            (status, sent.as_deref()),
            (StatusCode::FORBIDDEN, Some(challenge)),
            "{route}"
        );
        let answer = format!("{body} {}", sent.unwrap());
        for part in claims
            .as_object()
            .unwrap()
            .values()
            .map(ToString::to_string)
            .chain(token.split('.').map(str::to_owned))
        {
            assert!(
                !answer.contains(part.trim_matches('"')),
                "{route}: {answer} has {part}"
            );
        }
        assert!(!answer.contains("bob"));
    }
    let good = format!(
        "Bearer {}",
        KEY.token(&with(access(), "scope", "notes/write"))
    );
    for route in EVERY_ROUTE {
        assert_eq!(
            ask(&app, route, &[&good]).await.0,
            StatusCode::OK,
            "{route}"
        );
    }
}

#[tokio::test]
async fn r15_every_401_carries_a_challenge() {
    let world = World::new();
    let app = app(&world.verifier);
    let bearer = |token: &str| format!("Bearer {token}");
    let bare = "Bearer";
    let invalid = "Bearer error=\"invalid_token\"";
    let cases: [(&str, Vec<String>, &str); 8] = [
        ("nothing", vec![], bare),
        ("another scheme", vec!["Basic YTpi".to_owned()], bare),
        (
            "no space",
            vec![format!("Bearer{}", KEY.token(&access()))],
            bare,
        ),
        ("an empty token", vec!["Bearer ".to_owned()], invalid),
        ("rubbish", vec![bearer("abc")], invalid),
        ("an ID token", vec![bearer(&KEY.token(&id()))], invalid),
        (
            "expired",
            vec![bearer(&KEY.token(&with(access(), "exp", NOW - 1)))],
            invalid,
        ),
        (
            "an unknown key",
            vec![bearer(&ATTACKER.token(&access()))],
            invalid,
        ),
    ];
    for (name, headers, challenge) in cases {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        for route in EVERY_ROUTE {
            let (status, sent, body) = ask(&app, route, &headers).await;
            assert_eq!(
                (status, sent.as_deref()),
                (StatusCode::UNAUTHORIZED, Some(challenge)),
                "{name} {route}: {body}"
            );
        }
    }
}

#[tokio::test]
async fn r15_a_token_in_the_query_string_is_no_token() {
    let world = World::new();
    let app = app(&world.verifier);
    let token = KEY.token(&with(access(), "scope", "notes/write"));
    for route in EVERY_ROUTE {
        for name in [
            "access_token",
            "token",
            "id_token",
            "authorization",
            "Authorization",
            "bearer",
        ] {
            let (status, challenge, _) = ask(&app, &format!("{route}?{name}={token}"), &[]).await;
            assert_eq!(
                (status, challenge.as_deref()),
                (StatusCode::UNAUTHORIZED, Some("Bearer")),
                "{route} {name}"
            );
        }
        assert_eq!(
            ask(
                &app,
                &format!("{route}?access_token=x"),
                &[&format!("Bearer {token}")]
            )
            .await
            .0,
            StatusCode::OK
        );
    }
    assert_eq!(
        ask(&app, &format!("/anyone?access_token={token}"), &[])
            .await
            .2,
        "hello stranger"
    );
}

#[tokio::test]
async fn a_repeated_header_is_a_malformed_request() {
    let world = World::new();
    let app = app(&world.verifier);
    let good = format!("Bearer {}", KEY.token(&access()));
    for route in EVERY_ROUTE.into_iter().chain(["/anyone"]) {
        let (status, challenge, _) = ask(&app, route, &[&good, &good]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{route}");
        assert_eq!(
            challenge.as_deref(),
            Some("Bearer error=\"invalid_request\"")
        );
    }
}

#[tokio::test]
async fn an_optional_token_may_be_absent_but_not_bad() {
    let world = World::new();
    let app = app(&world.verifier);
    assert_eq!(ask(&app, "/anyone", &[]).await.2, "hello stranger");
    assert_eq!(
        ask(
            &app,
            "/anyone",
            &[&format!("Bearer {}", KEY.token(&access()))]
        )
        .await
        .2,
        "hello alice"
    );
    assert_eq!(
        ask(&app, "/anyone", &["Bearer abc"]).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_token_that_cannot_be_judged_is_503_without_a_challenge() {
    let world = World::new();
    world.source.answer(Answer::Down);
    let header = format!("Bearer {}", KEY.token(&access()));
    for route in EVERY_ROUTE {
        let request = Request::get(route)
            .header(AUTHORIZATION, &header)
            .body(Body::empty())
            .unwrap();
        let response = app(&world.verifier).oneshot(request).await.unwrap();
        assert_eq!(
            response.status(),
            StatusCode::SERVICE_UNAVAILABLE,
            "{route}"
        );
        assert!(response.headers().get(WWW_AUTHENTICATE).is_none());
        assert!(response.headers().get(RETRY_AFTER).is_some());
    }
}

#[tokio::test]
async fn a_service_can_answer_rejections_in_its_own_words_and_keeps_the_headers() {
    let world = World::new();
    let own_words = |rejection: &Rejection, request: &Parts| {
        let body = json!({"success": false, "error": rejection.code(), "path": request.uri.path()});
        (rejection.status(), Json(body)).into_response()
    };
    let by_hook = Router::new()
        .route("/", get(|| async { "inside" }))
        .layer(RequireToken::new(world.verifier.clone()).on_reject(own_words));
    assert_eq!(
        ask(&by_hook, "/", &["Bearer abc"]).await,
        (
            StatusCode::UNAUTHORIZED,
            Some("Bearer error=\"invalid_token\"".to_owned()),
            r#"{"success":false,"error":"invalid_token","path":"/"}"#.to_owned()
        )
    );

    let rewrite = map_response(|response: Response<Body>| async move {
        match response.extensions().get::<Rejection>() {
            Some(rejection) => {
                let mut own =
                    (rejection.status(), Json(json!({"error": rejection.code()}))).into_response();
                rejection.decorate(&mut own);
                own
            }
            None => response,
        }
    });
    let by_extension = Router::new()
        .route("/", get(greet))
        .layer(rewrite)
        .with_state(world.verifier.clone());
    assert_eq!(
        ask(&by_extension, "/", &[]).await,
        (
            StatusCode::UNAUTHORIZED,
            Some("Bearer".to_owned()),
            r#"{"error":"unauthorized"}"#.to_owned()
        )
    );
}

#[tokio::test]
async fn what_the_layer_verified_is_not_verified_again() {
    let world = World::new();
    let header = format!("Bearer {}", KEY.token(&access()));
    // The state's verifier would refuse: it wants an ID token. The layer has decided already.
    let state = world.verifier.accepting(poolgate_verify::TokenUse::Id);
    let app = Router::new()
        .route("/", get(greet))
        .layer(RequireToken::new(world.verifier.clone()))
        .with_state(state);
    assert_eq!(
        ask(&app, "/", &[&header]).await,
        (StatusCode::OK, None, "hello alice".to_owned())
    );
}
