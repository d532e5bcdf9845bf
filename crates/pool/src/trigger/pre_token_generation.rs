//! PreTokenGeneration: changes what tokens say. Version 1 changes the ID token and the groups of both; version 2
//! the access token too, and its scopes; version 3 also serves tokens that stand for no user.

use std::collections::BTreeMap;

use poolgate_pool_api::types::PreTokenGenerationLambdaVersionType;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::attributes;
use super::call::Metadata;
use super::claim_changes::{ClaimChanges, ScopeChanges, TokenChanges};
use super::event::{Event, Occasion};
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{Client, GroupClaims, Pool, User};

pub(super) const TRIGGER: Trigger = Trigger::PreTokenGeneration;

/// What tokens are issued for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TokenSource {
    /// A sign-in.
    #[default]
    #[serde(rename = "a")]
    Authentication,
    /// A sign-in in which a temporary password was changed.
    #[serde(rename = "n")]
    NewPassword,
    /// A sign-in that a remembered device completed.
    #[serde(rename = "d")]
    AuthenticateDevice,
    /// A refresh.
    #[serde(rename = "r")]
    Refresh,
    /// An authorization code, or the implicit grant.
    #[serde(rename = "h")]
    HostedAuth,
}

impl TokenSource {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Authentication => "TokenGeneration_Authentication",
            Self::NewPassword => "TokenGeneration_NewPasswordChallenge",
            Self::AuthenticateDevice => "TokenGeneration_AuthenticateDevice",
            Self::Refresh => "TokenGeneration_RefreshTokens",
            Self::HostedAuth => "TokenGeneration_HostedAuth",
        }
    }
}

/// Groups and roles, in events and in answers.
#[derive(Serialize, Deserialize)]
struct Groups {
    #[serde(rename = "groupsToOverride")]
    names: Option<Vec<String>>,
    #[serde(rename = "iamRolesToOverride")]
    roles: Option<Vec<String>>,
    #[serde(rename = "preferredRole")]
    preferred_role: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request<'a> {
    pub(super) user_attributes: BTreeMap<String, String>,
    group_configuration: Option<Groups>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_metadata: Option<&'a Metadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scopes: Option<&'a [String]>,
}

impl<'a> Request<'a> {
    /// What is told of a token that stands for no user.
    pub(super) fn without_user(ctx: &'a Ctx, scopes: &'a [String]) -> Self {
        Self {
            user_attributes: BTreeMap::new(),
            group_configuration: None,
            client_metadata: ctx.call.client_metadata.as_ref(),
            scopes: Some(scopes),
        }
    }
}

#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct First {
    claims_override_details: Option<FirstDetails>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FirstDetails {
    claims_to_add_or_override: Option<BTreeMap<String, String>>,
    claims_to_suppress: Option<Vec<String>>,
    #[serde(default, skip_serializing)]
    group_override_details: Override,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Second {
    claims_and_scope_override_details: Option<SecondDetails>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SecondDetails {
    id_token_generation: Option<TokenGeneration>,
    access_token_generation: Option<TokenGeneration>,
    #[serde(default, skip_serializing)]
    group_override_details: Override,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TokenGeneration {
    claims_to_add_or_override: Option<Map<String, Value>>,
    claims_to_suppress: Option<Vec<String>>,
    scopes_to_add: Option<Vec<String>>,
    scopes_to_suppress: Option<Vec<String>>,
}

/// Groups that are given stand; given as null there are none; not given they stay.
#[derive(Default)]
enum Override {
    #[default]
    Absent,
    Given(GroupClaims),
}

impl<'de> Deserialize<'de> for Override {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        let groups = Option::<Groups>::deserialize(value)?;
        Ok(Self::Given(
            groups.map(GroupClaims::from).unwrap_or_default(),
        ))
    }
}

impl From<Override> for Option<GroupClaims> {
    fn from(given: Override) -> Self {
        match given {
            Override::Absent => None,
            Override::Given(groups) => Some(groups),
        }
    }
}

/// Whether the pool has such a function.
pub(crate) fn is_set(ctx: &Ctx, pool: &Pool) -> bool {
    TRIGGER.function(ctx, pool).is_some()
}

/// The version of the pool's events.
pub(super) fn version(pool: &Pool) -> PreTokenGenerationLambdaVersionType {
    let functions = pool.description.lambda_config.as_ref();
    functions
        .and_then(|functions| functions.pre_token_generation_config.as_ref())
        .and_then(|config| config.lambda_version)
        .unwrap_or(PreTokenGenerationLambdaVersionType::V10)
}

/// Asks what to change in a user's tokens, which will have these scopes.
pub(crate) async fn ask(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    source: TokenSource,
    scopes: &[String],
) -> Result<TokenChanges, Error> {
    let Some(arn) = TRIGGER.function(ctx, pool) else {
        return Ok(TokenChanges::default());
    };
    let groups = GroupClaims::new(ctx.store.groups_of_user(&pool.id, &user.sub).await?);
    let occasion = Occasion {
        pool,
        client_id: &client.id,
        user_name: &user.username,
        source: source.as_str(),
    };
    let mut request = Request {
        user_attributes: attributes::of(pool, user),
        group_configuration: Some(Groups {
            names: Some(groups.groups.clone()),
            roles: Some(groups.roles.clone()),
            preferred_role: groups.preferred_role.clone(),
        }),
        client_metadata: ctx.call.client_metadata.as_ref(),
        scopes: None,
    };
    let source = source.as_str();
    let mut changes = if version(pool) == PreTokenGenerationLambdaVersionType::V10 {
        let event = Event::new(occasion, request, First::default());
        let answer: First = run::ask_once(ctx, TRIGGER, source, arn, &event).await?;
        answer.changes()?
    } else {
        request.scopes = Some(scopes);
        let event = Event::new(occasion, request, Second::default()).version(event_version(pool));
        let answer: Second = run::ask_once(ctx, TRIGGER, source, arn, &event).await?;
        answer.changes()?
    };
    changes.groups.get_or_insert(groups);
    Ok(changes)
}

/// How events name their version.
pub(super) fn event_version(pool: &Pool) -> &'static str {
    match version(pool) {
        PreTokenGenerationLambdaVersionType::V10 => "1",
        PreTokenGenerationLambdaVersionType::V20 => "2",
        PreTokenGenerationLambdaVersionType::V30 => "3",
    }
}

impl From<Groups> for GroupClaims {
    fn from(groups: Groups) -> Self {
        Self {
            groups: groups.names.unwrap_or_default(),
            roles: groups.roles.unwrap_or_default(),
            preferred_role: groups.preferred_role,
        }
    }
}

impl First {
    fn changes(self) -> Result<TokenChanges, Error> {
        let Some(details) = self.claims_override_details else {
            return Ok(TokenChanges::default());
        };
        let set = details.claims_to_add_or_override.unwrap_or_default();
        let id = ClaimChanges {
            set: set
                .into_iter()
                .map(|(name, value)| (name, Value::String(value)))
                .collect(),
            suppressed: details.claims_to_suppress.unwrap_or_default(),
        };
        let groups = details.group_override_details.into();
        TokenChanges {
            groups,
            id,
            ..TokenChanges::default()
        }
        .checked()
    }
}

impl Second {
    pub(super) fn changes(self) -> Result<TokenChanges, Error> {
        let Some(details) = self.claims_and_scope_override_details else {
            return Ok(TokenChanges::default());
        };
        let (id, _) = parts(details.id_token_generation);
        let (access, scopes) = parts(details.access_token_generation);
        TokenChanges {
            groups: details.group_override_details.into(),
            id,
            access,
            scopes,
        }
        .checked()
    }
}

fn parts(generation: Option<TokenGeneration>) -> (ClaimChanges, ScopeChanges) {
    let Some(generation) = generation else {
        return Default::default();
    };
    let claims = ClaimChanges {
        set: generation.claims_to_add_or_override.unwrap_or_default(),
        suppressed: generation.claims_to_suppress.unwrap_or_default(),
    };
    let scopes = ScopeChanges {
        added: generation.scopes_to_add.unwrap_or_default(),
        suppressed: generation.scopes_to_suppress.unwrap_or_default(),
    };
    (claims, scopes)
}
