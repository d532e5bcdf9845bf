//! Verifies JSON Web Tokens of Amazon Cognito user pools.
