//! `poolgate config`, and what every command says of a bad configuration.

use serde_json::json;

use super::World;

/// Variables, file, and what the message must say.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a [&'a str]);

#[test]
fn config_show_says_where_each_value_comes_from() {
    let world = World::new()
        .file("poolgate.toml", "[server]\ndata = \"from-file\"\nlisten = \"127.0.0.1:1\"\n[cognito]\nclient_id = \"file\"\n")
        .file(".env", "COGNITO_APP_CLIENT_ID=dotenv\nCOGNITO_DOMAIN=auth.example\nPOOLGATE_LISTEN=127.0.0.1:2\n");
    let variables = [
        ("COGNITO_CLIENT_ID", "environment"),
        ("POOLGATE_LISTEN", "127.0.0.1:3"),
    ];
    let shown = world.show(&["--listen", "127.0.0.1:4"], &variables);
    for (key, value, origin) in [
        ("server.listen", json!("127.0.0.1:4"), "flag --listen"),
        (
            "cognito.client_id",
            json!("environment"),
            "env COGNITO_CLIENT_ID",
        ),
        (
            "cognito.domain",
            json!("auth.example"),
            ".env COGNITO_DOMAIN",
        ),
        ("server.data", json!("from-file"), "poolgate.toml"),
        ("server.pool_listen", json!("127.0.0.1:9229"), "default"),
        ("cognito.user_pool_id", json!(null), "default"),
    ] {
        assert_eq!(
            shown[key],
            json!({"value": value, "origin": origin}),
            "{key}"
        );
    }
    assert_eq!(
        world.show(&[], &variables)["server.listen"]["origin"],
        "env POOLGATE_LISTEN"
    );
    assert_eq!(
        world.show(&[], &[])["server.listen"]["origin"],
        ".env POOLGATE_LISTEN"
    );
    assert_eq!(
        world.show(&[], &[])["cognito.client_id"]["origin"],
        ".env COGNITO_APP_CLIENT_ID"
    );

    let table = world.run(&["config", "show"], &variables, "").stdout;
    let line = table
        .lines()
        .find(|line| line.starts_with("cognito.client_id "))
        .unwrap();
    assert_eq!(
        line.split_whitespace().collect::<Vec<_>>(),
        [
            "cognito.client_id",
            "environment",
            "env",
            "COGNITO_CLIENT_ID"
        ]
    );
}

#[test]
fn r58_config_show_hides_secrets() {
    let world = World::new().file("secret.txt", "s3cretfile\n");
    let variables = [
        ("COGNITO_CLIENT_SECRET_FILE", "secret.txt"),
        ("FLASK_SECRET_KEY", "s3cretkey"),
        (
            "POOLGATE_MASTER_KEY",
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        ),
        ("POOLGATE_ACCESS_KEY_ID", "AKIDEXAMPLE12345"),
        ("POOLGATE_SECRET_ACCESS_KEY", "s3cretaccesskey0"),
    ];
    for arguments in [
        ["config", "show"].as_slice(),
        &["config", "show", "--json"],
        &["config", "check"],
    ] {
        let outcome = world.run(arguments, &variables, "");
        assert_eq!(outcome.code, 0);
        let text = outcome.stdout + &outcome.stderr;
        assert!(!text.contains("s3cret") && !text.contains("MDEy"), "{text}");
    }
    let shown = world.show(&[], &variables);
    assert_eq!(
        shown["cognito.client_secret"],
        json!({"value": "(hidden)", "origin": "env COGNITO_CLIENT_SECRET_FILE"})
    );
    assert_eq!(
        shown["security.secret_key"],
        json!({"value": "(hidden)", "origin": "env FLASK_SECRET_KEY"})
    );
}

#[test]
fn config_check_ends_with_2_and_two_lines_for_each_problem() {
    let good = World::new().run(&["config", "check"], &[], "");
    assert_eq!(
        (good.code, good.stdout.as_str()),
        (0, "The configuration is good.\n")
    );
    let cases: [Case; 4] = [
        (
            &[("COGNITO_CLIENT_ID", "one"), ("CLIENT_ID", "two")],
            "",
            &["COGNITO_CLIENT_ID", "CLIENT_ID"],
        ),
        (
            &[],
            "[server]\nlistne = \"x\"\n",
            &["server.listne", "server.listen"],
        ),
        (
            &[("POOLGATE_DATABASE_URL", "postgres://u:s3cret@h/d")],
            "",
            &["SQLite only", "sqlite:PATH"],
        ),
        (
            &[("POOLGATE_EMBEDDED", "maybe")],
            "",
            &["POOLGATE_EMBEDDED", "true or false"],
        ),
    ];
    for (variables, file, parts) in cases {
        let world = World::new().file("poolgate.toml", file);
        for command in [
            ["config", "check"].as_slice(),
            &["config", "show"],
            &["serve"],
            &["pool", "serve"],
            &[],
        ] {
            let outcome = world.run(command, variables, "");
            assert_eq!(outcome.code, 2, "{command:?} {}", outcome.stderr);
            assert_eq!(outcome.stderr.lines().count(), 2, "{}", outcome.stderr);
            assert!(
                parts.iter().all(|part| outcome.stderr.contains(part)),
                "{}",
                outcome.stderr
            );
            assert!(!outcome.stderr.contains("s3cret") && outcome.stdout.is_empty());
        }
    }
    assert_eq!(
        World::new()
            .run(&["config", "check", "--nonsense"], &[], "")
            .code,
        2
    );
    assert_eq!(
        World::new()
            .run(&["config", "check", "--config", "nowhere.toml"], &[], "")
            .code,
        2
    );
}

#[test]
fn without_a_subcommand_it_serves() {
    let outcomes = [
        ["--listen", "nonsense"].as_slice(),
        &["serve", "--listen", "nonsense"],
        &["--listen", "nonsense", "serve"],
    ]
    .map(|arguments| World::new().run(arguments, &[], ""));
    for outcome in &outcomes {
        assert_eq!(outcome.code, 2);
        assert!(
            outcome
                .stderr
                .contains("server.listen (flag --listen) is \"nonsense\""),
            "{}",
            outcome.stderr
        );
    }
}
