//! What follows from what, and what must not stand together.

use super::*;

#[test]
fn the_region_comes_from_four_places_in_turn() {
    let pool = ("COGNITO_USER_POOL_ID", "eu-west-1_Abc");
    let client = ("COGNITO_CLIENT_ID", "1client");
    for (variables, region, origin) in [
        (vec![], "us-east-1", "default"),
        (
            vec![("AWS_REGION", "eu-west-3")],
            "eu-west-3",
            "env AWS_REGION",
        ),
        (
            vec![("AWS_REGION", "eu-west-3"), pool, client],
            "eu-west-1",
            "from the pool id",
        ),
        (
            vec![
                ("AWS_REGION", "eu-west-3"),
                ("COGNITO_REGION", "eu-west-1"),
                pool,
                client,
            ],
            "eu-west-1",
            "env COGNITO_REGION",
        ),
    ] {
        let config = World::new(&variables).good();
        assert_eq!(
            entry(&config, "cognito.region"),
            (Some(region.to_owned()), origin.to_owned())
        );
    }
    let text = World::new(&[("COGNITO_REGION", "eu-west-2"), pool, client]).bad();
    assert!(
        text.contains("eu-west-2") && text.contains("another region"),
        "{text}"
    );
}

#[test]
fn the_embedded_pool_runs_where_no_pool_id_is_set() {
    let ids = [("USER_POOL_ID", "eu-west-1_Abc"), ("CLIENT_ID", "1client")];
    assert!(World::new(&[]).good().pool.embedded);
    assert!(
        World::new(&ids[1..]).good().pool.embedded,
        "a client id alone is pinned"
    );
    let config = World::new(&ids).good();
    assert!(!config.pool.embedded);
    assert_eq!(
        config.cognito.issuer_url().unwrap(),
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc"
    );
    assert!(
        World::new(&[ids[0], ids[1], ("POOLGATE_EMBEDDED", "true")])
            .good()
            .pool
            .embedded
    );

    let problems = World::new(&[("POOLGATE_EMBEDDED", "false")])
        .read(Purpose::Gateway)
        .unwrap_err();
    assert_eq!(problems.0.len(), 2, "{problems}");
    assert!(World::new(&ids[..1]).bad().contains("COGNITO_CLIENT_ID"));
    assert!(
        World::new(&ids[..1]).read(Purpose::Command).is_ok(),
        "a command can do without"
    );
    assert!(
        World::new(&ids)
            .read(Purpose::PoolAlone)
            .unwrap()
            .pool
            .embedded
    );
}

#[test]
fn another_endpoint_implies_its_own_issuer() {
    let ids = [("USER_POOL_ID", "local_1Abc"), ("CLIENT_ID", "1client")];
    let with = |more: &[(&str, &str)]| World::new(&[&ids, more].concat()).good().cognito;
    let own = (
        "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
        "http://127.0.0.1:9229/",
    );
    let aws = ("AWS_ENDPOINT_URL", "http://127.0.0.1:5000");
    assert_eq!(
        with(&[own, aws]).issuer_url().unwrap(),
        "http://127.0.0.1:9229/local_1Abc"
    );
    assert_eq!(
        with(&[aws]).issuer_url().unwrap(),
        "http://127.0.0.1:5000/local_1Abc"
    );
    assert_eq!(
        with(&[aws, ("COGNITO_ISSUER", "http://i/local_1Abc")])
            .issuer_url()
            .unwrap(),
        "http://i/local_1Abc"
    );
}

#[test]
fn the_issuer_of_the_embedded_pool_follows_its_listener() {
    let listen = "0.0.0.0:9229".parse().unwrap();
    assert_eq!(
        PoolIssuer::Local.url(listen, "eu-west-1", "eu-west-1_A"),
        "http://127.0.0.1:9229/eu-west-1_A"
    );
    let listen = "[::1]:9229".parse().unwrap();
    assert_eq!(
        PoolIssuer::Local.url(listen, "eu-west-1", "eu-west-1_A"),
        "http://[::1]:9229/eu-west-1_A"
    );
    let aws = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A";
    assert_eq!(PoolIssuer::Aws.url(listen, "eu-west-1", "eu-west-1_A"), aws);
    assert_eq!(
        PoolIssuer::Prefix("https://x/y".to_owned()).url(listen, "r", "p_1"),
        "https://x/y/p_1"
    );
}

#[test]
fn other_servers_have_other_client_secrets_but_the_embedded_pool_does_not() {
    let ids = [("USER_POOL_ID", "eu-west-1_Abc"), ("CLIENT_ID", "1client")];
    let uuid = ("CLIENT_SECRET", "7d444840-9dc0-11d1-b245-5ffdce74fad2");
    let config = World::new(&[ids[0], ids[1], uuid]).good();
    assert!(config.cognito.client_secret.is_some());
    let text = World::new(&[uuid]).bad();
    assert!(text.contains("the embedded pool can give"), "{text}");
    assert!(!text.contains(uuid.1), "{text}");
    for bad in ["with a space", "\"quoted\"", "über"] {
        let text = World::new(&[ids[0], ids[1], ("CLIENT_SECRET", bad)]).bad();
        assert!(text.contains("is no client secret"), "{text}");
    }
}

#[test]
fn short_secret_keys_are_for_development_only() {
    let short = ("FLASK_SECRET_KEY", "dev");
    let config = World::new(&[short]).good();
    assert_eq!(config.warnings.len(), 1);
    assert!(
        config.warnings[0].contains("env FLASK_SECRET_KEY"),
        "{}",
        config.warnings[0]
    );
    for (name, value) in [
        ("POOLGATE_DEV", "false"),
        ("POOLGATE_PUBLIC_URL", "https://auth.example.com"),
    ] {
        let text = World::new(&[short, (name, value)]).bad();
        assert!(
            text.contains("at least 32") && text.contains("3 bytes"),
            "{text}"
        );
    }
    assert!(
        World::new(&[short])
            .listen("0.0.0.0:8000")
            .bad()
            .contains("at least 32")
    );
    assert!(
        World::new(&[("POOLGATE_SECRET_KEY", KEY), ("POOLGATE_DEV", "false")])
            .good()
            .warnings
            .is_empty()
    );
    assert_eq!(
        World::new(&[short, ("POOLGATE_DEV", "true")])
            .listen("0.0.0.0:8000")
            .good()
            .warnings
            .len(),
        2
    );
}

#[test]
fn what_only_development_may_do_is_refused_elsewhere() {
    assert!(
        World::new(&[("POOLGATE_DEV_CODE", "123456")])
            .listen("0.0.0.0:1")
            .bad()
            .contains("outside development")
    );
    assert!(
        World::new(&[("POOLGATE_DEV_CODE", "123456"), ("POOLGATE_DEV", "false")])
            .bad()
            .contains("outside development")
    );
    assert!(
        World::new(&[("POOLGATE_LIMITS", "off")])
            .listen("0.0.0.0:1")
            .bad()
            .contains("reached by others")
    );
    let dev = [("POOLGATE_LIMITS", "off"), ("POOLGATE_DEV", "true")];
    assert!(
        World::new(&dev)
            .listen("0.0.0.0:1")
            .bad()
            .contains("reached by others"),
        "loopback only, even then"
    );
}

#[test]
fn an_open_pool_needs_access_keys() {
    let open = ("POOLGATE_POOL_LISTEN", "0.0.0.0:9229");
    assert!(World::new(&[open]).bad().contains("no access key"));
    assert!(
        World::new(&[open, ("POOLGATE_DEV", "true")])
            .good()
            .pool
            .access_keys
            .is_empty()
    );
    let key = [
        open,
        ("POOLGATE_ACCESS_KEY_ID", "AKIDEXAMPLE12345"),
        ("POOLGATE_SECRET_ACCESS_KEY", "s3cret-s3cret-s3cret"),
    ];
    let config = World::new(&key).good();
    assert_eq!(config.pool.access_keys[0].id, "AKIDEXAMPLE12345");
    assert_eq!(
        config.pool.access_keys[0].secret.expose_secret(),
        "s3cret-s3cret-s3cret"
    );
    let ids = [
        open,
        ("USER_POOL_ID", "eu-west-1_Abc"),
        ("CLIENT_ID", "1client"),
    ];
    assert!(
        !World::new(&ids).good().pool.embedded,
        "no embedded pool, no listener"
    );

    let file = "[[pool.access_key]]\nid = \"AKIDEXAMPLE00001\"\nsecret = \"s3cret-s3cret-s3cret\"\n\
                [[pool.access_key]]\nid = \"AKIDEXAMPLE00002\"\nsecret = \"s3cret-s3cret-s3cret\"\n";
    let config = World::new(&key[1..]).file("poolgate.toml", file).good();
    assert_eq!(config.pool.access_keys.len(), 3);
    let (value, origin) = entry(&config, "pool.access_key");
    assert!(!value.unwrap().contains("s3cret") && origin == "poolgate.toml");
    let twice = World::new(&[])
        .file("poolgate.toml", &file.replace("00002", "00001"))
        .bad();
    assert!(twice.contains("one id twice"), "{twice}");
}

#[test]
fn a_rule_is_read_and_shown() {
    let file = r#"
        server.trusted_proxies = ["10.0.0.0/8"]
        [[rule]]
        path = "/api/open"
        methods = ["GET"]
        access = "public"
        [[rule]]
        path = "/admin/**"
        groups = ["admins", "ops"]
    "#;
    let config = World::new(&[]).file("poolgate.toml", file).good();
    assert_eq!(
        entry(&config, "rule").0.as_deref(),
        Some("/api/open GET public, /admin/** signed-in group=admins group=ops")
    );
}

#[test]
fn a_rule_that_cannot_be_meant_is_a_problem() {
    let proxies = "server.trusted_proxies = [\"10.0.0.0/8\"]\n";
    for (rule, words) in [
        ("path = \"api\"", "has the path \"api\""),
        (
            "path = \"/\"\nmethods = [\"get\"]",
            "has the method \"get\"",
        ),
        ("path = \"/\"\naccess = \"open\"", "has the access \"open\""),
        (
            "path = \"/\"\naccess = \"public\"\ngroups = [\"a\"]",
            "is public and asks for groups",
        ),
        ("path = \"/\"\ngroup = [\"a\"]", "unknown key rule.group"),
    ] {
        let file = format!("{proxies}[[rule]]\n{rule}\n");
        let problems = World::new(&[]).file("poolgate.toml", &file).bad();
        assert!(problems.contains(words), "{rule}: {problems}");
    }
    let file = "[[rule]]\npath = \"/\"\n";
    let problems = World::new(&[]).file("poolgate.toml", file).bad();
    assert!(problems.contains("trusted proxy"), "{problems}");
}
