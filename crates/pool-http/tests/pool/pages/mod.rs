//! The managed login's pages, as a browser without scripts uses them.

mod browser;
mod challenges;
mod confirm_user;
mod forms;
mod login;
mod look;
mod passkeys;
mod recovery;
mod sign_up;
mod state;
mod texts;
