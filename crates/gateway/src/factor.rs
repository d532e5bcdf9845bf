//! Second factors: which there are, which are on, and what a wish changes of them.

use poolgate_client::{Factor, MfaPreference, User};

use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;

/// A kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Totp,
    Sms,
    Email,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Totp, Self::Sms, Self::Email];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Cognito's name.
    fn cognito(self) -> &'static str {
        match self {
            Self::Totp => "SOFTWARE_TOKEN_MFA",
            Self::Sms => "SMS_MFA",
            Self::Email => "EMAIL_OTP",
        }
    }

    pub(crate) fn place(self) -> usize {
        self as usize
    }
}

/// What should be asked for first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preferred {
    This(Kind),
    Nothing,
}

/// The factors that are on, and the one that is asked for first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Factors {
    on: [bool; 3],
    pub(crate) preferred: Option<Kind>,
}

/// What should change; what is `None` stays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) on: [Option<bool>; 3],
    pub(crate) preferred: Option<Preferred>,
}

impl Factors {
    /// As the pool has them now.
    pub(crate) async fn of(gateway: &Gateway, caller: &Caller) -> Result<Self, ApiError> {
        let user = gateway
            .client()
            .get_user(&caller.token)
            .await
            .map_err(ApiError::of_bearer)?;
        Ok(Self::from(&user))
    }

    pub(crate) fn is_on(self, kind: Kind) -> bool {
        self.on[kind.place()]
    }

    /// After the wish. A factor that is turned off is not preferred either.
    pub(crate) fn with(self, wish: Wish) -> Self {
        let mut after = self;
        for kind in Kind::ALL {
            if let Some(on) = wish.on[kind.place()] {
                after.on[kind.place()] = on;
            }
        }
        match wish.preferred {
            Some(Preferred::This(kind)) => {
                after.preferred = Some(kind);
                after.on[kind.place()] = true;
            }
            Some(Preferred::Nothing) => after.preferred = None,
            None => {}
        }
        after.preferred = after.preferred.filter(|kind| after.is_on(*kind));
        after
    }

    /// What to tell the pool: the factors that differ, and nothing about the others, since a pool
    /// refuses to hear of a factor that the user cannot have.
    pub(crate) fn change_to(self, after: Self) -> Option<MfaPreference> {
        let change = |kind: Kind| {
            let (old, new) = (self.factor(kind), after.factor(kind));
            (old != new).then_some(new)
        };
        let preference = MfaPreference {
            software_token: change(Kind::Totp),
            sms: change(Kind::Sms),
            email: change(Kind::Email),
        };
        (preference != MfaPreference::default()).then_some(preference)
    }

    fn factor(self, kind: Kind) -> Factor {
        Factor {
            enabled: self.is_on(kind),
            preferred: self.preferred == Some(kind),
        }
    }
}

impl From<&User> for Factors {
    fn from(user: &User) -> Self {
        let of_cognito = |name: &str| Kind::ALL.into_iter().find(|kind| kind.cognito() == name);
        let mut factors = Self {
            preferred: user.preferred_mfa.as_deref().and_then(of_cognito),
            ..Self::default()
        };
        for kind in user.mfa_methods.iter().filter_map(|name| of_cognito(name)) {
            factors.on[kind.place()] = true;
        }
        factors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Wish = Wish {
        on: [None; 3],
        preferred: None,
    };

    #[test]
    fn only_what_differs_is_told_to_the_pool() {
        let before = Factors {
            on: [true, true, false],
            preferred: Some(Kind::Totp),
        };
        assert_eq!(before.change_to(before.with(NOTHING)), None);
        let wish = Wish {
            preferred: Some(Preferred::This(Kind::Email)),
            ..NOTHING
        };
        let change = before.change_to(before.with(wish)).expect("a change");
        assert_eq!(
            change,
            MfaPreference {
                software_token: Some(Factor {
                    enabled: true,
                    preferred: false
                }),
                sms: None,
                email: Some(Factor {
                    enabled: true,
                    preferred: true
                }),
            }
        );
    }

    #[test]
    fn a_factor_that_is_off_is_not_preferred() {
        let before = Factors {
            on: [true, false, false],
            preferred: Some(Kind::Totp),
        };
        let wish = Wish {
            on: [Some(false), None, None],
            ..NOTHING
        };
        assert_eq!(before.with(wish), Factors::default());
        let none = Wish {
            preferred: Some(Preferred::Nothing),
            ..NOTHING
        };
        let after = before.with(none);
        assert!(after.is_on(Kind::Totp) && after.preferred.is_none());
    }
}
