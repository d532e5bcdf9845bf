//! Heavy arithmetic, off the async threads and bounded: SRP powers and RSA signatures.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Semaphore;

use crate::error::Error;

/// Runs heavy work, and counts it: that known and unknown users cost the same is tested by the counts.
#[derive(Debug)]
pub struct Work {
    permits: Semaphore,
    powers: AtomicU64,
    signatures: AtomicU64,
}

impl Default for Work {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            permits: Semaphore::new(cores),
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
        self.run(compute).await
    }

    /// Makes one or more signatures.
    pub(crate) async fn signatures<T: Send + 'static>(
        &self,
        count: u64,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.signatures.fetch_add(count, Ordering::Relaxed);
        self.run(compute).await
    }

    async fn run<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.permits.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(compute)
            .await
            .map_err(Error::internal)
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
