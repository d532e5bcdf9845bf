//! A browser with cookies and without scripts, and an application that sends people to sign in.

use std::collections::BTreeMap;

use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{Request, StatusCode};
use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

/// Where the application awaits the answer.
pub(super) const CALLBACK: &str = "https://app.example.com/callback";

/// Members of CreateUserPoolClient for an application that uses the pages.
pub(super) fn application(mut client: Value) -> Value {
    client["CallbackURLs"] = json!([CALLBACK]);
    client["AllowedOAuthFlowsUserPoolClient"] = json!(true);
    client["AllowedOAuthFlows"] = json!(["code"]);
    client["AllowedOAuthScopes"] = json!(["openid", "email"]);
    client["SupportedIdentityProviders"] = json!(["COGNITO"]);
    client
}

pub(super) struct Browser<'a> {
    pub(super) pool: &'a TestPool,
    pub(super) cookies: BTreeMap<String, String>,
    /// More headers with every request.
    pub(super) headers: Vec<(&'static str, &'static str)>,
    /// What the query says beside what the application needs.
    pub(super) more: String,
}

impl<'a> Browser<'a> {
    pub(super) fn new(pool: &'a TestPool) -> Self {
        Self {
            pool,
            cookies: BTreeMap::new(),
            headers: Vec::new(),
            more: "&state=a%20b".to_owned(),
        }
    }

    /// A pool of plain names, and a browser.
    pub(super) async fn pool(pool: Value, client: Value) -> TestPool {
        TestPool::with(pool, application(client)).await
    }

    /// The address of a page, with the application's query.
    pub(super) fn address(&self, path: &str) -> String {
        let callback: String = form_urlencoded(CALLBACK);
        format!(
            "/{}{path}?response_type=code&client_id={}&redirect_uri={callback}{}",
            self.pool.pool_id, self.pool.client_id, self.more
        )
    }

    /// Opens an address.
    pub(super) async fn open(&mut self, address: &str) -> Answer {
        self.send(Request::get(address), Body::empty()).await
    }

    /// Opens a page.
    pub(super) async fn get(&mut self, path: &str) -> Answer {
        let address = self.address(path);
        self.open(&address).await
    }

    /// Sends a form to an address, with the value that forms must repeat.
    pub(super) async fn submit(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.cookies.get("XSRF-TOKEN").cloned().unwrap_or_default();
        let mut pairs = vec![("_csrf", csrf.as_str())];
        pairs.extend_from_slice(fields);
        self.send_form(address, &pairs).await
    }

    /// Opens a page and sends its form.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        if !self.cookies.contains_key("XSRF-TOKEN") {
            self.get(path).await;
        }
        let address = self.address(path);
        self.submit(&address, fields).await
    }

    /// Sends a form as it is.
    pub(super) async fn send_form(&mut self, address: &str, pairs: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", form_urlencoded(name), form_urlencoded(value)))
            .collect();
        let request =
            Request::post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body.join("&"))).await
    }

    async fn send(&mut self, mut request: http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        request = request
            .header(HOST, "localhost:9229")
            .header("sec-fetch-mode", "navigate");
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        let answer = self.pool.send(request.body(body).unwrap()).await;
        for set in answer.headers.get_all(SET_COOKIE) {
            let text = set.to_str().unwrap();
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Follows a redirect after a form.
    pub(super) async fn follow(&mut self, answer: &Answer) -> Answer {
        let location = seen_other(answer);
        self.open(&location).await
    }

    /// Signs in with a name and a password.
    pub(super) async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        self.post("/login", &[("username", name), ("password", password)])
            .await
    }

    /// From the redirect after a sign-in to the application: the address with the code.
    pub(super) async fn arrive(&mut self, answer: &Answer) -> String {
        let page = self.follow(answer).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let onward = attribute(&page.text, "http-equiv=\"refresh\" content=\"0; url=");
        let answer = self.open(&onward).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.text);
        let location = answer.headers[LOCATION].to_str().unwrap().to_owned();
        assert!(location.starts_with(CALLBACK), "{location}");
        assert!(location.contains("code="), "{location}");
        assert!(location.contains("state=a+b"), "{location}");
        location
    }
}

/// Where a form's answer sends the browser: 303, to a page of ours.
#[track_caller]
pub(super) fn seen_other(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let location = answer.headers[LOCATION].to_str().unwrap();
    assert!(location.starts_with('/'), "{location}");
    location.to_owned()
}

/// The path of a redirect after a form, without the pool's id.
#[track_caller]
pub(super) fn path_of(answer: &Answer) -> String {
    let location = seen_other(answer);
    let path = location.split('?').next().unwrap();
    format!("/{}", path.splitn(3, '/').nth(2).unwrap())
}

/// What stands in a page after some text, up to the next quotation mark, unescaped.
#[track_caller]
pub(super) fn attribute(page: &str, after: &str) -> String {
    let (_, rest) = page
        .split_once(after)
        .unwrap_or_else(|| panic!("{after}: {page}"));
    unescape(rest.split('"').next().unwrap())
}

pub(super) fn unescape(text: &str) -> String {
    text.replace("&#x2f;", "/")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// The message above the form.
#[track_caller]
pub(super) fn alert(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
    let (_, rest) = answer.text.split_once("role=\"alert\">").expect("an alert");
    unescape(rest.split('<').next().unwrap())
}

pub(super) fn form_urlencoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
