//! What AWS Lambda asks of the configuration.

use super::{KEY, World};
use crate::config::{Config, Problems, Purpose};

const POOL: [(&str, &str); 3] = [
    ("COGNITO_USER_POOL_ID", "eu-west-1_Abc"),
    ("COGNITO_CLIENT_ID", "1client"),
    ("POOLGATE_SECRET_KEY", KEY),
];

fn inside(variables: &[(&str, &str)]) -> Result<Config, Problems> {
    World::new(variables).read(Purpose::Lambda)
}

#[test]
fn a_function_is_never_in_development_by_itself() {
    let config = inside(&POOL).unwrap();
    assert!(!config.is_development());
    assert_eq!(config.listeners().count(), 0);
    assert!(config.warnings.is_empty());
    let short = [POOL[0], POOL[1], ("POOLGATE_SECRET_KEY", "short")];
    assert!(inside(&short).unwrap_err().to_string().contains("bytes"));
    let code = [&POOL[..], &[("POOLGATE_DEV_CODE", "123456")]].concat();
    assert!(
        inside(&code)
            .unwrap_err()
            .to_string()
            .contains("development.code")
    );
    let off = [&POOL[..], &[("POOLGATE_LIMITS", "off")]].concat();
    assert!(
        inside(&off)
            .unwrap_err()
            .to_string()
            .contains("server.limits")
    );
}

#[test]
fn instances_share_a_key_that_is_set() {
    let problems = inside(&POOL[..2]).unwrap_err().to_string();
    assert!(problems.contains("POOLGATE_SECRET_KEY"), "{problems}");
}

#[test]
fn the_embedded_pool_runs_there_only_when_it_is_told_to() {
    let problems = inside(&POOL[2..]).unwrap_err().to_string();
    assert!(problems.contains("COGNITO_USER_POOL_ID"), "{problems}");
    let told = [POOL[2], ("POOLGATE_EMBEDDED", "true")];
    let config = inside(&told).unwrap();
    assert!(config.pool.embedded);
    assert_eq!(config.warnings.len(), 1);
    // Nobody listens there: an address that others could reach needs no access key.
    let open = [&told[..], &[("POOLGATE_POOL_LISTEN", "0.0.0.0:9229")]].concat();
    assert!(inside(&open).is_ok());
}

#[test]
fn a_function_says_that_it_keeps_no_sessions() {
    let set = [&POOL[..], &[("POOLGATE_REDIS_URL", "redis://cache")]].concat();
    let config = inside(&set).unwrap();
    let [warning] = &config.warnings[..] else {
        panic!("{:?}", config.warnings)
    };
    assert!(warning.contains("bearer tokens only"), "{warning}");
}
