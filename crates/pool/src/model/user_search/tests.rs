use proptest::prelude::*;

use poolgate_pool_api::types::UserStatusType;

use super::{FilterFault, SearchField, UserSearch, search_key, split};

fn one_of(field: SearchField, keys: &[&str]) -> UserSearch {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    UserSearch::OneOf { field, keys }
}

fn starts_with(field: SearchField, prefix: &str) -> UserSearch {
    let prefix = prefix.to_owned();
    UserSearch::StartsWith { field, prefix }
}

#[test]
fn each_attribute_is_searched_in_its_own_way() {
    use SearchField::{Attribute, Enabled, Status, Sub, Username};
    for (filter, search) in [
        ("", starts_with(Sub, "")),
        ("  ", starts_with(Sub, "")),
        (
            r#"email = "Ada@X.com""#,
            one_of(Attribute("email"), &["ada@x.com"]),
        ),
        (r#"email="a""#, one_of(Attribute("email"), &["a"])),
        (r#" name  ^=  "Ad" "#, starts_with(Attribute("name"), "ad")),
        (
            r#"phone_number ^= "+1555""#,
            starts_with(Attribute("phone_number"), "+1555"),
        ),
        (
            r#"family_name = "O\"Neil\\""#,
            one_of(Attribute("family_name"), &["o\"neil\\"]),
        ),
        (r#"username = "Ada""#, one_of(Username, &["Ada"])),
        (r#"username ^= """#, starts_with(Username, "")),
        (r#"sub = "ABC""#, one_of(Sub, &["abc"])),
        (r#"status = "Enabled""#, one_of(Enabled, &["1"])),
        (r#"status = "enabled""#, one_of(Enabled, &[])),
        (r#"status ^= """#, one_of(Enabled, &["0", "1"])),
        (
            r#"cognito:user_status = "confirmed""#,
            one_of(Status, &["CONFIRMED"]),
        ),
        (
            r#"cognito:user_status ^= "UN""#,
            one_of(Status, &["UNCONFIRMED", "UNKNOWN"]),
        ),
    ] {
        assert_eq!(UserSearch::parse(filter), Ok(search), "{filter}");
    }
}

#[test]
fn what_is_no_filter_is_refused() {
    for filter in [
        "email",
        "email =",
        "email = a",
        r#"email = "a"#,
        r#"email = "a" and"#,
        r#"email = "a\""#,
        r#"email == "a""#,
        r#"email ^ "a""#,
        r#"email != "a""#,
        r#"email ^ = "a""#,
        r#"= "a""#,
        r#""email" = "a""#,
        "email = 'a'",
        r#"e mail = "a""#,
    ] {
        assert_eq!(
            UserSearch::parse(filter),
            Err(FilterFault::Form),
            "{filter}"
        );
    }
    for name in [
        "custom:role",
        "locale",
        "Email",
        "cognito:groups",
        "birthdate",
    ] {
        let fault = FilterFault::Attribute(name.to_owned());
        assert_eq!(
            UserSearch::parse(&format!("{name} = \"a\"")),
            Err(fault),
            "{name}"
        );
    }
}

#[test]
fn statuses_ascend() {
    assert!(super::STATUSES.map(UserStatusType::as_str).is_sorted());
}

proptest! {
    #[test]
    fn any_value_survives_its_quotes(value in "\\PC*|[\"\\\\ ]*", prefix: bool, gap in " {0,2}") {
        let operator = if prefix { "^=" } else { "=" };
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        let filter = format!("given_name{gap}{operator}{gap}\"{escaped}\"");
        prop_assert_eq!(split(&filter), Some(("given_name", prefix, value)));
    }

    #[test]
    fn no_text_makes_the_parser_panic_and_what_it_takes_has_a_known_field(filter in "\\PC{0,40}") {
        let _ = UserSearch::parse(&filter);
    }

    #[test]
    fn the_beginning_of_a_value_gives_the_beginning_of_its_key(value in "\\PC{0,20}", cut in 0usize..20) {
        let beginning: String = value.chars().take(cut).collect();
        prop_assert!(search_key(&value).starts_with(&search_key(&beginning)));
    }
}
