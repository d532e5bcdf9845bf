//! The client's half: it proves the password without sending it.

use zeroize::Zeroizing;

use super::exchange::{PublicValue, claim, scramble, session_key};
use super::{G, K, N, SALT_BYTES, private_key};
use crate::random::Random;

/// a, the client's private value.
pub type PrivateValue = Zeroizing<[u8; 32]>;

/// A new private value and `A`, to send as `SRP_A`.
pub fn start(random: &dyn Random) -> (PrivateValue, PublicValue) {
    loop {
        let mut a = Zeroizing::new([0; 32]);
        random.fill(&mut *a);
        if let Ok(public) = PublicValue::from_bytes(&N.power(&G, &*a)) {
            return (a, public);
        }
    }
}

/// Everything that the answer to `PASSWORD_VERIFIER` is computed from.
#[derive(Clone, Copy)]
pub struct Challenge<'a> {
    /// The private value.
    pub a: &'a PrivateValue,
    /// `SRP_A`.
    pub public: &'a PublicValue,
    /// `SRP_B`.
    pub server: &'a PublicValue,
    /// `SALT`.
    pub salt: &'a [u8; SALT_BYTES],
    /// The part of the pool id after the underscore.
    pub pool_name: &'a str,
    /// `USER_ID_FOR_SRP`.
    pub user_id: &'a str,
    /// `SECRET_BLOCK` as bytes.
    pub secret_block: &'a [u8],
    /// The time: UTC, `EEE MMM d HH:mm:ss UTC yyyy`.
    pub timestamp: &'a str,
    /// The password.
    pub password: &'a str,
}

/// `PASSWORD_CLAIM_SIGNATURE` as bytes; `None` where the server's values are not to be trusted.
pub fn sign(challenge: &Challenge<'_>) -> Option<[u8; 32]> {
    let u = scramble(challenge.public, challenge.server)?;
    let x = private_key(
        challenge.pool_name,
        challenge.user_id,
        challenge.password,
        challenge.salt,
    );
    let base = N.difference(
        challenge.server.as_bytes(),
        &N.product(&*K, &N.power(&G, &*x)),
    );
    // (B - k g^x) ^ (a + u x) as a product of powers, so that the exponent is never reduced.
    let inner = N.power(&N.power(&base, &u), &*x);
    let secret = Zeroizing::new(N.product(&N.power(&base, &**challenge.a), &inner));
    let key = session_key(&u, &secret);
    Some(claim(
        &key,
        challenge.pool_name,
        challenge.user_id,
        challenge.secret_block,
        challenge.timestamp,
    ))
}
