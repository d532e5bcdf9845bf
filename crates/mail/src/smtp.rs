//! Sends messages by SMTP, over connections that are kept.

use std::time::Duration;

use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;

use crate::envelope::mail;
use crate::message::Message;
use crate::sender::{SendError, Sender};
use crate::smtp_server::{Security, SmtpServer};

/// How long one command may take.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(10);
/// How many connections there are at most.
const CONNECTIONS: u32 = 4;
/// For how long a connection is kept without use: servers close theirs after some minutes.
const IDLE: Duration = Duration::from_secs(20);

/// A mail server that takes our messages.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

/// A mail server cannot be used as it is set.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SmtpError {
    /// The sender is no address.
    #[error(
        "{0:?} is no sender: write an address, or a name and an address, such as Accounts <accounts@example.com>"
    )]
    From(String),
    /// The server cannot be spoken to over TLS.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

impl Smtp {
    /// A sender over this server; `from` is the address that mails are from. Nothing is connected yet.
    ///
    /// # Errors
    /// If `from` is no address, or TLS cannot be set up.
    pub fn new(server: &SmtpServer, from: &str) -> Result<Self, SmtpError> {
        let from = from.parse().map_err(|_| SmtpError::From(from.to_owned()))?;
        let host = server.host.as_str();
        let tls = |error: Error| SmtpError::Tls(error.to_string());
        let mut builder = match server.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host).map_err(tls)?,
            Security::StartTls => {
                AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host).map_err(tls)?
            }
            Security::Plain => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
        };
        if let Some((user, password)) = &server.credentials {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        let pool = PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE);
        let transport = builder
            .port(server.port)
            .timeout(Some(COMMAND_TIMEOUT))
            .pool_config(pool)
            .build();
        Ok(Self { transport, from })
    }

    /// Whether `from` is an address that mails can be from.
    pub fn is_from(from: &str) -> bool {
        from.parse::<Mailbox>().is_ok()
    }
}

#[async_trait]
impl Sender for Smtp {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        let mail = mail(message, &self.from)?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(()),
            Err(error) => Err(refusal(&error)),
        }
    }
}

/// What an error says about the message, or about the server. The server's own words may repeat an
/// address, so only its code is told.
fn refusal(error: &Error) -> SendError {
    let Some(code) = error.status().map(u16::from) else {
        return SendError::Unusable(if error.is_timeout() {
            "it does not answer in time".to_owned()
        } else {
            chain(error)
        });
    };
    let text = format!("it answers {code}");
    match code {
        // 421: it closes. 432, 454, 530 to 538: the sign-in (RFC 4954, section 6).
        421 | 432 | 454 | 530 | 534 | 535 | 538 => SendError::Unusable(text),
        500.. => SendError::Refused(text),
        _ => SendError::PutOff(text),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
