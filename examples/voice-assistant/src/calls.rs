//! Calls to customers: each is posted to a configured URL.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use futures::stream::{self, StreamExt};
use poolgate_verify::VerifiedClaims;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::Refused;
use crate::app::App;
use crate::customers::Customer;

/// How many calls are started at once.
const AT_ONCE: usize = 8;
/// The most customers in one request.
const MOST: u32 = 500;

/// What became of a call.
#[derive(Debug, Serialize)]
struct Outcome {
    customer_id: String,
    success: bool,
    message: &'static str,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Single {
    customer_id: String,
}

/// `POST /api/trigger-single-call`.
pub(crate) async fn single(
    State(app): State<App>,
    claims: VerifiedClaims,
    Json(body): Json<Single>,
) -> Result<Json<Value>, Refused> {
    let url = configured(&app)?;
    let customer = app.customers.get(&body.customer_id)?.ok_or_else(|| {
        let message = "There is no such customer.";
        Refused::new(StatusCode::NOT_FOUND, "customer_not_found", message)
    })?;
    let outcome = call(&app, &url, customer, claims.sub()).await;
    if !outcome.success {
        return Err(Refused::new(
            StatusCode::BAD_GATEWAY,
            "call_failed",
            outcome.message,
        ));
    }
    Ok(Json(
        json!({"success": true, "message": outcome.message, "call": outcome}),
    ))
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Bulk {
    /// Whom to call; everybody where it is left out.
    customer_ids: Option<Vec<String>>,
}

/// `POST /api/trigger-bulk-calls`: some at a time, and what became of each. One that fails stops no other.
pub(crate) async fn bulk(
    State(app): State<App>,
    claims: VerifiedClaims,
    body: Option<Json<Bulk>>,
) -> Result<Json<Value>, Refused> {
    let url = configured(&app)?;
    let wanted = body.unwrap_or_default().0.customer_ids;
    let customers = match &wanted {
        Some(ids) if ids.len() > MOST as usize => return Err(too_many()),
        Some(ids) => ids
            .iter()
            .map(|id| Ok((id.clone(), app.customers.get(id)?)))
            .collect::<anyhow::Result<Vec<_>>>()?,
        None => everybody(&app)?,
    };
    let calls = customers.into_iter().map(|(customer_id, customer)| {
        let (app, url, sub) = (&app, &url, claims.sub());
        async move {
            match customer {
                Some(customer) => call(app, url, customer, sub).await,
                None => Outcome {
                    customer_id,
                    success: false,
                    message: "There is no such customer.",
                },
            }
        }
    });
    let results: Vec<_> = stream::iter(calls).buffered(AT_ONCE).collect().await;
    let started = results.iter().filter(|outcome| outcome.success).count();
    let failed = results.len() - started;
    Ok(Json(json!({
        "success": failed == 0, "message": format!("{started} calls were started, {failed} were not."),
        "started": started, "failed": failed, "results": results
    })))
}

fn everybody(app: &App) -> Result<Vec<(String, Option<Customer>)>, Refused> {
    let all = app.customers.list("", MOST + 1)?;
    if all.len() > MOST as usize {
        return Err(too_many());
    }
    let named = |customer: Customer| (customer.customer_id.clone(), Some(customer));
    Ok(all.into_iter().map(named).collect())
}

fn too_many() -> Refused {
    let message = format!("Name at most {MOST} customers in customer_ids.");
    Refused::bad("too_many_customers", message)
}

fn configured(app: &App) -> Result<String, Refused> {
    app.call_url.clone().ok_or_else(|| {
        let message = "No calls can be made: CALL_URL is not set.";
        Refused::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "calls_not_configured",
            message,
        )
    })
}

async fn call(app: &App, url: &str, customer: Customer, requested_by: &str) -> Outcome {
    let Customer {
        customer_id,
        name,
        phone_number,
        ..
    } = customer;
    let body = json!({
        "customer_id": customer_id, "name": name, "phone_number": phone_number, "requested_by": requested_by
    });
    let sent = app.http.post(url).json(&body).send().await;
    let (success, message) = match sent.and_then(reqwest::Response::error_for_status) {
        Ok(answer) if answer.status().is_success() => (true, "The call was started."),
        Ok(_) => (false, "The call was refused."),
        Err(error) if error.is_timeout() => (false, "The call was not answered in time."),
        Err(error) if error.is_status() => (false, "The call was refused."),
        Err(error) => {
            tracing::warn!(error = %error.without_url(), "CALL_URL cannot be reached");
            (false, "The call could not be started.")
        }
    };
    let event = json!({"event": "call", "customer_id": customer_id, "success": success});
    // Nobody may be looking.
    drop(app.events.send(event.to_string()));
    Outcome {
        customer_id,
        success,
        message,
    }
}
