//! `[tls]`: the certificate of the gateway's listener.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::Deserialize;

use super::context::Context;
use super::load::{Config, Purpose};

/// `[tls]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawTls {
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

/// The files of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tls {
    /// The certificate, and those that lead to its root.
    pub(crate) certificate: PathBuf,
    /// Its private key.
    pub(crate) key: PathBuf,
}

impl Tls {
    pub(crate) fn read(raw: RawTls, context: &mut Context) -> Option<Self> {
        match (raw.certificate, raw.key) {
            (Some(certificate), Some(key)) => Some(Self { certificate, key }),
            (Some(_), None) => {
                let fix = "set POOLGATE_TLS_KEY to the file with the private key";
                context.problem("tls.key", "is not set, and tls.certificate is", fix);
                None
            }
            (None, Some(_)) => {
                let fix = "set POOLGATE_TLS_CERTIFICATE to the file with the certificate";
                context.problem("tls.certificate", "is not set, and tls.key is", fix);
                None
            }
            (None, None) => None,
        }
    }

    /// Reads both files. TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
    pub(crate) fn load(&self) -> Result<Arc<ServerConfig>> {
        let certificates = certificates(&self.certificate)?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .with_context(|| format!("cannot read a private key from {}", self.key.display()))?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .with_context(|| {
                format!(
                    "{} and {} do not belong together",
                    self.certificate.display(),
                    self.key.display()
                )
            })?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let found = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("cannot read a certificate from {}", path.display()))?;
    ensure!(!found.is_empty(), "{} has no certificate", path.display());
    Ok(found)
}

impl Config {
    /// A certificate that cannot be used is found before anybody calls.
    pub(super) fn check_tls(&self, context: &mut Context) {
        if self.purpose != Purpose::Gateway {
            return;
        }
        if let Some(Err(error)) = self.tls.as_ref().map(Tls::load) {
            context.problem(
                "tls.certificate",
                format_args!("cannot be used: {error:#}"),
                "name a certificate and its private key, both in PEM and readable",
            );
        }
    }
}
