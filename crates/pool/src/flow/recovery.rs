//! Where a user's codes go.

use crate::error::Error;
use crate::model::{Destination, Pool, Recovery, User};

/// Where the code of a sign-up goes: to an address that the pool verifies; a telephone number first.
pub(crate) fn sign_up_destination(pool: &Pool, user: &User) -> Option<Destination> {
    let to = |verifies: bool, attribute: &'static str| {
        let address = user.attribute(attribute).filter(|_| verifies)?;
        Some(Destination {
            attribute,
            address: address.to_owned(),
        })
    };
    to(pool.rules.verifies_phone_number, "phone_number")
        .or_else(|| to(pool.rules.verifies_email, "email"))
}

/// Where a reset code goes: to a verified address, in the order of the pool's setting.
pub(crate) fn reset_destination(pool: &Pool, user: &User) -> Result<Destination, Error> {
    match &pool.rules.recovery {
        Recovery::To(attributes) => first_verified(user, attributes),
        Recovery::AdminOnly => Err(Error::RecoveryByAdminOnly),
    }
}

/// The same where an administrator asks: whom only administrators reset gets the code too, which is
/// unconfirmed.
pub(crate) fn admin_reset_destination(pool: &Pool, user: &User) -> Result<Destination, Error> {
    match &pool.rules.recovery {
        Recovery::To(attributes) => first_verified(user, attributes),
        Recovery::AdminOnly => first_verified(user, &["phone_number", "email"]),
    }
}

fn first_verified(user: &User, attributes: &[&'static str]) -> Result<Destination, Error> {
    attributes
        .iter()
        .find_map(|attribute| {
            let address = user
                .attribute(attribute)
                .filter(|_| user.is_verified(attribute))?;
            Some(Destination {
                attribute,
                address: address.to_owned(),
            })
        })
        .ok_or(Error::NoRecoveryAddress)
}
