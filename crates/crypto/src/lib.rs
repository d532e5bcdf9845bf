//! The cryptography of Poolgate: SRP-6a as Cognito speaks it, SECRET_HASH, sealing, codes.
