//! `/challenge/qr.svg`: the secret of the authenticator app that is being set up, as a picture. A file of its own,
//! because pages may hold nothing inline; only the browser with the sealed state sees it.

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use poolgate_pool::oauth::{Asked, PageState};
use poolgate_ui::{Failure, fail};
use qrcode::QrCode;
use qrcode::render::svg;

use crate::pages::place::Place;
use crate::pages::visit::Visit;

pub(crate) async fn get(visit: Visit) -> Response {
    let drawn = visit.state().and_then(|state| drawn(&visit.place, &state));
    match drawn {
        Some(picture) => {
            let headers = [
                (CONTENT_TYPE, "image/svg+xml"),
                (CACHE_CONTROL, "no-store"),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, picture).into_response()
        }
        None => fail(Failure::NotFound, visit.headers()),
    }
}

fn drawn(place: &Place, state: &PageState) -> Option<String> {
    let Asked::SetUp { secret, .. } = &state.asked else {
        return None;
    };
    let issuer = place.application();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("secret", secret.expose());
    query.append_pair("issuer", issuer);
    // Apps read `%20`, and not all of them `+`, as a space.
    let query = query.finish().replace('+', "%20");
    let encode = |text: &str| {
        let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        encoded.replace('+', "%20")
    };
    let label = format!("{}:{}", encode(issuer), encode(&state.username));
    let code = QrCode::new(format!("otpauth://totp/{label}?{query}")).ok()?;
    let mut picture = code.render::<svg::Color<'_>>();
    Some(picture.min_dimensions(208, 208).quiet_zone(true).build())
}
