//! Where buckets lie: a map that does not grow without end.
//!
//! A flood from many addresses, or at many made-up accounts, would otherwise fill the memory. Once the map
//! is full, whoever has a bucket keeps it, and newcomers share a few: they are limited too early rather
//! than not at all.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;

/// How many buckets there are at most, besides the shared ones: a few megabytes.
pub(super) const CAPACITY: usize = 100_000;

/// How many buckets newcomers share once there is no room.
const SHARED: u64 = 1024;

/// Buckets by the hash of their key.
#[derive(Debug, Default)]
pub(super) struct Bounded(Mutex<HashMap<u64, Nanos>>);

impl Bounded {
    fn map(&self) -> MutexGuard<'_, HashMap<u64, Nanos>> {
        // Each change is one insertion, so that a panic elsewhere leaves the map whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Bounded {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut map = self.map();
        let place = if map.len() < CAPACITY || map.contains_key(key) {
            *key
        } else {
            *key % SHARED
        };
        let (answer, state) = f(map.get(&place).copied())?;
        map.insert(place, state);
        Ok(answer)
    }
}

impl ShrinkableKeyedStateStore<u64> for Bounded {
    fn retain_recent(&self, drop_below: Nanos) {
        self.map().retain(|_, state| *state > drop_below);
    }

    fn shrink_to_fit(&self) {
        self.map().shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.map().len()
    }

    fn is_empty(&self) -> bool {
        self.map().is_empty()
    }
}
