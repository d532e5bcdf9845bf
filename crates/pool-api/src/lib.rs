//! The Cognito API model as Rust types and constraint tables, generated.
