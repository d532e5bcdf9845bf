//! The API of Amazon Cognito user pools as Rust types and constraint tables: one request and one
//! response type for each operation, and what a request must satisfy before an operation sees it.
//!
//! Everything in [`types`] and the tables is generated from `model/` by `cargo xtask gen`; this crate
//! adds the few value types and the checker. It knows nothing of HTTP and of what operations do.

pub mod check;
mod operation;
mod value;

mod generated {
    #[expect(missing_docs, reason = "the API model carries no prose for members")]
    pub mod types;

    pub(crate) mod operations;

    #[expect(clippy::unreadable_literal, reason = "generated")]
    pub(crate) mod tables;
}

pub use generated::operations::{ERRORS, OPERATIONS};
pub use generated::types;
pub use operation::{Authorization, Operation, Output};
pub use value::{Blob, Secret, Timestamp};
