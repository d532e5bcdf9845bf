//! A pool that federates to a provider, and a browser.

use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request};
use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

use super::idp::{CLIENT_ID, Idp};
use crate::oauth::world::{CALLBACK, client, encoded, parameter};

/// A pool with the provider `Partner`, and what a browser keeps.
pub(super) struct World {
    pub(super) pool: TestPool,
    pub(super) idp: Idp,
}

/// A browser on its way to the provider.
pub(super) struct Away {
    /// Where it was sent.
    pub(super) location: String,
    /// `name=value` of the cookie that it got.
    pub(super) cookie: String,
}

impl Away {
    pub(super) fn sent(&self, name: &str) -> String {
        let found = parameter(&self.location, name);
        found.unwrap_or_else(|| panic!("no {name}: {}", self.location))
    }
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(json!({}), json!({})).await
    }

    /// With these members of the pool, and this mapping of attributes.
    pub(super) async fn with(pool: Value, mapping: Value) -> Self {
        let pool = TestPool::with(pool, client()).await;
        let world = Self {
            pool,
            idp: Idp::new().await,
        };
        let details = json!({
            "client_id": CLIENT_ID,
            "client_secret": "secret-at-idp",
            "authorize_scopes": "openid email",
            "oidc_issuer": world.idp.issuer(),
        });
        let mapping = if mapping == json!({}) {
            json!({ "email": "email", "name": "name" })
        } else {
            mapping
        };
        world.add("Partner", "OIDC", details, mapping).await;
        world
    }

    /// Adds a provider, which the app client supports.
    pub(super) async fn add(&self, name: &str, kind: &str, details: Value, mapping: Value) {
        let request = json!({
            "UserPoolId": self.pool.pool_id,
            "ProviderName": name,
            "ProviderType": kind,
            "ProviderDetails": details,
            "AttributeMapping": mapping,
            "IdpIdentifiers": [format!("{}.example", name.to_lowercase())],
        });
        self.pool
            .admin("CreateIdentityProvider", request)
            .await
            .ok();
        self.supports(&["COGNITO", name, "Partner"]).await;
    }

    /// From now on the app client supports these.
    pub(super) async fn supports(&self, names: &[&str]) {
        let mut names = names.to_vec();
        names.sort_unstable();
        names.dedup();
        let mut request = client();
        request["UserPoolId"] = json!(self.pool.pool_id);
        request["ClientId"] = json!(self.pool.client_id);
        request["ExplicitAuthFlows"] = json!(["ALLOW_USER_PASSWORD_AUTH"]);
        request["SupportedIdentityProviders"] = json!(names);
        self.pool.admin("UpdateUserPoolClient", request).await.ok();
    }

    /// The application's request for a provider.
    pub(super) fn request(&self, name: &'static str, value: &str) -> Vec<(&'static str, String)> {
        vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.pool.client_id.clone()),
            ("redirect_uri", CALLBACK.to_owned()),
            ("state", "of the app".to_owned()),
            (name, value.to_owned()),
        ]
    }

    pub(super) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let path = format!("/{}{path}", self.pool.pool_id);
        let mut request = Request::get(path).header(HOST, "localhost:9229");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.pool.send(request.body(Body::empty()).unwrap()).await
    }

    /// Asks for a provider: the browser leaves.
    pub(super) async fn leave(&self, provider: &str) -> Away {
        let request = self.request("identity_provider", provider);
        away(
            &self
                .get(&format!("/oauth2/authorize?{}", encoded(&request)), &[])
                .await,
        )
    }

    /// Comes back with a code.
    pub(super) async fn come_back(&self, away: &Away) -> Answer {
        let state = away.sent("state");
        let query = encoded(&[("code", "from-idp".to_owned()), ("state", state)]);
        self.come_with(&query, &away.cookie).await
    }

    pub(super) async fn come_with(&self, query: &str, cookie: &str) -> Answer {
        let path = format!("/oauth2/idpresponse?{query}");
        self.get(&path, &[(COOKIE.as_str(), cookie)]).await
    }

    /// The same as a form.
    pub(super) async fn post_back(&self, form: &[(&str, String)], cookie: &str) -> Answer {
        let path = format!("/{}/oauth2/idpresponse", self.pool.pool_id);
        let request = Request::post(path)
            .header(HOST, "localhost:9229")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(COOKIE, cookie)
            .body(Body::from(encoded(form)));
        self.pool.send(request.unwrap()).await
    }

    /// The claims of a good ID token for a sign-in.
    pub(super) fn claims(&self, away: &Away, subject: &str) -> Value {
        let now = self.pool.engine.clock.now().0 / 1000;
        json!({
            "iss": self.idp.issuer(),
            "aud": CLIENT_ID,
            "sub": subject,
            "exp": now + 300,
            "iat": now,
            "nonce": away.sent("nonce"),
            "email": format!("{subject}@partner.example"),
            "name": "Ada",
        })
    }

    /// Signs somebody in from the beginning to the end, with these claims changed: where the browser goes.
    pub(super) async fn sign_in(&self, subject: &str, more: Value) -> String {
        location(&self.sign_in_answer(subject, more).await)
    }

    pub(super) async fn sign_in_answer(&self, subject: &str, more: Value) -> Answer {
        let away = self.leave("Partner").await;
        let mut claims = self.claims(&away, subject);
        merge(&mut claims, more);
        let header = json!({ "alg": "RS256", "kid": "rsa" });
        self.idp.gives(&self.idp.token(&header, &claims));
        self.idp
            .says("/userinfo", 200, &json!({ "sub": claims["sub"] }));
        self.come_back(&away).await
    }

    /// The tokens for the code in an address.
    pub(super) async fn tokens(&self, location: &str) -> Value {
        let code = parameter(location, "code").unwrap_or_else(|| panic!("no code: {location}"));
        let form = [
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", self.pool.client_id.clone()),
            ("redirect_uri", CALLBACK.to_owned()),
            ("code", code),
        ];
        let path = format!("/{}/oauth2/token", self.pool.pool_id);
        let request = Request::post(path)
            .header(HOST, "localhost:9229")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded(&form)));
        self.pool.send(request.unwrap()).await.ok()
    }
}

pub(super) fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
        into.retain(|_, value| !value.is_null());
    }
}

/// The browser after a redirect to a provider.
pub(super) fn away(answer: &Answer) -> Away {
    assert_eq!(answer.status, 302, "{}", answer.text);
    let cookie = cookies(&answer.headers);
    let cookie = cookie.first().expect("a cookie").clone();
    Away {
        location: answer.headers[LOCATION].to_str().unwrap().to_owned(),
        cookie: cookie.split(';').next().unwrap().to_owned(),
    }
}

/// The cookies that an answer sets.
pub(super) fn cookies(headers: &HeaderMap) -> Vec<String> {
    let all = headers.get_all(SET_COOKIE).iter();
    all.map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect()
}

/// Where an answer sends a browser that has come back.
pub(super) fn location(answer: &Answer) -> String {
    assert!(
        answer.status == 303 || answer.status == 302,
        "{} {}",
        answer.status,
        answer.text
    );
    answer.headers[LOCATION].to_str().unwrap().to_owned()
}

/// The description of the error that an application hears.
pub(super) fn told(location: &str) -> String {
    assert!(location.starts_with(CALLBACK), "{location}");
    assert_eq!(parameter(location, "state").as_deref(), Some("of the app"));
    assert_eq!(
        parameter(location, "error").as_deref(),
        Some("invalid_request")
    );
    parameter(location, "error_description").unwrap_or_default()
}
