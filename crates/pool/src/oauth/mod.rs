//! OAuth 2.0 and OpenID Connect without HTTP: what a request asks for, what is granted, what tokens come
//! of it. RFC 6749, RFC 7636, RFC 7009, OpenID Connect Core 1.0; where Cognito differs, Cognito's way.

pub mod authorize;
pub mod browser;
mod client_authentication;
mod code;
pub mod logout;
pub mod page_actions;
pub mod page_look;
mod page_state;
pub mod pages;
mod parameters;
mod redirect;
pub mod revoke;
mod scopes;
pub mod token;
pub mod user_info;

pub use authorize::{AuthorizeRequest, Prompt, Refusal, ResponseType};
pub use client_authentication::ClientCredentials;
pub use page_state::{Asked, PageState};
pub use parameters::{Parameters, Repeated};
pub use token::{OauthError, TokenResponse};
