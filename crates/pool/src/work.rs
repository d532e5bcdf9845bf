//! Heavy arithmetic, off the async threads and bounded: SRP powers and RSA signatures.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::Error;

/// How many may wait for each core: some hundred milliseconds of work.
const QUEUE: usize = 64;

/// Runs heavy work, and counts it: that known and unknown users cost the same is tested by the counts.
#[derive(Debug)]
pub struct Work {
    permits: Semaphore,
    /// How many wait for a permit, and how many may.
    waiting: AtomicUsize,
    queue: usize,
    powers: AtomicU64,
    signatures: AtomicU64,
}

impl Default for Work {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            permits: Semaphore::new(cores),
            waiting: AtomicUsize::new(0),
            queue: cores * QUEUE,
            powers: AtomicU64::new(0),
            signatures: AtomicU64::new(0),
        }
    }
}

impl Work {
    /// Computes one SRP power.
    pub(crate) async fn power<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.powers.fetch_add(1, Ordering::Relaxed);
        self.run(self.queue, compute).await
    }

    /// Makes one or more signatures.
    pub(crate) async fn signatures<T: Send + 'static>(
        &self,
        count: u64,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.signatures.fetch_add(count, Ordering::Relaxed);
        // They end what a power began: who got that far is not sent away for those who come.
        self.run(self.queue * 4, compute).await
    }

    async fn run<T: Send + 'static>(
        &self,
        room: usize,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.permit(room).await?;
        tokio::task::spawn_blocking(compute)
            .await
            .map_err(Error::internal)
    }

    /// A turn. A flood is told to come back, as Cognito does it, rather than to wait for what takes longer than
    /// callers wait.
    async fn permit(&self, room: usize) -> Result<SemaphorePermit<'_>, Error> {
        if let Ok(permit) = self.permits.try_acquire() {
            return Ok(permit);
        }
        let place = Place::take(&self.waiting);
        if place.number >= room {
            return Err(Error::TooManyRequests);
        }
        self.permits.acquire().await.map_err(Error::internal)
    }

    /// How many powers were computed since the start.
    pub fn powers(&self) -> u64 {
        self.powers.load(Ordering::Relaxed)
    }

    /// How many signatures were made since the start.
    pub fn signature_count(&self) -> u64 {
        self.signatures.load(Ordering::Relaxed)
    }
}

/// A place in the queue, given up when the wait ends in whichever way.
struct Place<'a> {
    waiting: &'a AtomicUsize,
    /// How many came before.
    number: usize,
}

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Self {
        let number = waiting.fetch_add(1, Ordering::Relaxed);
        Self { waiting, number }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn f13_a_flood_is_refused_and_the_queue_is_free_afterwards() {
        let work = Work {
            queue: 2,
            permits: Semaphore::new(1),
            ..Work::default()
        };
        for _ in 0..2 {
            let held = work.permits.acquire().await.expect("a permit");
            let answers = tokio::join!(
                work.power(|| 1),
                work.power(|| 2),
                work.power(|| 3),
                async { drop(held) }
            );
            assert!(answers.0.is_ok() && answers.1.is_ok());
            assert!(matches!(answers.2, Err(Error::TooManyRequests)));
        }
    }
}
