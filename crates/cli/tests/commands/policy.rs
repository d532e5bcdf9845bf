//! `poolgate pool policy`.

use serde_json::{Value, json};

use super::World;

const POOL: [(&str, &str); 2] = [
    ("COGNITO_USER_POOL_ID", "eu-west-1_AbCdEfGhI"),
    ("COGNITO_CLIENT_ID", "1client"),
];

fn policy(arguments: &[&str], variables: &[(&str, &str)]) -> Value {
    let arguments = [&["pool", "policy"], arguments].concat();
    let outcome = World::new().run(&arguments, variables, "");
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[test]
fn a_policy_names_the_actions_and_the_one_pool() {
    let flags = [
        "--feature",
        "directory,describe",
        "--account",
        "123456789012",
    ];
    assert_eq!(
        policy(&flags, &POOL),
        json!({"Version": "2012-10-17", "Statement": [{
            "Sid": "Pool",
            "Effect": "Allow",
            "Action": [
                "cognito-idp:DescribeUserPool",
                "cognito-idp:DescribeUserPoolClient",
                "cognito-idp:ListUserPoolClients",
                "cognito-idp:ListUsers",
            ],
            "Resource": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI",
        }]})
    );
}

#[test]
fn provisioning_may_make_pools_before_there_is_one() {
    let document = policy(
        &["--feature", "provision"],
        &[("COGNITO_REGION", "cn-north-1")],
    );
    let statements = document["Statement"].as_array().unwrap();
    assert_eq!(
        statements[0]["Resource"],
        "arn:aws-cn:cognito-idp:cn-north-1:*:userpool/*"
    );
    assert_eq!(statements[1]["Resource"], "*");
    assert_eq!(
        statements[1]["Action"],
        json!(["cognito-idp:CreateUserPool", "cognito-idp:ListUserPools"])
    );
}

#[test]
fn signing_in_needs_no_policy() {
    let outcome = World::new().run(&["pool", "policy"], &POOL, "");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    assert!(
        outcome.stderr.contains("no AWS credentials"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_policy_for_no_pool_is_refused() {
    let arguments = ["pool", "policy", "--feature", "users"];
    let error = World::new().fails(2, &arguments, &[]);
    assert!(error.contains("COGNITO_USER_POOL_ID"), "{error}");
}
