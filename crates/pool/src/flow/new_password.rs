//! The answer to `NEW_PASSWORD_REQUIRED`: a password of the user's own, and what the schema still asks.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{ChallengeNameType, UserStatusType};

use super::device::Onward;
use super::parameters::Parameters;
use super::step::Step;
use super::{attributes, challenge_session, mfa, password, users};
use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Pool};
use crate::store::Change;

/// What `InvalidPasswordException` says first here.
const PREFIX: &str = "Password did not conform with password policy: ";

/// Sets the password, confirms the user and signs in.
pub(crate) async fn answer(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    session: Option<&Secret>,
    responses: &Parameters,
) -> Result<Step, Retry> {
    let session =
        challenge_session::open(ctx, client, ChallengeNameType::NewPasswordRequired, session)?;
    let named = users::find(ctx, pool, responses.require("USERNAME")?.expose()).await?;
    let Some(user) = named.filter(|user| user.sub == session.sub) else {
        return refuse(Error::SessionInvalid);
    };
    if !user.enabled {
        return refuse(Error::UserDisabled);
    }
    let new = responses.require("NEW_PASSWORD")?.expose();
    password::check_policy(pool, new, PREFIX)?;
    let given = responses.attributes();
    for verifiable in ["email", "phone_number"] {
        let changes = given.iter().find(|attribute| attribute.name == verifiable);
        if changes.is_some_and(|new| {
            user.attribute(verifiable)
                .is_some_and(|old| Some(old) != new.value.as_deref())
        }) {
            return refuse(Error::CannotModify(verifiable));
        }
    }
    let written = attributes::written_by_user(pool, client, &given)?;
    // What an administrator left open may be filled in once, whether it can change later or not.
    let fixed = |name: &String| {
        pool.rules
            .schema
            .rule(name)
            .is_some_and(|rule| !rule.mutable)
            && user.attributes.contains_key(name)
    };
    if let Some(name) = written.keys().find(|name| fixed(name)) {
        return refuse(Error::InvalidParameter(format!(
            "user.{name}: Attribute cannot be updated.\n"
        )));
    }
    let missing = pool
        .rules
        .schema
        .missing(|name| user.attributes.contains_key(name) || written.contains_key(name));
    if let Some(name) = missing.first() {
        return refuse(Error::InvalidParameter(format!(
            "Invalid attributes given, {name} is missing"
        )));
    }
    let set = password::another(ctx, pool, &user, new).await?;
    let mut user = users::touched(user, ctx.clock.now());
    user.status = UserStatusType::Confirmed;
    user.attributes.extend(written);
    let aliases = Some(user.aliases(pool));
    let changes = vec![
        session.spend(),
        set,
        Change::UpdateUser {
            user: user.clone(),
            aliases,
        },
    ];
    let onward = Onward {
        changes,
        device: responses.device(),
        after: session.after.new_password(),
    };
    mfa::go_on(ctx, pool, client, &user, onward)
        .await
        .map_err(|retry| match retry {
            Retry::Spent => Retry::Failed(Error::SessionUsed),
            other => other,
        })
}
