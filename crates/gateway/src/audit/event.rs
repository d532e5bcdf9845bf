//! Every event: its name, when it is written, and on which routes.

use http::Method;

use crate::code::Code;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditEvent {
    /// A sign-in, or a step of one.
    Login,
    /// An end of one session or of all.
    Logout,
    /// New tokens for a refresh token.
    TokenRefreshed,
    /// A bearer token that does not verify.
    TokenRejected,
    /// A new account.
    UserSignedUp,
    /// An account was confirmed with its code.
    UserConfirmed,
    /// A code was asked for once more.
    CodeRequested,
    /// A code to reset a password was asked for.
    PasswordResetRequested,
    /// A password was reset with a code.
    PasswordReset,
    /// A signed-in user chose another password.
    PasswordChanged,
    /// A signed-in user changed attributes.
    ProfileChanged,
    /// A code to verify an address was asked for.
    VerificationRequested,
    /// An address was verified with its code.
    AttributeVerified,
    /// Second factors were turned on or off.
    MfaChanged,
    /// An authenticator app is being set up.
    TotpStarted,
    /// An authenticator app was added.
    TotpAdded,
    /// The authenticator app was removed.
    TotpRemoved,
    /// A passkey is being set up.
    PasskeyStarted,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A user ended one of its sessions.
    SessionEnded,
    /// A ticket for a WebSocket handshake was made.
    SocketTicketMade,
    /// A user deleted its account.
    AccountDeleted,
    /// Somebody may not pass to a guarded application.
    AccessDenied,
    /// A limit was hit.
    RateLimited,
    /// A page of another origin asked for a change.
    CrossOriginRefused,
}

/// Name, when it is written, routes.
type Row = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

impl AuditEvent {
    /// Every event, in the order of the documentation.
    pub const ALL: [Self; 26] = [
        Self::Login,
        Self::Logout,
        Self::TokenRefreshed,
        Self::TokenRejected,
        Self::UserSignedUp,
        Self::UserConfirmed,
        Self::CodeRequested,
        Self::PasswordResetRequested,
        Self::PasswordReset,
        Self::PasswordChanged,
        Self::ProfileChanged,
        Self::VerificationRequested,
        Self::AttributeVerified,
        Self::MfaChanged,
        Self::TotpStarted,
        Self::TotpAdded,
        Self::TotpRemoved,
        Self::PasskeyStarted,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::SessionEnded,
        Self::SocketTicketMade,
        Self::AccountDeleted,
        Self::AccessDenied,
        Self::RateLimited,
        Self::CrossOriginRefused,
    ];

    #[rustfmt::skip]
    const fn row(self) -> Row {
        match self {
            Self::Login => ("login", "Somebody signed in, or tried to; a challenge is a step on the way.", &[("POST", "/auth/login"), ("POST", "/auth/challenge"), ("POST", "/auth/passwordless/start"), ("GET", "/auth/{provider}/callback"), ("POST", "/api/v1/auth/login"), ("POST", "/login"), ("POST", "/mfa")]),
            Self::Logout => ("logout", "One session ended, or all of a user's.", &[("POST", "/auth/logout"), ("POST", "/logout")]),
            Self::TokenRefreshed => ("token_refreshed", "A refresh token was used; a failure may be one that was used before or revoked.", &[("POST", "/auth/refresh")]),
            Self::TokenRejected => ("token_rejected", "A bearer token did not verify, on a route that has no event of its own.", &[]),
            Self::UserSignedUp => ("user_signed_up", "An account was made, or refused.", &[("POST", "/auth/signup"), ("POST", "/api/v1/auth/register"), ("POST", "/register")]),
            Self::UserConfirmed => ("user_confirmed", "An account was confirmed with its code.", &[("POST", "/auth/confirm"), ("POST", "/auth/confirm-signup"), ("POST", "/api/v1/auth/verify-otp"), ("POST", "/confirm")]),
            Self::CodeRequested => ("code_requested", "The code of a new account was asked for again.", &[("POST", "/auth/resend-code"), ("POST", "/api/v1/auth/request-otp"), ("POST", "/confirm/resend")]),
            Self::PasswordResetRequested => ("password_reset_requested", "A code to reset a password was asked for; it is written for unknown accounts too.", &[("POST", "/auth/forgot-password"), ("POST", "/forgot-password")]),
            Self::PasswordReset => ("password_reset", "A password was reset with a code, or a code was tried.", &[("POST", "/auth/reset-password"), ("POST", "/api/v1/auth/reset-password"), ("POST", "/reset-password")]),
            Self::PasswordChanged => ("password_changed", "A signed-in user chose another password.", &[("POST", "/auth/change-password"), ("POST", "/account/password")]),
            Self::ProfileChanged => ("profile_changed", "A signed-in user changed attributes.", &[("POST", "/profile"), ("PATCH", "/profile"), ("POST", "/account")]),
            Self::VerificationRequested => ("attribute_verification_requested", "A code to verify an address or number was asked for.", &[("POST", "/auth/attributes/verify/start"), ("POST", "/account/verify/send")]),
            Self::AttributeVerified => ("attribute_verified", "An address or number was verified with its code.", &[("POST", "/auth/attributes/verify"), ("POST", "/account/verify")]),
            Self::MfaChanged => ("mfa_changed", "Second factors were turned on or off.", &[("PUT", "/auth/mfa"), ("POST", "/account/mfa")]),
            Self::TotpStarted => ("totp_enrolment_started", "A user asked for the secret of an authenticator app.", &[("POST", "/auth/mfa/totp/start"), ("POST", "/account/mfa/app/start")]),
            Self::TotpAdded => ("totp_added", "An authenticator app was added.", &[("POST", "/auth/mfa/totp/verify"), ("POST", "/account/mfa/app")]),
            Self::TotpRemoved => ("totp_removed", "The authenticator app was removed.", &[("DELETE", "/auth/mfa/totp"), ("POST", "/account/mfa/app/remove")]),
            Self::PasskeyStarted => ("passkey_enrolment_started", "A user asked to add a passkey.", &[("POST", "/auth/passkeys/start"), ("POST", "/account/passkeys/start")]),
            Self::PasskeyAdded => ("passkey_added", "A passkey was added.", &[("POST", "/auth/passkeys/complete"), ("POST", "/account/passkeys/add")]),
            Self::PasskeyRemoved => ("passkey_removed", "A passkey was removed.", &[("DELETE", "/auth/passkeys/{id}"), ("POST", "/account/passkeys/remove")]),
            Self::SessionEnded => ("session_ended", "A user ended one of its sessions.", &[("DELETE", "/auth/sessions/{id}"), ("POST", "/account/sessions/end")]),
            Self::SocketTicketMade => ("socket_ticket_made", "A signed-in user asked for a ticket for a WebSocket handshake.", &[("POST", "/auth/socket-ticket")]),
            Self::AccountDeleted => ("account_deleted", "A user deleted its account.", &[("DELETE", "/auth/account"), ("POST", "/account/delete")]),
            Self::AccessDenied => ("access_denied", "A signed-in user may not pass to a guarded application.", &[]),
            Self::RateLimited => ("rate_limited", "A limit of the gateway or of the pool was hit, on any route.", &[]),
            Self::CrossOriginRefused => ("cross_origin_refused", "A page of another origin asked for a change, on any route.", &[]),
        }
    }

    /// Its name in the log. Names are never changed.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// When it is written.
    pub const fn when(self) -> &'static str {
        self.row().1
    }

    /// The routes whose event it is: method and path. None for what can happen on any.
    pub const fn routes(self) -> &'static [(&'static str, &'static str)] {
        self.row().2
    }

    /// The event of an answer: that of its code, where that says more, else that of its route.
    pub(crate) fn of(method: &Method, route: &str, code: Option<Code>) -> Option<Self> {
        match code {
            Some(Code::RateLimited | Code::TooManyAttempts) => return Some(Self::RateLimited),
            Some(Code::CrossOrigin) => return Some(Self::CrossOriginRefused),
            Some(Code::InsufficientScope) => return Some(Self::AccessDenied),
            _ => {}
        }
        // Where the router is nested in another, its routes have something before them.
        let of_route = Self::ALL
            .into_iter()
            .flat_map(|event| event.routes().iter().map(move |row| (event, row)))
            .filter(|(_, (m, path))| *m == method.as_str() && route.ends_with(path))
            .max_by_key(|(_, (_, path))| path.len())
            .map(|(event, _)| event);
        of_route.or_else(|| (code == Some(Code::InvalidToken)).then_some(Self::TokenRejected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_each_route_has_one_event() {
        let mut names = AuditEvent::ALL.map(AuditEvent::name).to_vec();
        let mut routes: Vec<_> = AuditEvent::ALL
            .into_iter()
            .flat_map(AuditEvent::routes)
            .collect();
        let counts = (names.len(), routes.len());
        names.sort_unstable();
        names.dedup();
        routes.sort_unstable();
        routes.dedup();
        assert_eq!(counts, (names.len(), routes.len()));
    }

    /// Whoever adds a route that changes something decides which event it is.
    #[test]
    fn every_route_that_changes_something_has_an_event() {
        for route in crate::routes::documented() {
            let ends_a_sign_in = route.path.ends_with("/callback");
            let reads = route.method == Method::GET && !ends_a_sign_in;
            let event = AuditEvent::of(&route.method, route.path, None);
            assert_eq!(event.is_none(), reads, "{} {}", route.method, route.path);
        }
    }
}
