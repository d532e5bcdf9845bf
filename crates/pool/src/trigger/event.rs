//! The document that a function gets. Its members stand in the order in which AWS sends them.

use serde::Serialize;

use crate::model::Pool;

/// What stands for a client in calls that have none.
pub(crate) const NO_CLIENT: &str = "CLIENT_ID_NOT_APPLICABLE";

/// What happened, and to whom.
#[derive(Clone, Copy)]
pub(crate) struct Occasion<'a> {
    pub(crate) pool: &'a Pool,
    /// The app client, or [`NO_CLIENT`].
    pub(crate) client_id: &'a str,
    pub(crate) user_name: &'a str,
    /// `triggerSource`.
    pub(crate) source: &'a str,
}

/// An event of version 1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a, Q, S> {
    version: &'static str,
    region: &'a str,
    user_pool_id: &'a str,
    user_name: &'a str,
    caller_context: CallerContext<'a>,
    trigger_source: &'a str,
    /// What the function is told.
    request: Q,
    /// The answer as it is where the function leaves it alone.
    response: S,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallerContext<'a> {
    aws_sdk_version: &'static str,
    client_id: &'a str,
}

impl<'a, Q, S> Event<'a, Q, S> {
    pub(super) fn new(occasion: Occasion<'a>, request: Q, response: S) -> Self {
        Self {
            version: "1",
            region: &occasion.pool.region,
            user_pool_id: &occasion.pool.id,
            user_name: occasion.user_name,
            caller_context: CallerContext {
                aws_sdk_version: "aws-sdk-unknown-unknown",
                client_id: occasion.client_id,
            },
            trigger_source: occasion.source,
            request,
            response,
        }
    }

    /// The same event in another version.
    pub(super) fn version(mut self, version: &'static str) -> Self {
        self.version = version;
        self
    }
}

/// A response without any member.
#[derive(Serialize)]
pub(super) struct Nothing {}
