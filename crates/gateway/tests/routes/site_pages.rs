//! The pages of the site: what they show, where they lead, and what does not pass.

use http::Method;
use serde_json::json;

use crate::page_world::{FORM, Person, describe, hidden, to, world};
use crate::token;
use crate::world::{World, get, post_raw, with_header};

/// The pages that everybody may see.
const PUBLIC: [&str; 6] = [
    "/login",
    "/register",
    "/logout",
    "/confirm",
    "/forgot-password",
    "/reset-password",
];

/// The pages of a signed-in user.
const OWN_PAGES: [&str; 7] = [
    "/account",
    "/account/password",
    "/account/mfa",
    "/account/passkeys",
    "/account/sessions",
    "/account/delete",
    "/protected",
];

/// What those pages do.
const OWN_ACTS: [&str; 13] = [
    "/account",
    "/account/verify",
    "/account/verify/send",
    "/account/password",
    "/account/mfa",
    "/account/mfa/app",
    "/account/mfa/app/start",
    "/account/mfa/app/remove",
    "/account/passkeys/start",
    "/account/passkeys/add",
    "/account/passkeys/remove",
    "/account/sessions/end",
    "/account/delete",
];

#[tokio::test]
async fn r38_every_page_allows_nothing_inline_and_no_frame() {
    let world = world().await;
    let mut person = Person::default();
    for path in PUBLIC {
        let page = person.open(&world, path).await.ok();
        check_page(path, &page);
    }
    person.sign_in(&world).await;
    for path in OWN_PAGES {
        let page = person.open(&world, path).await.ok();
        check_page(path, &page);
    }
}

fn check_page(path: &str, page: &crate::world::Answer) {
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{path}"
    );
    assert!(!policy.contains("unsafe"), "{path}: {policy}");
    assert_eq!(page.header("x-frame-options"), Some("DENY"), "{path}");
    assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
    for inline in ["<script>", "style=\"", "<style", " onclick", "javascript:"] {
        assert!(!page.text.contains(inline), "{path} has {inline}");
    }
    assert_eq!(page.text.matches("<h1>").count(), 1, "{path}");
    assert!(
        page.text.contains(r#"<html lang="en" dir="ltr">"#),
        "{path}"
    );
}

#[tokio::test]
async fn r20_a_sign_in_on_the_page_makes_a_new_session_and_leads_back() {
    let world = world().await;
    let mut person = Person::default();
    let answer = person.open(&world, "/protected").await;
    assert_eq!(to(&answer), "/login?return_to=%2Fprotected");
    let planted = "A".repeat(64);
    person.set_cookie("poolgate", &planted);
    let fields = [("email", "user@example.com"), ("password", "Test123456")];
    let answer = person
        .fill(&world, "/login?return_to=%2Fprotected", &fields)
        .await;
    assert_eq!(to(&answer), "/protected");
    assert_ne!(person.cookie("poolgate"), Some(planted.as_str()));
    let page = person.open(&world, "/protected").await.ok();
    assert!(page.text.contains("Protected page"), "{}", page.text);
    // Nobody is asked twice.
    let answer = person.open(&world, "/login?return_to=%2Fprotected").await;
    assert_eq!(to(&answer), "/protected");
}

#[tokio::test]
async fn a_sign_in_leads_to_paths_of_this_host_alone() {
    let world = world().await;
    for bad in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "/a%0d%0ab",
        "/<b>",
    ] {
        let mut person = Person::default();
        let back: String = form_urlencoded::byte_serialize(bad.as_bytes()).collect();
        let fields = [("email", "user@example.com"), ("password", "Test123456")];
        let path = format!("/login?return_to={back}");
        let answer = person.fill(&world, &path, &fields).await;
        let target = if bad.contains('%') { bad } else { "/account" };
        assert_eq!(to(&answer), target, "{bad}");
    }
}

/// An administrator has signed the user out: pages that ask the pool say so, and the sign-in must not lead back to them.
#[tokio::test]
async fn a_token_that_was_revoked_leads_to_the_form_of_the_sign_in() {
    let world = world().await;
    let mut person = Person::default();
    person.sign_in(&world).await;
    let why = "Access Token has been revoked";
    world.pool.refuse("GetUser", "NotAuthorizedException", why);
    assert_eq!(person.open(&world, "/account").await.status, 401);
    let page = person.open(&world, "/login").await.ok();
    assert!(page.text.contains("current-password"), "{}", page.text);
    let answer = person.open(&world, "/protected").await;
    assert_eq!(to(&answer), "/login?return_to=%2Fprotected");
    // A pool that does not answer says nothing of the kind.
    person.sign_in(&world).await;
    world.pool.refuse("GetUser", "InternalErrorException", "no");
    assert_eq!(to(&person.open(&world, "/login").await), "/account");
}

#[tokio::test]
async fn r23_a_form_counts_with_its_token_and_from_here_alone() {
    let world = world().await;
    let mut person = Person::default();
    person.sign_in(&world).await;
    let csrf = hidden(&person.open(&world, "/account").await.ok());
    let acts = OWN_ACTS
        .into_iter()
        .chain(PUBLIC)
        .chain(["/confirm/resend", "/mfa"]);
    for path in acts {
        let before = world.pool.calls().len();
        for token in ["", "abcdefghijklmnopqrstuvwxyz012345"] {
            let answer = person.post(&world, path, token, &[]).await;
            assert_eq!(answer.status, 403, "{path}: {}", answer.text);
            assert!(answer.text.contains("Please open the page again"), "{path}");
        }
        let form = format!("csrf_token={csrf}");
        let foreign = with_header(
            post_raw(path, FORM, form.clone()),
            "origin",
            "https://evil.example",
        );
        let answer = person.send(&world, foreign).await;
        assert_eq!(answer.status, 403, "{path}");
        let foreign = with_header(
            post_raw(path, FORM, form.clone()),
            "sec-fetch-site",
            "same-site",
        );
        let answer = person.send(&world, foreign).await;
        assert_eq!(answer.status, 403, "{path}");
        // The cookie without a word on where it comes from is not enough for those who are signed in.
        if OWN_ACTS.contains(&path) {
            let silent = post_raw(path, FORM, form);
            let answer = person.send(&world, silent).await;
            assert_eq!(answer.status, 403, "{path}");
        }
        assert_eq!(world.pool.calls().len(), before, "{path}");
    }
}

/// Older browsers say nothing but the origin.
#[tokio::test]
async fn r23_a_form_comes_from_the_public_url_or_over_http_2() {
    let public = "https://id.example.com";
    let hosted = World::with_data(|config| config.public_url = Some(public.to_owned())).await;
    let plain = world().await;
    for (world, origin, in_target, expected) in [
        // A proxy has put its own name for the gateway in the place of the host.
        (&hosted, public, false, 303),
        (&hosted, "https://evil.example", false, 403),
        (&plain, "http://localhost:8000", true, 303),
        (&plain, "http://localhost:8001", true, 403),
    ] {
        let mut person = Person::default();
        let csrf = hidden(&person.open(world, "/login").await);
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf_token", &csrf)
            .append_pair("email", "user@example.com")
            .append_pair("password", "Test123456")
            .finish();
        let mut request = with_header(post_raw("/login", FORM, form), "origin", origin);
        if in_target {
            request.headers_mut().remove("host");
            *request.uri_mut() = "http://localhost:8000/login".parse().expect("a URI");
        }
        let answer = person.send(world, request).await;
        assert_eq!(answer.status, expected, "{origin}: {}", answer.text);
    }
}

#[tokio::test]
async fn the_first_field_that_is_wrong_has_the_focus() {
    let world = world().await;
    let mut person = Person::default();
    let good = ("password", "Test1234567");
    for (path, fields, wrong) in [
        (
            "/confirm",
            [("email", "a@example.com"), ("code", "")],
            "code",
        ),
        (
            "/reset-password",
            [("email", "a@example.com"), good],
            "code",
        ),
        (
            "/account/password",
            [("current", "Test123456"), ("password", "")],
            "password",
        ),
    ] {
        if path.starts_with("/account") {
            person.sign_in(&world).await;
        }
        let page = person.fill(&world, path, &fields).await;
        assert_eq!(page.status, 400, "{path}");
        let focus: Vec<_> = page
            .text
            .lines()
            .filter(|line| line.contains(" autofocus"))
            .collect();
        assert!(
            focus.len() == 1 && focus[0].contains(&format!(r#"id="{wrong}""#)),
            "{path}: {focus:?}"
        );
    }
}

#[tokio::test]
async fn a_get_never_acts() {
    let world = world().await;
    let mut person = Person::default();
    person.sign_in(&world).await;
    let session = person.cookie("poolgate").map(str::to_owned);
    for path in OWN_ACTS.into_iter().chain(PUBLIC) {
        person.open(&world, path).await;
    }
    assert_eq!(person.cookie("poolgate"), session.as_deref());
    let reads = [
        "InitiateAuth",
        "GetUser",
        "ListWebAuthnCredentials",
        "ListUserSessions",
    ];
    for operation in world.pool.operations() {
        let reads = reads.contains(&operation.as_str()) || operation.starts_with("Describe");
        assert!(reads, "{operation}");
    }
}

#[tokio::test]
async fn pages_of_a_user_lead_others_to_the_sign_in_and_programs_are_told() {
    let world = world().await;
    for path in OWN_PAGES {
        let answer = Person::default().open(&world, path).await;
        let back: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
        assert_eq!(to(&answer), format!("/login?return_to={back}"));
    }
    for path in ["/account", "/protected"] {
        assert_eq!(world.get(path).await.refusal(), (401, "token_missing"));
        let answer = world.get_signed_in(path).await.ok();
        assert_eq!(answer.body["success"], true);
    }
    let answer = world.get_signed_in("/protected").await.ok();
    assert_eq!(answer.body["message"], "Protected content");
    assert_eq!(answer.body["user"]["sub"], token::SUB);
}

#[tokio::test]
async fn what_was_typed_stays_but_for_the_password() {
    let world = world().await;
    let refused = "Incorrect username or password.";
    world
        .pool
        .refuse("InitiateAuth", "NotAuthorizedException", refused);
    let mut person = Person::default();
    let typed = [
        ("email", "\"><b>@example.com"),
        ("password", "MARK-password"),
        ("remember", "true"),
    ];
    let answer = person.fill(&world, "/login", &typed).await;
    assert_eq!(answer.status, 401);
    assert!(answer.text.contains("The user name or password is wrong."));
    assert!(
        answer.text.contains("&quot;&gt;&lt;b&gt;@example.com"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("checked"), "{}", answer.text);
    assert!(!answer.text.contains("MARK-password") && !answer.text.contains("\"><b>"));
}

#[tokio::test]
async fn r40_a_forgotten_password_looks_alike_for_everybody() {
    let world = world().await;
    let mut texts = Vec::new();
    for known in [true, false] {
        if !known {
            world.pool.refuse("ForgotPassword", "InvalidParameterException", "Cannot reset password for the user as there is no registered/verified email or phone_number");
        }
        let mut person = Person::default();
        let answer = person
            .fill(&world, "/forgot-password", &[("email", "user@example.com")])
            .await;
        assert_eq!(to(&answer), "/reset-password");
        let page = person.open(&world, "/reset-password").await.ok();
        let csrf = hidden(&page);
        texts.push(page.text.replace(&csrf, ""));
    }
    assert_eq!(texts[0], texts[1]);
}

#[tokio::test]
async fn an_account_is_made_confirmed_and_signed_in() {
    let world = world().await;
    describe(&world);
    let mut person = Person::default();
    let page = person.open(&world, "/register").await.ok();
    for shown in [
        "at least 12 characters",
        "a symbol",
        "id=\"name\"",
        "new-password",
    ] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    let fields = [
        ("email", "user@example.com"),
        ("password", "Test123456"),
        ("name", ""),
    ];
    let answer = person.fill(&world, "/register", &fields).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("name-error"), "{}", answer.text);
    let fields = [
        ("email", "user@example.com"),
        ("password", "Test123456"),
        ("name", "Ada"),
    ];
    let answer = person.fill(&world, "/register", &fields).await;
    assert_eq!(to(&answer), "/confirm");
    let signed_up = world.pool.last();
    assert_eq!(signed_up["Username"], "user@example.com");
    world
        .pool
        .refuse("ConfirmSignUp", "CodeMismatchException", "Invalid code");
    let answer = person.fill(&world, "/confirm", &[("code", "123456")]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("code-error"), "{}", answer.text);
    let csrf = hidden(&answer);
    let answer = person.post(&world, "/confirm/resend", &csrf, &[]).await;
    assert_eq!(to(&answer), "/confirm");
    let page = person.open(&world, "/confirm").await.ok();
    assert!(
        page.text.contains("A new message is on its way"),
        "{}",
        page.text
    );
    world.pool.on("ConfirmSignUp", json!({}));
    let answer = person
        .fill(&world, "/confirm", &[("code", " 123-456 ")])
        .await;
    assert_eq!(to(&answer), "/login");
    assert_eq!(world.pool.last()["ConfirmationCode"], "123456");
    let page = person.open(&world, "/login").await.ok();
    assert!(
        page.text.contains("Your account is confirmed") && page.text.contains("user@example.com")
    );
    let page = person.open(&world, "/login").await.ok();
    assert!(
        !page.text.contains("Your account is confirmed"),
        "it is said once"
    );
}

#[tokio::test]
async fn an_account_that_waits_for_its_code_is_led_there() {
    let world = world().await;
    world.pool.refuse(
        "InitiateAuth",
        "UserNotConfirmedException",
        "User is not confirmed.",
    );
    let mut person = Person::default();
    let answer = person.sign_in(&world).await;
    assert_eq!(to(&answer), "/confirm");
    world.pool.refuse(
        "InitiateAuth",
        "PasswordResetRequiredException",
        "Password reset required for the user",
    );
    let answer = person.sign_in(&world).await;
    assert_eq!(to(&answer), "/forgot-password");
}

#[tokio::test]
async fn the_sign_in_page_shows_what_the_pool_offers() {
    let world = world().await;
    let page = Person::default().open(&world, "/login").await.ok();
    assert!(
        !page.text.contains("Continue with"),
        "nothing is known of the pool"
    );
    let world = crate::page_world::world().await;
    describe(&world);
    let page = Person::default()
        .open(&world, "/login?return_to=%2Fa%3Fb")
        .await
        .ok();
    for shown in [
        "Continue with Google",
        "Continue with Apple",
        "Continue with Partner-1",
        "Email me a code",
        "Use a passkey",
        "&#x2f;auth&#x2f;google&#x2f;start?mode=session&amp;return_to=%2Fa%3Fb",
    ] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    let world = World::with_data(|config| {
        config.hosted = Some("http://pool.example/hosted".to_owned());
        config.pages.name = Some("Example & Sons".to_owned());
        config.pages.providers = Some(vec!["amazon".to_owned()]);
        config.pages.factors = Some(vec![poolgate_gateway::Factor::SmsCode]);
    })
    .await;
    describe(&world);
    let page = Person::default().open(&world, "/login").await.ok();
    assert!(page.text.contains("Continue with Amazon") && page.text.contains("Text me a code"));
    assert!(!page.text.contains("Google") && !page.text.contains("passkey"));
    assert!(page.text.contains("Example &amp; Sons"));
}

#[tokio::test]
async fn an_error_page_speaks_the_readers_language_and_shows_nothing_of_the_inside() {
    let world = world().await;
    let german = with_header(get("/nothing"), "accept-language", "de");
    let answer = Person::default().send(&world, german).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains(r#"<html lang="de""#) && answer.text.contains("Hier ist nichts."));
    world.pool.refuse(
        "InitiateAuth",
        "ResourceNotFoundException",
        "User pool client MARK does not exist.",
    );
    let mut person = Person::default();
    let typed = [("email", "user@example.com"), ("password", "Test123456")];
    let answer = person.fill(&world, "/login", &typed).await;
    assert_eq!(answer.status, 500);
    assert!(
        answer
            .text
            .contains(answer.header("x-request-id").expect("an id"))
    );
    assert!(!answer.text.contains("MARK"));
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.contains("style-src 'self'"), "{policy}");
}

#[tokio::test]
async fn an_operator_puts_a_style_and_templates_in_the_place_of_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = "{% extends \"layout.html\" %}{% block title %}{{ title }}{% endblock %}{% block body %}<h1>Ours, {{ username }}</h1>{% endblock %}";
    std::fs::write(folder.path().join("protected.html"), own).expect("a file");
    let world = World::with_data(|config| {
        let pages = std::mem::take(&mut config.pages);
        config.pages = pages
            .with_style(":root { --accent: #7a1f5c; }")
            .with_templates(folder.path())
            .expect("templates");
    })
    .await;
    let mut person = Person::default();
    let page = person.open(&world, "/login").await.ok();
    let (_, rest) = page
        .text
        .split_once("href=\"&#x2f;look&#x2f;")
        .expect("a stylesheet");
    let file = rest.split('"').next().expect("a name");
    let css = world.get(&format!("/look/{file}")).await.ok();
    assert_eq!(css.text, ":root { --accent: #7a1f5c; }");
    assert!(
        css.header("cache-control")
            .is_some_and(|kept| kept.contains("immutable"))
    );
    assert_eq!(world.get("/look/other.css").await.status, 404);
    person.sign_in(&world).await;
    let page = person.open(&world, "/protected").await.ok();
    assert!(page.text.contains("<h1>Ours, "), "{}", page.text);
}

#[tokio::test]
async fn programs_get_json_on_every_address_of_the_site() {
    let world = world().await;
    let email = json!({"email": "user@example.com"});
    let code = json!({"email": "user@example.com", "code": "123456", "new_password": "Test123456"});
    for (path, body) in [
        ("/confirm", &code),
        ("/forgot-password", &email),
        ("/reset-password", &code),
    ] {
        let by_json = world.post(path, body.clone()).await.ok();
        assert_eq!(by_json.body["success"], true, "{path}");
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(
                body.as_object()
                    .expect("an object")
                    .iter()
                    .map(|(name, value)| (name, value.as_str().expect("text"))),
            )
            .finish();
        let by_form = world.send(post_raw(path, FORM, form)).await.ok();
        assert_eq!(by_form.body["success"], true, "{path}");
    }
    let answer = world
        .send_signed_in(Method::POST, "/account", json!({"name": "Jo"}))
        .await
        .ok();
    assert_eq!(answer.body["updated"], json!(["name"]));
    let answer = world
        .post("/logout", json!({"refresh_token": "r"}))
        .await
        .ok();
    assert_eq!(answer.body["success"], true);
    // Pages that only people have a use for take no JSON.
    let answer = world
        .send_signed_in(Method::POST, "/account/password", json!({}))
        .await;
    assert_eq!(answer.refusal(), (415, "unsupported_media_type"));
}
