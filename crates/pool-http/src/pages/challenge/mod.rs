//! `/challenge`: whatever else a sign-in asks. Which question it is stands in the sealed state, so that the address
//! is the same for all of them, and going back or reloading shows the question that is open.

mod choice;
mod code;
mod new_password;
mod open;
mod passkey;
mod password;
mod picture;
mod set_up;
mod turn;

pub(crate) use picture::get as picture;
pub(crate) use turn::{get, post};
