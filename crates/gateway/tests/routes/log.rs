//! What the process writes to its log while a test listens.
//!
//! One subscriber for all tests, since one per test races with the others over which places in the code are
//! worth asking. A test runs on one thread, so its log is the log of its thread.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::sync::Once;

use tracing_subscriber::filter::{EnvFilter, dynamic_filter_fn};
use tracing_subscriber::prelude::*;

/// All of ours, and the SDK's but for the level at which it writes whole bodies.
const FILTER: &str =
    "trace,aws_smithy_runtime=debug,aws_smithy_runtime_api=debug,aws_runtime=debug";

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Writer;

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Before anything is logged by any test.
pub(crate) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(|| Writer)
            .with_filter(EnvFilter::new(FILTER))
            .with_filter(dynamic_filter_fn(|_, _| LISTENING.get()));
        tracing_subscriber::registry().with(layer).init();
    });
}

/// From here on this thread's log is kept.
pub(crate) fn listen() {
    install();
    LISTENING.set(true);
}

/// What was logged since.
pub(crate) fn heard() -> String {
    LISTENING.set(false);
    LOG.with_borrow(|log| String::from_utf8_lossy(log).into_owned())
}
