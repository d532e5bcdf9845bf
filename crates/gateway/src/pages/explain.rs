//! What people read in the place of error codes.

use http::StatusCode;
use poolgate_ui::Language;

use super::form::Form;
use super::shown::Shown;
use crate::code::Code;
use crate::error::ApiError;

/// The text for a code, by its name in the section `error` of the language files; nothing where the error says it in
/// the words of somebody who knows more.
pub(super) fn text_of(code: Code) -> Option<&'static str> {
    let name = match code {
        Code::RefusedByTrigger | Code::SignInRefused => return None,
        Code::InvalidRequest
        | Code::BodyTooLarge
        | Code::UnsupportedMediaType
        | Code::MethodNotAllowed => "not_understood",
        Code::ValidationFailed | Code::RefusedByPool => "invalid",
        Code::InvalidCode | Code::CodeExpired => "code",
        Code::InvalidPassword => "password_policy",
        Code::PasswordUsedBefore => "password_used",
        Code::WrongPassword => "wrong_password",
        Code::AlreadyConfirmed => "confirmed_before",
        Code::NotPossible | Code::PasswordResetRequired => "recovery_closed",
        Code::NotSupported | Code::Forbidden | Code::InsufficientScope => "not_offered",
        Code::InvalidCredentials => "credentials",
        Code::TokenMissing | Code::InvalidToken | Code::InvalidRefreshToken => "signed_out",
        Code::InvalidSession => "expired",
        Code::UserNotConfirmed => "unconfirmed",
        Code::TemporaryPasswordExpired => "temporary_expired",
        Code::UserDisabled => "disabled",
        Code::SignUpNotAllowed => "sign_up_closed",
        Code::CrossOrigin => "other_place",
        Code::NotFound => "nothing_here",
        Code::UserNotFound => "unknown_user",
        Code::UserExists => "address_taken",
        Code::RateLimited => "busy",
        Code::TooManyAttempts => "locked",
        Code::DeliveryFailed => "delivery",
        Code::PoolUnavailable
        | Code::PoolBusy
        | Code::PoolTimeout
        | Code::KeysUnavailable
        | Code::NotReady
        | Code::BodyTimeout
        | Code::Timeout => "unavailable",
        Code::Internal | Code::Misconfigured | Code::PoolError => "internal",
    };
    Some(name)
}

/// The error in the reader's language.
pub(super) fn message(error: &ApiError, language: &Language) -> String {
    match text_of(error.code()) {
        Some(name) => language.text(&["error", name]),
        None => error.facts().message.clone().into_owned(),
    }
}

/// The form again, with what is wrong; an error that only the operator can mend is handed back.
///
/// `fields` says where the members of the body stand on the page: their name, and the id of the field.
pub(crate) fn explain(
    error: ApiError,
    form: &Form,
    language: &Language,
    fields: &[(&str, &str)],
) -> Result<Shown, ApiError> {
    let code = error.code();
    if matches!(code, Code::Internal | Code::Misconfigured | Code::PoolError) {
        return Err(error);
    }
    let facts = error.facts();
    let mut shown = Shown {
        error: Some(message(&error, language)),
        refused: Some(error.clone()),
        status: Some(facts.status),
        retry_after: facts.retry_after.map(|wait| wait.as_secs().max(1)),
        ..Shown::default()
    };
    for name in facts.fields.keys() {
        let (_, id) = fields
            .iter()
            .find(|(member, _)| member == name)
            .copied()
            .unwrap_or((name, name));
        let text = language.text(&["error", of_field(code, id, form)]);
        shown.fields.insert(id.to_owned(), text);
    }
    let of_code = match code {
        Code::InvalidCode | Code::CodeExpired => Some("code"),
        Code::InvalidPassword | Code::PasswordUsedBefore => Some("password"),
        _ => None,
    };
    if let Some(id) = of_code
        && fields.iter().any(|(_, other)| *other == id)
    {
        let text = shown.error.clone().unwrap_or_default();
        shown.fields.entry(id.to_owned()).or_insert(text);
    }
    if shown.fields.len() == 1 && shown.status == Some(StatusCode::BAD_REQUEST) {
        shown.error = shown.fields.values().next().cloned();
    }
    Ok(shown)
}

/// What is wrong with a field at first sight.
fn of_field(code: Code, id: &str, form: &Form) -> &'static str {
    match (code, id) {
        (Code::InvalidPassword, _) => "password_policy",
        (Code::PasswordUsedBefore, _) => "password_used",
        (Code::WrongPassword, _) => "wrong_password",
        _ if !form.is_filled(id) => "required",
        (_, "username" | "email") => "email_invalid",
        (_, "phone_number") => "phone_invalid",
        (_, "birthdate") => "date_invalid",
        (_, "code") => "code",
        _ => "field_invalid",
    }
}
