//! The templates: those that all pages share, and one of the managed login's own.

use std::sync::LazyLock;

use poolgate_ui::Templates;

/// The templates of all pages.
pub(crate) static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    Templates::new(&[(
        "authorized.html",
        include_str!("../../templates/authorized.html"),
    )])
});
