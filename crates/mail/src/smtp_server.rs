//! Which mail server: its address, how the connection is protected, who signs in.

use std::net::IpAddr;

use secrecy::SecretString;
use url::{Host, Url};

use crate::ses::ses_smtp_password;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS after STARTTLS; a server that does not offer it is not used (RFC 3207).
    StartTls,
    /// None: for a server on this machine alone.
    Plain,
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct SmtpServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// User name and password, where it asks for them.
    pub credentials: Option<(String, SecretString)>,
}

/// A text is no address of a mail server. It may hold a password, so it is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SmtpUrlError {
    /// It is no URL.
    #[error("is no URL")]
    NoUrl,
    /// The scheme is neither `smtp` nor `smtps`.
    #[error("has a scheme other than smtp and smtps")]
    Scheme,
    /// There is no host.
    #[error("names no server")]
    NoHost,
    /// There is more than server, user and password.
    #[error("has a path, a query or a fragment")]
    More,
    /// A user without a password, or the other way round.
    #[error("has a user without a password, or a password without a user")]
    Credentials,
}

impl SmtpServer {
    /// Reads `smtps://USER:PASSWORD@HOST:PORT` (TLS, port 465) or `smtp://…` (STARTTLS, port 587). To a
    /// server on this machine, `smtp` goes without TLS. User and password are percent-encoded.
    ///
    /// # Errors
    /// If the text is not such a URL.
    pub fn from_url(text: &str) -> Result<Self, SmtpUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| SmtpUrlError::NoUrl)?;
        let tls = match url.scheme() {
            "smtps" => true,
            "smtp" => false,
            _ => return Err(SmtpUrlError::Scheme),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(SmtpUrlError::More);
        }
        let host = url.host().ok_or(SmtpUrlError::NoHost)?;
        let loopback = is_loopback(&host);
        let host = match host {
            Host::Domain("") => return Err(SmtpUrlError::NoHost),
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let credentials = match (decoded(url.username())?, url.password()) {
            (user, None) if user.is_empty() => None,
            (user, Some(password)) if !user.is_empty() => Some((user, decoded(password)?.into())),
            _ => return Err(SmtpUrlError::Credentials),
        };
        let (security, port) = match (tls, loopback) {
            (true, _) => (Security::Tls, 465),
            (false, false) => (Security::StartTls, 587),
            (false, true) => (Security::Plain, 25),
        };
        Ok(Self {
            host,
            port: url.port().unwrap_or(port),
            security,
            credentials,
        })
    }

    /// Amazon SES in a Region, with the access key of a user who may `ses:SendRawEmail`.
    pub fn ses(region: &str, access_key_id: &str, secret_access_key: &SecretString) -> Self {
        let password = ses_smtp_password(region, secret_access_key);
        Self {
            host: format!("email-smtp.{region}.amazonaws.com"),
            port: 465,
            security: Security::Tls,
            credentials: Some((access_key_id.to_owned(), password)),
        }
    }
}

fn decoded(text: &str) -> Result<String, SmtpUrlError> {
    // A form's decoding, but for the plus sign, which stands for itself in this part of a URL.
    let pair = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
    let (_, value) = url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .ok_or(SmtpUrlError::NoUrl)?;
    Ok(value.into_owned())
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            // Hosts of other schemes than http are not looked at by the parser.
            let address = name.parse::<IpAddr>();
            address.is_ok_and(|address| address.is_loopback()) || *name == "localhost"
        }
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_url_says_how_the_connection_is_protected() {
        for (url, host, port, security) in [
            (
                "smtps://mail.example.com",
                "mail.example.com",
                465,
                Security::Tls,
            ),
            (
                "smtp://mail.example.com",
                "mail.example.com",
                587,
                Security::StartTls,
            ),
            (
                "smtp://mail.example.com:25/",
                "mail.example.com",
                25,
                Security::StartTls,
            ),
            ("smtp://10.0.0.7:2525", "10.0.0.7", 2525, Security::StartTls),
            ("smtp://localhost:1025", "localhost", 1025, Security::Plain),
            ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, Security::Plain),
            ("smtp://[::1]:1025", "::1", 1025, Security::Plain),
            ("smtps://127.0.0.1:1465", "127.0.0.1", 1465, Security::Tls),
        ] {
            let server = SmtpServer::from_url(url).unwrap();
            assert_eq!((server.host.as_str(), server.port), (host, port), "{url}");
            assert_eq!(server.security, security, "{url}");
            assert!(server.credentials.is_none());
        }
    }

    #[test]
    fn user_and_password_are_decoded() {
        let url = "smtp://ada%40example.com:p%3Aa%2Fs+s%26w%25@mail.example.com";
        let (user, password) = SmtpServer::from_url(url).unwrap().credentials.unwrap();
        assert_eq!(user, "ada@example.com");
        assert_eq!(password.expose_secret(), "p:a/s+s&w%");
    }

    #[test]
    fn what_is_no_mail_server_is_refused_and_not_repeated() {
        for url in [
            "mail.example.com",
            "https://mail.example.com",
            "smtp://",
            "smtp://mail.example.com/path",
            "smtp://mail.example.com?tls=none",
            "smtp://user@mail.example.com",
            "smtp://:s3cret@mail.example.com",
        ] {
            let error = SmtpServer::from_url(url).unwrap_err();
            assert!(!error.to_string().contains("s3cret"), "{url}");
        }
    }

    #[test]
    fn ses_is_its_endpoint_with_a_derived_password() {
        let server = SmtpServer::ses("eu-west-1", "AKIDEXAMPLE", &"secret".into());
        assert_eq!(server.host, "email-smtp.eu-west-1.amazonaws.com");
        assert_eq!((server.port, server.security), (465, Security::Tls));
        assert!(!format!("{server:?}").contains("secret\""));
    }
}
