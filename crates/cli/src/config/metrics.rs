//! `[metrics]`: who reads `/metrics`, and where.

use std::net::SocketAddr;

use secrecy::SecretString;
use serde::Deserialize;

use super::context::{Context, Hidden};

/// The shortest token.
const TOKEN_BYTES: usize = 16;

/// `[metrics]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawMetrics {
    listen: Option<String>,
    token: Option<Hidden>,
}

/// Who reads `/metrics`, and where.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    /// A listener of its own.
    pub(crate) listen: Option<SocketAddr>,
    /// What readers send.
    pub(crate) token: Option<SecretString>,
}

impl Metrics {
    pub(crate) fn read(raw: RawMetrics, context: &mut Context) -> Self {
        let listen = context.checked(
            "metrics.listen",
            raw.listen,
            "write an address and a port, such as 127.0.0.1:9090",
            str::parse,
        );
        let token = raw.token.filter(|token| {
            let good = token.expose().len() >= TOKEN_BYTES
                && token.expose().bytes().all(|b| b.is_ascii_graphic());
            if !good {
                context.problem(
                    "metrics.token",
                    format_args!("has fewer than {TOKEN_BYTES} characters, or others than plain letters, digits and signs"),
                    "make one with `openssl rand -hex 24`",
                );
            }
            good
        });
        Self {
            listen,
            token: token.map(Hidden::into_secret),
        }
    }
}
