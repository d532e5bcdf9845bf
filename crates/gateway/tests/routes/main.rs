//! The gateway through its door, in front of a pool that answers what a test tells it.

mod body;
mod browser;
mod challenge;
mod confirm;
mod cors;
mod delete_account;
mod docs;
mod errors;
mod health;
mod limits;
mod log;
mod login;
mod logout;
mod me;
mod passwords;
mod pool;
mod profile;
mod refresh;
mod resend;
mod secrets;
mod signup;
mod token;
mod users;
mod verification;
mod world;
