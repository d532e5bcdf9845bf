//! How text messages leave.

use super::*;

const URL: (&str, &str) = ("POOLGATE_SMS_WEBHOOK_URL", "https://sms.example.com/t0ken");
const SECRET: (&str, &str) = ("POOLGATE_SMS_WEBHOOK_SECRET", "s3cret");
const REGION: (&str, &str) = ("POOLGATE_SNS_REGION", "eu-west-1");

#[test]
fn a_webhook_needs_a_secret_and_neither_is_shown() {
    let config = World::new(&[URL, SECRET]).good();
    assert!(config.sms.is_set());
    for key in ["sms.webhook_url", "sms.webhook_secret"] {
        assert_eq!(entry(&config, key).0.as_deref(), Some("(hidden)"));
    }
    let shown = format!("{config:?}");
    assert!(!shown.contains("t0ken") && !shown.contains("s3cret"));
    assert!(
        World::new(&[URL])
            .bad()
            .contains("POOLGATE_SMS_WEBHOOK_SECRET")
    );
}

#[test]
fn codes_do_not_travel_in_the_clear() {
    for url in ["http://sms.example.com", "ftp://localhost", "nonsense"] {
        let text = World::new(&[("POOLGATE_SMS_WEBHOOK_URL", url), SECRET]).bad();
        assert!(text.contains("sms.webhook_url"), "{text}");
    }
    let local = ("POOLGATE_SMS_WEBHOOK_URL", "http://127.0.0.1:9000/sms");
    assert!(World::new(&[local, SECRET]).good().sms.is_set());
}

#[test]
fn sns_takes_a_whole_access_key_or_none() {
    let config = World::new(&[REGION, ("POOLGATE_SMS_SENDER_ID", "Shop")]).good();
    let sns = config.sms.sns.as_ref().unwrap();
    assert_eq!(sns.region, "eu-west-1");
    assert!(sns.access_key.is_none());
    let id = ("POOLGATE_SNS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    let secret = ("POOLGATE_SNS_SECRET_ACCESS_KEY", "s3cret");
    let config = World::new(&[REGION, id, secret]).good();
    assert!(config.sms.sns.as_ref().unwrap().access_key.is_some());
    assert!(!format!("{config:?}").contains("s3cret"));
    assert!(
        World::new(&[REGION, id])
            .bad()
            .contains("POOLGATE_SNS_SECRET_ACCESS_KEY")
    );
    assert!(
        World::new(&[REGION, secret])
            .bad()
            .contains("POOLGATE_SNS_ACCESS_KEY_ID")
    );
    assert!(
        World::new(&[REGION, URL, SECRET])
            .bad()
            .contains("Amazon SNS is set too")
    );
    assert!(
        World::new(&[("POOLGATE_SNS_REGION", "a/b")])
            .bad()
            .contains("sms.sns_region")
    );
}
