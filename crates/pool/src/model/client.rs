//! An app client: its description, as the API gives it back, and the rules that follow from it.

use std::collections::BTreeSet;

use poolgate_pool_api::types::{
    ExplicitAuthFlowsType, FeatureType, PreventUserExistenceErrorTypes, TimeUnitsType,
    UserPoolClientType,
};
use poolgate_pool_api::{Secret, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ctx::Engine;

/// An app client.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its id: 26 letters and digits.
    pub id: String,
    /// The pool it belongs to.
    pub pool_id: String,
    /// The secrets of a confidential client: all of them count.
    pub secrets: Vec<ClientSecret>,
    /// Every setting but the secret, as DescribeUserPoolClient gives it back.
    pub description: UserPoolClientType,
    /// What follows from the settings.
    pub rules: ClientRules,
    /// Counts its changes.
    pub version: i64,
}

/// What follows from an app client's settings.
#[derive(Debug, Clone)]
pub struct ClientRules {
    /// How its users may sign in.
    pub flows: BTreeSet<Flow>,
    /// Whether it hides which users exist.
    pub hides_users: bool,
    /// The life of access tokens in seconds.
    pub access_seconds: i64,
    /// The life of ID tokens in seconds.
    pub id_seconds: i64,
    /// The life of refresh tokens in seconds.
    pub refresh_seconds: i64,
    /// Whether tokens can be revoked, and carry `origin_jti` for that.
    pub revocation: bool,
    /// Where each refresh gives a new refresh token: for how many seconds the old one still counts.
    pub rotation: Option<i64>,
    /// The attributes it may read; `None` for all.
    pub readable: Option<BTreeSet<String>>,
    /// The attributes it may write; `None` for all.
    pub writable: Option<BTreeSet<String>>,
}

/// A way to sign in that a client can allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// With the password in the request.
    Password,
    /// With the password in an administrator's request.
    AdminPassword,
    /// With a proof of the password.
    Srp,
    /// With challenges of the pool's own.
    Custom,
    /// With a factor that the user chooses.
    Choice,
    /// With a refresh token.
    Refresh,
    /// GetClientToken.
    ClientToken,
    /// GetDerivedToken.
    TokenExchange,
}

impl Client {
    /// An app client of its description.
    pub fn new(
        id: String,
        pool_id: String,
        secrets: Vec<ClientSecret>,
        description: UserPoolClientType,
        version: i64,
    ) -> Self {
        let rules = ClientRules::new(&description);
        Self {
            id,
            pool_id,
            secrets,
            description,
            rules,
            version,
        }
    }
}

impl Client {
    /// The secret that is shown: the oldest one.
    pub fn secret(&self) -> Option<&Secret> {
        self.secrets.first().map(|secret| &secret.value)
    }

    /// Whether the client has a secret to prove.
    pub const fn is_confidential(&self) -> bool {
        !self.secrets.is_empty()
    }
}

/// One of a client's secrets. Stored sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientSecret {
    /// Its id.
    pub id: String,
    /// The secret.
    pub value: Secret,
    /// When it was made.
    pub created_at: Timestamp,
}

impl ClientSecret {
    /// How many secrets a client can have at once.
    pub const MOST: usize = 2;

    /// A secret with an id of its own.
    pub(crate) fn new(engine: &Engine, value: Secret) -> Self {
        Self {
            id: engine.uuid(),
            value,
            created_at: engine.clock.now(),
        }
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The attributes that the group name `oidc:profile` stands for.
const OIDC_PROFILE: [&str; 14] = [
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
];

impl ClientRules {
    fn new(client: &UserPoolClientType) -> Self {
        let units = client.token_validity_units.clone().unwrap_or_default();
        let seconds = |value: Option<i32>, unit: Option<TimeUnitsType>, default: (i64, i64)| {
            let unit = match unit {
                Some(TimeUnitsType::Seconds) => 1,
                Some(TimeUnitsType::Minutes) => MINUTE,
                Some(TimeUnitsType::Hours) => HOUR,
                Some(TimeUnitsType::Days) => DAY,
                None => default.1,
            };
            value
                .filter(|value| *value != 0)
                .map_or(default.0, |value| i64::from(value) * unit)
        };
        Self {
            flows: flows(client.explicit_auth_flows.as_deref()),
            hides_users: client.prevent_user_existence_errors
                == Some(PreventUserExistenceErrorTypes::Enabled),
            access_seconds: seconds(
                client.access_token_validity,
                units.access_token,
                (HOUR, HOUR),
            ),
            id_seconds: seconds(client.id_token_validity, units.id_token, (HOUR, HOUR)),
            refresh_seconds: seconds(
                client.refresh_token_validity,
                units.refresh_token,
                (30 * DAY, DAY),
            ),
            revocation: client.enable_token_revocation.unwrap_or(true),
            rotation: rotation(client),
            readable: attributes(client.read_attributes.as_deref()),
            writable: attributes(client.write_attributes.as_deref()),
        }
    }

    /// Whether the client may read an attribute. What the pool itself writes is open to all of them.
    pub fn may_read(&self, attribute: &str) -> bool {
        matches!(attribute, "sub" | "identities")
            || self
                .readable
                .as_ref()
                .is_none_or(|readable| readable.contains(attribute))
    }

    /// Whether the client may write an attribute.
    pub fn may_write(&self, attribute: &str) -> bool {
        self.writable
            .as_ref()
            .is_none_or(|writable| writable.contains(attribute))
    }
}

fn rotation(client: &UserPoolClientType) -> Option<i64> {
    let rotation = client.refresh_token_rotation.as_ref()?;
    let grace = i64::from(rotation.retry_grace_period_seconds.unwrap_or(0));
    (rotation.feature == Some(FeatureType::Enabled)).then_some(grace)
}

fn attributes(names: Option<&[String]>) -> Option<BTreeSet<String>> {
    let names = names.filter(|names| !names.is_empty())?;
    let mut set = BTreeSet::new();
    for name in names {
        if name == "oidc:profile" {
            set.extend(OIDC_PROFILE.map(str::to_owned));
        } else {
            set.insert(name.clone());
        }
    }
    Some(set)
}

fn flows(flows: Option<&[ExplicitAuthFlowsType]>) -> BTreeSet<Flow> {
    use ExplicitAuthFlowsType as Explicit;
    let Some(flows) = flows.filter(|flows| !flows.is_empty()) else {
        return BTreeSet::from([Flow::Refresh, Flow::Srp, Flow::Custom]);
    };
    let legacy = flows.iter().any(|flow| {
        matches!(
            flow,
            Explicit::AdminNoSrpAuth | Explicit::CustomAuthFlowOnly | Explicit::UserPasswordAuth
        )
    });
    let mut set: BTreeSet<Flow> = flows
        .iter()
        .map(|flow| match flow {
            Explicit::AdminNoSrpAuth | Explicit::AllowAdminUserPasswordAuth => Flow::AdminPassword,
            Explicit::CustomAuthFlowOnly | Explicit::AllowCustomAuth => Flow::Custom,
            Explicit::UserPasswordAuth | Explicit::AllowUserPasswordAuth => Flow::Password,
            Explicit::AllowUserSrpAuth => Flow::Srp,
            Explicit::AllowRefreshTokenAuth => Flow::Refresh,
            Explicit::AllowUserAuth => Flow::Choice,
            Explicit::AllowClientTokenAuth => Flow::ClientToken,
            Explicit::AllowTokenExchangeDelegation | Explicit::AllowTokenExchangeImpersonation => {
                Flow::TokenExchange
            }
        })
        .collect();
    if legacy {
        // The values from before `ALLOW_…` name what is allowed beside SRP and refreshing, but for
        // the one that says "only".
        set.insert(Flow::Refresh);
        if !flows.contains(&Explicit::CustomAuthFlowOnly) {
            set.insert(Flow::Srp);
            set.insert(Flow::Custom);
        }
    }
    set
}
