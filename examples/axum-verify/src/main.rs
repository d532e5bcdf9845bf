//! An axum application that takes access tokens of a Cognito user pool, with `poolgate-verify` alone.

use anyhow::Context;
use axum::routing::get;
use axum::{Json, Router};
use poolgate_verify::{
    Authorized, ClientIds, Issuer, Policy, RequireToken, Requirement, TokenUse, VerifiedClaims,
    Verifier,
};
use serde_json::{Value, json};

/// Who may see the reports.
struct Staff;

impl Policy for Staff {
    fn requirement() -> Requirement {
        Requirement::default().any_group(["staff", "admins"])
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let issuer = setting("ISSUER")?;
    let issuer = Issuer::url(&issuer).with_context(|| format!("ISSUER is {issuer:?}"))?;
    let clients = ClientIds::only([setting("CLIENT_ID")?]);
    let verifier = Verifier::builder(issuer, clients, TokenUse::Access).build()?;
    let listen = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(&listen).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, application(verifier)).await?;
    Ok(())
}

fn setting(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}

fn application(verifier: Verifier) -> Router {
    let members = Router::new()
        .route("/me", get(me))
        .route("/reports", get(reports))
        .layer(RequireToken::new(verifier.clone()));
    Router::new()
        .route("/", get(hello))
        .merge(members)
        .with_state(verifier)
}

/// For everybody; who sends a token is greeted by it.
async fn hello(claims: Option<VerifiedClaims>) -> String {
    match claims {
        Some(claims) => format!("Hello {}.\n", claims.username().unwrap_or(claims.sub())),
        None => "Hello. Send an access token to /me.\n".to_owned(),
    }
}

/// For whoever is signed in.
async fn me(claims: VerifiedClaims) -> Json<Value> {
    let groups: Vec<_> = claims.groups().collect();
    Json(json!({"sub": claims.sub(), "groups": groups}))
}

/// For members of certain groups.
async fn reports(staff: Authorized<Staff>) -> String {
    format!("Reports for {}.\n", staff.sub())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use poolgate_verify::StaticKeySet;
    use tower::ServiceExt;

    use super::*;

    /// Tokens that are good are in the end-to-end tests, where a pool makes them.
    #[tokio::test]
    async fn without_a_token_only_the_front_page_answers() {
        let issuer = Issuer::url("https://issuer.example").expect("an issuer");
        let verifier = Verifier::builder(issuer, ClientIds::only(["c"]), TokenUse::Access)
            .key_source(StaticKeySet::new(r#"{"keys": []}"#))
            .build()
            .expect("a verifier");
        let application = application(verifier);
        for (path, token, status) in [
            ("/", None, 200),
            ("/", Some("e30.e30.e30"), 401),
            ("/me", None, 401),
            ("/me", Some("e30.e30.e30"), 401),
            ("/reports", None, 401),
        ] {
            let mut request = Request::get(path);
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            let request = request.body(Body::empty()).expect("a request");
            let answer = application.clone().oneshot(request).await;
            assert_eq!(
                answer.expect("an answer").status(),
                status,
                "{path} {token:?}"
            );
        }
    }
}
