//! The templates, compiled in.

use std::sync::LazyLock;

use poolgate_ui::Templates;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

/// The templates of all pages.
pub(crate) static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    Templates::new(files![
        "card.html",
        "authorized.html",
        "choice.html",
        "code.html",
        "confirm.html",
        "forgot_password.html",
        "login.html",
        "message.html",
        "new_password.html",
        "passkey.html",
        "passkey_add.html",
        "password.html",
        "reset_password.html",
        "set_up.html",
        "sign_up.html",
    ])
});
