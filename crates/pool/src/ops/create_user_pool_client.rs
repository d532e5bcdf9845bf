//! CreateUserPoolClient: an app client of a pool.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{
    CreateUserPoolClientRequest, CreateUserPoolClientResponse, UserPoolClientType,
};

use super::create_user_pool::CreateError;
use crate::ctx::{Ctx, Engine};
use crate::error::Error;
use crate::flow::client_settings;
use crate::model::{Client, ClientSecret, Pool};
use crate::store::{Change, CommitError, Conflict};

/// Creates the client under an id of chance; with `GenerateSecret` or `ClientSecret` it has a secret.
pub async fn run(
    ctx: &Ctx,
    input: CreateUserPoolClientRequest,
) -> Result<CreateUserPoolClientResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let generate = input.generate_secret == Some(true);
    if generate && input.client_secret.is_some() {
        return Err(Error::InvalidParameter(
            "ClientSecret and GenerateSecret cannot be used together.".to_owned(),
        ));
    }
    let secret = match &input.client_secret {
        None if generate => Some(new_secret(ctx)),
        given => given.clone(),
    };
    loop {
        let id = poolgate_crypto::base36(&*ctx.random, 26);
        match create(ctx, &pool, id, secret.clone(), &input).await {
            Err(CreateError::Taken) => {}
            Err(CreateError::Failed(error)) => return Err(error),
            Ok(client) => {
                return Ok(CreateUserPoolClientResponse {
                    user_pool_client: Some(shown(&client)),
                });
            }
        }
    }
}

/// A new secret of 52 letters and digits.
pub(crate) fn new_secret(engine: &Engine) -> Secret {
    Secret::from(poolgate_crypto::base36(&*engine.random, 52))
}

/// A client as its description is given back: with the secret.
pub(crate) fn shown(client: &Client) -> UserPoolClientType {
    UserPoolClientType {
        client_secret: client.secret().cloned(),
        ..client.description.clone()
    }
}

/// Creates a client under the given id.
pub(crate) async fn create(
    engine: &Engine,
    pool: &Pool,
    id: String,
    secret: Option<Secret>,
    input: &CreateUserPoolClientRequest,
) -> Result<Client, CreateError> {
    client_settings::check(engine, pool, input, secret.is_some()).await?;
    let now = engine.clock.now();
    let mut description = client_settings::describe(input, now)?;
    description.client_id = Some(id.clone());
    let secrets = secret
        .map(|value| ClientSecret::new(engine, value))
        .into_iter()
        .collect();
    let client = Client::new(id, pool.id.clone(), secrets, description, 1);
    client_settings::check_lifetimes(&client)?;
    match engine
        .commit(vec![Change::CreateClient(Box::new(client.clone()))])
        .await
    {
        Err(CommitError::Conflict(Conflict::Id)) => Err(CreateError::Taken),
        Err(error) => Err(CreateError::Failed(error.into())),
        Ok(()) => Ok(client),
    }
}
