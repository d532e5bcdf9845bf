//! Pages of a list: opaque tokens that name the last id of the page before.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::Error;

/// The id after which the page starts.
pub(crate) fn after(token: Option<&str>) -> Result<Option<String>, Error> {
    let Some(token) = token else { return Ok(None) };
    let invalid = || Error::InvalidParameter("Invalid pagination token".to_owned());
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
    String::from_utf8(bytes).map(Some).map_err(|_| invalid())
}

/// The size of a page: 60 where it is not said, or said to be 0.
pub(crate) fn limit(asked: Option<i32>) -> usize {
    asked
        .and_then(|limit| usize::try_from(limit).ok())
        .filter(|limit| *limit > 0)
        .unwrap_or(60)
}

/// Cuts a list that was read with one more than `limit` to the page, and names the next one.
pub(crate) fn cut<T>(
    mut items: Vec<T>,
    limit: usize,
    id: impl Fn(&T) -> &str,
) -> (Vec<T>, Option<String>) {
    if items.len() <= limit {
        return (items, None);
    }
    items.truncate(limit);
    let next = items.last().map(|last| URL_SAFE_NO_PAD.encode(id(last)));
    (items, next)
}
