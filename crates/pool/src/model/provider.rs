//! Identity providers: which details each type needs, and which it has by itself.

use std::collections::BTreeMap;

use poolgate_pool_api::types::IdentityProviderTypeType;

/// What is known of a type of provider.
struct ProviderKind {
    /// Details that must be given.
    required: &'static [&'static str],
    /// Details that are known, unless they are given.
    known: &'static [(&'static str, &'static str)],
    /// Details that are never given back.
    hidden: &'static [&'static str],
    /// The claim that names the user.
    subject: &'static str,
}

const OIDC: ProviderKind = ProviderKind {
    required: &["client_id", "authorize_scopes", "oidc_issuer"],
    known: &[
        ("attributes_request_method", "GET"),
        ("attributes_url_add_attributes", "false"),
    ],
    hidden: &[],
    subject: "sub",
};

const GOOGLE: ProviderKind = ProviderKind {
    required: &["client_id", "client_secret", "authorize_scopes"],
    known: &[
        (
            "attributes_url",
            "https://people.googleapis.com/v1/people/me?personFields=",
        ),
        ("attributes_url_add_attributes", "true"),
        (
            "authorize_url",
            "https://accounts.google.com/o/oauth2/v2/auth",
        ),
        ("oidc_issuer", "https://accounts.google.com"),
        ("token_request_method", "POST"),
        ("token_url", "https://www.googleapis.com/oauth2/v4/token"),
    ],
    hidden: &[],
    subject: "sub",
};

const FACEBOOK: ProviderKind = ProviderKind {
    required: &["client_id", "client_secret", "authorize_scopes"],
    known: &[
        ("api_version", "v17.0"),
        ("attributes_url_add_attributes", "true"),
        ("token_request_method", "GET"),
    ],
    hidden: &[],
    subject: "id",
};

const LOGIN_WITH_AMAZON: ProviderKind = ProviderKind {
    required: &["client_id", "client_secret", "authorize_scopes"],
    known: &[
        ("attributes_url", "https://api.amazon.com/user/profile"),
        ("attributes_url_add_attributes", "false"),
        ("authorize_url", "https://www.amazon.com/ap/oa"),
        ("token_request_method", "POST"),
        ("token_url", "https://api.amazon.com/auth/o2/token"),
    ],
    hidden: &[],
    subject: "user_id",
};

const SIGN_IN_WITH_APPLE: ProviderKind = ProviderKind {
    required: &[
        "client_id",
        "team_id",
        "key_id",
        "private_key",
        "authorize_scopes",
    ],
    known: &[
        ("attributes_url_add_attributes", "false"),
        ("authorize_url", "https://appleid.apple.com/auth/authorize"),
        ("oidc_issuer", "https://appleid.apple.com"),
        ("token_request_method", "POST"),
        ("token_url", "https://appleid.apple.com/auth/token"),
    ],
    hidden: &["private_key"],
    subject: "sub",
};

const fn kind(provider_type: IdentityProviderTypeType) -> Option<&'static ProviderKind> {
    match provider_type {
        IdentityProviderTypeType::Saml => None,
        IdentityProviderTypeType::Facebook => Some(&FACEBOOK),
        IdentityProviderTypeType::Google => Some(&GOOGLE),
        IdentityProviderTypeType::LoginWithAmazon => Some(&LOGIN_WITH_AMAZON),
        IdentityProviderTypeType::SignInWithApple => Some(&SIGN_IN_WITH_APPLE),
        IdentityProviderTypeType::Oidc => Some(&OIDC),
    }
}

/// The details as they are kept: those given, and those known of the type.
///
/// # Errors
/// The name of a detail that is missing.
pub(crate) fn complete(
    provider_type: IdentityProviderTypeType,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, &'static str> {
    let mut details = given.clone();
    let Some(kind) = kind(provider_type) else {
        return Ok(details);
    };
    let has = |name: &&&str| given.get(**name).is_some_and(|value| !value.is_empty());
    if let Some(missing) = kind.required.iter().find(|name| !has(name)) {
        return Err(missing);
    }
    for (name, value) in kind.known {
        details
            .entry((*name).to_owned())
            .or_insert_with(|| (*value).to_owned());
    }
    if provider_type == IdentityProviderTypeType::Facebook {
        facebook_addresses(&mut details);
    }
    Ok(details)
}

/// Facebook's addresses name the version of its API.
fn facebook_addresses(details: &mut BTreeMap<String, String>) {
    let version = details.get("api_version").cloned().unwrap_or_default();
    for (name, url) in [
        (
            "attributes_url",
            format!("https://graph.facebook.com/{version}/me?fields="),
        ),
        (
            "authorize_url",
            format!("https://www.facebook.com/{version}/dialog/oauth"),
        ),
        (
            "token_url",
            format!("https://graph.facebook.com/{version}/oauth/access_token"),
        ),
    ] {
        details.entry(name.to_owned()).or_insert(url);
    }
}

/// The details as they are given back.
pub(crate) fn shown(
    provider_type: IdentityProviderTypeType,
    details: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let hidden = kind(provider_type).map_or(&[] as &[&str], |kind| kind.hidden);
    details
        .iter()
        .filter(|(name, _)| !hidden.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The claim that names a user of the provider.
pub(crate) fn subject_claim(provider_type: IdentityProviderTypeType) -> &'static str {
    kind(provider_type).map_or("sub", |kind| kind.subject)
}

/// Whether the type is one provider in the world, so that its name is the type's.
pub(crate) const fn is_social(provider_type: IdentityProviderTypeType) -> bool {
    !matches!(
        provider_type,
        IdentityProviderTypeType::Saml | IdentityProviderTypeType::Oidc
    )
}
