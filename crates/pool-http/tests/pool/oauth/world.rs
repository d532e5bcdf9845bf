//! An application, a user at a browser, and what they send.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, LOCATION};
use poolgate_pool::oauth::pages::{self, PageStep};
use poolgate_pool::{Caller, Ctx};
use poolgate_testkit::{Answer, PASSWORD, TestPool, TestUser};
use serde_json::{Value, json};

/// Where the application waits.
pub(crate) const CALLBACK: &str = "https://app.example.com/callback";
/// The verifier of RFC 7636, appendix B.
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// And its challenge.
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A pool with an app client that may use OAuth, and a user whose browser is signed in.
pub(super) struct World {
    pub(super) pool: TestPool,
    pub(super) user: TestUser,
    pub(super) cookie: String,
}

/// The members of a client that may use the code and the implicit grant.
pub(crate) fn client() -> Value {
    json!({
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthScopes": ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
        "CallbackURLs": [CALLBACK, "https://app.example.com/other?x=1"],
        "LogoutURLs": ["https://app.example.com/bye"],
    })
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// With these members of the client, too.
    pub(super) async fn with(more: Value) -> Self {
        let mut members = client();
        if let (Value::Object(members), Value::Object(more)) = (&mut members, more) {
            members.extend(more);
        }
        let pool = TestPool::with(json!({}), members).await;
        let user = pool.user("ada").await;
        let cookie = browser(&pool, &user).await;
        Self { pool, user, cookie }
    }

    /// The parameters of a good authorization request.
    pub(super) fn request(&self) -> Vec<(&'static str, String)> {
        vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.pool.client_id.clone()),
            ("redirect_uri", CALLBACK.to_owned()),
            ("state", "s t&te=".to_owned()),
        ]
    }

    /// Asks for authorization with the browser's cookie: where it is sent.
    pub(super) async fn authorize(&self, parameters: &[(&str, String)]) -> String {
        location(&self.ask(parameters, Some(&self.cookie)).await)
    }

    pub(super) async fn ask(&self, parameters: &[(&str, String)], cookie: Option<&str>) -> Answer {
        let path = format!("/oauth2/authorize?{}", encoded(parameters));
        self.get(&path, cookie).await
    }

    /// Gets one of the pool's own pages.
    pub(super) async fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        let path = format!("/{}{path}", self.pool.pool_id);
        let mut request = Request::get(path).header(HOST, "localhost:9229");
        if let Some(cookie) = cookie {
            request = request.header(COOKIE, format!("other=1; cognito={cookie}"));
        }
        self.pool.send(request.body(Body::empty()).unwrap()).await
    }

    /// A code, with these parameters changed or added.
    pub(super) async fn code(&self, more: &[(&'static str, &str)]) -> String {
        let mut parameters = self.request();
        for (name, value) in more {
            parameters.retain(|(other, _)| other != name);
            parameters.push((name, (*value).to_owned()));
        }
        let location = self.authorize(&parameters).await;
        parameter(&location, "code").unwrap_or_else(|| panic!("no code: {location}"))
    }

    /// Exchanges a code.
    pub(super) async fn exchange(&self, code: &str, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", self.pool.client_id.clone()),
            ("redirect_uri", CALLBACK.to_owned()),
            ("code", code.to_owned()),
        ];
        for (name, value) in more {
            form.retain(|(other, _)| other != name);
            form.push((name, (*value).to_owned()));
        }
        self.post("/oauth2/token", &form, None).await
    }

    /// Posts a form, with HTTP Basic where it is given.
    pub(super) async fn post(
        &self,
        path: &str,
        form: &[(&str, String)],
        basic: Option<&str>,
    ) -> Answer {
        let path = format!("/{}{path}", self.pool.pool_id);
        let mut request = Request::post(path)
            .header(HOST, "localhost:9229")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(basic) = basic {
            let encoded = base64::engine::general_purpose::STANDARD.encode(basic);
            request = request.header(AUTHORIZATION, format!("Basic {encoded}"));
        }
        let body = Body::from(encoded(form));
        self.pool.send(request.body(body).unwrap()).await
    }

    /// UserInfo by an access token.
    pub(super) async fn user_info(&self, access_token: &Value) -> Answer {
        let path = format!("/{}/oauth2/userInfo", self.pool.pool_id);
        let token = access_token.as_str().unwrap();
        let request = Request::get(path)
            .header(HOST, "localhost:9229")
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        self.pool.send(request).await
    }
}

/// Signs a browser in: its cookie.
pub(super) async fn browser(pool: &TestPool, user: &TestUser) -> String {
    let engine = &pool.engine;
    let caller = Caller {
        region: "us-east-1".to_owned(),
        account: Caller::ACCOUNT.to_owned(),
        address: None,
    };
    let ctx = Ctx::new(engine.clone(), caller);
    let stored = engine.store.pool(&pool.pool_id).await.unwrap().unwrap();
    let client = engine.store.client(&pool.client_id).await.unwrap().unwrap();
    let step = pages::by_password(&ctx, &stored, &client, &user.name, &PASSWORD.into()).await;
    match step.unwrap() {
        PageStep::SignedIn(cookie) => cookie.expose().to_owned(),
        PageStep::Challenge(challenge) => panic!("{challenge:?}"),
    }
}

pub(crate) fn encoded(parameters: &[(&str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}

/// Where an answer sends the browser.
pub(super) fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 302, "{}", answer.text);
    answer.headers[LOCATION].to_str().unwrap().to_owned()
}

/// A parameter in the query or the fragment of an address.
pub(crate) fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, rest) = address.split_once(['?', '#'])?;
    let mut pairs = form_urlencoded::parse(rest.as_bytes());
    pairs
        .find(|(other, _)| other == name)
        .map(|(_, value)| value.into_owned())
}

/// The error code of a JSON answer, after its status.
pub(super) fn refused(answer: &Answer) -> (u16, String) {
    let error = answer.body["error"].as_str().unwrap_or(&answer.text);
    (answer.status.as_u16(), error.to_owned())
}

/// The header of a token.
pub(super) fn header(token: &Value) -> Value {
    let head = token.as_str().unwrap().split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).unwrap()).unwrap()
}
