//! The settings of `[tls]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "tls",
    about: "The certificate of the gateway's listener. The embedded pool's own port stays plain.",
    settings: &[
        setting("tls.certificate", &["POOLGATE_TLS_CERTIFICATE"], Kind::Text).reloadable().about("The file with the certificate and those that lead to its root, in PEM. Read again when it changes."),
        setting("tls.key", &["POOLGATE_TLS_KEY"], Kind::Text).reloadable().about("The file with its private key, in PEM."),
    ],
};
