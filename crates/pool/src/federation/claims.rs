//! From a provider's claims to the attributes of a user, as the provider's mapping says.

use std::collections::BTreeMap;

use poolgate_pool_api::types::AttributeType;
use serde_json::{Map, Value};

use super::fault::Fault;
use super::provider::Provider;
use crate::error::Error;
use crate::flow::attributes;
use crate::model::{Client, Pool};

/// The longest value, in characters.
const LONGEST: usize = 2048;

/// The longest user name.
const LONGEST_NAME: usize = 128;

/// Who the provider says it is.
pub(super) fn subject(provider: &Provider, claims: &Map<String, Value>) -> Result<String, Fault> {
    let claim = provider.subject_claim();
    let subject = match claims.get(claim) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let length = subject.chars().count() + provider.name.chars().count() + 1;
    let sound = !subject.is_empty() && !subject.chars().any(char::is_control);
    if sound && length <= LONGEST_NAME {
        Ok(subject)
    } else {
        // The text is unconfirmed.
        Err(Fault::Told(format!("Invalid {claim} from IdP")))
    }
}

/// The attributes that the mapping gives. A claim that is missing leaves its attribute as it is.
pub(super) fn attributes(
    pool: &Pool,
    client: &Client,
    provider: &Provider,
    claims: &Map<String, Value>,
) -> Result<BTreeMap<String, String>, Fault> {
    let mut list = Vec::new();
    for (attribute, claim) in provider.mapped() {
        let Some(value) = claims.get(claim).and_then(text) else {
            continue;
        };
        if value.chars().count() > LONGEST {
            // The text is unconfirmed.
            return Err(Fault::Told(format!("attribute {attribute} is too long")));
        }
        if !may_write(pool, client, attribute) {
            return Err(Error::UnauthorizedAttribute.into());
        }
        list.push(AttributeType {
            name: attribute.to_owned(),
            value: Some(value),
        });
    }
    Ok(attributes::by_administrator(pool, &list)?.set)
}

/// Whether the app client lets this be written. Whether an address is verified is the provider's to say where the
/// owner maps it, and what every user must have can always be written.
fn may_write(pool: &Pool, client: &Client, attribute: &str) -> bool {
    let rule = pool.rules.schema.rule(attribute);
    matches!(attribute, "email_verified" | "phone_number_verified")
        || client.rules.may_write(attribute)
        || rule.is_some_and(|rule| rule.required)
}

/// A claim as a text: of several values, all of them, and what is no plain sign in them encoded.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
        Value::Array(values) => match values.as_slice() {
            [] => return None,
            [one] => return text(one),
            many => {
                let encoded = many.iter().filter_map(text).map(|value| {
                    form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>()
                });
                format!("[{}]", encoded.collect::<Vec<_>>().join(","))
            }
        },
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::text;

    #[test]
    fn claims_become_texts() {
        for (claim, expected) in [
            (json!("Ada"), Some("Ada")),
            (json!(true), Some("true")),
            (json!(815), Some("815")),
            (json!(null), None),
            (json!(""), None),
            (json!([]), None),
            (json!(["one"]), Some("one")),
            (json!(["a b", "c-d_e.f*"]), Some("[a+b,c-d_e.f*]")),
            (json!({ "k": 1 }), Some("{\"k\":1}")),
        ] {
            assert_eq!(text(&claim).as_deref(), expected, "{claim}");
        }
    }
}
