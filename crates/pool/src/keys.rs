//! Signing keys: made with a pool, sealed in storage, parsed once.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{
    KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RsaSubjectPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use poolgate_crypto::Random;
use poolgate_pool_api::Secret;

use crate::error::Error;
use crate::model::{SigningKey, TokenUse};
use crate::store::Store;

/// Makes an RSA key of 2048 bits: PKCS#8 in base64. Tests give one that repeats ready-made keys.
pub type KeyGenerator = Arc<dyn Fn() -> Result<Secret, Error> + Send + Sync>;

/// A new RSA key of 2048 bits: some tenths of a second.
pub fn generate_key() -> Result<Secret, Error> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(Error::internal)?;
    let der =
        AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).map_err(Error::internal)?;
    Ok(Secret::from(STANDARD.encode(der.as_ref())))
}

/// The public half of a key, as key sets show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The key's id.
    pub kid: String,
    /// The modulus, base64url.
    pub modulus: String,
    /// The public exponent, base64url.
    pub exponent: String,
}

/// A key, ready to sign and to verify.
pub(crate) struct Key {
    pub(crate) kid: String,
    pair: KeyPair,
    public: ParsedPublicKey,
}

impl Key {
    fn new(key: &SigningKey) -> Result<Self, Error> {
        let der = STANDARD
            .decode(key.pkcs8.expose())
            .map_err(Error::internal)?;
        let pair = KeyPair::from_pkcs8(&der).map_err(Error::internal)?;
        let subject: RsaSubjectPublicKey = pair.public_key().clone();
        let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, subject.as_ref())
            .map_err(Error::internal)?;
        Ok(Self {
            kid: key.kid.clone(),
            pair,
            public,
        })
    }

    /// Signs with RS256 (RFC 7518 §3.3).
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(Error::internal)?;
        Ok(signature)
    }

    /// Whether a signature is this key's.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.public.verify_sig(message, signature).is_ok()
    }

    fn public_key(&self) -> PublicKey {
        let components = PublicKeyComponents::<Vec<u8>>::from(self.pair.public_key());
        PublicKey {
            kid: self.kid.clone(),
            modulus: URL_SAFE_NO_PAD.encode(&components.n),
            exponent: URL_SAFE_NO_PAD.encode(&components.e),
        }
    }
}

/// The two keys of a pool.
pub(crate) struct PoolKeys {
    id: Key,
    access: Key,
}

impl PoolKeys {
    /// The key that signs tokens of this use.
    pub(crate) const fn of(&self, token_use: TokenUse) -> &Key {
        match token_use {
            TokenUse::Access => &self.access,
            TokenUse::Id => &self.id,
        }
    }

    /// The public halves.
    pub(crate) fn public_keys(&self) -> Vec<PublicKey> {
        vec![self.id.public_key(), self.access.public_key()]
    }
}

/// The keys of all pools, read from storage once each.
pub(crate) struct SigningKeys {
    generator: KeyGenerator,
    parsed: RwLock<HashMap<String, Arc<PoolKeys>>>,
}

impl SigningKeys {
    pub(crate) fn new(generator: KeyGenerator) -> Self {
        Self {
            generator,
            parsed: RwLock::default(),
        }
    }

    /// Makes the two keys of a new pool.
    pub(crate) fn generate(&self, random: &dyn Random) -> Result<Vec<SigningKey>, Error> {
        [TokenUse::Id, TokenUse::Access]
            .into_iter()
            .map(|token_use| {
                let pkcs8 = (self.generator)()?;
                // As Cognito's: 32 bytes in base64 that say nothing of the key.
                let mut kid = [0; 32];
                random.fill(&mut kid);
                let kid = STANDARD.encode(kid);
                Ok(SigningKey {
                    token_use,
                    kid,
                    pkcs8,
                })
            })
            .collect()
    }

    /// The keys of a pool.
    pub(crate) async fn of(
        &self,
        store: &dyn Store,
        pool_id: &str,
    ) -> Result<Arc<PoolKeys>, Error> {
        let cached = self
            .parsed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(pool_id)
            .cloned();
        if let Some(keys) = cached {
            return Ok(keys);
        }
        let stored = store.signing_keys(pool_id).await?;
        let key = |token_use| {
            stored
                .iter()
                .find(|key| key.token_use == token_use)
                .ok_or_else(|| Error::internal(format!("pool {pool_id} has no {token_use:?} key")))
                .and_then(Key::new)
        };
        let keys = Arc::new(PoolKeys {
            id: key(TokenUse::Id)?,
            access: key(TokenUse::Access)?,
        });
        self.parsed
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(pool_id.to_owned(), Arc::clone(&keys));
        Ok(keys)
    }

    /// Forgets the keys of a deleted pool.
    pub(crate) fn forget(&self, pool_id: &str) {
        self.parsed
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(pool_id);
    }
}
