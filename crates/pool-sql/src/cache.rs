//! Pools and clients in memory: read with every request, changed rarely. The database is open in one
//! process alone, so its own commits are the only ones to watch.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// When a cache holds this many, it starts anew.
const CAPACITY: usize = 10_000;

/// A cache by id.
pub(crate) struct Cache<T>(RwLock<Contents<T>>);

struct Contents<T> {
    /// Counts the invalidations: what was read before one is not kept after it.
    generation: u64,
    items: HashMap<String, Arc<T>>,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(RwLock::new(Contents {
            generation: 0,
            items: HashMap::new(),
        }))
    }
}

impl<T> Cache<T> {
    /// The item of this id, from memory or by `load`.
    pub(crate) fn get<E>(
        &self,
        id: &str,
        load: impl FnOnce() -> Result<Option<T>, E>,
    ) -> Result<Option<Arc<T>>, E> {
        let generation = {
            let contents = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(item) = contents.items.get(id) {
                return Ok(Some(Arc::clone(item)));
            }
            contents.generation
        };
        let Some(item) = load()?.map(Arc::new) else {
            return Ok(None);
        };
        let mut contents = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if contents.generation == generation {
            if contents.items.len() >= CAPACITY {
                contents.items.clear();
            }
            contents.items.insert(id.to_owned(), Arc::clone(&item));
        }
        Ok(Some(item))
    }

    /// Forgets everything: something has changed.
    pub(crate) fn invalidate(&self) {
        let mut contents = self.0.write().unwrap_or_else(PoisonError::into_inner);
        contents.generation += 1;
        contents.items.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let cache: Cache<u32> = Cache::default();
        let old = cache.get::<()>("id", || {
            cache.invalidate();
            Ok(Some(1))
        });
        assert_eq!(old.map(|item| item.map(|item| *item)), Ok(Some(1)));
        assert_eq!(
            cache
                .get::<()>("id", || Ok(Some(2)))
                .map(|item| item.map(|item| *item)),
            Ok(Some(2))
        );
        assert_eq!(
            cache
                .get::<()>("id", || Ok(Some(3)))
                .map(|item| item.map(|item| *item)),
            Ok(Some(2))
        );
    }
}
