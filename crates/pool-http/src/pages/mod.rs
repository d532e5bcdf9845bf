//! The managed login: the pages on which people sign in, sign up and recover their passwords. One file a page. They
//! work without scripts, but for passkeys; every form answers with a redirect (303) where it does its work, and
//! shows itself again, with what is wrong, where it does not.

mod attributes;
mod authorized;
mod challenge;
mod confirm;
mod confirm_user;
mod cookies;
mod error;
mod explain;
mod forgot_password;
mod form;
mod login;
mod look;
mod onward;
mod passkey_add;
mod place;
mod reset_password;
mod routes;
mod rules;
mod shown;
mod sign_out;
mod sign_up;
mod templates;
mod visit;

pub(crate) use routes::routes;
