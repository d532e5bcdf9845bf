//! From the model's names to Rust's.

/// Words of a name: `MFAOptions` is `MFA`, `Options`; `USER_SRP_AUTH` is `USER`, `SRP`, `AUTH`.
fn words(name: &str) -> Vec<String> {
    // Words whose capitals would split them in the wrong place.
    let name = name
        .replace("OAuth", "Oauth")
        .replace("URLs", "Urls")
        .replace("IPs", "Ips");
    let characters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (place, &character) in characters.iter().enumerate() {
        if !character.is_ascii_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = place.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(place + 1);
        let starts = character.is_ascii_uppercase()
            && (before.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
                || (before.is_some_and(|c| c.is_ascii_uppercase())
                    && after.is_some_and(char::is_ascii_lowercase)));
        if starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(character);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A type or variant name.
pub(crate) fn pascal(name: &str) -> String {
    let name: String = words(name)
        .iter()
        .map(|word| {
            let (head, tail) = word.split_at(1);
            head.to_ascii_uppercase() + &tail.to_ascii_lowercase()
        })
        .collect();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("V{name}")
    } else {
        name
    }
}

/// A field name.
pub(crate) fn snake(name: &str) -> String {
    let name = words(name).join("_").to_ascii_lowercase();
    if name == "type" {
        "r#type".to_owned()
    } else {
        name
    }
}

/// A constant's name.
pub(crate) fn screaming(name: &str) -> String {
    words(name).join("_").to_ascii_uppercase()
}

/// A member's name in validation messages: the first letter in lower case.
pub(crate) fn path(name: &str) -> String {
    let mut characters = name.chars();
    characters
        .next()
        .map(|first| first.to_ascii_lowercase().to_string() + characters.as_str())
        .unwrap_or_default()
}

/// What `#[serde(rename_all = "PascalCase")]` makes of a field.
pub(crate) fn serde_pascal(field: &str) -> String {
    field
        .trim_start_matches("r#")
        .split('_')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let (head, tail) = word.split_at(1);
            head.to_ascii_uppercase() + tail
        })
        .collect()
}
