//! A pool whose app client can have a style.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

pub(super) fn settings(colour: &str) -> Value {
    json!({ "components": { "primaryButton": { "lightMode": { "defaults": { "backgroundColor": colour } } } } })
}

pub(super) fn logo() -> Value {
    json!([{ "Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": "iVBORw0KGgo=" }])
}

pub(super) async fn create(pool: &TestPool, mut request: Value) -> Answer {
    request["UserPoolId"] = json!(pool.pool_id);
    if request.get("ClientId").is_none() {
        request["ClientId"] = json!(pool.client_id);
    }
    pool.admin("CreateManagedLoginBranding", request).await
}

/// A style; its id.
pub(super) async fn created(pool: &TestPool) -> Value {
    let request = json!({ "Settings": settings("7a1f5cff"), "Assets": logo() });
    create(pool, request).await.ok()["ManagedLoginBranding"]["ManagedLoginBrandingId"].take()
}

/// Calls an operation for a style.
pub(super) async fn call(
    pool: &TestPool,
    operation: &str,
    id: &Value,
    mut request: Value,
) -> Answer {
    request["UserPoolId"] = json!(pool.pool_id);
    request["ManagedLoginBrandingId"] = id.clone();
    pool.admin(operation, request).await
}

/// An id that no style has.
pub(super) fn unknown() -> Value {
    json!("00000000-0000-4000-8000-000000000000")
}
