//! Worlds for tests: a pool with a fixed clock, a seeded source of randomness, a mailbox.
