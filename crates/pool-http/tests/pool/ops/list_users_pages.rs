//! The pages of ListUsers, whatever is written between them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::list_users::{create, find, list, many, names};

/// What happens between two pages of a list.
#[derive(Debug, Clone)]
enum Write {
    Create(String),
    Delete(usize),
    Rename(usize, String),
    Disable(usize),
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let write = prop_oneof![
        "[ab]{1,3}".prop_map(Write::Create),
        (0usize..12).prop_map(Write::Delete),
        (0usize..12, "[ab]{1,3}").prop_map(|(user, name)| Write::Rename(user, name)),
        (0usize..12).prop_map(Write::Disable),
    ];
    proptest::collection::vec(write, 0..10)
}

/// Walks through all pages, with a write before each but the first. No user comes twice, unless it was
/// written, and none is missed that was there all the time and not written.
async fn walk(given_names: &[String], writes: &[Write], limit: usize, filter: &str) {
    let pool = many().await;
    for (number, given_name) in given_names.iter().enumerate() {
        create(&pool, &format!("u{number}"), &[("given_name", given_name)]).await;
    }
    let expected = find(&pool, filter).await;
    let (mut found, mut touched) = (Vec::new(), BTreeSet::new());
    let (mut token, mut writes) = (Value::Null, writes.iter().enumerate());
    loop {
        let request = json!({ "Limit": limit, "Filter": filter, "PaginationToken": token });
        let mut page = list(&pool, request).await.ok();
        assert!(names(&page).len() <= limit);
        found.extend(names(&page));
        token = page["PaginationToken"].take();
        if token.is_null() {
            break;
        }
        let Some((number, write)) = writes.next() else {
            continue;
        };
        let (operation, user) = match write {
            Write::Create(given_name) => {
                let name = format!("new{number}");
                create(&pool, &name, &[("given_name", given_name)]).await;
                touched.insert(name);
                continue;
            }
            Write::Rename(user, given_name) => {
                let name = format!("u{user}");
                let request = json!({ "UserPoolId": pool.pool_id, "Username": name,
                    "UserAttributes": [{ "Name": "given_name", "Value": given_name }] });
                pool.admin("AdminUpdateUserAttributes", request).await;
                touched.insert(name);
                continue;
            }
            Write::Delete(user) => ("AdminDeleteUser", user),
            Write::Disable(user) => ("AdminDisableUser", user),
        };
        let name = format!("u{user}");
        let request = json!({ "UserPoolId": pool.pool_id, "Username": name });
        pool.admin(operation, request).await;
        touched.insert(name);
    }
    let still: Vec<&String> = found
        .iter()
        .filter(|name| !touched.contains(*name))
        .collect();
    let unique: BTreeSet<&String> = still.iter().copied().collect();
    assert_eq!(unique.len(), still.len(), "twice: {found:?}");
    let wanted: BTreeSet<&String> = expected.difference(&touched).collect();
    assert_eq!(unique, wanted);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn pages_hold_every_user_once_whatever_is_written_between_them(
        given_names in proptest::collection::vec("[abA]{1,3}", 1..12),
        writes in writes(),
        limit in 1usize..5,
        filter in prop_oneof![
            Just(String::new()),
            "[ab]{0,2}".prop_map(|prefix| format!("given_name ^= \"{prefix}\"")),
            "[ab]{1}".prop_map(|name| format!("given_name = \"{name}\"")),
            Just("username ^= \"u1\"".to_owned()),
            Just("status ^= \"\"".to_owned()),
            Just("cognito:user_status ^= \"CONF\"".to_owned()),
        ],
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(walk(&given_names, &writes, limit, &filter));
    }
}
