//! GetUser: the signed-in user's attributes, as far as the client may read them.

use poolgate_pool_api::types::{GetUserRequest, GetUserResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::mfa;
use crate::token;

/// Reads the user that the access token stands for. That attributes of developers stay out is unconfirmed.
pub async fn run(ctx: &Ctx, input: GetUserRequest) -> Result<GetUserResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let user_mfa = mfa::of_user(ctx, &who.user).await?;
    Ok(GetUserResponse {
        preferred_mfa_setting: user_mfa.preferred_setting(),
        user_mfa_setting_list: user_mfa.setting_list(),
        user_attributes: who
            .user
            .attribute_list(|name| !name.starts_with("dev:") && who.client.rules.may_read(name)),
        username: who.user.username,
        ..Default::default()
    })
}
