//! The user name of a new user.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::model::{Pool, SignInNames, is_email, is_phone_number};

/// The internal user name. Where an address serves as one, it becomes an attribute, and the `sub` the
/// user name.
pub(crate) fn internal(
    pool: &Pool,
    sub: &str,
    typed: &str,
    attributes: &mut BTreeMap<String, String>,
) -> Result<String, Error> {
    match pool.rules.sign_in {
        SignInNames::Attribute {
            email,
            phone_number,
        } => {
            if email && is_email(typed) {
                attributes.insert("email".to_owned(), typed.to_owned());
            } else if phone_number && is_phone_number(typed) {
                attributes.insert("phone_number".to_owned(), typed.to_owned());
            } else {
                return Err(Error::UsernameShape(match (email, phone_number) {
                    (true, true) => "Username should be either an email or a phone number.",
                    (true, false) => "Username should be an email.",
                    (false, _) => "Username should be a phone number.",
                }));
            }
            Ok(sub.to_owned())
        }
        SignInNames::Username {
            email,
            phone_number,
            ..
        } => {
            if email && is_email(typed) {
                return Err(Error::UsernameShape(
                    "Username cannot be of email format, since user pool is configured for email alias.",
                ));
            }
            if phone_number && is_phone_number(typed) {
                return Err(Error::UsernameShape(
                    "Username cannot be of phone number format, since user pool is configured for phone number alias.",
                ));
            }
            Ok(typed.to_owned())
        }
    }
}
