//! The engine's own types: what a pool, a client, a user are between the API and the database.

mod attempt;
mod auth_event;
mod client;
mod code;
mod delivery;
mod device;
mod document;
mod group;
mod identity;
mod login_name;
mod mfa;
mod oauth;
mod passkey;
mod password_policy;
mod pool;
pub(crate) mod provider;
mod schema;
mod session;
mod standard_attributes;
mod user;
mod user_search;

pub use attempt::Attempt;
pub use auth_event::AuthEvent;
pub use client::{Client, ClientRules, ClientSecret, Flow};
pub use code::{Code, CodeRef, Purpose};
pub use delivery::{Destination, mask};
pub use device::{Device, DeviceRef, DeviceRules, ProvedBefore};
pub use document::{Document, DocumentKind};
pub use group::{Group, GroupClaims};
pub use identity::Identity;
pub use login_name::{LoginName, name_key};
pub use mfa::{Factor, MfaRules, MfaSettings, SoftwareToken, UserMfa};
pub use oauth::{AuthorizationCode, BrowserSession, Grant};
pub use passkey::{Passkey, PasskeyRules};
pub use password_policy::{PasswordFault, PasswordPolicy};
pub use pool::{Pool, PoolRules, Recovery, SignInNames};
pub use schema::{AttributeRule, Schema, SchemaFault};
pub use session::{RefreshToken, Session, SignInFailures, SigningKey, TokenUse};
pub use user::{Alias, AliasKind, Password, User};
pub use user_search::{FilterFault, SearchField, UserPosition, UserSearch, search_key};

pub(crate) use schema::{is_email, is_phone_number};
pub(crate) use standard_attributes::standard_attributes;
