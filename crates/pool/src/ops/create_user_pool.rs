//! CreateUserPool: a pool with its schema, its settings and its two signing keys.

use poolgate_pool_api::types::{CreateUserPoolRequest, CreateUserPoolResponse};

use crate::ctx::{Ctx, Engine};
use crate::error::Error;
use crate::flow::pool_settings;
use crate::model::Pool;
use crate::store::{Change, CommitError, Conflict};

/// Creates the pool under an id of chance.
pub async fn run(ctx: &Ctx, input: CreateUserPoolRequest) -> Result<CreateUserPoolResponse, Error> {
    let region = ctx.caller.region.clone();
    loop {
        let id = format!(
            "{region}_{}",
            poolgate_crypto::alphanumeric(&*ctx.random, 9)
        );
        match create(ctx, id, region.clone(), ctx.caller.account.clone(), &input).await {
            Err(CreateError::Taken) => {}
            Err(CreateError::Failed(error)) => return Err(error),
            Ok(pool) => {
                return Ok(CreateUserPoolResponse {
                    user_pool: Some(pool.description),
                });
            }
        }
    }
}

/// Why a pool was not created.
pub(crate) enum CreateError {
    /// The id is taken.
    Taken,
    /// Any other reason.
    Failed(Error),
}

impl From<Error> for CreateError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Creates a pool under the given id.
pub(crate) async fn create(
    engine: &Engine,
    id: String,
    region: String,
    account: String,
    input: &CreateUserPoolRequest,
) -> Result<Pool, CreateError> {
    let mut description = pool_settings::describe(input, engine.clock.now())?;
    description.id = Some(id.clone());
    description.arn = Some(format!(
        "arn:aws:cognito-idp:{region}:{account}:userpool/{id}"
    ));
    let pool = Pool::new(id, region, account, description, 1);
    let keys = engine.keys.generate(&*engine.random)?;
    match engine
        .commit(vec![Change::CreatePool {
            pool: Box::new(pool.clone()),
            keys,
        }])
        .await
    {
        Err(CommitError::Conflict(Conflict::Id)) => Err(CreateError::Taken),
        Err(error) => Err(CreateError::Failed(error.into())),
        Ok(()) => Ok(pool),
    }
}
