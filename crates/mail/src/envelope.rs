//! A message as mail servers take it (RFC 5322): every value goes in as a typed header, so that none can
//! become a header of its own.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message as Mail};

use crate::message::{Medium, Message};
use crate::sender::SendError;

/// The mail of a message. It has the same Message-ID each time, by which a mail that arrives twice is known.
pub(crate) fn mail(message: &Message, from: &Mailbox) -> Result<Mail, SendError> {
    if message.medium != Medium::Email {
        return Err(SendError::Refused("it is no email".to_owned()));
    }
    let to: Address = message
        .to
        .parse()
        .map_err(|_| SendError::Refused("the address is none".to_owned()))?;
    let sent_at = Duration::from_millis(u64::try_from(message.sent_at).unwrap_or_default());
    let subject: String = message
        .subject
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let builder = Mail::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject)
        .date(UNIX_EPOCH + sent_at)
        .message_id(Some(format!("<{}@{}>", message.id, from.email.domain())))
        // RFC 3834: nobody on holiday answers it.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    let mail = match &message.html {
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(
            message.text.clone(),
            html.clone(),
        )),
        None => builder.singlepart(SinglePart::plain(message.text.clone())),
    };
    mail.map_err(|error| SendError::Refused(error.to_string()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn message() -> Message {
        Message {
            id: "01900000-0000-7000-8000-000000000001".to_owned(),
            to: "ada@example.com".to_owned(),
            medium: Medium::Email,
            subject: "Your code".to_owned(),
            text: "Code 123456".to_owned(),
            html: Some("<p>Code 123456</p>".to_owned()),
            code: None,
            link: None,
            purpose: "password_reset".to_owned(),
            sent_at: 1_795_176_000_000,
            expires_at: None,
        }
    }

    fn text(message: &Message) -> String {
        let from = "Accounts <accounts@example.org>".parse().unwrap();
        String::from_utf8(mail(message, &from).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_mail_has_both_parts_and_an_id_that_stays() {
        let text = text(&message());
        for line in [
            "From: Accounts <accounts@example.org>\r\n",
            "To: ada@example.com\r\n",
            "Subject: Your code\r\n",
            "Message-ID: <01900000-0000-7000-8000-000000000001@example.org>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Date: Fri, 20 Nov 2026 12:00:00 +0000\r\n",
            "Content-Type: multipart/alternative;",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
    }

    #[test]
    fn no_value_becomes_a_header() {
        let mut message = message();
        message.subject = "Hello\r\nBcc: everybody@example.com\r\n\r\nbody".to_owned();
        let text = text(&message);
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
        let from: Mailbox = "accounts@example.org".parse().unwrap();
        for to in [
            "ada@example.com\r\nBcc: everybody@example.com",
            "ada@example.com, everybody@example.com",
            "Ada <ada@example.com>",
            "no address",
        ] {
            to.clone_into(&mut message.to);
            assert!(
                matches!(mail(&message, &from), Err(SendError::Refused(_))),
                "{to}"
            );
        }
    }
}
