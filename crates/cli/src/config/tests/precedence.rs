//! Names, places and their order.

use super::*;

#[test]
fn the_defaults_are_those_of_the_contract() {
    let config = World::new(&[]).good();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8000");
    assert_eq!(config.server.pool_listen.to_string(), "127.0.0.1:9229");
    assert_eq!(config.server.data.to_str(), Some("./poolgate-data"));
    assert_eq!(
        config.server.database,
        Database::Sqlite("./poolgate-data/poolgate.db".into())
    );
    assert_eq!(
        (config.server.cors.clone(), config.server.limits),
        (Cors::None, true)
    );
    assert!(
        config.pool.embedded
            && config.pool.issuer == PoolIssuer::Local
            && config.pool.access_keys.is_empty()
    );
    assert_eq!(
        (config.cognito.region.as_str(), config.cognito.leeway),
        ("us-east-1", Duration::ZERO)
    );
    assert_eq!(
        config.development,
        Development {
            mode: DevMode::Loopback,
            code: None
        }
    );
    assert!(config.is_development() && config.warnings.is_empty());
    assert!(
        config
            .entries
            .iter()
            .all(|entry| entry.origin.starts_with("default"))
    );
}

#[test]
fn flags_win_over_environment_over_dotenv_over_file_over_default() {
    let file = "[server]\nlisten = \"127.0.0.1:1\"\n";
    let mut world = World::new(&[]);
    let expected = |world: World, port: u16, origin: &str| {
        let config = world.good();
        assert_eq!(config.server.listen.port(), port, "{origin}");
        assert_eq!(
            entry(&config, "server.listen"),
            (Some(format!("127.0.0.1:{port}")), origin.to_owned())
        );
        world
    };
    world = expected(world, 8000, "default");
    world = expected(world.file("poolgate.toml", file), 1, "poolgate.toml");
    world = expected(
        world.file(".env", "POOLGATE_LISTEN=127.0.0.1:2\n"),
        2,
        ".env POOLGATE_LISTEN",
    );
    world
        .variables
        .insert("POOLGATE_LISTEN".to_owned(), "127.0.0.1:3".to_owned());
    world = expected(world, 3, "env POOLGATE_LISTEN");
    expected(world.listen("localhost:4"), 4, "flag --listen");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_name_of_every_setting_is_read() {
    type Read = fn(&Config) -> String;
    let pool: Read = |config| config.cognito.user_pool_id.clone().unwrap();
    let client: Read = |config| config.cognito.client_id.clone().unwrap();
    let client_secret: Read = |config| {
        config
            .cognito
            .client_secret
            .as_ref()
            .unwrap()
            .expose_secret()
            .to_owned()
    };
    let secret_key: Read = |config| {
        config
            .security
            .secret_key
            .as_ref()
            .unwrap()
            .expose_secret()
            .to_owned()
    };
    let region: Read = |config| config.cognito.region.clone();
    let endpoint: Read = |config| config.cognito.endpoint_url.clone().unwrap();
    let cases: [(&str, &str, Read, &str); 29] = [
        (
            "COGNITO_USER_POOL_ID",
            "eu-west-1_Abc",
            pool,
            "eu-west-1_Abc",
        ),
        ("USER_POOL_ID", "eu-west-1_Abc", pool, "eu-west-1_Abc"),
        ("COGNITO_CLIENT_ID", "1client", client, "1client"),
        ("COGNITO_APP_CLIENT_ID", "1client", client, "1client"),
        ("CLIENT_ID", "123456", client, "123456"),
        ("COGNITO_CLIENT_SECRET", "s3cret", client_secret, "s3cret"),
        ("CLIENT_SECRET", "s3cret", client_secret, "s3cret"),
        ("COGNITO_REGION", "eu-west-2", region, "eu-west-2"),
        ("AWS_REGION", "eu-west-2", region, "eu-west-2"),
        (
            "COGNITO_DOMAIN",
            "x.example",
            |config| config.cognito.domain.clone().unwrap(),
            "x.example",
        ),
        (
            "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
            "http://h:1/",
            endpoint,
            "http://h:1",
        ),
        ("AWS_ENDPOINT_URL", "http://h:2", endpoint, "http://h:2"),
        (
            "COGNITO_ISSUER",
            "http://i/p",
            |config| config.cognito.issuer.clone().unwrap(),
            "http://i/p",
        ),
        (
            "COGNITO_JWKS_URI",
            "http://i/k",
            |config| config.cognito.jwks_uri.clone().unwrap(),
            "http://i/k",
        ),
        (
            "POOLGATE_LEEWAY",
            "30",
            |config| format!("{:?}", config.cognito.leeway),
            "30s",
        ),
        (
            "POOLGATE_EMBEDDED",
            "true",
            |config| config.pool.embedded.to_string(),
            "true",
        ),
        (
            "POOLGATE_ISSUER",
            "aws",
            |config| format!("{:?}", config.pool.issuer),
            "Aws",
        ),
        (
            "POOLGATE_ISSUER",
            "http://a/",
            |config| format!("{:?}", config.pool.issuer),
            "Prefix(\"http://a\")",
        ),
        (
            "POOLGATE_LISTEN",
            "[::1]:1",
            |config| config.server.listen.to_string(),
            "[::1]:1",
        ),
        (
            "POOLGATE_POOL_LISTEN",
            "127.0.0.1:1",
            |config| config.server.pool_listen.to_string(),
            "127.0.0.1:1",
        ),
        (
            "POOLGATE_DATA",
            "d",
            |config| format!("{:?}", config.server.database),
            "Sqlite(\"d/poolgate.db\")",
        ),
        (
            "POOLGATE_DATABASE_URL",
            "sqlite:x.db",
            |config| format!("{:?}", config.server.database),
            "Sqlite(\"x.db\")",
        ),
        (
            "POOLGATE_PUBLIC_URL",
            "https://a/b/",
            |config| config.server.public_url.clone().unwrap(),
            "https://a/b",
        ),
        (
            "POOLGATE_TRUSTED_PROXIES",
            "10.0.0.0/8, ::1",
            |config| config.server.trusted_proxies.join("|"),
            "10.0.0.0/8|::1",
        ),
        (
            "POOLGATE_PROFILE_ATTRIBUTES",
            "name, custom:team",
            |config| config.server.profile_attributes.clone().unwrap().join("|"),
            "name|custom:team",
        ),
        (
            "POOLGATE_LIMITS",
            "off",
            |config| config.server.limits.to_string(),
            "false",
        ),
        ("POOLGATE_SECRET_KEY", KEY, secret_key, KEY),
        ("FLASK_SECRET_KEY", KEY, secret_key, KEY),
        (
            "POOLGATE_DEV_CODE",
            "123456",
            |config| config.development.code.clone().unwrap(),
            "123456",
        ),
    ];
    for (name, value, read, expected) in cases {
        for level in ["env", ".env"] {
            let world = match level {
                "env" => World::new(&[(name, value)]),
                _ => World::new(&[]).file(".env", &format!("{name}={value:?}\n")),
            };
            let config = world
                .read(Purpose::Command)
                .unwrap_or_else(|problems| panic!("{name}: {problems}"));
            assert_eq!(read(&config), expected, "{level} {name}");
            let origin = format!("{level} {name}");
            assert!(
                config.entries.iter().any(|entry| entry.origin == origin),
                "{origin}"
            );
        }
    }
}

#[test]
fn two_names_that_disagree_are_an_error_that_names_both() {
    for (one, other) in [
        ("COGNITO_USER_POOL_ID", "USER_POOL_ID"),
        ("COGNITO_CLIENT_ID", "COGNITO_APP_CLIENT_ID"),
        ("COGNITO_APP_CLIENT_ID", "CLIENT_ID"),
        ("COGNITO_CLIENT_SECRET", "CLIENT_SECRET"),
        ("POOLGATE_SECRET_KEY", "FLASK_SECRET_KEY"),
    ] {
        let values = ["eu-west-1_One", "eu-west-1_Two"];
        let text = World::new(&[(one, values[0]), (other, values[1])]).bad();
        assert!(text.contains(one) && text.contains(other), "{text}");
        assert!(
            !values.iter().any(|value| text.contains(value)),
            "a value may be a secret: {text}"
        );
        let text = World::new(&[])
            .file(".env", &format!("{one}=a\n{other}=b\n"))
            .bad();
        assert!(text.contains("(.env)"), "{text}");
        // The same value twice, an empty one, or another level are no conflict.
        for variables in [
            [(one, "eu-west-1_One"), (other, "eu-west-1_One")],
            [(one, ""), (other, "eu-west-1_One")],
        ] {
            let outcome = World::new(&variables).read(Purpose::Command);
            assert!(
                outcome
                    .err()
                    .is_none_or(|problems| !problems.to_string().contains("different"))
            );
        }
        let layered = World::new(&[(other, "eu-west-1_One")]).file(".env", &format!("{one}=b"));
        if let Err(problems) = layered.read(Purpose::Command) {
            assert!(!problems.to_string().contains("different"), "{problems}");
        }
    }
    // `AWS_REGION` is only a fallback.
    let config = World::new(&[("COGNITO_REGION", "eu-west-2"), ("AWS_REGION", "eu-west-3")]).good();
    assert_eq!(config.cognito.region, "eu-west-2");
}

#[test]
fn a_secret_can_lie_in_a_file() {
    let world = World::new(&[
        ("CLIENT_SECRET_FILE", "secret.txt"),
        ("POOLGATE_SECRET_KEY_FILE", "key.txt"),
    ])
    .file("secret.txt", "s3cret\n")
    .file("key.txt", &format!("{KEY}\r\n"));
    let config = world.good();
    assert_eq!(
        config
            .cognito
            .client_secret
            .as_ref()
            .unwrap()
            .expose_secret(),
        "s3cret"
    );
    assert_eq!(
        config.security.secret_key.as_ref().unwrap().expose_secret(),
        KEY
    );
    assert_eq!(
        entry(&config, "cognito.client_secret"),
        (
            Some("(hidden)".to_owned()),
            "env CLIENT_SECRET_FILE".to_owned()
        )
    );
    let text = World::new(&[("CLIENT_SECRET_FILE", "nowhere.txt")]).bad();
    assert!(
        text.contains("CLIENT_SECRET_FILE") && text.contains("nowhere.txt"),
        "{text}"
    );
    let text = World::new(&[("CLIENT_SECRET_FILE", "a"), ("CLIENT_SECRET", "b")])
        .file("a", "c")
        .bad();
    assert!(
        text.contains("CLIENT_SECRET and CLIENT_SECRET_FILE"),
        "{text}"
    );
}

#[test]
fn an_unknown_key_names_the_nearest() {
    for (file, unknown, nearest) in [
        ("[server]\nlistn = \"a\"\n", "server.listn", "server.listen"),
        (
            "[cognito]\npool_id = \"a\"\n",
            "cognito.pool_id",
            "cognito.user_pool_id",
        ),
        (
            "client_id = \"a\"\n",
            "unknown key client_id",
            "cognito.client_id",
        ),
        ("[sever]\ndata = \"a\"\n", "sever.data", "server.data"),
        (
            "[pool]\naccess_keys = []\n",
            "pool.access_keys",
            "pool.access_key",
        ),
        (
            "[[pool.access_key]]\nid = \"a\"\nsecrt = \"b\"\n",
            "pool.access_key.secrt",
            "an id, a secret",
        ),
    ] {
        let text = World::new(&[]).file("poolgate.toml", file).bad();
        assert!(text.contains(unknown) && text.contains(nearest), "{text}");
        assert!(text.starts_with("poolgate.toml"), "{text}");
    }
    let problems = World::new(&[])
        .file("poolgate.toml", "a = 1\nb = 2\n")
        .read(Purpose::Gateway)
        .unwrap_err();
    assert_eq!(problems.0.len(), 2, "all at once");
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_where_it_was_named() {
    let mut world = World::new(&[]);
    world.flags.config = Some("other.toml".into());
    assert!(world.bad().contains("other.toml"));
    let world = world.file("other.toml", "[server]\nlisten = \"127.0.0.1:7\"\n");
    assert_eq!(entry(&world.good(), "server.listen").1, "other.toml");
    let text = World::new(&[])
        .file("poolgate.toml", "[server]\n\nlisten = \n")
        .bad();
    assert!(text.contains("poolgate.toml, line 3"), "{text}");
    let text = World::new(&[])
        .file("poolgate.toml", "[security]\nsecret_key = 12345\n")
        .bad();
    assert!(
        text.contains("security.secret_key") && !text.contains("12345"),
        "{text}"
    );
    let text = World::new(&[])
        .file(".env", "COGNITO_CLIENT_SECRET=\"s3cret\n")
        .bad();
    assert!(text.contains(".env") && !text.contains("s3cret"), "{text}");
}

#[test]
fn r58_no_form_of_the_configuration_shows_a_secret() {
    let master = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let config = World::new(&[
        ("COGNITO_CLIENT_SECRET", "s3cretclient"),
        ("POOLGATE_SECRET_KEY", KEY),
        ("POOLGATE_MASTER_KEY", master),
        ("POOLGATE_ACCESS_KEY_ID", "AKIDEXAMPLE12345"),
        ("POOLGATE_SECRET_ACCESS_KEY", "s3cretaccesskey0"),
    ])
    .good();
    let text = format!("{config:?}");
    for secret in ["s3cret", KEY, master] {
        assert!(!text.contains(secret), "{text}");
    }
    for key in [
        "cognito.client_secret",
        "security.secret_key",
        "security.master_key",
    ] {
        assert_eq!(entry(&config, key).0.as_deref(), Some("(hidden)"));
    }
}
