//! Parts of a pool beyond its description, each kept whole.

use poolgate_pool_api::Secret;

/// A part of a pool.
#[derive(Debug, Clone)]
pub struct Document {
    /// The pool.
    pub pool_id: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Its name among its kind.
    pub key: String,
    /// All of it, as JSON. Stored sealed: some parts hold secrets.
    pub body: Secret,
    /// Counts its changes.
    pub version: i64,
}

/// What a part of a pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A resource server with its scopes, by its identifier.
    ResourceServer,
    /// An identity provider, by its name.
    IdentityProvider,
    /// A domain, by itself. No two pools have the same.
    Domain,
    /// The look of the managed login, by the app client's id, or `ALL`.
    UiCustomization,
    /// The style of an app client's managed login, by the client's id.
    ManagedLoginBranding,
}

impl DocumentKind {
    /// The kind as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResourceServer => "resource_server",
            Self::IdentityProvider => "identity_provider",
            Self::Domain => "domain",
            Self::UiCustomization => "ui_customization",
            Self::ManagedLoginBranding => "managed_login_branding",
        }
    }
}
