//! ListUsers: the users of a pool that a filter finds, a page at a time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{AttributeType, ListUsersRequest, ListUsersResponse, UserType};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{User, UserPosition, UserSearch};

/// Users on a page where no limit is given.
const LIMIT: usize = 60;

/// How long a page's token is good for, in milliseconds.
const TOKEN_LIFETIME: i64 = 60 * 60 * 1000;

/// Lists the users in the order of the attribute that is searched. A limit of zero counts as none given;
/// that is unconfirmed.
pub async fn run(ctx: &Ctx, input: ListUsersRequest) -> Result<ListUsersResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let search = UserSearch::parse(input.filter.as_deref().unwrap_or_default())
        .map_err(|fault| Error::InvalidParameter(fault.to_string()))?;
    let limit = input
        .limit
        .and_then(|limit| usize::try_from(limit).ok())
        .filter(|limit| *limit > 0)
        .unwrap_or(LIMIT);
    let after = match input.pagination_token.as_deref() {
        Some(token) => Some(open(ctx, &input, token)?),
        None => None,
    };
    let mut users = ctx
        .store
        .users(&pool.id, &search, after.as_ref(), limit + 1)
        .await?;
    let more = users.len() > limit;
    users.truncate(limit);
    let pagination_token = match users.last().filter(|_| more) {
        Some(last) => Some(seal(ctx, &input, search.position(last))?),
        None => None,
    };
    let wanted = input.attributes_to_get.as_deref();
    let users: Result<Vec<UserType>, Error> = users
        .into_iter()
        .map(|user| describe(user, wanted))
        .collect();
    Ok(ListUsersResponse {
        users: Some(users?),
        pagination_token,
    })
}

fn describe(user: User, wanted: Option<&[String]>) -> Result<UserType, Error> {
    Ok(UserType {
        attributes: Some(match wanted {
            Some(names) => chosen(&user, names)?,
            None => user.attribute_list(|_| true),
        }),
        username: Some(user.username),
        user_create_date: Some(user.created_at),
        user_last_modified_date: Some(user.modified_at),
        enabled: Some(user.enabled),
        user_status: Some(user.status),
        mfa_options: None,
    })
}

/// The attributes that were asked for, none where the choice is empty; one that the user has not is an
/// error, as it is in Cognito.
fn chosen(user: &User, names: &[String]) -> Result<Vec<AttributeType>, Error> {
    if !names.iter().all(|name| user.attributes.contains_key(name)) {
        return Err(Error::InvalidParameter(
            "One or more requested attributes do not exist.".to_owned(),
        ));
    }
    let mut attributes = user.attribute_list(|_| true);
    attributes.retain(|attribute| names.contains(&attribute.name));
    Ok(attributes)
}

/// What a token says, once its MAC holds.
#[derive(Serialize, Deserialize)]
struct Page {
    key: String,
    sub: String,
    issued_at: i64,
}

const MAC_BYTES: usize = 16;

/// The token of the page after `position`, good for this pool, filter and choice of attributes. Whether
/// Cognito ties it to the limit too is unconfirmed; here it is not.
fn seal(ctx: &Ctx, input: &ListUsersRequest, position: UserPosition) -> Result<String, Error> {
    let page = Page {
        key: position.key,
        sub: position.sub,
        issued_at: ctx.clock.now().0,
    };
    let page = serde_json::to_string(&page).map_err(Error::internal)?;
    let mut token = mac(ctx, input, &page).to_vec();
    token.extend_from_slice(page.as_bytes());
    Ok(URL_SAFE_NO_PAD.encode(token))
}

fn open(ctx: &Ctx, input: &ListUsersRequest, token: &str) -> Result<UserPosition, Error> {
    let invalid = || Error::InvalidParameter("Invalid pagination token".to_owned());
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
    let (offered, page) = bytes.split_first_chunk::<MAC_BYTES>().ok_or_else(invalid)?;
    let page = std::str::from_utf8(page).map_err(|_| invalid())?;
    if !bool::from(mac(ctx, input, page).ct_eq(offered)) {
        return Err(invalid());
    }
    let page: Page = serde_json::from_str(page).map_err(|_| invalid())?;
    let end = Timestamp(page.issued_at + TOKEN_LIFETIME);
    if ctx.clock.now() >= end {
        return Err(invalid());
    }
    Ok(UserPosition {
        key: page.key,
        sub: page.sub,
    })
}

fn mac(ctx: &Ctx, input: &ListUsersRequest, page: &str) -> [u8; MAC_BYTES] {
    let names = input.attributes_to_get.as_deref();
    // Names hold no line ends, and a choice of none differs from no choice.
    let names = names.map_or_else(String::new, |names| format!("\n{}", names.join("\n")));
    let filter = input.filter.as_deref().unwrap_or_default();
    let context = ["list_users", &input.user_pool_id, filter, &names];
    let whole = ctx.pages.mac(&context, page);
    let mut mac = [0; MAC_BYTES];
    mac.copy_from_slice(&whole[..MAC_BYTES]);
    mac
}
