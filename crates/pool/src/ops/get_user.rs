//! GetUser: the signed-in user's attributes, as far as the client may read them.

use poolgate_pool_api::types::{GetUserRequest, GetUserResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::token;

/// Reads the user that the access token stands for. That attributes of developers stay out is unconfirmed.
pub async fn run(ctx: &Ctx, input: GetUserRequest) -> Result<GetUserResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    Ok(GetUserResponse {
        user_attributes: who
            .user
            .attribute_list(|name| !name.starts_with("dev:") && who.client.rules.may_read(name)),
        username: who.user.username,
        ..Default::default()
    })
}
