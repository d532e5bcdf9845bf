//! Worlds for tests: a pool on a real SQLite file with a clock that tests set, seeded chance, and the
//! mailbox. Requests enter by the door that clients use.

mod answer;
mod authenticator;
mod chance;
mod clock;
mod device;
mod pool;
mod smtp;
mod srp;
mod triggers;

pub use answer::Answer;
pub use authenticator::{Authenticator, Passkey};
pub use chance::SeededRandom;
pub use clock::TestClock;
pub use device::TestDevice;
pub use pool::{PASSWORD, TestPool, TestUser, test_key};
pub use smtp::{SmtpMode, SmtpStandIn};
pub use srp::SrpAttempt;
pub use triggers::{Hold, TestTriggers};
