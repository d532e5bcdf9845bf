//! Temporary passwords, for users whom an administrator creates without one.

use crate::ctx::Engine;
use crate::model::Pool;

/// How long a made one is at least.
const LENGTH: usize = 12;

/// What a made one consists of: nothing that looks like something else, or that HTML would change.
const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!@#%*-_=+?";

/// A password of chance that has every class of character, and so satisfies any policy.
pub(crate) fn generate(engine: &Engine, pool: &Pool) -> String {
    let length = pool.rules.password.minimum_length.max(LENGTH);
    loop {
        let password = poolgate_crypto::characters(&*engine.random, ALPHABET, length);
        let has = |class: fn(&u8) -> bool| password.as_bytes().iter().any(class);
        if has(u8::is_ascii_lowercase)
            && has(u8::is_ascii_uppercase)
            && has(u8::is_ascii_digit)
            && has(u8::is_ascii_punctuation)
        {
            return password;
        }
    }
}
