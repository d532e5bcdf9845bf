//! What all pages share: templates, stylesheet, languages, and how a failure looks; and the one rule on
//! who may see development features.

mod assets;
mod attributes;
mod browser;
mod development;
mod failure;
mod forms;
mod language;
mod templates;

pub use assets::assets_router;
pub use attributes::{attribute_field, attribute_label, normal_value, value_fault};
pub use browser::wants_page;
pub use development::{Development, is_loopback_host};
pub use failure::{Failure, fail};
pub use forms::{
    CSRF_COOKIE, CSRF_FIELD, cookie_value, csrf_cookie, is_own_form, random_value_of,
    repeats_cookie,
};
pub use language::Language;
pub use minijinja::value::Serde;
pub use minijinja::{Value, context};
pub use templates::{Page, TemplateError, Templates};
