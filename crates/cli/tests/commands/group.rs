//! `poolgate group`.

use serde_json::json;

use super::World;
use super::server::Server;

const NO: &[(&str, &str)] = &[];

#[test]
fn groups_are_made_filled_emptied_and_deleted() {
    let world = World::new();
    let _server = Server::start(&world, &["pool", "serve"], NO);
    let json = |arguments: &[&str]| world.json(arguments, NO, "");
    json(&[
        "group",
        "create",
        "admin",
        "--description",
        "May do all",
        "--precedence",
        "1",
    ]);
    let listed = json(&["group", "list"]);
    assert_eq!(
        listed,
        json!({"groups": [{"name": "admin", "precedence": 1, "description": "May do all"}]})
    );
    for user in ["ada@example.com", "bob@example.com"] {
        json(&["user", "create", user, "--password", "Test123456"]);
    }
    json(&[
        "group",
        "add",
        "admin",
        "ada@example.com",
        "bob@example.com",
    ]);
    let members = json(&["user", "list", "--group", "admin"]);
    assert_eq!(members["users"].as_array().unwrap().len(), 2);
    json(&["group", "remove", "admin", "bob@example.com"]);
    let members = json(&["user", "list", "--group", "admin"]);
    assert_eq!(members["users"].as_array().unwrap().len(), 1);
    let error = world.fails(1, &["group", "create", "admin"], NO);
    assert!(error.contains("exists already"), "{error}");
    let error = world.fails(1, &["group", "add", "nosuch", "ada@example.com"], NO);
    assert!(
        error.contains("no such group") && error.contains("group list"),
        "{error}"
    );
    json(&["group", "delete", "admin"]);
    assert_eq!(json(&["group", "list"]), json!({"groups": []}));
}
