//! Token buckets by address and by account, on every route that guesses or sends.
//!
//! In memory, for one process. An account is what the caller typed, whether it exists or not, so that a
//! limit tells nothing. A network that hands out IPv6 addresses hands out /64 networks, so those count.

mod bounded;

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::{Quota, RateLimiter};

use self::bounded::Bounded;
use crate::address::Peer;
use crate::audit;
use crate::code::Code;
use crate::config::Limits;
use crate::error::ApiError;

/// After how many checks full buckets are forgotten.
const SWEEP: u32 = 1024;

/// The buckets of one gateway.
#[derive(Debug)]
pub(crate) struct Buckets(Option<Inner>);

#[derive(Debug)]
struct Inner {
    addresses: Keyed,
    accounts: Keyed,
    mails: Keyed,
}

/// The key is kept as a hash under a random key, so that nobody can choose accounts that collide.
#[derive(Debug)]
struct Keyed {
    limiter: RateLimiter<u64, Bounded, DefaultClock>,
    hasher: RandomState,
    checks: AtomicU32,
}

impl Keyed {
    fn new(per_minute: NonZeroU32) -> Self {
        let quota = Quota::per_minute(per_minute);
        Self {
            limiter: RateLimiter::new(quota, Bounded::default(), DefaultClock::default()),
            hasher: RandomState::new(),
            checks: AtomicU32::new(0),
        }
    }

    fn take(&self, name: &'static str, key: impl Hash) -> Result<(), ApiError> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let key = self.hasher.hash_one(key);
        self.limiter.check_key(&key).map_err(|full| {
            audit::limited(name);
            let now = self.limiter.clock().now();
            ApiError::new(Code::RateLimited).retry_after(full.wait_time_from(now))
        })
    }
}

impl Buckets {
    pub(crate) fn new(limits: Option<Limits>) -> Self {
        Self(limits.map(|limits| Inner {
            addresses: Keyed::new(limits.address_per_minute),
            accounts: Keyed::new(limits.account_per_minute),
            mails: Keyed::new(limits.mails_per_minute),
        }))
    }

    /// A guess at something of this account: a password or a code.
    pub(crate) fn guess(&self, peer: Peer, account: &str) -> Result<(), ApiError> {
        audit::account(account);
        self.guess_unnamed(peer, account)
    }

    /// A guess at something that names no account, such as a token.
    pub(crate) fn guess_unnamed(&self, peer: Peer, what: &str) -> Result<(), ApiError> {
        let Some(inner) = &self.0 else { return Ok(()) };
        inner.addresses.take("address", network_of(peer.0))?;
        inner.accounts.take("account", account_key(what))
    }

    /// A message to this account.
    pub(crate) fn message(&self, peer: Peer, account: &str) -> Result<(), ApiError> {
        audit::account(account);
        let Some(inner) = &self.0 else { return Ok(()) };
        inner.addresses.take("address", network_of(peer.0))?;
        inner.mails.take("mails", account_key(account))
    }
}

fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

fn account_key(account: &str) -> String {
    account.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(text: &str) -> Peer {
        Peer(text.parse().expect("an address"))
    }

    #[test]
    fn r42_an_address_has_its_minute_and_others_theirs() {
        let buckets = Buckets::new(Some(Limits::default()));
        for n in 0..60 {
            let account = format!("user{n}@example.com");
            assert!(buckets.guess(peer("192.0.2.1"), &account).is_ok(), "{n}");
        }
        let refused = buckets.guess(peer("192.0.2.1"), "other@example.com");
        let error = refused.expect_err("the bucket is empty");
        assert_eq!(error.code(), Code::RateLimited);
        assert!(error.facts().retry_after.is_some());
        assert!(
            buckets
                .guess(peer("192.0.2.2"), "other@example.com")
                .is_ok()
        );
    }

    #[test]
    fn an_account_gets_five_mails_a_minute_from_wherever() {
        let buckets = Buckets::new(Some(Limits::default()));
        for n in 0..5 {
            let from = format!("192.0.2.{n}");
            assert!(buckets.message(peer(&from), "User@example.com").is_ok());
        }
        assert!(
            buckets
                .message(peer("192.0.2.9"), "user@example.com ")
                .is_err()
        );
        assert!(buckets.guess(peer("192.0.2.9"), "user@example.com").is_ok());
    }

    #[test]
    fn a_v6_network_is_one_caller() {
        let buckets = Buckets::new(Some(Limits::default()));
        for n in 0..60 {
            let from = format!("2001:db8::{n:x}");
            let account = format!("user{n}@example.com");
            assert!(buckets.guess(peer(&from), &account).is_ok());
        }
        assert!(
            buckets
                .guess(peer("2001:db8::ffff"), "x@example.com")
                .is_err()
        );
        assert!(
            buckets
                .guess(peer("2001:db8:0:1::1"), "x@example.com")
                .is_ok()
        );
    }

    #[test]
    fn f11_a_flood_of_accounts_does_not_grow_without_end_and_forgets_nobody() {
        let buckets = Keyed::new(Limits::default().mails_per_minute);
        for _ in 0..5 {
            assert!(buckets.take("account", "victim").is_ok());
        }
        let mut refused = 0;
        for n in 0..bounded::CAPACITY + 50_000 {
            refused += usize::from(buckets.take("account", n).is_err());
        }
        assert!(buckets.limiter.len() <= bounded::CAPACITY + 1024);
        assert!(
            buckets.take("account", "victim").is_err(),
            "who has used up a bucket does not get a new one"
        );
        assert!(refused > 0, "newcomers share what is left");
    }

    #[test]
    fn without_limits_everything_passes() {
        let buckets = Buckets::new(None);
        for _ in 0..1000 {
            assert!(
                buckets
                    .message(peer("192.0.2.1"), "user@example.com")
                    .is_ok()
            );
        }
    }
}
