//! The messages that the CustomMessage trigger writes. Placeholders stand for what only the pool knows.

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The code that confirms a sign-up.
    SignUp,
    /// Another such code.
    ResendCode,
    /// The code for a new password.
    ForgotPassword,
    /// The code that verifies an address.
    VerifyAttribute,
    /// The code of a sign-in.
    Authentication,
    /// The temporary password of an account that an administrator made.
    Invitation,
}

/// The parts of a message, for either medium.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    /// The subject of the mail.
    pub(super) subject: String,
    /// The mail as HTML.
    pub(super) html: String,
    /// The text message.
    pub(super) sms: String,
}

/// Writes a message. `code` and `username` are the pool's placeholders.
pub(super) fn render(purpose: Purpose, username: &str, code: &str) -> Texts {
    let (subject, lead, rest) = match purpose {
        Purpose::SignUp | Purpose::ResendCode => (
            "Confirm your email address",
            "Thank you for signing up. Confirm your address with this code:",
            "If you did not sign up, ignore this message.",
        ),
        Purpose::ForgotPassword => (
            "Your code for a new password",
            "Set a new password with this code:",
            "If you did not ask for it, ignore this message: your password stays as it is.",
        ),
        Purpose::VerifyAttribute => (
            "Verify your address",
            "Verify your new address with this code:",
            "If you did not change your address, sign in and look at your account.",
        ),
        Purpose::Authentication => (
            "Your code to sign in",
            "Sign in with this code:",
            "If you are not signing in, change your password: somebody else knows it.",
        ),
        Purpose::Invitation => (
            "Your new account",
            "An account was made for you. This is its temporary password:",
            "You choose a password of your own when you sign in for the first time.",
        ),
    };
    let (user_html, sms) = match purpose {
        Purpose::Invitation => (
            format!("<p>User name: <strong>{}</strong></p>", escaped(username)),
            format!("Your user name is {username}, your temporary password is {code}"),
        ),
        _ => (String::new(), format!("Your code is {code}")),
    };
    let code = escaped(code);
    Texts {
        subject: subject.to_owned(),
        html: format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\
             <body style=\"font-family:system-ui,sans-serif;font-size:16px;line-height:1.5\"><p>{lead}</p>{user_html}\
             <p style=\"font-family:monospace;font-size:28px;letter-spacing:4px\">{code}</p><p>{rest}</p></body></html>"
        ),
        sms,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
