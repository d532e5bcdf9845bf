//! The OpenAPI document, and the page that shows it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use axum::extract::{OriginalUri, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderName, Method, StatusCode};
use serde::Serialize;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, HeaderBuilder, InfoBuilder, License, Object, OpenApi,
    OpenApiBuilder, Ref, RefOr, Required, ResponseBuilder, Tag, Type,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_swagger_ui::Config;

use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::layers::no_cache;
use crate::routes;

/// The page may use its own files and nothing from elsewhere. The pictures of its buttons are `data:`,
/// and its script sets styles on elements.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes that a bearer token or a session alone suffices for.
const BODY_IS_OPTIONAL: [&str; 3] = ["/auth/logout", "/auth/mfa/totp/start", "/auth/refresh"];

/// The OpenAPI 3.1 document of all routes.
pub fn document() -> OpenApi {
    complete(routes::router().into_openapi())
}

/// An error answer.
#[derive(Serialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct ErrorBody {
    #[schema(example = false)]
    success: bool,
    /// A stable code.
    #[schema(example = "validation_failed")]
    error: String,
    /// A sentence for people.
    message: String,
    /// Also in the header `X-Request-Id`.
    request_id: String,
    /// What is wrong with which member of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<BTreeMap<String, String>>,
    /// Seconds, also in the header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

/// An error answer by RFC 9457, for callers that accept `application/problem+json`.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    #[serde(rename = "type")]
    #[schema(example = "urn:poolgate:error:validation_failed")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    instance: String,
    #[serde(flatten)]
    error: ErrorBody,
}

/// What the document has before the routes are added.
pub(crate) fn base() -> OpenApi {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token of `/auth/login`."))
        .build();
    let session = ApiKeyValue::with_description(
        "__Host-poolgate",
        "The session of a browser, of a sign-in with `mode: \"session\"`. `poolgate` over plain HTTP on loopback.",
    );
    let tags = [
        ("Sign-up", "New accounts"),
        ("Sign-in", "Tokens: getting, refreshing, ending them"),
        ("Password", "Forgotten and changed passwords"),
        ("Account", "The signed-in user"),
        ("Second factor", "Codes beside the password"),
        ("Passkeys", "Sign-in without a password"),
        ("Site", "Forms, or JSON"),
        ("Browser client", "The module for pages"),
        ("Guarding", "In front of other applications"),
        (
            "Version 1",
            "Registration, codes and sign-in for back ends that speak this way",
        ),
        ("Operation", "Health"),
    ];
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Poolgate")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(description()))
                .license(Some(License::new("MIT OR Apache-2.0")))
                .build(),
        )
        .tags(Some(tags.map(|(name, about)| {
            let mut tag = Tag::new(name);
            tag.description = Some(about.to_owned());
            tag
        })))
        .components(Some(
            ComponentsBuilder::new()
                .security_scheme("bearer", SecurityScheme::Http(bearer))
                .security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)))
                .schema("Error", ErrorBody::schema())
                .schema("Problem", ProblemBody::schema())
                .build(),
        ))
        .build()
}

/// The list of error codes, which is the same for all routes.
fn description() -> String {
    let mut rows = String::new();
    for code in Code::ALL {
        let (word, status) = (code.as_str(), code.status().as_u16());
        writeln!(rows, "| `{word}` | {status} | {} |", code.message())
            .expect("a string takes any text");
    }
    format!(
        "Authentication in front of an Amazon Cognito user pool.\n\nErrors carry a stable code in `error`; \
         who accepts `application/problem+json` gets the same facts by RFC 9457.\n\n\
         | error | status | meaning |\n|---|---|---|\n{rows}"
    )
}

/// Adds to each operation the errors that its route can answer.
fn complete(mut document: OpenApi) -> OpenApi {
    for route in routes::documented() {
        let item = document.paths.paths.get_mut(route.path);
        let Some(operation) = item.and_then(|item| operation(item, &route.method)) else {
            continue;
        };
        if let Some(RefOr::T(body)) = operation.request_body.as_mut()
            && BODY_IS_OPTIONAL.contains(&route.path)
        {
            body.required = Some(Required::False);
        }
        let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
        for code in route.codes() {
            let words = by_status.entry(route.status(code).as_u16()).or_default();
            if !words.contains(&code.as_str()) {
                words.push(code.as_str());
            }
        }
        for (status, words) in by_status {
            operation
                .responses
                .responses
                .insert(status.to_string(), RefOr::T(error_response(status, &words)));
        }
    }
    document
}

fn operation<'a>(item: &'a mut PathItem, method: &Method) -> Option<&'a mut Operation> {
    match *method {
        Method::GET => item.get.as_mut(),
        Method::POST => item.post.as_mut(),
        Method::PUT => item.put.as_mut(),
        Method::PATCH => item.patch.as_mut(),
        Method::DELETE => item.delete.as_mut(),
        _ => None,
    }
}

fn error_response(status: u16, words: &[&str]) -> utoipa::openapi::Response {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    let content = |schema: &str| {
        ContentBuilder::new()
            .schema(Some(Ref::from_schema_name(schema)))
            .build()
    };
    let mut response = ResponseBuilder::new()
        .description(words.join(", "))
        .content("application/json", content("Error"))
        .content("application/problem+json", content("Problem"));
    let header = |about: &str, kind: Type| {
        HeaderBuilder::new()
            .schema(Some(Object::with_type(kind)))
            .description(Some(about))
            .build()
    };
    if status == 401 {
        response = response.header("WWW-Authenticate", header("`Bearer`", Type::String));
    }
    if status == 429 || status == 503 {
        response = response.header("Retry-After", header("Seconds", Type::Integer));
    }
    response.build()
}

/// `/openapi.json` and `/apidocs`.
pub(crate) fn routes(document: OpenApi) -> Router<Gateway> {
    let document = Arc::new(complete(document));
    // Relative, so that it is right wherever the router is nested.
    let config = Config::new(["../openapi.json"])
        .validator_url("none")
        .try_it_out_enabled(true);
    Router::new()
        .route(
            "/openapi.json",
            get(async move || (no_cache(), Json(document))),
        )
        .route("/apidocs", get(to_page))
        .route("/apidocs/", get(page))
        .route("/apidocs/{*file}", get(page))
        .layer(Extension(Arc::new(config)))
}

/// The files of the page change with the program only; what starts it is asked for each time.
fn kept(path: &str) -> [(HeaderName, &'static str); 1] {
    if path.is_empty() || path == "swagger-initializer.js" {
        no_cache()
    } else {
        [(CACHE_CONTROL, "public, max-age=3600")]
    }
}

async fn to_page(OriginalUri(uri): OriginalUri) -> Redirect {
    Redirect::permanent(&format!("{}/", uri.path()))
}

async fn page(
    path: Option<Path<String>>,
    Extension(config): Extension<Arc<Config<'static>>>,
) -> Response {
    let path = path.map(|Path(path)| path).unwrap_or_default();
    match utoipa_swagger_ui::serve(&path, config) {
        Ok(Some(file)) => {
            let policy: (HeaderName, &str) = (CONTENT_SECURITY_POLICY, PAGE_POLICY);
            let headers = [(CONTENT_TYPE, file.content_type)];
            (
                StatusCode::OK,
                kept(&path),
                [policy],
                headers,
                file.bytes.into_owned(),
            )
                .into_response()
        }
        Ok(None) => ApiError::new(Code::NotFound).into_response(),
        Err(error) => ApiError::new(Code::Internal)
            .cause(error.to_string())
            .into_response(),
    }
}
