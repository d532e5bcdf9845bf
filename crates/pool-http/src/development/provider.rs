//! What the development identity provider remembers: accounts that were used, codes, access tokens; and its key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use http::HeaderMap;
use poolgate_crypto::Random;
use poolgate_pool::Clock;
use poolgate_ui::Development;

use super::account::Account;

/// How long codes and access tokens count, in milliseconds.
const LIFETIME: i64 = 5 * 60 * 1000;

/// How many of each are remembered.
const MOST: usize = 1000;

/// How many accounts are offered.
const OFFERED: usize = 8;

/// Plays identity providers, for whoever gets development features.
pub struct DevelopmentProvider {
    allowed: Development,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    key: OnceLock<Option<EcdsaKeyPair>>,
    memory: Mutex<Memory>,
}

/// Whom a code or an access token is about, and what it is for.
#[derive(Clone)]
pub(super) struct Grant {
    pub(super) provider: String,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Option<String>,
    pub(super) account: Account,
}

#[derive(Default)]
struct Memory {
    /// By code or access token, until a time.
    grants: HashMap<String, (i64, Grant)>,
    accounts: Vec<Account>,
}

impl DevelopmentProvider {
    /// One that these requests may see.
    pub fn new(allowed: Development, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        let accounts = [
            ("ada@example.com", "Ada Lovelace"),
            ("grace@example.com", "Grace Hopper"),
        ];
        let accounts = accounts.map(|(email, name)| Account::new(email, name));
        Self {
            allowed,
            clock,
            random,
            key: OnceLock::new(),
            memory: Mutex::new(Memory {
                grants: HashMap::new(),
                accounts: accounts.into(),
            }),
        }
    }

    /// Whether a request may see it.
    pub(crate) fn allows(&self, headers: &HeaderMap) -> bool {
        self.allowed.allows(headers)
    }

    /// Whether anybody may.
    pub(super) fn is_on(&self) -> bool {
        self.allowed != Development::Off
    }

    /// The names that it plays.
    pub(super) fn plays(name: &str) -> bool {
        matches!(
            name,
            "Google" | "Facebook" | "SignInWithApple" | "LoginWithAmazon"
        )
    }

    /// Its key, made when it is first needed; `None` if that failed.
    pub(super) fn key(&self) -> Option<&EcdsaKeyPair> {
        let make = || EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok();
        self.key.get_or_init(make).as_ref()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Accounts to pick from, the last one used first.
    pub(super) fn accounts(&self) -> Vec<Account> {
        self.memory().accounts.clone()
    }

    /// Puts an account before all others.
    pub(super) fn used(&self, account: &Account) {
        let accounts = &mut self.memory().accounts;
        accounts.retain(|other| other.email != account.email);
        accounts.insert(0, account.clone());
        accounts.truncate(OFFERED);
    }

    /// A new code or access token.
    pub(super) fn issue(&self, grant: Grant) -> String {
        let now = self.clock.now().0;
        let name = poolgate_crypto::base36(&*self.random, 40);
        let grants = &mut self.memory().grants;
        grants.retain(|_, (end, _)| now < *end);
        if grants.len() < MOST {
            grants.insert(name.clone(), (now + LIFETIME, grant));
        }
        name
    }

    /// What a code stands for, once.
    pub(super) fn redeem(&self, code: &str) -> Option<Grant> {
        let now = self.clock.now().0;
        let (end, grant) = self.memory().grants.remove(code)?;
        (now < end).then_some(grant)
    }

    /// What an access token stands for.
    pub(super) fn look_up(&self, token: &str) -> Option<Grant> {
        let now = self.clock.now().0;
        let memory = self.memory();
        let (end, grant) = memory.grants.get(token)?;
        (now < *end).then(|| grant.clone())
    }
}
