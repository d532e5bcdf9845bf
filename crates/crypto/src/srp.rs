//! SRP-6a as Amazon Cognito speaks it: the group, the padding, a user's verifier; and the two halves of
//! the exchange, [`server`] and [`client`].
//!
//! RFC 5054 with the 3072-bit group of RFC 3526, SHA-256, and the signed padding of Java's
//! `BigInteger.toByteArray()`. The verifier is also how a password sign-in is checked: the stored
//! secret is `g^x`, and the offered password gives another `g^x` to compare with.

use std::sync::LazyLock;

use aws_lc_rs::digest::{Context, SHA256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::bn::Modulus;

pub mod client;
mod exchange;
pub mod server;

pub use exchange::{PublicValue, PublicValueError};

/// The length of the group's numbers in bytes.
pub const GROUP_BYTES: usize = 384;

/// The length of a salt in bytes.
pub const SALT_BYTES: usize = 16;

/// N, the 3072-bit safe prime of RFC 3526 §5, as hexadecimal.
const N_HEX: [&str; 12] = [
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74",
    "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437",
    "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed",
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05",
    "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb",
    "9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b",
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718",
    "3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33",
    "a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7",
    "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864",
    "d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2",
    "08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff",
];

static N: LazyLock<Modulus> = LazyLock::new(|| {
    Modulus::new(&hex::decode(N_HEX.concat()).expect("the constant is hexadecimal"))
});

/// g, the generator.
const G: [u8; 1] = [2];

/// k, the multiplier: `H(PAD(N) | PAD(g))`.
static K: LazyLock<[u8; 32]> = LazyLock::new(|| {
    let mut hash = Context::new(&SHA256);
    hash.update(&pad(
        &hex::decode(N_HEX.concat()).expect("the constant is hexadecimal")
    ));
    hash.update(&pad(&G));
    let mut k = [0; 32];
    k.copy_from_slice(hash.finish().as_ref());
    k
});

/// A user's SRP verifier `g^x mod N`: from it a password can be guessed offline, so it is a secret.
#[derive(Clone)]
pub struct Verifier(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier(hidden)")
    }
}

impl Verifier {
    /// Computes the verifier of a password: one power with a 256-bit exponent, about half a
    /// millisecond, so callers run it off the async threads.
    ///
    /// `pool_name` is the part of the pool id after the underscore; `user_id` is what Cognito calls
    /// `USER_ID_FOR_SRP`, the user's internal name.
    pub fn compute(
        pool_name: &str,
        user_id: &str,
        password: &str,
        salt: &[u8; SALT_BYTES],
    ) -> Self {
        let x = private_key(pool_name, user_id, password, salt);
        Self(Zeroizing::new(N.power(&G, &*x)))
    }

    /// A verifier that belongs to nobody, the same for the same 64 bytes: for users that do not exist.
    pub fn of_nobody(seed: &[u8; 64]) -> Self {
        let wide: Vec<u8> = (0..7_u8)
            .flat_map(|number| {
                let mut hash = Context::new(&aws_lc_rs::digest::SHA512);
                hash.update(seed);
                hash.update(&[number]);
                hash.finish().as_ref().to_vec()
            })
            .collect();
        Self(Zeroizing::new(N.remainder(&wide)))
    }

    /// Takes a stored verifier back: [`GROUP_BYTES`] bytes, big-endian.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == GROUP_BYTES).then(|| Self(Zeroizing::new(bytes.to_vec())))
    }

    /// Takes a verifier that a client computed: a big-endian number, above one and below the group's prime.
    pub fn from_number(bytes: &[u8]) -> Option<Self> {
        let start = bytes.iter().position(|byte| *byte != 0)?;
        let digits = &bytes[start..];
        let mut padded = Zeroizing::new(vec![0; GROUP_BYTES.checked_sub(digits.len())?]);
        padded.extend_from_slice(digits);
        let is_one = digits == [1];
        (!is_one && N.remainder(&padded) == *padded).then_some(Self(padded))
    }

    /// The verifier's bytes, [`GROUP_BYTES`] of them, big-endian; to be sealed before they are stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether two verifiers are equal, in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// x, the private key: `H(PAD(salt) | H(poolName | userId | ":" | password))`.
fn private_key(
    pool_name: &str,
    user_id: &str,
    password: &str,
    salt: &[u8; SALT_BYTES],
) -> Zeroizing<[u8; 32]> {
    let mut inner = Context::new(&SHA256);
    for part in [pool_name, user_id, ":", password] {
        inner.update(part.as_bytes());
    }
    let mut outer = Context::new(&SHA256);
    outer.update(&pad(salt));
    outer.update(inner.finish().as_ref());
    let mut x = Zeroizing::new([0; 32]);
    x.copy_from_slice(outer.finish().as_ref());
    x
}

/// The padding of Java's `BigInteger.toByteArray()`: no leading zero bytes but one where the top bit
/// of the first byte is set.
fn pad(number: &[u8]) -> Vec<u8> {
    let start = number
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(number.len());
    let digits = &number[start..];
    let mut padded = Vec::with_capacity(digits.len() + 1);
    if digits.first().is_none_or(|first| first & 0x80 != 0) {
        padded.push(0);
    }
    padded.extend_from_slice(digits);
    padded
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// From a worked vector that an independent client's code gave byte for byte.
    struct Vector {
        pool_name: &'static str,
        user_id: &'static str,
        password: &'static str,
        salt: &'static str,
        x: &'static str,
        v: &'static str,
        b: &'static str,
        srp_a: &'static str,
        srp_b: &'static str,
        secret_block: &'static str,
        timestamp: &'static str,
        signature: &'static str,
    }

    include!("srp_vectors.rs");

    fn salt(hex_digits: &str) -> [u8; SALT_BYTES] {
        let digits = format!("{hex_digits:0>32}");
        hex::decode(digits).unwrap().try_into().unwrap()
    }

    #[test]
    fn worked_vectors_give_the_same_private_key_and_verifier() {
        for vector in VECTORS {
            let salt = salt(vector.salt);
            let x = private_key(vector.pool_name, vector.user_id, vector.password, &salt);
            assert_eq!(hex::encode(*x), format!("{:0>64}", vector.x));
            let verifier =
                Verifier::compute(vector.pool_name, vector.user_id, vector.password, &salt);
            assert_eq!(
                hex::encode(verifier.as_bytes()),
                format!("{:0>768}", vector.v)
            );
        }
    }

    #[test]
    fn worked_vectors_give_the_same_public_values_and_signatures() {
        use base64::Engine;
        use base64::engine::general_purpose::STANDARD;
        for vector in VECTORS {
            let verifier = Verifier::compute(
                vector.pool_name,
                vector.user_id,
                vector.password,
                &salt(vector.salt),
            );
            let b = hex::decode(vector.b).unwrap();
            let public = N.sum(&N.product(&*K, verifier.as_bytes()), &N.power(&G, &b));
            let server = PublicValue::from_bytes(&public).unwrap();
            assert_eq!(server.to_hex(), vector.srp_b);
            let client = PublicValue::from_hex(vector.srp_a).unwrap();
            assert_eq!(client.to_hex(), vector.srp_a);
            // The vectors' private values are longer than ours: the same steps with theirs.
            let u = exchange::scramble(&client, &server).unwrap();
            let base = N.product(client.as_bytes(), &N.power(verifier.as_bytes(), &u));
            let key = exchange::session_key(&u, &N.power(&base, &b));
            let block = STANDARD.decode(vector.secret_block).unwrap();
            let claim = exchange::claim(
                &key,
                vector.pool_name,
                vector.user_id,
                &block,
                vector.timestamp,
            );
            assert_eq!(STANDARD.encode(claim), vector.signature);
        }
    }

    #[test]
    fn r50_passwords_that_differ_late_differ() {
        let salt = [7; SALT_BYTES];
        let first = "a".repeat(75) + "b" + &"c".repeat(4);
        let second = "a".repeat(75) + "d" + &"c".repeat(4);
        let one = Verifier::compute("p", "u", &first, &salt);
        assert!(one.matches(&Verifier::compute("p", "u", &first, &salt)));
        assert!(!one.matches(&Verifier::compute("p", "u", &second, &salt)));
    }

    #[test]
    fn a_verifier_of_a_client_is_a_number_of_the_group() {
        let verifier = Verifier::compute("p", "u", "secret", &[1; SALT_BYTES]);
        let sent = pad(verifier.as_bytes());
        let taken = Verifier::from_number(&sent).expect("in the group");
        assert!(taken.matches(&verifier));
        assert_eq!(Verifier::from_number(&[0, 5]).unwrap().as_bytes()[383], 5);
        let n = hex::decode(N_HEX.concat()).unwrap();
        for bad in [&[][..], &[0], &[1], &[0, 1], &n, &[0xff; 384], &[2; 385]] {
            assert!(Verifier::from_number(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn padding_is_that_of_java() {
        assert_eq!(pad(&[0, 0, 1]), [1]);
        assert_eq!(pad(&[0x80]), [0, 0x80]);
        assert_eq!(pad(&[0, 0]), [0]);
    }

    #[test]
    fn a_verifier_is_not_printed() {
        let verifier = Verifier::compute("p", "u", "secret", &[1; SALT_BYTES]);
        assert_eq!(format!("{verifier:?}"), "Verifier(hidden)");
    }
}
