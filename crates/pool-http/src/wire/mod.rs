//! AWS JSON 1.1: one path, one verb, the operation in a header.

mod answer;
mod caller;
mod cors;
mod dispatch;
mod handle;
pub mod sigv4;

pub use dispatch::BUILT;

pub(crate) use answer::{error_response, not_found, panicked};
pub(crate) use cors::cors;
pub(crate) use handle::handle;
