//! A finding, and the commands that fix what AWS keeps.

use crate::wiring::Place;

/// How bad it is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    /// Sign-in does not work.
    Error,
    /// It works, and should be changed.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    /// A stable word for programs.
    pub(super) code: &'static str,
    pub(super) what: String,
    pub(super) why: String,
    pub(super) fix: String,
}

impl Finding {
    pub(super) fn new(severity: Severity, code: &'static str, what: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            what: what.into(),
            why: String::new(),
            fix: String::new(),
        }
    }

    pub(super) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    pub(super) fn fixed_by(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }
}

/// Command lines of the AWS CLI for one pool and app client.
#[derive(Clone, Debug)]
pub(super) struct Fixes {
    pub(super) pool_id: String,
    client_id: String,
    /// `--region` and `--endpoint-url`.
    place: String,
}

impl Fixes {
    pub(super) fn new(pool_id: &str, client_id: &str, region: &str, place: &Place) -> Self {
        let endpoint = match place {
            Place::Aws => None,
            Place::Endpoint(url) | Place::Running(url) => Some(url.clone()),
            // Once `poolgate serve` runs it.
            Place::File(_) => Some("http://127.0.0.1:9229".to_owned()),
        };
        let endpoint = endpoint.map(|url| format!(" --endpoint-url {url}"));
        Self {
            pool_id: pool_id.to_owned(),
            client_id: client_id.to_owned(),
            place: format!("--region {region}{}", endpoint.unwrap_or_default()),
        }
    }

    /// An operation on the pool.
    pub(super) fn of_pool(&self, operation: &str, arguments: &str) -> String {
        let Self { pool_id, place, .. } = self;
        format!("aws cognito-idp {operation} {place} --user-pool-id {pool_id} {arguments}")
    }

    /// A change of the app client. UpdateUserPoolClient sets whatever it is not told to its default, so all
    /// that is set goes along; `change` is an expression of jq.
    pub(super) fn of_client(&self, change: &str) -> String {
        let Self {
            pool_id,
            client_id,
            place,
        } = self;
        format!(
            "aws cognito-idp describe-user-pool-client {place} --user-pool-id {pool_id} --client-id {client_id} --query UserPoolClient --output json \
             | jq 'del(.ClientSecret,.CreationDate,.LastModifiedDate) | {change}' > client.json \
             && aws cognito-idp update-user-pool-client {place} --cli-input-json file://client.json"
        )
    }
}
