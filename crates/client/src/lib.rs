//! A typed Cognito user-pool client over the AWS SDK.
