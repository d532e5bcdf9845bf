//! `poolgate pool create` and `poolgate pool describe`.

use std::fs;

use serde_json::{Value, json};

use super::World;
use super::server::Server;

const NO: &[(&str, &str)] = &[];
const CREATE: [&str; 4] = ["pool", "create", "--name", "Legatera-UserPool"];

fn env_of(world: &World) -> String {
    fs::read_to_string(world.0.path().join(".env")).unwrap()
}

fn create(world: &World, more: &[&str]) -> Value {
    world.json(&[&CREATE, more].concat(), NO, "")
}

#[test]
fn a_pool_is_made_once_and_found_ever_after() {
    let world = World::new().file(".env", "# mine\nDEBUG=1\nCOGNITO_APP_CLIENT_ID=yours\n");
    let more = ["--embedded", "--groups", "admin,staff"];
    let first = create(&world, &more);
    assert_eq!(first["place"], "embedded");
    assert_eq!(first["pool"]["created"], true);
    assert_eq!(first["client"]["created"], true);
    assert_eq!(
        first["groups"],
        json!([{"name": "admin", "created": true}, {"name": "staff", "created": true}])
    );
    let pool_id = first["pool"]["id"].as_str().unwrap();
    let client_id = first["client"]["id"].as_str().unwrap();
    assert_eq!(
        env_of(&world),
        format!(
            "# mine\nDEBUG=1\nCOGNITO_APP_CLIENT_ID={client_id}\nPOOLGATE_EMBEDDED=true\n\
             COGNITO_USER_POOL_ID={pool_id}\nCOGNITO_REGION=us-east-1\n"
        )
    );
    let written = env_of(&world);

    let second = create(&world, &more);
    assert_eq!(second["pool"]["id"], first["pool"]["id"]);
    assert_eq!(second["pool"]["created"], false);
    assert_eq!(second["client"]["id"], first["client"]["id"]);
    assert_eq!(second["client"]["created"], false);
    assert_eq!(second["groups"][0]["created"], false);
    assert_eq!(second["differences"], json!([]));
    assert_eq!(env_of(&world), written);
}

#[test]
fn the_pool_is_as_s1_makes_it_and_describe_shows_it() {
    let world = World::new();
    create(&world, &[]);
    let pool = world.json(&["pool", "describe"], NO, "");
    assert_eq!(pool["name"], "Legatera-UserPool");
    assert_eq!(pool["username_attributes"], json!(["email"]));
    assert_eq!(pool["auto_verified_attributes"], json!(["email"]));
    assert_eq!(pool["required_attributes"], json!(["email", "name"]));
    assert_eq!(pool["mfa"], "OFF");
    assert_eq!(
        pool["password"],
        json!({"minimum_length": 8, "uppercase": true, "lowercase": true, "numbers": true, "symbols": true})
    );
    let clients = pool["clients"].as_array().unwrap();
    assert_eq!(clients.len(), 1);
    assert_eq!(clients[0]["name"], "Legatera-UserPool-client");
    assert_eq!(clients[0]["confidential"], false);
    assert_eq!(clients[0]["of_the_gateway"], true);
    let flows = clients[0]["flows"].to_string();
    assert!(
        flows.contains("ALLOW_USER_PASSWORD_AUTH") && flows.contains("ALLOW_REFRESH_TOKEN_AUTH")
    );
}

#[test]
fn no_other_pool_is_made_beside_it() {
    let world = World::new();
    let made = create(&world, &[]);
    let server = Server::start(&world, &["serve"], NO);
    assert_eq!(server.says("Pool id"), made["pool"]["id"]);
    assert_eq!(server.says("Client id"), made["client"]["id"]);
    drop(server);
    // Pools of any other name would have been found by theirs.
    let poolgate = world.json(
        &["pool", "create", "--name", "poolgate", "--no-env"],
        NO,
        "",
    );
    assert_eq!(poolgate["pool"]["created"], true);
}

#[test]
fn settings_that_differ_are_said_and_not_changed() {
    let world = World::new();
    create(&world, &[]);
    let asked = [
        "--password-length",
        "12",
        "--with-secret",
        "--required",
        "email",
    ];
    let again = create(&world, &asked);
    let differences = again["differences"].as_array().unwrap();
    let settings: Vec<&str> = differences
        .iter()
        .map(|one| one["setting"].as_str().unwrap())
        .collect();
    assert_eq!(
        settings,
        [
            "the least length of passwords",
            "the list of required attributes",
            "the client secret"
        ]
    );
    let described = world.json(&["pool", "describe"], NO, "");
    assert_eq!(described["password"]["minimum_length"], 8);
    let text = world.run(&[&CREATE[..], &asked].concat(), NO, "").stdout;
    assert!(
        text.contains("the least length of passwords is 8, and 12 was asked for"),
        "{text}"
    );
}

#[test]
fn r58_a_client_secret_is_shown_only_where_it_is_asked_for() {
    let world = World::new();
    let run = |more: &[&str]| {
        let outcome = world.run(&[&CREATE[..], more].concat(), NO, "");
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome.stdout + &outcome.stderr
    };
    let quiet = run(&["--with-secret"]);
    let env = env_of(&world);
    let secret = env
        .lines()
        .find_map(|line| line.strip_prefix("COGNITO_CLIENT_SECRET="));
    let secret = secret.unwrap();
    assert!(secret.len() > 40);
    assert!(!quiet.contains(secret), "{quiet}");
    assert!(!run(&["--with-secret", "--json"]).contains(secret));
    assert!(run(&["--with-secret", "--show-secret"]).contains(secret));
    // A public client takes the secret of the other one away.
    run(&["--client-name", "public"]);
    assert!(!env_of(&world).contains("SECRET"));
}

#[test]
fn a_file_describes_the_pool() {
    let text = "name = \"Shop\"\nclient_name = \"web\"\ngroups = [\"admin\"]\nrequired_attributes = [\"email\"]\n\
                custom_attributes = [\"role\"]\npassword_length = 10\nno_symbols = true\n";
    let world = World::new().file("shop.toml", text);
    let made = world.json(&["pool", "create", "--file", "shop.toml"], NO, "");
    assert_eq!(made["client"]["name"], "web");
    let pool = world.json(&["pool", "describe"], NO, "");
    assert_eq!(pool["required_attributes"], json!(["email"]));
    assert_eq!(pool["custom_attributes"], json!(["role"]));
    assert_eq!(pool["password"]["minimum_length"], 10);
    assert_eq!(pool["password"]["symbols"], false);
    let again = world.json(&["pool", "create", "--file", "shop.toml"], NO, "");
    assert_eq!(again["differences"], json!([]));
}

#[test]
fn a_running_embedded_pool_gets_the_new_one_too() {
    let world = World::new();
    let server = Server::start(&world, &["serve"], NO);
    let made = create(&world, &[]);
    assert_ne!(made["pool"]["id"], server.says("Pool id"));
    let described = world.json(&["pool", "describe"], NO, "");
    assert_eq!(described["id"], made["pool"]["id"]);
}

#[test]
fn an_endpoint_that_is_set_is_where_the_pool_is_made() {
    let elsewhere = World::new();
    let server = Server::start(&elsewhere, &["pool", "serve"], NO);
    let url = server.says("User pool");
    let variables = [
        ("AWS_ENDPOINT_URL", url),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKIAANYKEY1234567890"),
        ("AWS_SECRET_ACCESS_KEY", "any"),
    ];
    let world = World::new();
    let made = world.json(&CREATE, &variables, "");
    assert_eq!(made["place"], "endpoint");
    assert!(
        made["pool"]["id"]
            .as_str()
            .unwrap()
            .starts_with("eu-west-1_")
    );
    let env = env_of(&world);
    assert!(env.contains("POOLGATE_EMBEDDED=false\n"), "{env}");
    assert!(
        env.contains(&format!(
            "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER={url}\n"
        )),
        "{env}"
    );
    assert!(env.contains("COGNITO_REGION=eu-west-1\n"), "{env}");
    let again = world.json(&CREATE, &variables, "");
    assert_eq!(again["pool"]["id"], made["pool"]["id"]);
    assert!(!world.0.path().join("poolgate-data").exists());
}

#[test]
fn what_the_environment_says_otherwise_is_warned_of() {
    let world = World::new();
    let variables = [("COGNITO_CLIENT_ID", "another")];
    let outcome = world.run(&CREATE, &variables, "");
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(
        outcome
            .stderr
            .contains("COGNITO_CLIENT_ID is set in the environment"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn no_name_and_no_credentials_are_explained() {
    let world = World::new();
    let error = world.fails(2, &["pool", "create"], NO);
    assert!(
        error.contains("--name") && error.contains("--file"),
        "{error}"
    );
    let variables = [
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    let error = world.fails(1, &CREATE, &variables);
    assert!(
        error.contains("AWS_ACCESS_KEY_ID") && error.contains("pool policy"),
        "{error}"
    );
    assert!(!world.0.path().join(".env").exists());
}
