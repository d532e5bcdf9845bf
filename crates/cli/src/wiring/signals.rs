//! What the system tells the process.

use anyhow::Result;

/// The order to stop: SIGTERM, or SIGINT by Ctrl-C.
pub(crate) struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    /// From now on the order does not end the process by itself.
    pub(crate) fn listen() -> Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Returns when it comes.
    pub(crate) async fn comes(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        // Elsewhere the process is stopped by Ctrl-C, or from outside.
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// The order to read the settings again: SIGHUP.
pub(crate) struct Reread {
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
}

impl Reread {
    /// From now on the order does not end the process.
    pub(crate) fn listen() -> Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let hangup = signal(SignalKind::hangup())?;
            Ok(Self { hangup })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Returns when it comes. Elsewhere it never does.
    pub(crate) async fn comes(&mut self) {
        #[cfg(unix)]
        self.hangup.recv().await;
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    }
}
