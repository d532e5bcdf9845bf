//! What a call shows that needs no credentials: the sign-in of a user who does not exist.

use poolgate_client::{Client, Error};
use secrecy::SecretString;

use super::finding::{Finding, Fixes, Severity};
use crate::config::Config;
use crate::wiring::{Target, remote_client};

/// A name that nobody has.
const NOBODY: &str = "poolgate-doctor@example.invalid";

/// Tries it, where the pool is elsewhere: the embedded one can be looked at.
pub(super) async fn check(config: &Config, target: &Target, fixes: &Fixes) -> Option<Finding> {
    if target.place.is_embedded() {
        return None;
    }
    let client = Client::new(remote_client(config).ok()?).await;
    let answer = client
        .login(NOBODY, &SecretString::from("Poolgate-doctor-1"))
        .await;
    judge(&answer.err()?, fixes)
}

/// What the refusal says about the app client.
fn judge(error: &Error, fixes: &Fixes) -> Option<Finding> {
    let (severity, code, why, fix) = match error {
        Error::WrongClientSecret { .. } => (
            Severity::Error,
            "secret_wrong",
            "the pool refuses every call whose proof of the secret does not fit",
            "set COGNITO_CLIENT_SECRET to the secret of the app client, or take it away where that is public".to_owned(),
        ),
        Error::ClientNotFound { .. } => (
            Severity::Error,
            "not_found",
            "every call of the gateway is refused",
            "look at COGNITO_CLIENT_ID and the region: `poolgate config show` says where they come from".to_owned(),
        ),
        Error::FlowNotEnabled { .. } => (
            Severity::Error,
            "password_flow_not_allowed",
            "/auth/login signs users in by it",
            fixes.of_client(r#".ExplicitAuthFlows=((.ExplicitAuthFlows // []) + ["ALLOW_USER_PASSWORD_AUTH"] | unique)"#),
        ),
        Error::UserNotFound => (
            Severity::Warning,
            "users_disclosed",
            "the pool tells everybody who asks which addresses have an account",
            fixes.of_client(r#".PreventUserExistenceErrors="ENABLED""#),
        ),
        _ => return None,
    };
    let finding = Finding::new(
        severity,
        code,
        format!("a sign-in of nobody shows: {error}"),
    );
    Some(finding.because(why).fixed_by(fix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wiring::Place;

    #[test]
    fn an_unsigned_call_shows_what_it_can() {
        let message = String::new;
        for (error, code) in [
            (
                Error::WrongClientSecret { message: message() },
                Some("secret_wrong"),
            ),
            (
                Error::ClientNotFound { message: message() },
                Some("not_found"),
            ),
            (
                Error::FlowNotEnabled { message: message() },
                Some("password_flow_not_allowed"),
            ),
            (Error::UserNotFound, Some("users_disclosed")),
            (Error::WrongCredentials, None),
        ] {
            let fixes = Fixes::new("eu-west-1_Pool", "client1", "eu-west-1", &Place::Aws);
            let found = judge(&error, &fixes);
            assert_eq!(found.map(|f| f.code), code, "{error}");
        }
    }
}
