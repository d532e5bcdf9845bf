//! PreTokenGeneration for a token that stands for no user: version 3 alone.

use poolgate_pool_api::types::PreTokenGenerationLambdaVersionType;
use serde_json::{Map, Value};

use super::event::{Event, Occasion};
use super::pre_token_generation::{Request, Second, TRIGGER, event_version, version};
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{Client, Pool};

/// Changes the claims of a machine's access token, which has these scopes, as the pool's function wants it.
pub async fn client_credentials(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    scopes: &[String],
    claims: &mut Map<String, Value>,
) -> Result<(), Error> {
    let is_third = version(pool) == PreTokenGenerationLambdaVersionType::V30;
    let Some(arn) = TRIGGER.function(ctx, pool).filter(|_| is_third) else {
        return Ok(());
    };
    let occasion = Occasion {
        pool,
        client_id: &client.id,
        user_name: "ClientCredentials",
        source: "TokenGeneration_ClientCredentials",
    };
    let request = Request::without_user(ctx, scopes);
    let event = Event::new(occasion, request, Second::default()).version(event_version(pool));
    let answer: Second = run::ask(ctx, TRIGGER, arn, &event).await?;
    answer.changes()?.apply_to_access(&client.id, claims);
    Ok(())
}
