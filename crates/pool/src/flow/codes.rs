//! One-time codes: made, sent and stored in one commit; checked, counted, spent.

use poolgate_mail::Message;
use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::CodeDeliveryDetailsType;

use crate::ctx::{Engine, Retry};
use crate::error::{Error, refuse};
use crate::flow::attempts;
use crate::model::{Attempt, Code, CodeRef, Destination, LoginName, Pool, Purpose, User};
use crate::store::Change;

/// The changes that send a new code; it takes the place of an older one for the same purpose.
pub(crate) fn send(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    purpose: Purpose,
    destination: &Destination,
) -> [Change; 2] {
    let (code, message) = new(engine, pool, user, purpose, destination);
    [Change::PutCode(code), Change::Send(message)]
}

/// The same for an address that becomes the attribute's value once the code comes back.
pub(crate) fn send_to_replace(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    purpose: Purpose,
    destination: &Destination,
) -> [Change; 2] {
    let (mut code, message) = new(engine, pool, user, purpose, destination);
    code.replaces = true;
    [Change::PutCode(code), Change::Send(message)]
}

/// The same with a life of its own, in milliseconds.
pub(crate) fn send_for(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    purpose: Purpose,
    destination: &Destination,
    lifetime: i64,
) -> [Change; 2] {
    let (mut code, mut message) = new(engine, pool, user, purpose, destination);
    let end = engine.clock.now().0 + lifetime;
    code.expires_at = Timestamp(end);
    message.expires_at = Some(end);
    [Change::PutCode(code), Change::Send(message)]
}

fn new(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    purpose: Purpose,
    destination: &Destination,
) -> (Code, Message) {
    let code = engine.new_code(purpose.digits());
    let now = engine.clock.now();
    let reference = CodeRef {
        pool_id: pool.id.clone(),
        sub: user.sub.clone(),
        purpose,
    };
    let stored = Code {
        mac: mac(engine, &reference, &code),
        code: reference,
        attribute: destination.attribute.to_owned(),
        address: destination.address.clone(),
        replaces: false,
        expires_at: Timestamp(now.0 + purpose.lifetime()),
        wrong_tries: 0,
    };
    let message = message(engine, pool, purpose, destination, code, now);
    (stored, message)
}

fn mac(engine: &Engine, code: &CodeRef, digits: &str) -> poolgate_crypto::CodeMac {
    engine
        .codes
        .mac(&[&code.pool_id, &code.sub, code.purpose.as_str()], digits)
}

fn message(
    engine: &Engine,
    pool: &Pool,
    purpose: Purpose,
    destination: &Destination,
    code: String,
    now: Timestamp,
) -> Message {
    const TEXT: &str = "Your verification code is {####}. ";
    if let Some(message) = sign_in_message(engine, pool, purpose, destination, &code, now) {
        return message;
    }
    let template = pool.description.verification_message_template.as_ref();
    let (text, subject) = match destination.medium() {
        poolgate_mail::Medium::Email => (
            template.and_then(|template| template.email_message.as_deref()),
            template
                .and_then(|template| template.email_subject.as_deref())
                .unwrap_or("Your verification code"),
        ),
        poolgate_mail::Medium::Sms | poolgate_mail::Medium::Function => (
            template.and_then(|template| template.sms_message.as_deref()),
            "",
        ),
    };
    let text = text.unwrap_or(TEXT).replace("{####}", &code);
    Message {
        id: engine.sequential_uuid(now),
        to: destination.address.clone(),
        medium: destination.medium(),
        subject: subject.to_owned(),
        text,
        html: None,
        code: Some(code),
        link: None,
        purpose: purpose.as_str().to_owned(),
        sent_at: now.0,
        expires_at: Some(now.0 + purpose.lifetime()),
    }
}

/// The message with a factor of a sign-in. The words of the mail are unconfirmed where the pool has none.
fn sign_in_message(
    engine: &Engine,
    pool: &Pool,
    purpose: Purpose,
    destination: &Destination,
    code: &str,
    now: Timestamp,
) -> Option<Message> {
    const TEXT: &str = "Your authentication code is {####}. ";
    let settings = pool.mfa.as_ref();
    let (text, subject) = match purpose {
        Purpose::SmsMfa | Purpose::SmsOtp => {
            let sms = settings.and_then(|mfa| mfa.sms_mfa_configuration.as_ref());
            let own = sms.and_then(|sms| sms.sms_authentication_message.as_deref());
            (
                own.or(pool.description.sms_authentication_message.as_deref()),
                "",
            )
        }
        Purpose::EmailMfa | Purpose::EmailOtp => {
            let email = settings.and_then(|mfa| mfa.email_mfa_configuration.as_ref());
            let subject = email.and_then(|email| email.subject.as_deref());
            (
                email.and_then(|email| email.message.as_deref()),
                subject.unwrap_or("Your authentication code"),
            )
        }
        _ => return None,
    };
    Some(Message {
        id: engine.sequential_uuid(now),
        to: destination.address.clone(),
        medium: destination.medium(),
        subject: subject.to_owned(),
        text: text.unwrap_or(TEXT).replace("{####}", code),
        html: None,
        code: Some(code.to_owned()),
        link: None,
        purpose: purpose.as_str().to_owned(),
        sent_at: now.0,
        expires_at: Some(now.0 + purpose.lifetime()),
    })
}

/// A code that came back and is right.
pub(crate) struct Checked {
    /// The changes that count the attempt and spend the code, for the commit that acts on it.
    pub(crate) spend: [Change; 2],
    /// The code.
    pub(crate) code: Code,
}

/// Checks a code. Any outcome but the right one is counted before the answer leaves.
pub(crate) async fn check(
    engine: &Engine,
    user: &User,
    purpose: Purpose,
    attempt: Attempt,
    offered: &str,
) -> Result<Checked, Retry> {
    let count = attempts::of_user(engine, user, attempt);
    let reference = CodeRef {
        pool_id: user.pool_id.clone(),
        sub: user.sub.clone(),
        purpose,
    };
    let stored = engine.store.code(&reference).await?;
    let Some(code) = stored.filter(|code| engine.clock.now() < code.expires_at) else {
        engine.commit(vec![count]).await?;
        return refuse(Error::ExpiredCode);
    };
    if code.wrong_tries >= Code::MAX_WRONG_TRIES {
        return refuse(Error::AttemptLimit);
    }
    let context = [
        reference.pool_id.as_str(),
        reference.sub.as_str(),
        purpose.as_str(),
    ];
    let mac = code.mac;
    if !engine.codes.matches(&mac, &context, offered) {
        let wrong = Change::CountWrongCode {
            code: reference,
            mac,
        };
        engine.commit(vec![count, wrong]).await?;
        return refuse(Error::CodeMismatch);
    }
    let spend = Change::SpendCode {
        code: reference,
        mac,
    };
    Ok(Checked {
        spend: [count, spend],
        code,
    })
}

/// The delivery details of a code that nobody gets, because there is no such user: masked from the
/// name where it looks like an address, else made up from it, always the same.
pub(crate) fn pretended_delivery(
    engine: &Engine,
    pool: &Pool,
    login: &LoginName,
) -> CodeDeliveryDetailsType {
    let address = if login.typed.contains('@') || login.typed.starts_with('+') {
        login.typed.clone()
    } else {
        let mac = engine.fakes.mac(&["address", &pool.id], &login.key);
        let letter = |byte: u8| char::from(b'a' + byte % 26);
        format!("{}@{}", letter(mac[0]), letter(mac[1]))
    };
    let attribute = if address.contains('@') {
        "email"
    } else {
        "phone_number"
    };
    Destination { attribute, address }.details()
}

/// Answers as if a code had been sent, at the same cost: one commit that reaches the disk.
pub(crate) async fn pretend_to_send(
    engine: &Engine,
    pool: &Pool,
    login: &LoginName,
    attempt: Attempt,
) -> Result<CodeDeliveryDetailsType, Error> {
    let details = pretended_delivery(engine, pool, login);
    let count = attempts::of_nobody(engine, pool, login, attempt);
    engine.commit(vec![count, Change::Decoy]).await?;
    Ok(details)
}
