//! The user-pool engine: every operation of the Cognito API, without HTTP and without SQL.
