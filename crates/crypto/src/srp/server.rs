//! The server's half: it holds the verifier, and never learns the password.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::exchange::{PublicValue, claim, scramble, session_key};
use super::{G, K, N, Verifier};
use crate::random::Random;

/// The length of the server's private value in bytes.
pub const PRIVATE_BYTES: usize = 32;

/// b, the server's private value. Who has it and `B` has the verifier.
pub type PrivateValue = Zeroizing<[u8; PRIVATE_BYTES]>;

/// A new private value.
pub fn private_value(random: &dyn Random) -> PrivateValue {
    let mut b = Zeroizing::new([0; PRIVATE_BYTES]);
    random.fill(&mut *b);
    b
}

/// B: `k * v + g ^ b`. One power.
pub fn public_value(verifier: &Verifier, b: &PrivateValue) -> Option<PublicValue> {
    let public = N.sum(&N.product(&*K, verifier.as_bytes()), &N.power(&G, &**b));
    PublicValue::from_bytes(&public).ok()
}

/// What a client claims to have computed with the password.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The part of the pool id after the underscore.
    pub pool_name: &'a str,
    /// `USER_ID_FOR_SRP`.
    pub user_id: &'a str,
    /// The secret block as bytes.
    pub secret_block: &'a [u8],
    /// The time as the client wrote it.
    pub timestamp: &'a str,
    /// The signature that it sent.
    pub signature: &'a [u8],
}

/// Whether the claim proves the password behind the verifier: two powers, and a comparison in
/// constant time.
pub fn proves(
    verifier: &Verifier,
    client: &PublicValue,
    b: &PrivateValue,
    server: &PublicValue,
    offered: &Claim<'_>,
) -> bool {
    let Some(u) = scramble(client, server) else {
        return false;
    };
    let base = N.product(client.as_bytes(), &N.power(verifier.as_bytes(), &u));
    let secret = Zeroizing::new(N.power(&base, &**b));
    let key = session_key(&u, &secret);
    let expected = claim(
        &key,
        offered.pool_name,
        offered.user_id,
        offered.secret_block,
        offered.timestamp,
    );
    expected.ct_eq(offered.signature).into()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::random::SystemRandom;
    use crate::srp::client;

    #[test]
    fn the_right_password_is_proved_and_another_is_not() {
        let random = SystemRandom::default();
        let salt = [9; 16];
        let verifier = Verifier::compute("pool", "user", "the password", &salt);
        let b = private_value(&random);
        let server = public_value(&verifier, &b).unwrap();
        let (a, public) = client::start(&random);
        let sign = |password: &str| {
            client::sign(&client::Challenge {
                a: &a,
                public: &public,
                server: &server,
                salt: &salt,
                pool_name: "pool",
                user_id: "user",
                secret_block: b"block",
                timestamp: "now",
                password,
            })
            .unwrap()
        };
        let check = |signature: &[u8], block: &[u8]| {
            let offered = Claim {
                pool_name: "pool",
                user_id: "user",
                secret_block: block,
                timestamp: "now",
                signature,
            };
            proves(&verifier, &public, &b, &server, &offered)
        };
        assert!(check(&sign("the password"), b"block"));
        assert!(!check(&sign("the passwore"), b"block"));
        assert!(!check(&sign("the password"), b"other"));
        assert!(!check(b"", b"block"));
    }
}
