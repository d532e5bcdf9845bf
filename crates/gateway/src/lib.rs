//! The gateway: an authentication service in front of any Cognito user pool.
