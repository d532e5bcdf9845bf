//! `poolgate user`, on a database that nobody has open and on a running server.

use serde_json::json;

use super::World;
use super::server::Server;

const NO: &[(&str, &str)] = &[];
const KEY: [(&str, &str); 2] = [
    ("POOLGATE_ACCESS_KEY_ID", "AKIACOMMANDTESTS123"),
    (
        "POOLGATE_SECRET_ACCESS_KEY",
        "a-secret-of-these-tests-alone",
    ),
];

/// A folder with the default pool.
fn with_pool() -> World {
    let world = World::new();
    drop(Server::start(&world, &["pool", "serve"], NO));
    world
}

/// The whole life of a user, by every command.
fn life_of_a_user(world: &World, variables: &[(&str, &str)]) {
    let json = |arguments: &[&str], input: &str| world.json(arguments, variables, input);
    json(&["group", "create", "staff"], "");
    let user = json(
        &[
            "user",
            "create",
            "ada@example.com",
            "--name",
            "Ada",
            "--attribute",
            "custom:role=editor",
            "--group",
            "staff",
            "--password-file",
            "-",
        ],
        "Test123456\n",
    );
    assert_eq!(user["status"], "CONFIRMED");
    assert_eq!(user["attributes"]["email"], "ada@example.com");
    assert_eq!(user["attributes"]["email_verified"], "true");
    assert_eq!(user["attributes"]["custom:role"], "editor");

    let listed = json(&["user", "list", "--filter", "email ^= \"ada\""], "");
    assert_eq!(listed["users"][0]["username"], user["username"]);
    assert_eq!(listed["more"], false);
    assert_eq!(
        json(&["user", "list", "--group", "staff"], "")["users"],
        listed["users"]
    );
    let shown = json(&["user", "show", "ada@example.com"], "");
    assert_eq!(shown["groups"], json!(["staff"]));
    let groups = json(&["user", "groups", "ada@example.com"], "");
    assert_eq!(groups["groups"][0]["name"], "staff");

    json(&["user", "disable", "ada@example.com"], "");
    assert_eq!(
        json(&["user", "show", "ada@example.com"], "")["enabled"],
        false
    );
    json(&["user", "enable", "ada@example.com"], "");
    assert_eq!(
        json(&["user", "show", "ada@example.com"], "")["enabled"],
        true
    );
    json(
        &["user", "set-password", "ada@example.com", "--temporary"],
        "Another123\n",
    );
    let shown = json(&["user", "show", "ada@example.com"], "");
    assert_eq!(shown["status"], "FORCE_CHANGE_PASSWORD");
    json(&["user", "sign-out", "ada@example.com"], "");
    json(&["user", "delete", "ada@example.com", "--yes"], "");
    assert_eq!(json(&["user", "list"], "")["users"], json!([]));
}

#[test]
fn users_are_managed_in_a_database_that_nobody_has_open() {
    life_of_a_user(&with_pool(), NO);
}

#[test]
fn users_are_managed_while_the_server_runs_on_whatever_port() {
    let world = World::new();
    let _server = Server::start(&world, &["serve"], NO);
    life_of_a_user(&world, NO);
}

#[test]
fn a_server_with_access_keys_wants_one_of_them() {
    let world = World::new();
    let _server = Server::start(&world, &["pool", "serve"], &KEY);
    life_of_a_user(&world, &KEY);
    let error = world.fails(1, &["user", "list"], NO);
    assert!(error.contains("POOLGATE_ACCESS_KEY_ID"), "{error}");
}

#[test]
fn a_pool_elsewhere_is_managed_over_its_endpoint() {
    let elsewhere = World::new();
    let server = Server::start(&elsewhere, &["pool", "serve"], NO);
    let variables = [
        ("COGNITO_USER_POOL_ID", server.says("Pool id")),
        ("COGNITO_CLIENT_ID", server.says("Client id")),
        ("AWS_ENDPOINT_URL", server.says("User pool")),
        ("AWS_ACCESS_KEY_ID", "AKIAANYKEY1234567890"),
        ("AWS_SECRET_ACCESS_KEY", "any"),
    ];
    life_of_a_user(&World::new(), &variables);
}

#[test]
fn an_invited_user_has_nothing_to_confirm() {
    let world = with_pool();
    world.json(&["user", "create", "ada@example.com"], NO, "");
    let shown = world.json(&["user", "show", "ada@example.com"], NO, "");
    assert_eq!(shown["status"], "FORCE_CHANGE_PASSWORD");
    let error = world.fails(1, &["user", "confirm", "ada@example.com"], NO);
    assert!(error.contains("confirm"), "{error}");
}

#[test]
fn without_a_pool_nothing_is_made_and_the_error_says_what_to_do() {
    let world = World::new();
    let error = world.fails(2, &["user", "list"], NO);
    assert!(
        error.contains("poolgate serve") && error.contains("poolgate pool create"),
        "{error}"
    );
    assert!(!world.0.path().join("poolgate-data").exists());
}

#[test]
fn refusals_say_what_to_do_next() {
    let world = with_pool();
    let error = world.fails(1, &["user", "show", "nobody@example.com"], NO);
    assert!(
        error.contains("no such user") && error.contains("poolgate user list"),
        "{error}"
    );
    let create = ["user", "create", "ada@example.com", "--group", "nosuch"];
    let error = world.fails(1, &create, NO);
    assert!(error.contains("poolgate group create"), "{error}");
    assert_eq!(world.json(&["user", "list"], NO, "")["users"], json!([]));
    let error = world.fails(
        1,
        &["user", "create", "a@example.com", "--password", "short"],
        NO,
    );
    assert!(error.contains("poolgate pool describe"), "{error}");
    assert_eq!(world.json(&["user", "list"], NO, "")["users"], json!([]));
    let error = world.fails(2, &["user", "delete", "ada@example.com"], NO);
    assert!(error.contains("--yes"), "{error}");
    let error = world.fails(2, &["user", "set-password", "ada@example.com"], NO);
    assert!(error.contains("password is empty"), "{error}");
}

#[test]
fn commands_at_the_same_time_wait_for_each_other() {
    let world = with_pool();
    std::thread::scope(|scope| {
        for number in 0..4 {
            let world = &world;
            scope.spawn(move || {
                let name = format!("u{number}@example.com");
                let create = ["user", "create", &name, "--password", "Test123456"];
                world.json(&create, NO, "");
            });
        }
    });
    let listed = world.json(&["user", "list"], NO, "");
    assert_eq!(listed["users"].as_array().unwrap().len(), 4);
}

#[test]
fn a_long_list_is_cut_and_says_so() {
    let world = with_pool();
    for number in 0..3 {
        let name = format!("u{number}@example.com");
        let create = ["user", "create", &name, "--password", "Test123456"];
        world.json(&create, NO, "");
    }
    let listed = world.json(&["user", "list", "--limit", "2"], NO, "");
    assert_eq!(listed["users"].as_array().unwrap().len(), 2);
    assert_eq!(listed["more"], true);
    let listed = world.json(&["user", "list", "--all"], NO, "");
    assert_eq!(listed["users"].as_array().unwrap().len(), 3);
    let table = world.run(&["user", "list"], NO, "").stdout;
    assert!(
        table.starts_with("USER") && table.contains("u2@example.com"),
        "{table}"
    );
}
