//! ListWebAuthnCredentials: the passkeys of the signed-in user.

use poolgate_pool_api::types::{ListWebAuthnCredentialsRequest, ListWebAuthnCredentialsResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::passkey_json::encode;
use crate::model::Passkey;
use crate::ops::page;
use crate::token;

/// Lists them, the oldest first; those of a relying party that the pool has no more as well.
pub async fn run(
    ctx: &Ctx,
    input: ListWebAuthnCredentialsRequest,
) -> Result<ListWebAuthnCredentialsResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let limit = page::limit(input.max_results).min(Passkey::MOST);
    let after = page::after(input.next_token.as_deref())?;
    let found = ctx.store.passkeys(&who.pool.id, &who.user.sub).await?;
    // A key that sorts as the list is sorted.
    let keyed = found.into_iter().map(|passkey| {
        let id = encode(&passkey.id);
        (format!("{:020} {id}", passkey.created_at.0), id, passkey)
    });
    let mut rows: Vec<_> = keyed
        .filter(|(key, ..)| after.as_deref().is_none_or(|after| key.as_str() > after))
        .collect();
    rows.sort_unstable_by(|(one, ..), (other, ..)| one.cmp(other));
    let (rows, next_token) = page::cut(rows, limit, |(key, ..)| key.as_str());
    let described = rows
        .into_iter()
        .map(|(_, id, passkey)| passkey.described(id));
    Ok(ListWebAuthnCredentialsResponse {
        credentials: described.collect(),
        next_token,
    })
}
