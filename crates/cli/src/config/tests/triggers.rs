//! `[[trigger]]`.

use super::super::triggers::How;
use super::*;

const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:hook";

fn world(members: &str) -> World {
    let text = format!("[[trigger]]\narn = \"{ARN}\"\n{members}\n");
    World::new(&[]).file("poolgate.toml", &text)
}

#[test]
fn each_kind_is_read_and_shown_without_its_secret() {
    for (members, shown) in [
        ("lambda = \"aws\"", "lambda=aws"),
        (
            "lambda = \"http://127.0.0.1:3001\"\nfunction = \"hook\"\naccess_key_id = \"id\"\nsecret_access_key = \"hidden-key\"",
            "lambda=http://127.0.0.1:3001",
        ),
        (
            "webhook = \"https://example.com/hook\"\nsecret = \"hidden-secret-of-it\"",
            "webhook=https://example.com/hook",
        ),
        (
            "command = [\"python3\", \"hook.py\", \"hidden-argument\"]",
            "command=python3",
        ),
    ] {
        let config = world(members).good();
        let (value, origin) = entry(&config, "trigger");
        assert_eq!(value.unwrap(), format!("{ARN} {shown}"));
        assert_eq!(origin, "poolgate.toml");
        assert!(!format!("{:?}", config.triggers).contains("hidden-key"));
        assert!(!format!("{:?}", config.triggers).contains("hidden-secret"));
    }
}

#[test]
fn what_a_function_needs_is_read() {
    let config = world("lambda = \"aws\"").good();
    assert!(matches!(&config.triggers[0].how, How::Aws { region } if region == "eu-west-1"));
    let config = world("command = [\"python3\", \"hook.py\"]").good();
    assert!(matches!(
        &config.triggers[0].how,
        How::Command { program, arguments } if program == "python3" && arguments == &["hook.py"]
    ));
}

#[test]
fn what_is_wrong_is_said() {
    for (members, what) in [
        ("", "says not once"),
        ("lambda = \"aws\"\ncommand = [\"a\"]", "says not once"),
        ("lambda = \"http://10.0.0.1\"", "lambda address"),
        ("lambda = \"aws\"\nfunction = \"hook\"", "run by AWS"),
        (
            "lambda = \"http://localhost:1\"\naccess_key_id = \"a\"",
            "half an access key",
        ),
        (
            "webhook = \"http://example.com\"\nsecret = \"0123456789abcdef\"",
            "webhook address",
        ),
        ("webhook = \"https://example.com\"", "no secret"),
        (
            "webhook = \"https://example.com\"\nsecret = \"short\"",
            "no secret",
        ),
        (
            "command = [\"a\"]\nsecret = \"0123456789abcdef\"",
            "another kind",
        ),
        ("comand = [\"a\"]", "unknown key trigger.comand"),
    ] {
        let text = world(members).bad();
        assert!(text.contains(what), "{members}: {text}");
        assert!(!text.contains("0123456789abcdef"), "{text}");
    }
    let text = World::new(&[])
        .file(
            "poolgate.toml",
            "[[trigger]]\narn = \"hook\"\nlambda = \"aws\"",
        )
        .bad();
    assert!(text.contains("has no such ARN"), "{text}");
    let twice = format!("[[trigger]]\narn = \"{ARN}\"\nlambda = \"aws\"\n");
    let text = World::new(&[])
        .file("poolgate.toml", &twice.repeat(2))
        .bad();
    assert!(text.contains("is there twice"), "{text}");
}

#[test]
fn keys_are_read_and_never_shown() {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let arn = "arn:aws:kms:eu-west-1:123456789012:key/one";
    let section = |arn: &str, key: &str| format!("[[kms_key]]\narn = \"{arn}\"\nkey = \"{key}\"\n");
    let config = World::new(&[])
        .file("poolgate.toml", &section(arn, key))
        .good();
    assert_eq!(config.kms_keys[0].key[31], 31);
    assert_eq!(
        entry(&config, "kms_key").0.unwrap(),
        format!("{arn} (hidden)")
    );
    assert!(!format!("{:?}", config.kms_keys).contains("31"));
    for (text, what) in [
        (section("one", key), "has the ARN"),
        (section(arn, "c2hvcnQ="), "no key of 32 bytes"),
        (section(arn, "no base64"), "no key of 32 bytes"),
        (section(arn, key).repeat(2), "is there twice"),
    ] {
        let text = World::new(&[]).file("poolgate.toml", &text).bad();
        assert!(text.contains(what), "{text}");
        assert!(!text.contains("c2hvcnQ="), "{text}");
    }
}

#[test]
fn functions_without_the_embedded_pool_are_warned_of() {
    let ids = [
        ("COGNITO_USER_POOL_ID", "eu-west-1_Abc"),
        ("COGNITO_CLIENT_ID", "1client"),
    ];
    let text = format!("[[trigger]]\narn = \"{ARN}\"\nlambda = \"aws\"\n");
    let config = World::new(&ids).file("poolgate.toml", &text).good();
    let warned = |config: &Config| config.warnings.iter().any(|text| text.contains("trigger"));
    assert!(warned(&config), "{:?}", config.warnings);
    assert!(!warned(&world("lambda = \"aws\"").good()));
}
