//! `GET /auth/verify`: forward authentication, for the proxy in front of an application.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use poolgate_verify::Claims;

use crate::code::Code;
use crate::error::ApiError;
use crate::forwarded::{Forwarded, FromProxy};
use crate::gateway::Gateway;
use crate::guarded::{Guarded, names_an_identity};
use crate::rule::{self, Access, Rights};
use crate::to_login;
use crate::verification::{Verification, vouched};

pub(super) const ERRORS: &[Code] = &[Code::Forbidden, Code::CrossOrigin];

/// Where Envoy asks.
pub(super) const BELOW: &str = "/auth/verify/{*path}";
/// The same for the original path `/`.
pub(super) const ROOT: &str = "/auth/verify/";

const USER: HeaderName = HeaderName::from_static("x-auth-request-user");
const EMAIL: HeaderName = HeaderName::from_static("x-auth-request-email");
const GROUPS: HeaderName = HeaderName::from_static("x-auth-request-groups");
const PREFERRED_USERNAME: HeaderName = HeaderName::from_static("x-auth-request-preferred-username");

/// May this request pass?
///
/// For the `auth_request` of nginx and the `forward_auth` of Caddy and Traefik. The original method and path count
/// only from a trusted proxy: `X-Forwarded-Method` and `X-Forwarded-Uri`, or `X-Original-Method` and
/// `X-Original-URL`. The rules of the configuration say who may pass; `groups` (one of them) and `scopes` (all of
/// them) narrow it. A page that nobody is signed in for leads to `/login?return_to=…`: 302, and for nginx, which is known
/// by `X-Original-URL` or `X-Original-URI` and cannot follow a redirect here, 401 with the same `Location`. With strict verification the pool is asked whether the token still counts. The four headers are always there, empty for nobody, so that a proxy that copies
/// them overwrites forged ones.
///
/// A session counts for a request that changes something, and for a WebSocket handshake, if `Origin` says that a page of
/// ours asks, or one that CORS lists; a handshake may carry a ticket of `/auth/socket-ticket` in its URL instead.
///
/// For the `ext_authz` of Envoy with `path_prefix: /auth/verify`: the original path may follow the route's own, and then
/// the method is the original one.
#[utoipa::path(
    get,
    path = "/auth/verify",
    tag = "Guarding",
    operation_id = "verify",
    params(
        ("groups" = Option<String>, Query, description = "Groups between commas; the user must be in one of them"),
        ("scopes" = Option<String>, Query, description = "Scopes between commas or spaces; the token must carry all of them"),
    ),
    responses((status = 200, description = "It may", headers(
        ("X-Auth-Request-User" = String, description = "The `sub`"),
        ("X-Auth-Request-Email" = String, description = "The address, where the token has it"),
        ("X-Auth-Request-Groups" = String, description = "The groups, between commas"),
        ("X-Auth-Request-Preferred-Username" = String, description = "The user name"),
    )), (status = 302, description = "Nobody is signed in, and a page was asked for: to the sign-in")),
    security(("bearer" = []), ("session" = []), ())
)]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, _) = request.into_parts();
    let asked = rights_of_query(parts.uri.query().unwrap_or_default());
    decide(&gateway, &parts, &asked).await
}

/// The same for the `ext_authz` of Envoy, which asks with the original method, and puts the original path behind ours.
pub(super) async fn any(
    State(gateway): State<Gateway>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, _) = request.into_parts();
    // The query is the original request's, and not for us.
    decide(&gateway, &parts, &Rights::default()).await
}

async fn decide(gateway: &Gateway, parts: &Parts, asked: &Rights) -> Result<Response, ApiError> {
    // The proxy overwrites the names that we answer, and hands others on that an application may take for them.
    let is_forged = |name: &HeaderName| name.as_str().contains('_') && names_an_identity(name);
    if parts.headers.keys().any(is_forged) {
        return Err(ApiError::new(Code::Forbidden).cause("a header looks like one of ours"));
    }
    let from_proxy = FromProxy::of(parts, gateway);
    let forwarded = Forwarded::read(parts);
    let told = forwarded.as_ref().ok().filter(|_| from_proxy.0);
    let guarded = Guarded::forwarded(parts, told);
    let (access, verification) = what_is_needed(gateway, from_proxy, forwarded)?;
    let is_open = access == Access::Public && *asked == Rights::default();
    let caller = match guarded.caller(parts, gateway).await {
        Ok(Some(caller)) if verification == Verification::Strict => vouched(gateway, caller).await,
        // Where everybody may pass, a session that may not be used here is none.
        Err(error) if is_open && error.code() == Code::CrossOrigin => Ok(None),
        caller => caller,
    }?;
    let claims = caller.as_ref().map(|caller| &caller.claims);
    match (access, claims) {
        (_, claims) if is_open => Ok(passes(claims)),
        (_, None) => Ok(to_login::answer(from_proxy, parts)),
        (access, Some(claims)) => {
            let needed = match access {
                Access::SignedIn(rights) => rights,
                Access::Public => Rights::default(),
            };
            if needed.are_in(claims) && asked.are_in(claims) {
                Ok(passes(Some(claims)))
            } else {
                Err(Code::InsufficientScope.into())
            }
        }
    }
}

/// What the rules say. Without rules everybody who is signed in may pass.
fn what_is_needed(
    gateway: &Gateway,
    from_proxy: FromProxy,
    forwarded: Result<Forwarded, ApiError>,
) -> Result<(Access, Verification), ApiError> {
    let everywhere = gateway.config().verification;
    let signed_in = (Access::SignedIn(Rights::default()), everywhere);
    let rules = &gateway.config().rules;
    if rules.is_empty() {
        return Ok(signed_in);
    }
    if from_proxy != FromProxy(true) {
        return Err(ApiError::new(Code::Forbidden).cause(
            "/auth/verify was asked by an address that is not a trusted proxy, so the rules cannot be applied: \
             set server.trusted_proxies",
        ));
    }
    let forwarded = forwarded?;
    let found = rule::find(rules, &forwarded.method, &forwarded.path);
    Ok(found.map_or(signed_in, |rule| {
        let verification = rule.verification.unwrap_or(everywhere);
        (rule.access.clone(), verification)
    }))
}

/// `groups=a,b&scopes=x y`, each as often as one likes.
fn rights_of_query(query: &str) -> Rights {
    let mut rights = Rights::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let items = value
            .split([',', ' '])
            .filter(|item| !item.is_empty())
            .map(str::to_owned);
        match &*name {
            "groups" => rights.groups.extend(items),
            "scopes" => rights.scopes.extend(items),
            _ => {}
        }
    }
    rights
}

fn passes(claims: Option<&Claims>) -> Response {
    let text = |text: Option<&str>| header_value(text.unwrap_or_default(), false);
    let username = claims.and_then(Claims::username);
    let email = claims
        .and_then(|claims| claims.text("email"))
        .or(username.filter(|name| name.contains('@')));
    let groups = claims.map(|claims| {
        let names: Vec<_> = claims.groups().map(|name| encoded(name, true)).collect();
        names.join(",")
    });
    let headers = [
        (USER, text(claims.map(Claims::sub))),
        (EMAIL, text(email)),
        (GROUPS, header_value(&groups.unwrap_or_default(), true)),
        (PREFERRED_USERNAME, text(username)),
    ];
    (StatusCode::OK, headers).into_response()
}

/// The groups are encoded before they are joined.
fn header_value(text: &str, is_encoded: bool) -> HeaderValue {
    let text = if is_encoded {
        text.to_owned()
    } else {
        encoded(text, false)
    };
    HeaderValue::from_str(&text).expect("visible ASCII, and spaces, make a header")
}

/// Percent-encodes what has no place in a header, and commas inside of a list's items.
fn encoded(text: &str, in_list: bool) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_graphic() || byte == b' ';
        if plain && byte != b'%' && !(in_list && byte == b',') {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a string takes any text");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_are_read_from_the_query() {
        let rights = rights_of_query("groups=admins,ops&scopes=a%20b&groups=dev&x=1");
        assert_eq!(rights.groups, ["admins", "ops", "dev"]);
        assert_eq!(rights.scopes, ["a", "b"]);
        assert_eq!(rights_of_query("groups="), Rights::default());
    }

    #[test]
    fn r61_a_name_cannot_break_out_of_its_header() {
        assert_eq!(encoded("a\r\nX-Evil: 1", false), "a%0D%0AX-Evil: 1");
        assert_eq!(encoded("a,b", true), "a%2Cb");
        assert_eq!(encoded("caf\u{e9}", false), "caf%C3%A9");
    }
}
