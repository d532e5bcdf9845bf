#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};

use super::{PatternKind, Refusal, check};
use crate::{OPERATIONS, Operation};

#[expect(clippy::needless_pass_by_value, reason = "reads better at the call")]
fn refusal(operation: &str, request: Value) -> Refusal {
    check(Operation::by_name(operation).unwrap().input, &request).unwrap_err()
}

fn constraints(operation: &str, request: Value) -> String {
    match refusal(operation, request) {
        Refusal::Constraints(message) => message,
        Refusal::Type(message) => panic!("a type error: {message}"),
    }
}

#[test]
fn every_pattern_of_the_model_compiles() {
    for pattern in &crate::generated::tables::PATTERNS {
        if let PatternKind::Regex { translated, .. } = &pattern.kind {
            assert!(
                regex::Regex::new(translated).is_ok(),
                "{} became {translated}",
                pattern.source
            );
        }
    }
}

#[test]
fn every_operation_is_found_by_its_name() {
    assert_eq!(OPERATIONS.len(), 141);
    for operation in &OPERATIONS {
        assert!(std::ptr::eq(
            Operation::by_name(operation.name).unwrap(),
            operation
        ));
    }
    assert!(Operation::by_name("signUp").is_none());
}

#[test]
fn a_missing_member_is_named_and_a_sensitive_one_without_null() {
    assert_eq!(
        constraints("DescribeUserPool", json!({})),
        "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: \
         Member must not be null"
    );
    assert_eq!(
        constraints("GetUser", json!({"AccessToken": null})),
        "1 validation error detected: Value at 'accessToken' failed to satisfy constraint: \
         Member must not be null"
    );
}

#[test]
fn pattern_comes_before_length_and_both_are_reported() {
    let request = json!({"ClientId": "abc", "Username": "u", "ConfirmationCode": ""});
    assert_eq!(
        constraints("ConfirmSignUp", request),
        "2 validation errors detected: Value '' at 'confirmationCode' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [\\S]+; Value '' at 'confirmationCode' failed \
         to satisfy constraint: Member must have length greater than or equal to 1"
    );
}

#[test]
fn list_members_are_counted_from_one() {
    let request = json!({"ClientId": "abc", "Username": "u", "UserAttributes": [
        {"Name": "email", "Value": "a@b.c"}, {"Name": "x".repeat(33), "Value": "v"}]});
    assert_eq!(
        constraints("SignUp", request),
        format!(
            "1 validation error detected: Value '{}' at 'userAttributes.2.member.name' failed to satisfy \
             constraint: Member must have length less than or equal to 32",
            "x".repeat(33)
        )
    );
}

#[test]
fn an_enumeration_prints_its_values_and_integers_their_range() {
    let message = constraints(
        "InitiateAuth",
        json!({"AuthFlow": "PASSWORD", "ClientId": "abc"}),
    );
    assert!(message.contains("Value 'PASSWORD' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [USER_SRP_AUTH, "));
    assert_eq!(
        constraints("ListUserPools", json!({"MaxResults": 61})),
        "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: \
         Member must have value less than or equal to 60"
    );
}

#[test]
fn a_wrong_type_is_reported_before_any_constraint() {
    for (request, message) in [
        (
            json!({"ClientId": 5}),
            "NUMBER_VALUE can not be converted to a String",
        ),
        (
            json!({"ClientId": true}),
            "TRUE_VALUE can not be converted to a String",
        ),
        (
            json!({"ClientId": ["a"]}),
            "Start of list found where not expected",
        ),
        (
            json!({"ClientId": {"a": 1}}),
            "Start of structure or map found where not expected.",
        ),
        (json!({"UserAttributes": "a"}), "Unexpected field type"),
    ] {
        assert_eq!(
            refusal("SignUp", request),
            Refusal::Type(message.to_owned())
        );
    }
}

#[test]
fn unknown_members_and_nulls_are_ignored() {
    let request = json!({"UserPoolId": "us-east-1_abc", "Nonsense": 5});
    assert_eq!(
        check(
            Operation::by_name("DescribeUserPool").unwrap().input,
            &request
        ),
        Ok(())
    );
}

#[test]
fn java_classes_are_ascii_and_the_whole_value_must_match() {
    let accepts = |id: &str| {
        check(
            Operation::by_name("DescribeUserPool").unwrap().input,
            &json!({"UserPoolId": id}),
        )
        .is_ok()
    };
    assert!(accepts("eu-west-1_Ab9"));
    assert!(!accepts("eu-west-1_\u{e4}"));
    assert!(!accepts("eu-west-1_Ab9\n"));
    assert!(!accepts("x eu-west-1_Ab9"));
}

#[test]
fn r50_passwords_of_256_characters_any_script_and_inner_spaces_pass() {
    let accepts = |password: &str| {
        let request = json!({"ClientId": "abc", "Username": "u", "Password": password});
        check(Operation::by_name("SignUp").unwrap().input, &request).is_ok()
    };
    assert!(accepts(&"\u{1f511}p".repeat(80)));
    assert!(accepts(&"p".repeat(256)));
    assert!(!accepts(&"p".repeat(257)));
    assert!(accepts("two words"));
    assert!(!accepts(" leading"));
    assert!(!accepts("trailing "));
}

#[test]
fn look_behind_is_checked_by_hand() {
    assert!(super::s3_bucket("a.bucket-name_1"));
    assert!(!super::s3_bucket("bucket."));
    assert!(!super::s3_bucket("bu cket"));
}
