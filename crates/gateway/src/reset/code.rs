//! Codes and tokens to reset passwords: made, tried, spent, and given back where the pool refuses the
//! new password.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_crypto::{CodeMac, digits};
use poolgate_mail::{Medium, Message, Purpose, Values};
use secrecy::{ExposeSecret, SecretString};

use super::account::{Account, Found};
use super::password;
use crate::code::Code;
use crate::data::Data;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::store::{ResetCode, ResetToken, Tried};

/// The digits of a code.
const DIGITS: usize = 6;
/// For how many minutes a code is valid, and what it is handed in for.
const MINUTES: u32 = 10;
const LIFETIME: i64 = MINUTES as i64 * 60 * 1000;
/// How many wrong tries a code outlives, the last one not.
const TRIES: u32 = 5;
/// The bytes of a token.
const TOKEN_BYTES: usize = 32;

/// Sends a code to whoever this is. For nobody the same is done but the mail; the answer says why, for
/// callers who may know.
pub(crate) async fn request(gateway: &Gateway, name: &str) -> Result<Option<Code>, ApiError> {
    let data = gateway.data()?;
    let found = Found::by_name(gateway, name).await?;
    let now = data.clock.now();
    let mut code = ResetCode {
        pool_id: gateway.pool_id().to_owned(),
        subject: found.subject().to_owned(),
        mac: [0; 32],
        expires_at: now + LIFETIME,
        tries_left: TRIES,
    };
    let (mail, why) = match &found {
        Found::Account(account) => {
            let secret = data
                .fixed_code
                .clone()
                .unwrap_or_else(|| digits(&*data.random, DIGITS));
            code.mac = code_mac(gateway, &code.subject, &secret);
            (Some(mail(data, account, secret, now)?), None)
        }
        Found::Nobody { why, .. } => {
            // The MAC of no code.
            data.random.fill(&mut code.mac);
            (None, Some(*why))
        }
    };
    data.store.put_code(code, mail, now).await?;
    Ok(why)
}

fn mail(data: &Data, account: &Account, code: String, now: i64) -> Result<Message, ApiError> {
    let values = Values {
        username: &account.email,
        code: &code,
        minutes: Some(MINUTES),
    };
    let purpose = Purpose::PasswordReset;
    let rendered = data.templates.render(purpose, &values).map_err(broken)?;
    Ok(Message {
        id: data.id(now),
        to: account.email.clone(),
        medium: Medium::Email,
        subject: rendered.subject,
        text: rendered.text,
        html: Some(rendered.html),
        code: Some(code),
        link: None,
        purpose: purpose.as_str().to_owned(),
        sent_at: now,
        expires_at: Some(now + LIFETIME),
    })
}

pub(super) fn broken(error: poolgate_mail::TemplateError) -> ApiError {
    ApiError::new(Code::Internal).cause(error)
}

/// Sets the password with a code.
pub(crate) async fn with_code(
    gateway: &Gateway,
    name: &str,
    code: &SecretString,
    new_password: SecretString,
) -> Result<(), ApiError> {
    let (account, spent) = spend(gateway, name, code, None).await?;
    let gateway = gateway.clone();
    // A task of its own: a caller who hangs up leaves nothing half done.
    finish(async move {
        let set = password::set(&gateway, &account, &new_password).await;
        if let Err(refused) = &set
            && refused.is_definite
        {
            gateway.data()?.store.put_back_code(spent).await?;
        }
        Ok(set?)
    })
    .await
}

/// Hands a code in for a token.
pub(crate) async fn to_token(
    gateway: &Gateway,
    name: &str,
    code: &SecretString,
) -> Result<SecretString, ApiError> {
    let data = gateway.data()?;
    let mut bytes = [0; TOKEN_BYTES];
    data.random.fill(&mut bytes);
    let token = SecretString::from(URL_SAFE_NO_PAD.encode(bytes));
    spend(gateway, name, code, Some(&token)).await?;
    Ok(token)
}

/// Sets the password with a token.
pub(crate) async fn with_token(
    gateway: &Gateway,
    token: &SecretString,
    new_password: SecretString,
) -> Result<(), ApiError> {
    let data = gateway.data()?;
    let mac = token_mac(gateway, token);
    let now = data.clock.now();
    let spent = data.store.spend_token(gateway.pool_id(), mac, now).await?;
    let Some(spent) = spent else {
        return Err(ApiError::new(Code::CodeExpired)
            .message("That reset has expired or was used. Ask for a new code."));
    };
    let account = Account {
        username: spent.username.clone(),
        subject: spent.subject.clone(),
        email: spent.email.clone(),
    };
    let gateway = gateway.clone();
    finish(async move {
        let set = password::set(&gateway, &account, &new_password).await;
        if let Err(refused) = &set
            && refused.is_definite
        {
            gateway.data()?.store.put_back_token(spent).await?;
        }
        Ok(set?)
    })
    .await
}

async fn finish(
    work: impl Future<Output = Result<(), ApiError>> + Send + 'static,
) -> Result<(), ApiError> {
    match tokio::spawn(work).await {
        Ok(result) => result,
        Err(error) => Err(ApiError::new(Code::Internal).cause(error)),
    }
}

/// Tries the code, and spends the right one.
async fn spend(
    gateway: &Gateway,
    name: &str,
    code: &SecretString,
    token: Option<&SecretString>,
) -> Result<(Account, ResetCode), ApiError> {
    let data = gateway.data()?;
    let found = Found::by_name(gateway, name).await?;
    let now = data.clock.now();
    let subject = found.subject().to_owned();
    let tried = ResetCode {
        pool_id: gateway.pool_id().to_owned(),
        mac: code_mac(gateway, &subject, code.expose_secret()),
        subject,
        expires_at: 0,
        tries_left: 0,
    };
    let token = match (&found, token) {
        (Found::Account(account), Some(token)) => Some(ResetToken {
            pool_id: tried.pool_id.clone(),
            subject: tried.subject.clone(),
            mac: token_mac(gateway, token),
            username: account.username.clone(),
            email: account.email.clone(),
            expires_at: now + LIFETIME,
        }),
        _ => None,
    };
    match (data.store.try_code(tried, token, now).await?, found) {
        (Tried::Spent(code), Found::Account(account)) => Ok((account, code)),
        (Tried::Dead, _) => Err(Code::CodeExpired.into()),
        (Tried::Wrong | Tried::Spent(_), _) => Err(Code::InvalidCode.into()),
    }
}

/// A code counts for one user of one pool.
fn code_mac(gateway: &Gateway, subject: &str, code: &str) -> CodeMac {
    let context = [gateway.pool_id(), subject, "password_reset"];
    gateway.codes().mac(&context, code)
}

fn token_mac(gateway: &Gateway, token: &SecretString) -> CodeMac {
    let context = [gateway.pool_id(), "reset_token"];
    gateway.codes().mac(&context, token.expose_secret())
}
