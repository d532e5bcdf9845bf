//! The directory of users in the gateway's own data, in step with the pool: at registration, at the first
//! verified token of a user, and for all others by [`reconcile`].

mod in_step;
mod profile;
mod reconcile;

pub(crate) use in_step::InStep;
pub use reconcile::{ReconcileError, Reconciled, reconcile};
