//! All users of the pool into the directory, and those that the pool no longer has marked as deleted.

use poolgate_client::Client;

use super::profile;
use crate::clock::Clock;
use crate::store::{Store, StoreError};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconciled {
    /// The users of the pool, which are in the directory now.
    pub users: u64,
    /// Users in the directory that the pool no longer has.
    pub deleted: u64,
}

/// It could not be finished. What was done stays; nobody was marked as deleted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReconcileError {
    /// The pool refused.
    #[error("the users of the pool cannot be listed")]
    Pool(#[from] poolgate_client::Error),
    /// The directory cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Brings the directory in step with the pool. `progress` hears how many users are done.
///
/// # Errors
/// If the pool or the store refuses.
pub async fn reconcile(
    client: &Client,
    store: &dyn Store,
    clock: &dyn Clock,
    mut progress: impl FnMut(u64),
) -> Result<Reconciled, ReconcileError> {
    let pool_id = &client.config().user_pool_id;
    let start = clock.now();
    let mut users = 0;
    let mut next = None;
    loop {
        let page = client.list_users(next.as_deref()).await?;
        for user in page.users {
            if let Some(profile) = profile::of_attributes(pool_id, &user.username, &user.attributes)
            {
                store.put_profile(profile, clock.now()).await?;
                users += 1;
                progress(users);
            }
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    let deleted = store.mark_deleted(pool_id, start, clock.now()).await?;
    Ok(Reconciled { users, deleted })
}
