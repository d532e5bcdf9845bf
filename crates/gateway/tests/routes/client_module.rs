//! The browser client: the files of the npm package, for pages of any origin.

use http::StatusCode;
use poolgate_gateway::Cors;

use crate::world::{World, get, with_header};

const MODULE: &str = "/auth/client.js";
const TYPES: &str = "/auth/client.d.ts";
const PACKAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../npm/client");

#[tokio::test]
async fn it_is_the_file_of_the_package_and_anybody_may_load_it() {
    let world = World::new().await;
    for (path, file, kind) in [
        (MODULE, "client.js", "text/javascript; charset=utf-8"),
        (TYPES, "client.d.ts", "text/plain; charset=utf-8"),
    ] {
        let request = with_header(get(path), "origin", "https://anywhere.example");
        let answer = world.send(request).await.ok();
        let expected = std::fs::read_to_string(format!("{PACKAGE}/{file}")).expect("a file");
        assert_eq!(answer.text, expected);
        for (name, value) in [
            ("content-type", kind),
            ("cache-control", "no-cache"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("access-control-allow-origin", "*"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path} {name}");
        }
        assert!(answer.header("set-cookie").is_none());
        assert!(answer.header("access-control-allow-credentials").is_none());
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn a_listed_origin_may_load_it_with_its_cookies() {
    let app = "https://app.example.com";
    let world = World::with(|config| config.cors = Cors::Origins(vec![app.to_owned()])).await;
    let answer = world.send(with_header(get(MODULE), "origin", app)).await;
    assert_eq!(
        answer.ok().header("access-control-allow-origin"),
        Some(app),
        "with credentials a browser takes no other value"
    );
    let other = with_header(get(MODULE), "origin", "https://anywhere.example");
    let answer = world.send(other).await.ok();
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn whoever_has_it_is_not_sent_it_again() {
    let world = World::new().await;
    let mut tags = Vec::new();
    for path in [MODULE, TYPES] {
        let answer = world.get(path).await.ok();
        let tag = answer.header("etag").expect("a tag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"old\", {tag}"),
            "*".to_owned(),
        ] {
            let request = with_header(get(path), "if-none-match", &known);
            let again = world.send(request).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(again.text, "");
            for name in [
                "etag",
                "cache-control",
                "cross-origin-resource-policy",
                "access-control-allow-origin",
            ] {
                assert_eq!(again.header(name), answer.header(name), "{path} {name}");
            }
        }
        tags.push(tag);
    }
    let other = with_header(get(MODULE), "if-none-match", &tags[1]);
    world.send(other).await.ok();
    assert_ne!(tags[0], tags[1]);
}
