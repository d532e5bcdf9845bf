//! GetCSVHeader: the columns of a file with users to import.

use poolgate_pool_api::types::{GetCsvHeaderRequest, GetCsvHeaderResponse};

use crate::ctx::Ctx;
use crate::error::Error;

/// What every file has beside the attributes.
const LAST: [&str; 2] = ["cognito:mfa_enabled", "cognito:username"];

/// Names the columns: the pool's attributes but `sub`, in the order of the schema.
pub async fn run(ctx: &Ctx, input: GetCsvHeaderRequest) -> Result<GetCsvHeaderResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let attributes = pool.description.schema_attributes.iter().flatten();
    let names = attributes.filter_map(|attribute| attribute.name.clone());
    let columns = names
        .filter(|name| name != "sub" && name != "identities")
        .chain(LAST.map(str::to_owned));
    Ok(GetCsvHeaderResponse {
        user_pool_id: Some(pool.id.clone()),
        csv_header: Some(columns.collect()),
    })
}
