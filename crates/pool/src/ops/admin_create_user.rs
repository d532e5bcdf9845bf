//! AdminCreateUser: a new user with a temporary password, and an invitation that carries it.

use poolgate_pool_api::types::{
    AdminCreateUserRequest, AdminCreateUserResponse, AttributeType, MessageActionType,
    UserStatusType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{
    aliases, attributes, invitation, password, temporary_password, usernames, users,
};
use crate::model::{Pool, SignInNames, User, name_key};
use crate::store::{Change, CommitError, Conflict};
use crate::trigger::custom_message::{self, MessageSource, Recipient};
use crate::trigger::{NO_CLIENT, pre_sign_up};

/// Creates and invites the user, or invites one again who has not come yet.
pub async fn run(
    ctx: &Ctx,
    input: AdminCreateUserRequest,
) -> Result<AdminCreateUserResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    let user = if input.message_action == Some(MessageActionType::Resend) {
        ctx.retry(|| invite_again(ctx, &pool, &input)).await?
    } else {
        let temporary = choose_password(ctx, &pool, &input)?;
        let given = input.user_attributes.as_deref().unwrap_or_default();
        let user = new_user(ctx, &pool, &input.username, given, temporary.is_some())?;
        let validation = input.validation_data.as_deref();
        pre_sign_up::admin_create_user(ctx, &pool, &user, validation).await?;
        ctx.retry(|| create(ctx, &pool, &input, &user, temporary.as_deref()))
            .await?
    };
    Ok(AdminCreateUserResponse {
        user: Some(user.described()),
    })
}

/// The given password, or one of chance. Where there are other ways to sign in, none is made.
fn choose_password(
    ctx: &Ctx,
    pool: &Pool,
    input: &AdminCreateUserRequest,
) -> Result<Option<String>, Error> {
    match &input.temporary_password {
        Some(given) if !given.expose().is_empty() => {
            password::check_policy(pool, given.expose(), password::ADMIN_CREATE_PREFIX)?;
            Ok(Some(given.expose().to_owned()))
        }
        _ if pool.rules.passwordless => Ok(None),
        _ => Ok(Some(temporary_password::generate(ctx, pool))),
    }
}

async fn create(
    ctx: &Ctx,
    pool: &Pool,
    input: &AdminCreateUserRequest,
    user: &User,
    temporary: Option<&str>,
) -> Result<User, Retry> {
    let force = input.force_alias_creation == Some(true);
    let mut changes = Vec::new();
    if force {
        changes.extend(aliases::take_over(ctx, pool, user).await?);
    }
    changes.push(Change::CreateUser {
        username_key: name_key(&user.username, pool.rules.case_sensitive),
        user: user.clone(),
        aliases: user.aliases(pool),
    });
    if let Some(temporary) = temporary {
        changes.push(password::first(ctx, pool, user, temporary).await?);
        if input.message_action != Some(MessageActionType::Suppress) {
            let mediums = input.desired_delivery_mediums.as_deref();
            let typed = &input.username;
            changes.extend(invitation::send(ctx, pool, user, typed, temporary, mediums));
            write(ctx, pool, user, typed, &mut changes).await?;
        }
    }
    match ctx.commit(changes).await {
        Err(CommitError::Conflict(Conflict::Username)) => refuse(Error::UserAccountExists),
        Err(CommitError::Conflict(Conflict::Alias)) => alias_taken(ctx, pool, user, force).await,
        result => {
            result?;
            Ok(user.clone())
        }
    }
}

/// Has the invitation written by the pool's function, if there is one.
async fn write(
    ctx: &Ctx,
    pool: &Pool,
    user: &User,
    name: &str,
    changes: &mut [Change],
) -> Result<(), Error> {
    let recipient = Recipient {
        name,
        ..Recipient::new(pool, NO_CLIENT, user)
    };
    custom_message::write(ctx, &recipient, MessageSource::AdminCreateUser, changes).await
}

/// What a taken alias means: the user name is, where an address serves as one; else the texts of
/// AliasExistsException, which are unconfirmed for this operation.
async fn alias_taken(ctx: &Ctx, pool: &Pool, user: &User, force: bool) -> Result<User, Retry> {
    let attribute = aliases::taken(ctx, pool, user).await?;
    if matches!(pool.rules.sign_in, SignInNames::Attribute { .. }) {
        return refuse(Error::AddressExists(attribute));
    }
    match attribute {
        "email" | "phone_number" if force => Err(Retry::Conflict),
        "email" => refuse(Error::AliasExists("given email")),
        "phone_number" => refuse(Error::AliasExists("given phone_number")),
        other => refuse(Error::AliasExists(other)),
    }
}

/// The user as it will be stored. Required attributes may still be missing.
fn new_user(
    ctx: &Ctx,
    pool: &Pool,
    typed: &str,
    given: &[AttributeType],
    has_password: bool,
) -> Result<User, Error> {
    if given.iter().any(|attribute| attribute.name == "sub") {
        return Err(Error::InvalidParameter(
            "user.sub: Attribute cannot be updated.\n".to_owned(),
        ));
    }
    let mut attributes = attributes::by_administrator(pool, given)?.set;
    let sub = ctx.uuid();
    let username = usernames::internal(pool, &sub, typed, &mut attributes)?;
    for address in ["email", "phone_number"] {
        if !attributes.contains_key(address) {
            // Else an address that the user gives later would count as verified.
            attributes.remove(&format!("{address}_verified"));
        }
    }
    attributes.insert("sub".to_owned(), sub.clone());
    let now = ctx.clock.now();
    Ok(User {
        pool_id: pool.id.clone(),
        sub,
        username,
        status: if has_password {
            UserStatusType::ForceChangePassword
        } else {
            UserStatusType::Confirmed
        },
        enabled: true,
        attributes,
        created_at: now,
        modified_at: now,
        signed_out_at: None,
        version: 1,
    })
}

/// Another temporary password in another message; the one before is void.
async fn invite_again(
    ctx: &Ctx,
    pool: &Pool,
    input: &AdminCreateUserRequest,
) -> Result<User, Retry> {
    let user = users::find_for_admin(ctx, pool, &input.username).await?;
    if user.status != UserStatusType::ForceChangePassword {
        return refuse(Error::ResendNotPossible(input.username.clone()));
    }
    let given = input.temporary_password.as_ref();
    let temporary = match given.filter(|given| !given.expose().is_empty()) {
        Some(given) => {
            password::check_policy(pool, given.expose(), password::ADMIN_CREATE_PREFIX)?;
            given.expose().to_owned()
        }
        None => temporary_password::generate(ctx, pool),
    };
    let user = users::touched(user, ctx.clock.now());
    let mut changes = vec![
        Change::UpdateUser {
            user: user.clone(),
            aliases: None,
        },
        password::first(ctx, pool, &user, &temporary).await?,
    ];
    let mediums = input.desired_delivery_mediums.as_deref();
    let typed = &input.username;
    changes.extend(invitation::send(
        ctx, pool, &user, typed, &temporary, mediums,
    ));
    write(ctx, pool, &user, typed, &mut changes).await?;
    ctx.commit(changes).await?;
    Ok(user)
}
