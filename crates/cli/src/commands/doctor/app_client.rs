//! The app client.

use std::collections::BTreeSet;

use poolgate_client::operator::AppClient;
use poolgate_gateway::provider_in_path;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::finding::{Finding, Fixes, Severity};

const DAY: i64 = 24 * 60 * 60;

/// What the gateway's own settings say.
#[derive(Clone, Debug, Default)]
pub(super) struct Ours {
    pub(super) client_secret: Option<SecretString>,
    pub(super) public_url: Option<String>,
    /// The pool's own attributes, without `custom:`.
    pub(super) custom_attributes: BTreeSet<String>,
}

/// Everything about the app client.
pub(super) fn check(client: &AppClient, ours: &Ours, fixes: &Fixes) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(secret(client, ours, fixes));
    findings.extend(flows(client, fixes));
    findings.extend(disclosure(client, fixes));
    findings.extend(refresh(client, fixes));
    findings.extend(oauth(client, ours, fixes));
    findings.extend(writable_role(client, ours, fixes));
    findings
}

fn secret(client: &AppClient, ours: &Ours, fixes: &Fixes) -> Option<Finding> {
    let (code, what, fix) = match (&client.secret, &ours.client_secret) {
        (Some(_), None) => (
            "secret_missing",
            "the app client is confidential, and no client secret is set",
            format!(
                "set COGNITO_CLIENT_SECRET to what this prints: {} --query UserPoolClient.ClientSecret --output text",
                fixes.of_pool(
                    "describe-user-pool-client",
                    &format!("--client-id {}", client.id)
                )
            ),
        ),
        (None, Some(_)) => (
            "secret_not_wanted",
            "a client secret is set, and the app client is public",
            "take COGNITO_CLIENT_SECRET away".to_owned(),
        ),
        (Some(theirs), Some(own))
            if !bool::from(
                theirs
                    .expose_secret()
                    .as_bytes()
                    .ct_eq(own.expose_secret().as_bytes()),
            ) =>
        {
            (
                "secret_wrong",
                "the client secret that is set is not that of the app client",
                format!(
                    "set COGNITO_CLIENT_SECRET to what this prints: {} --query UserPoolClient.ClientSecret --output text",
                    fixes.of_pool(
                        "describe-user-pool-client",
                        &format!("--client-id {}", client.id)
                    )
                ),
            )
        }
        _ => return None,
    };
    Some(
        Finding::new(Severity::Error, code, what)
            .because("the pool refuses every call whose proof of the secret does not fit")
            .fixed_by(fix),
    )
}

fn flows(client: &AppClient, fixes: &Fixes) -> Vec<Finding> {
    let mut findings = Vec::new();
    let allows = |flow: &str| client.flows.iter().any(|allowed| allowed == flow);
    if !allows("ALLOW_USER_PASSWORD_AUTH") {
        findings.push(
            Finding::new(
                Severity::Error,
                "password_flow_not_allowed",
                "the app client does not allow ALLOW_USER_PASSWORD_AUTH",
            )
            .because("/auth/login signs users in by it")
            .fixed_by(fixes.of_client(r#".ExplicitAuthFlows=((.ExplicitAuthFlows // []) + ["ALLOW_USER_PASSWORD_AUTH"] | unique)"#)),
        );
    }
    // Rotated tokens are refreshed by an operation of their own, which needs no flow.
    if !allows("ALLOW_REFRESH_TOKEN_AUTH") && !client.rotates_refresh_tokens {
        findings.push(
            Finding::new(
                Severity::Error,
                "refresh_flow_not_allowed",
                "the app client does not allow ALLOW_REFRESH_TOKEN_AUTH",
            )
            .because("/auth/refresh fails, so that users sign in again when their access token ends")
            .fixed_by(fixes.of_client(r#".ExplicitAuthFlows=((.ExplicitAuthFlows // []) + ["ALLOW_REFRESH_TOKEN_AUTH"] | unique)"#)),
        );
    }
    if !allows("ALLOW_USER_AUTH") {
        findings.push(
            Finding::new(
                Severity::Note,
                "choice_flow_not_allowed",
                "the app client does not allow ALLOW_USER_AUTH",
            )
            .because(
                "/auth/passwordless/start needs it: codes by mail and passkeys as the first factor",
            )
            .fixed_by(fixes.of_client(
                r#".ExplicitAuthFlows=((.ExplicitAuthFlows // []) + ["ALLOW_USER_AUTH"] | unique)"#,
            )),
        );
    }
    findings
}

fn disclosure(client: &AppClient, fixes: &Fixes) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !client.hides_users {
        findings.push(
            Finding::new(
                Severity::Warning,
                "users_disclosed",
                "PreventUserExistenceErrors is LEGACY",
            )
            .because("the pool tells everybody who asks which addresses have an account")
            .fixed_by(fixes.of_client(r#".PreventUserExistenceErrors="ENABLED""#)),
        );
    }
    if !client.revokes_tokens {
        findings.push(
            Finding::new(
                Severity::Warning,
                "revocation_off",
                "EnableTokenRevocation is off",
            )
            .because("a signed-out session's refresh token goes on working")
            .fixed_by(fixes.of_client(".EnableTokenRevocation=true")),
        );
    }
    findings
}

fn refresh(client: &AppClient, fixes: &Fixes) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !client.rotates_refresh_tokens {
        findings.push(
            Finding::new(
                Severity::Note,
                "rotation_off",
                "refresh token rotation is off",
            )
            .because("a refresh token that was stolen is not noticed, and works until it expires")
            .fixed_by(fixes.of_client(r#".RefreshTokenRotation={"Feature":"ENABLED","RetryGracePeriodSeconds":30} | .ExplicitAuthFlows-=["ALLOW_REFRESH_TOKEN_AUTH"]"#)),
        );
    }
    if client.refresh_token_seconds >= 365 * DAY {
        findings.push(
            Finding::new(
                Severity::Warning,
                "refresh_token_for_years",
                format!(
                    "refresh tokens are valid for {} days",
                    client.refresh_token_seconds / DAY
                ),
            )
            .because("whoever gets hold of one stays signed in for that long")
            .fixed_by(
                fixes.of_client(
                    r#".RefreshTokenValidity=30 | .TokenValidityUnits.RefreshToken="days""#,
                ),
            ),
        );
    }
    findings
}

fn oauth(client: &AppClient, ours: &Ours, fixes: &Fixes) -> Vec<Finding> {
    let mut findings = Vec::new();
    if client.oauth_flows.contains("implicit") {
        findings.push(
            Finding::new(
                Severity::Warning,
                "implicit_grant_on",
                "the implicit grant is on",
            )
            .because("it puts tokens into URLs, where histories and logs keep them")
            .fixed_by(fixes.of_client(r#".AllowedOAuthFlows-=["implicit"]"#)),
        );
    }
    let mut wanted: Vec<String> = Vec::new();
    if let Some(url) = &ours.public_url {
        let providers = client.identity_providers.iter();
        wanted.extend(
            providers
                .filter(|name| *name != "COGNITO")
                .map(|name| format!("{url}/auth/{}/callback", provider_in_path(name))),
        );
    }
    let missing: Vec<&String> = wanted
        .iter()
        .filter(|url| !client.callback_urls.contains(url))
        .collect();
    let needs_some = client.oauth_flows.contains("code") && client.callback_urls.is_empty();
    if !missing.is_empty() || needs_some {
        let urls = if missing.is_empty() {
            "https://HOST/auth/PROVIDER/callback".to_owned()
        } else {
            missing
                .iter()
                .map(|url| url.as_str())
                .collect::<Vec<_>>()
                .join("\",\"")
        };
        let what = if missing.is_empty() {
            "the code grant is on, and there is no callback URL".to_owned()
        } else {
            format!("callback URLs are missing: {}", urls.replace("\",\"", ", "))
        };
        let change = format!(r#".CallbackURLs=((.CallbackURLs // []) + ["{urls}"] | unique)"#);
        findings.push(
            Finding::new(Severity::Warning, "callback_url_missing", what)
                .because("the pool sends nobody back to a URL that is not on its list, so sign-in by an identity provider fails")
                .fixed_by(fixes.of_client(&change)),
        );
    }
    findings.extend(sign_out_url(client, ours, fixes));
    findings
}

/// A sign-out at the gateway leads over the pool's hosted pages where the sign-in did.
fn sign_out_url(client: &AppClient, ours: &Ours, fixes: &Fixes) -> Option<Finding> {
    let federates = client
        .identity_providers
        .iter()
        .any(|name| name != "COGNITO");
    let url = format!("{}/login", ours.public_url.as_ref()?);
    if !federates || client.logout_urls.contains(&url) {
        return None;
    }
    let change = format!(r#".LogoutURLs=((.LogoutURLs // []) + ["{url}"] | unique)"#);
    Some(
        Finding::new(
            Severity::Warning,
            "logout_url_missing",
            format!("the sign-out URL is missing: {url}"),
        )
        .because("a sign-out at the gateway leaves the session of the pool's hosted pages, and the next sign-in by an identity provider asks for nothing")
        .fixed_by(fixes.of_client(&change)),
    )
}

/// What applications are likely to grant rights by.
const TELLING: [&str; 6] = ["role", "admin", "permission", "privilege", "tenant", "plan"];

fn writable_role(client: &AppClient, ours: &Ours, fixes: &Fixes) -> Option<Finding> {
    let is_writable = |name: &String| match &client.writable {
        Some(names) => names.contains(&format!("custom:{name}")),
        None => true,
    };
    let names: Vec<String> = ours
        .custom_attributes
        .iter()
        .filter(|name| is_writable(name))
        .filter(|name| {
            TELLING
                .iter()
                .any(|word| name.to_lowercase().contains(word))
        })
        .map(|name| format!("custom:{name}"))
        .collect();
    if names.is_empty() {
        return None;
    }
    let change = if client.writable.is_some() {
        format!(r#".WriteAttributes-=["{}"]"#, names.join("\",\""))
    } else {
        r#".WriteAttributes=["address","birthdate","email","family_name","gender","given_name","locale","middle_name","name","nickname","phone_number","picture","preferred_username","profile","updated_at","website","zoneinfo"]"#.to_owned()
    };
    Some(
        Finding::new(
            Severity::Warning,
            "role_attribute_writable",
            format!("users may write {} by the app client", names.join(", ")),
        )
        .because("whoever holds an access token changes it by UpdateUserAttributes, past the gateway, and perhaps grants itself rights")
        .fixed_by(fixes.of_client(&change)),
    )
}
