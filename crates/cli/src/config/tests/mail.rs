//! How mails leave.

use poolgate_mail::{Purpose as MailPurpose, Security, Values};

use super::*;

const FROM: (&str, &str) = ("POOLGATE_MAIL_FROM", "Accounts <accounts@example.com>");

#[test]
fn without_a_setting_nothing_is_delivered() {
    let config = World::new(&[]).good();
    assert!(config.mail.delivery.is_none());
    assert_eq!(
        entry(&config, "mail.smtp_url"),
        (None, "default".to_owned())
    );
}

#[test]
fn a_url_is_a_mail_server() {
    let url = ("POOLGATE_SMTP_URL", "smtps://user:s3cret@mail.example.com");
    let config = World::new(&[url, FROM]).good();
    let delivery = config.mail.delivery.as_ref().unwrap();
    assert_eq!(delivery.server.host, "mail.example.com");
    assert_eq!(delivery.server.security, Security::Tls);
    assert_eq!(delivery.from, FROM.1);
    assert_eq!(
        entry(&config, "mail.smtp_url"),
        (
            Some("(hidden)".to_owned()),
            "env POOLGATE_SMTP_URL".to_owned()
        )
    );
    assert!(!format!("{config:?}").contains("s3cret"));
}

#[test]
fn amazon_ses_follows_from_an_access_key() {
    let key = ("POOLGATE_SES_ACCESS_KEY_ID", "AKIDEXAMPLE");
    let secret = ("POOLGATE_SES_SECRET_ACCESS_KEY", "s3cret");
    let region = ("POOLGATE_SES_REGION", "eu-west-1");
    let config = World::new(&[region, key, secret, FROM]).good();
    let delivery = config.mail.delivery.as_ref().unwrap();
    assert_eq!(delivery.server.host, "email-smtp.eu-west-1.amazonaws.com");
    assert_eq!(
        entry(&config, "mail.ses_access_key_id").0.as_deref(),
        Some("AKIDEXAMPLE")
    );
    assert!(!format!("{config:?}").contains("s3cret"));
    for missing in [[region, key], [region, secret], [key, secret]] {
        let text = World::new(&[missing[0], missing[1], FROM]).bad();
        assert!(
            text.contains("POOLGATE_SES_") && text.contains("is not set"),
            "{text}"
        );
    }
    let url = ("POOLGATE_SMTP_URL", "smtps://mail.example.com");
    let text = World::new(&[region, key, secret, FROM, url]).bad();
    assert!(text.contains("mail.smtp_url"), "{text}");
    let text = World::new(&[("POOLGATE_SES_REGION", "a/b"), key, secret, FROM]).bad();
    assert!(text.contains("mail.ses_region"), "{text}");
}

#[test]
fn a_mail_needs_a_sender_and_a_server_that_is_one() {
    let url = ("POOLGATE_SMTP_URL", "smtps://user:s3cret@mail.example.com");
    let text = World::new(&[url]).bad();
    assert!(text.contains("POOLGATE_MAIL_FROM"), "{text}");
    let text = World::new(&[url, ("POOLGATE_MAIL_FROM", "nobody")]).bad();
    assert!(text.contains("\"nobody\""), "{text}");
    let text = World::new(&[("POOLGATE_SMTP_URL", "mail:s3cret@example.com"), FROM]).bad();
    assert!(
        text.contains("mail.smtp_url") && !text.contains("s3cret"),
        "{text}"
    );
}

#[test]
fn templates_are_read_and_made_at_the_start() {
    let world = World::new(&[]);
    let folder = world.folder.path().join("mails");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("password_reset.txt"), "Own {{ code }}").unwrap();
    let name = folder.to_str().unwrap().to_owned();
    let variables = [("POOLGATE_MAIL_TEMPLATES", name.as_str())];
    let config = World::new(&variables).good();
    let values = Values {
        username: "ada",
        code: "123456",
        minutes: None,
    };
    let mail = config
        .mail
        .texts
        .render(MailPurpose::PasswordReset, &values);
    assert_eq!(mail.unwrap().text, "Own 123456");
    fs::write(folder.join("password_reset.txt"), "Own {{ cod }}").unwrap();
    let text = World::new(&variables).bad();
    assert!(
        text.contains("mail.templates") && text.contains("password_reset.txt"),
        "{text}"
    );
}
