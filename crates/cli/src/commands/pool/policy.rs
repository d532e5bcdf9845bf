//! `poolgate pool policy`: the least IAM policy for what Poolgate is to do on AWS.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::commands::{act, output};
use crate::config::{Flags, Problem};

#[derive(Debug, clap::Args)]
pub(in crate::commands) struct Policy {
    /// What is to be allowed [default: sign-in]
    #[arg(
        long = "feature",
        value_enum,
        value_name = "FEATURE",
        value_delimiter = ','
    )]
    features: Vec<Feature>,
    /// The AWS account of the pool: twelve digits [default: any]
    #[arg(long, value_name = "NUMBER", value_parser = account)]
    account: Option<String>,
}

fn account(text: &str) -> Result<String, &'static str> {
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("an account has twelve digits")
    }
}

/// What Poolgate does with AWS credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Feature {
    /// The JSON API: only calls that need no credentials
    SignIn,
    /// Look-up of the user name for refreshes of confidential clients, on pools without GetTokensFromRefreshToken
    Refresh,
    /// Passwords reset by Poolgate's own codes
    Reset,
    /// A directory of users beside the pool
    Directory,
    /// `poolgate user …`
    Users,
    /// `poolgate group …`
    Groups,
    /// `poolgate pool create`
    Provision,
    /// `poolgate pool describe`
    Describe,
    /// `poolgate doctor`
    Doctor,
}

impl Feature {
    /// What it calls on the pool.
    const fn on_the_pool(self) -> &'static [&'static str] {
        match self {
            Self::SignIn => &[],
            Self::Refresh => &["AdminGetUser"],
            Self::Reset => &[
                "AdminGetUser",
                "AdminSetUserPassword",
                "AdminUserGlobalSignOut",
                "ListUsers",
            ],
            Self::Directory => &["ListUsers"],
            Self::Users => &[
                "AdminAddUserToGroup",
                "AdminConfirmSignUp",
                "AdminCreateUser",
                "AdminDeleteUser",
                "AdminDisableUser",
                "AdminEnableUser",
                "AdminGetUser",
                "AdminListGroupsForUser",
                "AdminSetUserPassword",
                "AdminUserGlobalSignOut",
                "ListGroups",
                "ListUsers",
                "ListUsersInGroup",
            ],
            Self::Groups => &[
                "AdminAddUserToGroup",
                "AdminRemoveUserFromGroup",
                "CreateGroup",
                "DeleteGroup",
                "ListGroups",
            ],
            Self::Provision => &[
                "CreateGroup",
                "CreateUserPoolClient",
                "DescribeUserPool",
                "DescribeUserPoolClient",
                "ListUserPoolClients",
            ],
            Self::Doctor => &["DescribeUserPool", "DescribeUserPoolClient"],
            Self::Describe => &[
                "DescribeUserPool",
                "DescribeUserPoolClient",
                "ListUserPoolClients",
            ],
        }
    }

    /// What it calls before there is a pool.
    const fn on_everything(self) -> &'static [&'static str] {
        match self {
            Self::Provision => &["CreateUserPool", "ListUserPools"],
            _ => &[],
        }
    }
}

impl Policy {
    /// Prints the policy; nothing is called.
    pub(super) fn run(mut self, flags: &Flags) -> Result<ExitCode> {
        let config = act::load(flags)?;
        let cognito = &config.cognito;
        self.features.sort_unstable();
        self.features.dedup();
        let statements = {
            let provisions = self.features.contains(&Feature::Provision);
            let pool_id = match &cognito.user_pool_id {
                Some(id) => id.as_str(),
                None if provisions => "*",
                None if self
                    .features
                    .iter()
                    .all(|feature| feature.on_the_pool().is_empty()) =>
                {
                    "*"
                }
                None => bail!(Problem::new(
                    "the policy is for one pool, and none is set",
                    "set COGNITO_USER_POOL_ID",
                )),
            };
            let arn = self.arn(&cognito.region, pool_id);
            statements(&self.features, &arn)
        };
        let mut stderr = anstream::stderr().lock();
        if statements.is_empty() {
            writeln!(
                stderr,
                "Poolgate needs no AWS credentials for this: it only makes calls that anybody may make. \
                 --feature names what else it is to do."
            )?;
            return Ok(ExitCode::SUCCESS);
        }
        if config.pool.embedded {
            writeln!(
                stderr,
                "The embedded pool knows no IAM policies: this is for a pool on AWS."
            )?;
        }
        output::print_json(&json!({"Version": "2012-10-17", "Statement": statements}))?;
        Ok(ExitCode::SUCCESS)
    }

    fn arn(&self, region: &str, pool_id: &str) -> String {
        let partition = if region.starts_with("cn-") {
            "aws-cn"
        } else if region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        };
        let account = self.account.as_deref().unwrap_or("*");
        format!("arn:{partition}:cognito-idp:{region}:{account}:userpool/{pool_id}")
    }
}

fn statements(features: &[Feature], arn: &str) -> Vec<Value> {
    let actions = |of: fn(Feature) -> &'static [&'static str]| {
        let mut actions: Vec<String> = features
            .iter()
            .flat_map(|feature| of(*feature))
            .map(|action| format!("cognito-idp:{action}"))
            .collect();
        actions.sort_unstable();
        actions.dedup();
        actions
    };
    let statement = |id: &str, actions: Vec<String>, resource: &str| {
        let statement =
            json!({"Sid": id, "Effect": "Allow", "Action": actions, "Resource": resource});
        (!actions.is_empty()).then_some(statement)
    };
    [
        statement("Pool", actions(Feature::on_the_pool), arn),
        // These two know no resource.
        statement("NewPools", actions(Feature::on_everything), "*"),
    ]
    .into_iter()
    .flatten()
    .collect()
}
