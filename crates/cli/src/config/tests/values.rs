//! Values that cannot be meant.

use super::*;

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn wrong_values_say_where_they_stand_and_what_to_write() {
    for (name, value, what, fix) in [
        (
            "POOLGATE_LISTEN",
            "8000",
            "server.listen (env POOLGATE_LISTEN) is \"8000\"",
            "127.0.0.1:8000",
        ),
        (
            "POOLGATE_SESSION_IDLE",
            "0",
            "session.idle (env POOLGATE_SESSION_IDLE) is 0",
            "a number of seconds from 60",
        ),
        (
            "POOLGATE_DATABASE_URL",
            "postgres://u:s3cret@h/d",
            "SQLite only",
            "sqlite:PATH",
        ),
        (
            "POOLGATE_DATABASE_URL",
            "postgresql://u:s3cret@h/d",
            "SQLite only",
            "sqlite:PATH",
        ),
        (
            "POOLGATE_DATABASE_URL",
            "mysql://u:s3cret@h/d",
            "\"mysql\"",
            "sqlite:PATH",
        ),
        (
            "POOLGATE_DATABASE_URL",
            "sqlite::memory:",
            "names no file",
            "sqlite:PATH",
        ),
        (
            "POOLGATE_DATABASE_URL",
            "poolgate.db",
            "is no URL",
            "sqlite:PATH",
        ),
        (
            "POOLGATE_REDIS_URL",
            "memcached://:s3cret@h",
            "server.redis_url (env POOLGATE_REDIS_URL) does not begin with redis://",
            "rediss://USER:PASSWORD@HOST:PORT",
        ),
        (
            "POOLGATE_REDIS_URL",
            "redis://:s3cret@",
            "has no host",
            "redis://HOST:PORT",
        ),
        (
            "POOLGATE_REDIS_URL",
            "rediss://:s3cret@h/#insecure",
            "turns the check of the server's certificate off",
            "SSL_CERT_FILE",
        ),
        (
            "POOLGATE_PUBLIC_URL",
            "auth.example.com",
            "server.public_url",
            "https://auth.example.com",
        ),
        (
            "POOLGATE_TRUSTED_PROXIES",
            "10.0.0.0/33",
            "10.0.0.0/33",
            "10.0.0.0/8",
        ),
        (
            "POOLGATE_TRUSTED_PROXIES",
            "proxy",
            "\"proxy\"",
            "10.0.0.0/8",
        ),
        (
            "POOLGATE_PROFILE_ATTRIBUTES",
            "name, email_verified",
            "\"email_verified\"",
            "custom:team",
        ),
        (
            "POOLGATE_CORS_ORIGINS",
            "https://a.example/path",
            "no origin",
            "https://app.example.com",
        ),
        (
            "POOLGATE_CORS_ORIGINS",
            "https://a.example,*",
            "no origin",
            "* alone",
        ),
        ("POOLGATE_LIMITS", "maybe", "server.limits", "on or off"),
        (
            "COGNITO_USER_POOL_ID",
            "not a pool",
            "cognito.user_pool_id",
            "eu-west-1_AbCdEfGhI",
        ),
        (
            "COGNITO_CLIENT_ID",
            "a b",
            "cognito.client_id",
            "letters and digits",
        ),
        (
            "COGNITO_CLIENT_SECRET",
            "s3cret and more",
            "cognito.client_secret",
            "copy it again",
        ),
        ("COGNITO_ISSUER", "pool", "cognito.issuer", "http"),
        ("POOLGATE_LEEWAY", "61", "61 seconds", "at most 60"),
        ("POOLGATE_LEEWAY", "-1", "cognito.leeway", "a whole number"),
        (
            "POOLGATE_EMBEDDED",
            "maybe",
            "pool.embedded",
            "true or false",
        ),
        ("POOLGATE_ISSUER", "elsewhere", "pool.issuer", "local, aws"),
        (
            "POOLGATE_MASTER_KEY",
            "c2hvcnQ=",
            "32 bytes in base64",
            "openssl rand",
        ),
        ("POOLGATE_DEV_CODE", "12345", "development.code", "6 digits"),
        (
            "POOLGATE_ACCESS_KEY_ID",
            "AKIDEXAMPLE12345",
            "has no secret",
            "secret",
        ),
        (
            "POOLGATE_SECRET_ACCESS_KEY",
            "s3cret-s3cret-s3cret",
            "has no id",
            "id",
        ),
    ] {
        let text = World::new(&[(name, value)]).bad();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].contains(what) && lines[1].contains(fix), "{text}");
        assert!(!text.contains("s3cret"), "{text}");
    }
}

#[test]
fn r51_refused_passwords_are_the_built_in_ones_or_those_of_a_file() {
    let name = "POOLGATE_REFUSED_PASSWORDS";
    let config = World::new(&[(name, "common")]).good();
    let shown = entry(&config, "security.refused_passwords").0;
    assert_eq!(shown.as_deref(), Some("common (3000 passwords)"));
    let world = World::new(&[]).file("list.txt", "acme2026\n");
    let path = world.folder.path().join("list.txt").display().to_string();
    let config = World::new(&[(name, &path)]).good();
    let (_, list) = config.security.refused_passwords.unwrap();
    assert_eq!(list.len(), 1);
    let problem = World::new(&[(name, "/nowhere/list.txt")]).bad();
    assert!(problem.contains("cannot be read"), "{problem}");
    assert!(World::new(&[]).good().security.refused_passwords.is_none());
}
