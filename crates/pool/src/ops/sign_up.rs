//! SignUp: a new user, unconfirmed until the code that was sent comes back.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{SignUpRequest, SignUpResponse, UserStatusType};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{
    aliases, attributes, client_proof, codes, password, recovery, sign_up_session, usernames,
};
use crate::model::{Client, Pool, Purpose, SignInNames, User, name_key};
use crate::store::{Change, CommitError, Conflict};

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
    let mut changes = vec![Change::CreateUser {
        username_key: name_key(&user.username, pool.rules.case_sensitive),
        user: user.clone(),
        aliases: user.aliases(&pool),
    }];
    if let Some(new_password) = &input.password {
        password::check_policy(&pool, new_password.expose(), password::SIGN_UP_PREFIX)?;
        changes.push(password::first(ctx, &pool, &user, new_password.expose()).await?);
    }
    let destination = recovery::sign_up_destination(&pool, &user);
    if let Some(destination) = &destination {
        changes.extend(codes::send(ctx, &pool, &user, Purpose::SignUp, destination));
    }
    match ctx.commit(changes).await {
        Err(CommitError::Conflict(Conflict::Username)) => return Err(Error::UsernameExists),
        Err(CommitError::Conflict(Conflict::Alias)) => {
            let address = aliases::taken(ctx, &pool, &user).await?;
            return Err(Error::AddressExists(address));
        }
        result => result?,
    }
    Ok(SignUpResponse {
        user_confirmed: false,
        code_delivery_details: destination.map(|destination| destination.details()),
        session: sign_up_session::after_sign_up(ctx, &client, &user)?,
        user_sub: user.sub,
    })
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
