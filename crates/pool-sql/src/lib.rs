//! Storage of the user pool on SQL databases.
