//! Where a user is signed in: what the operations on sessions share.

use poolgate_pool_api::types::{SessionDescriptionType, SessionTypeType};

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Session, User};
use crate::ops::page;
use crate::store::Change;

/// Sessions on a page: as many as the model allows.
const PAGE: usize = 125;

/// Before the id of a session of tokens.
const HEAD: &str = "tkn";

/// The digits of an id: 128 bits in base 36.
const DIGITS: usize = 25;

/// A page of the user's sessions, and where the next one begins.
pub(crate) async fn page(
    engine: &Engine,
    user: &User,
    current: Option<&str>,
    next_token: Option<&str>,
) -> Result<(Vec<SessionDescriptionType>, Option<String>), Error> {
    let after = page::after(next_token)?;
    let now = engine.clock.now();
    let sessions = engine
        .store
        .sessions_of_user(&user.pool_id, &user.sub, now, after.as_deref(), PAGE + 1)
        .await?;
    let (sessions, next) = page::cut(sessions, PAGE, |session| session.id.as_str());
    let described = sessions.iter().map(|session| describe(session, current));
    Ok((described.collect(), next))
}

/// The change that ends one of the user's sessions.
pub(crate) async fn end(engine: &Engine, user: &User, id: &str) -> Result<Change, Error> {
    let id = parse(id).ok_or(Error::SessionNotFound)?;
    let (_, session) = engine
        .store
        .user_and_session(&user.pool_id, &user.sub, Some(&id))
        .await?;
    let now = engine.clock.now();
    let stands = |session: &Session| session.revoked_at.is_none() && now < session.expires_at;
    let session = session.filter(stands).ok_or(Error::SessionNotFound)?;
    Ok(Change::RevokeSession {
        id: session.id,
        at: now,
    })
}

fn describe(session: &Session, current: Option<&str>) -> SessionDescriptionType {
    SessionDescriptionType {
        session_id: Some(shown(&session.id)),
        session_type: Some(SessionTypeType::Token),
        client_id: Some(session.client_id.clone()),
        create_date: Some(session.signed_in_at),
        is_current_session: current.map(|current| current == session.id),
        ..Default::default()
    }
}

/// The id of a session as the API has it: its UUID, in other digits.
fn shown(id: &str) -> String {
    let mut number = uuid::Uuid::parse_str(id).map_or(0, |id| id.as_u128());
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        let value = u32::try_from(number % 36).expect("below 36");
        *digit = u8::try_from(char::from_digit(value, 36).expect("below 36")).expect("ASCII");
        number /= 36;
    }
    format!("{HEAD}{}", String::from_utf8_lossy(&digits))
}

fn parse(text: &str) -> Option<String> {
    let digits = text
        .strip_prefix(HEAD)
        .filter(|digits| digits.len() == DIGITS)?;
    let number = digits.chars().try_fold(0u128, |number, digit| {
        number
            .checked_mul(36)?
            .checked_add(digit.to_digit(36)?.into())
    })?;
    Some(uuid::Uuid::from_u128(number).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_as_the_model_has_it_and_leads_back() {
        for id in [
            "00000000-0000-0000-0000-000000000000",
            "6f1c2b3a-1111-4222-8333-444455556666",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
        ] {
            let text = shown(id);
            assert_eq!(text.len(), 28);
            assert_eq!(parse(&text).as_deref(), Some(id));
        }
        assert_eq!(parse("tknzzzzzzzzzzzzzzzzzzzzzzzzz"), None);
        assert_eq!(parse("sso0000000000000000000000000"), None);
    }
}
