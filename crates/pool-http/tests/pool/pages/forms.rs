//! What protects forms and pages.

use http::StatusCode;
use poolgate_testkit::PASSWORD;
use serde_json::json;

use super::browser::{Browser, alert, seen_other};

#[tokio::test]
async fn r23_a_form_without_the_value_of_the_cookie_is_refused() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    let fields = [("username", "ada"), ("password", PASSWORD)];
    for path in [
        "/login",
        "/signup",
        "/confirm",
        "/resendcode",
        "/forgotPassword",
        "/confirmforgotPassword",
        "/challenge",
        "/passkeys/add",
        "/confirmUser",
    ] {
        let mut browser = Browser::new(&pool);
        browser.get("/login").await;
        let address = browser.address(path);
        for csrf in ["", "another-value-that-is-long-enough"] {
            let mut pairs = vec![("_csrf", csrf)];
            pairs.extend_from_slice(&fields);
            let answer = browser.send_form(&address, &pairs).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert!(!browser.cookies.contains_key("cognito"));
        }
        let csrf = browser.cookies.remove("XSRF-TOKEN").unwrap();
        let pairs = [("_csrf", csrf.as_str()), fields[0], fields[1]];
        let answer = browser.send_form(&address, &pairs).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn r23_a_form_from_elsewhere_is_refused() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    for header in [
        ("origin", "https://evil.example.com"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let mut browser = Browser::new(&pool);
        browser.get("/login").await;
        browser.headers.push(header);
        let answer = browser.sign_in("ada", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header:?}");
    }
    for header in [
        ("origin", "http://localhost:9229"),
        ("sec-fetch-site", "same-origin"),
    ] {
        let mut browser = Browser::new(&pool);
        browser.headers.push(header);
        seen_other(&browser.sign_in("ada", PASSWORD).await);
    }
}

#[tokio::test]
async fn r38_pages_are_never_framed_or_kept_and_hold_nothing_inline() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let mut browser = Browser::new(&pool);
    for path in [
        "/login",
        "/signup",
        "/confirm",
        "/forgotPassword",
        "/confirmforgotPassword",
        "/challenge",
        "/authorized",
        "/error",
    ] {
        let answer = browser.get(path).await;
        let header = |name: &str| answer.headers[name].to_str().unwrap();
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
        assert!(!policy.contains("unsafe"), "{path}");
        for inline in ["<style", " style=", " onclick=", "<script>", "javascript:"] {
            assert!(!answer.text.contains(inline), "{path}: {inline}");
        }
        assert_eq!(answer.text.matches("<h1>").count(), 1, "{path}");
        assert!(
            answer.text.contains("<html lang=\"en\" dir=\"ltr\">"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn r38_what_is_typed_or_linked_cannot_become_markup() {
    const ATTACK: &str = "\"><script>alert('x')</script>";
    let pool = Browser::pool(
        json!({ "Schema": [{ "Name": "name", "Required": true }] }),
        json!({ "ClientName": "shop" }),
    )
    .await;
    let mut browser = Browser::new(&pool);
    let name = "requiredAttributes[name]";
    for (path, fields) in [
        ("/login", vec![("username", ATTACK), ("password", "x")]),
        (
            "/signup",
            vec![
                ("username", ATTACK),
                (name, ATTACK),
                ("requiredAttributes[email]", ATTACK),
            ],
        ),
        ("/confirm", vec![("username", ATTACK), ("code", "1")]),
        ("/resendcode", vec![("username", ATTACK)]),
        ("/forgotPassword", vec![("username", ATTACK)]),
        (
            "/confirmforgotPassword",
            vec![("username", ATTACK), ("code", "1"), ("password", PASSWORD)],
        ),
    ] {
        let answer = browser.post(path, &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(!answer.text.contains("<script>"), "{path}: {}", answer.text);
    }
    let encoded = super::browser::form_urlencoded(ATTACK);
    for (path, more) in [
        ("/login", "login_hint"),
        ("/login", "state"),
        ("/login", "notice"),
        ("/forgotPassword", "login_hint"),
        ("/authorized", "nonce"),
        ("/error", "error"),
    ] {
        let mut browser = Browser::new(&pool);
        browser.more = format!("&{more}={encoded}");
        let answer = browser.get(path).await;
        assert!(!answer.text.contains("<script>"), "{path}: {}", answer.text);
        assert!(answer.text.contains("<h1>"), "{path}");
    }
}

#[tokio::test]
async fn an_error_page_has_words_for_every_code() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let mut browser = Browser::new(&pool);
    let mut texts = std::collections::BTreeSet::new();
    for code in [
        "redirect_mismatch",
        "oauth_not_enabled",
        "invalid_request",
        "server_error",
        "unheard_of",
    ] {
        let address = format!(
            "/{}/error?error={code}&client_id={}",
            pool.pool_id, pool.client_id
        );
        let answer = browser.open(&address).await;
        texts.insert(alert(&answer));
    }
    assert_eq!(texts.len(), 5);
    assert!(texts.iter().all(|text| text.ends_with('.')));
}
