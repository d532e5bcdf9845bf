//! What every operation gets: the engine's parts, and who is calling.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use poolgate_crypto::{CodeKey, MasterKey, Random, Sealer};
use poolgate_pool_api::Timestamp;

use crate::clock::Clock;
use crate::error::Error;
use crate::federation::{CallProvider, Federation};
use crate::flow::domains;
use crate::keys::{KeyGenerator, SigningKeys};
use crate::model::{Client, LoginName, Pool};
pub(crate) use crate::retry::Retry;
use crate::store::{Change, CommitError, Store};
use crate::trigger::{Call, InvokeTrigger};
use crate::work::Work;

/// The engine: one for each server, shared by all requests.
pub struct Engine {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
    /// Heavy arithmetic.
    pub work: Work,
    /// Who runs the functions of triggers.
    pub(crate) triggers: Arc<dyn InvokeTrigger>,
    /// Other identity providers.
    pub(crate) federation: Federation,
    /// What the operator set.
    pub settings: Settings,
    pub(crate) keys: SigningKeys,
    pub(crate) codes: CodeKey,
    pub(crate) fakes: CodeKey,
    pub(crate) sessions: Sealer,
    pub(crate) pages: CodeKey,
    sequence: AtomicU32,
}

/// What an [`Engine`] is made of.
pub struct EngineParts {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
    /// Makes the signing keys of new pools.
    pub key_generator: KeyGenerator,
    /// What everything secret is derived from.
    pub master_key: MasterKey,
    /// Who runs the functions of triggers.
    pub triggers: Arc<dyn InvokeTrigger>,
    /// Who carries requests to other identity providers.
    pub providers: Arc<dyn CallProvider>,
    /// What the operator set.
    pub settings: Settings,
}

/// What the operator set for all pools.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How issuers are named.
    pub issuer: Issuer,
    /// Development: every code is this one.
    pub fixed_code: Option<String>,
    /// Stricter OAuth than Cognito's: public clients must use PKCE, a client that fails to prove who it is gets
    /// 401, and no application signs a user out without an ID token of the user's.
    pub strict_oauth: bool,
}

/// How the issuer of a pool's tokens is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Issuer {
    /// As Amazon Cognito names it: `https://cognito-idp.REGION.amazonaws.com/POOL_ID`.
    #[default]
    Aws,
    /// A URL, to which `/POOL_ID` is added.
    Prefix(String),
}

impl Issuer {
    /// The issuer of a pool.
    pub fn of(&self, pool_id: &str, region: &str) -> String {
        match self {
            Self::Aws => {
                let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
                format!("https://cognito-idp.{region}.amazonaws.com{suffix}/{pool_id}")
            }
            Self::Prefix(prefix) => format!("{}/{pool_id}", prefix.trim_end_matches('/')),
        }
    }
}

impl Engine {
    /// An engine of its parts.
    pub fn new(parts: EngineParts) -> Self {
        Self {
            keys: SigningKeys::new(parts.key_generator),
            codes: parts.master_key.code_key("pool/codes"),
            fakes: parts.master_key.code_key("pool/fakes"),
            sessions: parts.master_key.sealer("pool/sessions"),
            pages: parts.master_key.code_key("pool/pages"),
            store: parts.store,
            clock: parts.clock,
            random: parts.random,
            work: Work::default(),
            triggers: parts.triggers,
            federation: Federation::new(parts.providers),
            settings: parts.settings,
            sequence: AtomicU32::new(0),
        }
    }

    /// The issuer of a pool's tokens.
    pub fn issuer(&self, pool: &Pool) -> String {
        self.settings.issuer.of(&pool.id, &pool.region)
    }

    /// Where the pages and OAuth endpoints of a pool are: at its custom domain; else, where issuers are named as on
    /// AWS, at its prefix domain; else under the issuer.
    ///
    /// # Errors
    /// If the storage fails.
    pub async fn hosted_url(&self, pool: &Pool) -> Result<String, Error> {
        let domains = domains::of_pool(self, &pool.id).await?;
        if let Some(custom) = domains.iter().find(|found| domains::is_custom(&found.part)) {
            return Ok(format!("https://{}", custom.key()));
        }
        Ok(match (domains.first(), &self.settings.issuer) {
            (Some(prefix), Issuer::Aws) => {
                let (prefix, region) = (prefix.key(), &pool.region);
                format!("https://{prefix}.auth.{region}.amazoncognito.com")
            }
            _ => self.issuer(pool),
        })
    }

    /// The public keys of a pool, for its key set: the ID token's and the access token's.
    pub async fn public_keys(&self, pool_id: &str) -> Result<Vec<crate::PublicKey>, Error> {
        Ok(self.keys.of(&*self.store, pool_id).await?.public_keys())
    }

    /// A new code of `digits` digits, or the one that was fixed for development.
    pub(crate) fn new_code(&self, digits: usize) -> String {
        match &self.settings.fixed_code {
            Some(code) => code.clone(),
            None => poolgate_crypto::digits(&*self.random, digits),
        }
    }

    /// A new random UUID of version 4.
    pub(crate) fn uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }

    /// A new UUID of version 7: of two that one process makes, even in one millisecond, the later one
    /// sorts later (RFC 9562 §6.2, a counter in the leading random bits).
    pub(crate) fn sequential_uuid(&self, now: Timestamp) -> String {
        let count = self.sequence.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        // The upper bits of the first and of the third byte are the version's and the variant's.
        bytes[0] = count[2] >> 4;
        bytes[1] = count[2] << 4 | count[3] >> 4;
        bytes[2] = (count[3] & 0x0f) << 2;
        let millis = u64::try_from(now.0).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes)
            .into_uuid()
            .to_string()
    }

    /// A UUID that stands for a name, always the same, and says nothing of it.
    pub(crate) fn pseudonym(&self, purpose: &str, pool: &Pool, login: &LoginName) -> String {
        let mac = self.fakes.mac(&[purpose, &pool.id], &login.key);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&mac[..16]);
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }

    /// The pool of this id, if there is one.
    ///
    /// # Errors
    /// If the storage fails.
    pub async fn pool_of_id(&self, id: &str) -> Result<Option<Arc<Pool>>, Error> {
        Ok(self.store.pool(id).await?)
    }

    /// The pool whose domain a host is: a custom domain; or `PREFIX.auth.REGION.amazoncognito.com`; or, on this
    /// machine, `PREFIX.localhost`. A port does not count.
    ///
    /// # Errors
    /// If the storage fails.
    pub async fn pool_of_host(&self, host: &str) -> Result<Option<Arc<Pool>>, Error> {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let name = name.to_ascii_lowercase();
        let (key, region) = domains::key_of_host(&name);
        let Some(found) = self.domain(key).await? else {
            return Ok(None);
        };
        if domains::is_custom(&found.part) != (key == name) {
            return Ok(None);
        }
        let pool_id = found.part.user_pool_id.as_deref().unwrap_or_default();
        let pool = self.store.pool(pool_id).await?;
        Ok(pool.filter(|pool| region.is_none_or(|region| region == pool.region)))
    }

    /// The pool of this id.
    pub(crate) async fn pool(&self, id: &str) -> Result<Arc<Pool>, Error> {
        self.store
            .pool(id)
            .await?
            .ok_or_else(|| Error::PoolNotFound(id.to_owned()))
    }

    /// The app client of this id and its pool.
    pub(crate) async fn client(&self, id: &str) -> Result<(Arc<Client>, Arc<Pool>), Error> {
        let not_found = || Error::ClientNotFound(id.to_owned());
        let client = self.store.client(id).await?.ok_or_else(not_found)?;
        let pool = self
            .store
            .pool(&client.pool_id)
            .await?
            .ok_or_else(not_found)?;
        Ok((client, pool))
    }

    /// Commits changes; a broken guard is for the caller to decide on.
    pub(crate) async fn commit(&self, changes: Vec<Change>) -> Result<(), CommitError> {
        self.store.commit(changes).await
    }
}

/// Who calls: from the signature, or the gateway in the same process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The AWS region that is addressed.
    pub region: String,
    /// The AWS account that is addressed.
    pub account: String,
    /// From where, if it is known: calls of this process come from nowhere.
    pub address: Option<IpAddr>,
}

impl Caller {
    /// The account of every caller where none is configured.
    pub const ACCOUNT: &str = "123456789012";
}

/// The context of one call.
#[derive(Clone)]
pub struct Ctx {
    engine: Arc<Engine>,
    /// Who calls.
    pub caller: Caller,
    /// What triggers are told of the call.
    pub(crate) call: Call,
    /// Whether a sign-in ends with a browser that is signed in, and not with tokens.
    pub(crate) browser: bool,
}

impl Ctx {
    /// The context of a call by `caller`.
    pub fn new(engine: Arc<Engine>, caller: Caller) -> Self {
        Self {
            engine,
            caller,
            call: Call::default(),
            browser: false,
        }
    }

    /// The same from another address, where there is one.
    pub(crate) fn called_from(&self, address: Option<std::net::IpAddr>) -> Self {
        let mut other = self.clone();
        other.caller.address = address.or(other.caller.address);
        other
    }

    /// The same for a page: a sign-in ends with a cookie.
    pub(crate) fn for_browser(&self) -> Self {
        Self {
            browser: true,
            ..self.clone()
        }
    }

    /// The pool of this id, if it is one of the caller's account and region: what a signed operation
    /// may address.
    pub(crate) async fn own_pool(&self, id: &str) -> Result<Arc<Pool>, Error> {
        let pool = self.pool(id).await?;
        if pool.region != self.caller.region || pool.account != self.caller.account {
            return Err(Error::PoolNotFound(id.to_owned()));
        }
        Ok(pool)
    }

    /// A client of a pool that a signed operation may address.
    pub(crate) async fn own_client(
        &self,
        pool_id: &str,
        client_id: &str,
    ) -> Result<(Arc<Client>, Arc<Pool>), Error> {
        let pool = self.own_pool(pool_id).await?;
        let client = self
            .store
            .client(client_id)
            .await?
            .filter(|client| client.pool_id == pool.id);
        Ok((
            client.ok_or_else(|| Error::ClientNotFound(client_id.to_owned()))?,
            pool,
        ))
    }

    /// Runs an operation's decision again while its commit meets a broken guard, a bounded number of
    /// times: somebody else was faster, so what was read is no longer true.
    pub(crate) async fn retry<T, F>(&self, mut attempt: impl FnMut() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Retry>>,
    {
        const ATTEMPTS: usize = 8;
        for _ in 0..ATTEMPTS {
            match attempt().await {
                Ok(value) => return Ok(value),
                Err(Retry::Failed(error)) => return Err(error),
                // What was spent reads differently the next time.
                Err(Retry::Conflict | Retry::Spent) => {}
            }
        }
        Err(Error::TooManyRequests)
    }
}

impl Deref for Ctx {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.engine
    }
}
