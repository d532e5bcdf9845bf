//! SignUp: a new user, unconfirmed until the code that was sent comes back.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{
    EventResponseType, EventType, SignUpRequest, SignUpResponse, UserStatusType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::context_data;
use crate::flow::{
    aliases, attributes, auth_events, client_proof, codes, password, recovery, sign_up_session,
    usernames, verification_link,
};
use crate::model::{Client, Pool, Purpose, SignInNames, User, name_key};
use crate::store::{Change, CommitError, Conflict};
use crate::trigger::custom_message::{self, MessageSource, Recipient};
use crate::trigger::post_confirmation::{self, Confirmed};
use crate::trigger::pre_sign_up;

/// Creates the user, and sends the code where the pool verifies an address that was given.
pub async fn run(ctx: &Ctx, input: SignUpRequest) -> Result<SignUpResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    client_proof::check_hash(&client, &input.username, input.secret_hash.as_ref())?;
    if pool.rules.admin_only_sign_up {
        return Err(Error::SignUpNotPermitted);
    }
    if input.password.is_none() && !pool.rules.passwordless {
        return Err(password_missing());
    }
    let user = new_user(ctx, &pool, &client, &input)?;
    if let Some(new_password) = &input.password {
        password::check_policy(&pool, new_password.expose(), password::SIGN_UP_PREFIX)?;
    }
    let ctx = &context_data::of_client(ctx, &client, input.user_context_data.as_ref());
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    let validation = input.validation_data.as_deref();
    let user = pre_sign_up::sign_up(ctx, &pool, &client.id, user, validation).await?;
    let (kind, response) = (EventType::SignUp, EventResponseType::Pass);
    let noted = auth_events::note(ctx, &pool, &user, kind, response, None, None);
    let mut changes = Vec::from_iter(noted);
    if let Some(new_password) = &input.password {
        changes.push(password::first(ctx, &pool, &user, new_password.expose()).await?);
    }
    let confirmed = user.status == UserStatusType::Confirmed;
    let destination = recovery::sign_up_destination(&pool, &user).filter(|_| !confirmed);
    if let Some(destination) = &destination {
        changes.extend(codes::send(ctx, &pool, &user, Purpose::SignUp, destination));
        verification_link::prepare(ctx, &pool, &client.id, &user, &mut changes).await?;
        let recipient = Recipient::new(&pool, &client.id, &user);
        custom_message::write(ctx, &recipient, MessageSource::SignUp, &mut changes).await?;
        verification_link::finish(&mut changes);
    }
    ctx.retry(|| create(ctx, &pool, &user, changes.clone()))
        .await?;
    if confirmed {
        post_confirmation::tell(ctx, &pool, &client.id, &user, Confirmed::SignUp).await?;
    }
    let session = sign_up_session::after_sign_up(ctx, &client, &user)?;
    Ok(SignUpResponse {
        user_confirmed: confirmed,
        code_delivery_details: destination.map(|destination| destination.details()),
        session,
        user_sub: user.sub,
    })
}

/// Creates the user, in one commit with these changes. An address that a function vouches for is taken from whoever
/// has it as an alias.
async fn create(ctx: &Ctx, pool: &Pool, user: &User, changes: Vec<Change>) -> Result<(), Retry> {
    let mut all = aliases::take_over(ctx, pool, user).await?;
    all.push(Change::CreateUser {
        username_key: name_key(&user.username, pool.rules.case_sensitive),
        user: user.clone(),
        aliases: user.aliases(pool),
    });
    all.extend(changes);
    let takes_over = !matches!(pool.rules.sign_in, SignInNames::Attribute { .. });
    match ctx.commit(all).await {
        Err(CommitError::Conflict(Conflict::Username)) => refuse(Error::UsernameExists),
        Err(CommitError::Conflict(Conflict::Alias)) => {
            match aliases::taken(ctx, pool, user).await? {
                "email" | "phone_number" if takes_over => Err(Retry::Conflict),
                address => refuse(Error::AddressExists(address)),
            }
        }
        result => Ok(result?),
    }
}

/// The message of the constraint check: only pools with other factors take users without a password.
fn password_missing() -> Error {
    Error::InvalidParameter(
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null"
            .to_owned(),
    )
}

/// The user as it will be stored, or why it cannot be.
fn new_user(ctx: &Ctx, pool: &Pool, client: &Client, input: &SignUpRequest) -> Result<User, Error> {
    let given = input.user_attributes.as_deref().unwrap_or_default();
    let mut attributes = attributes::written_by_user(pool, client, given)?;
    check_preferred_username(pool, &attributes)?;
    let sub = ctx.uuid();
    let username = usernames::internal(pool, &sub, &input.username, &mut attributes)?;
    pool.rules
        .schema
        .check_required(|name| attributes.contains_key(name))?;
    for verifiable in ["email", "phone_number"] {
        if attributes.contains_key(verifiable) {
            attributes.insert(format!("{verifiable}_verified"), "false".to_owned());
        }
    }
    attributes.insert("sub".to_owned(), sub.clone());
    let now = ctx.clock.now();
    Ok(User {
        pool_id: pool.id.clone(),
        sub,
        username,
        status: UserStatusType::Unconfirmed,
        enabled: true,
        attributes,
        created_at: now,
        modified_at: now,
        signed_out_at: None,
        version: 1,
    })
}

/// Refuses a preferred user name that would be an alias at once.
fn check_preferred_username(
    pool: &Pool,
    attributes: &BTreeMap<String, String>,
) -> Result<(), Error> {
    let is_alias = matches!(
        pool.rules.sign_in,
        SignInNames::Username {
            preferred_username: true,
            ..
        }
    );
    if is_alias && attributes.contains_key("preferred_username") {
        return Err(Error::InvalidParameter(
            "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.".to_owned(),
        ));
    }
    Ok(())
}
