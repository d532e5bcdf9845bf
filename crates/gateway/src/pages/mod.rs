//! What the gateway's pages share: who visits, the forms that come in, the state that leads from one page to the next,
//! the words for errors, and the look. The pages themselves are in `routes::site`, one file each.

mod attributes;
mod cookies;
mod explain;
mod facts;
mod failure;
mod form;
mod look;
mod settings;
mod shown;
mod step;
mod visit;

pub(crate) use attributes::{field, typed};
pub(crate) use cookies::clear_state as forget_step;
pub(crate) use explain::explain;
pub(crate) use facts::{Facts, FactsCache};
pub(crate) use failure::failure;
pub(crate) use form::{Form, Sent, read};
pub(crate) use look::get as look;
pub use settings::{Factor, Pages};
pub(crate) use shown::Shown;
pub(crate) use step::{Challenge, Notice, Step};
pub(crate) use visit::{Member, Visit, carry_cookies, with_return};
