//! The API model as it is read: `crates/pool-api/model/shapes.json` and our `overrides.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

/// The whole model.
#[derive(Deserialize)]
pub(crate) struct Model {
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) errors: BTreeMap<String, ErrorShape>,
    pub(crate) shapes: BTreeMap<String, Shape>,
    overrides: ModelOverrides,
    #[serde(skip)]
    pub(crate) ours: Overrides,
}

#[derive(Deserialize)]
pub(crate) struct Operation {
    #[serde(rename = "in")]
    pub(crate) input: String,
    #[serde(rename = "out")]
    pub(crate) output: Option<String>,
    pub(crate) auth: String,
    #[serde(rename = "accessToken")]
    pub(crate) access_token: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct ErrorShape {
    pub(crate) status: u16,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Shape {
    Structure(Structure),
    String(Text),
    List(List),
    Map(Map),
    Integer(Range),
    Long(Range),
    Boolean {},
    Blob(Range),
    Timestamp {},
}

#[derive(Deserialize)]
pub(crate) struct Structure {
    /// In the model's order, which is the order of the members on the wire.
    pub(crate) members: serde_json::Map<String, Value>,
    #[serde(default)]
    pub(crate) required: Vec<String>,
    #[serde(default)]
    pub(crate) exception: bool,
    #[serde(default)]
    pub(crate) document: bool,
    #[serde(default)]
    pub(crate) sensitive: bool,
}

#[derive(Deserialize)]
pub(crate) struct Text {
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    pub(crate) pattern: Option<String>,
    #[serde(rename = "enum", default)]
    pub(crate) values: Vec<String>,
    #[serde(default)]
    pub(crate) sensitive: bool,
}

#[derive(Deserialize)]
pub(crate) struct List {
    pub(crate) member: Value,
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
}

#[derive(Deserialize)]
pub(crate) struct Map {
    pub(crate) key: Value,
    pub(crate) value: Value,
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    #[serde(default)]
    pub(crate) sensitive: bool,
}

#[derive(Deserialize)]
pub(crate) struct Range {
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ModelOverrides {
    operations: BTreeMap<String, OperationOverride>,
    enum_additions: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct OperationOverride {
    auth: String,
}

/// What we know better than the model, or treat with more care.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Overrides {
    /// Strings that are never printed.
    pub(crate) secret_shapes: Vec<String>,
    /// Maps whose values are never printed.
    pub(crate) secret_maps: Vec<String>,
    /// Shapes of our own.
    pub(crate) shapes: BTreeMap<String, Shape>,
    /// Members, as `Structure.Member`, that have another shape than in the model. A client secret that was pinned may be shorter
    /// than one that is made, and is compared all the same.
    pub(crate) members: BTreeMap<String, String>,
    /// Patterns that the service applies in place of the model's.
    pub(crate) patterns: BTreeMap<String, String>,
    /// Patterns that the `regex` crate cannot express, and the function that checks them.
    pub(crate) hand_checked_patterns: BTreeMap<String, String>,
}

impl Model {
    /// Reads the model and applies the overrides.
    pub(crate) fn read(directory: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = directory.join(name);
            std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))
        };
        let mut model: Self = serde_json::from_str(&read("shapes.json")?).context("shapes.json")?;
        model.ours = serde_json::from_str(&read("overrides.json")?).context("overrides.json")?;
        for (name, change) in &model.overrides.operations {
            if let Some(operation) = model.operations.get_mut(name) {
                operation.auth.clone_from(&change.auth);
            }
        }
        for (name, values) in &model.overrides.enum_additions {
            // The addition names the list; its member is the enumeration.
            let target = match model.shapes.get(name) {
                Some(Shape::List(list)) => target(&list.member).to_owned(),
                _ => name.clone(),
            };
            if let Some(Shape::String(text)) = model.shapes.get_mut(&target) {
                for value in values {
                    if !text.values.contains(value) {
                        text.values.push(value.clone());
                    }
                }
            }
        }
        model.shapes.append(&mut model.ours.shapes);
        for (place, shape) in &model.ours.members {
            let found = place.split_once('.').and_then(|(structure, member)| {
                match model.shapes.get_mut(structure) {
                    Some(Shape::Structure(structure)) => structure.members.get_mut(member),
                    _ => None,
                }
            });
            *found.with_context(|| format!("overrides.json: there is no {place}"))? =
                Value::String(shape.clone());
        }
        for (name, pattern) in &model.ours.patterns {
            if let Some(Shape::String(text)) = model.shapes.get_mut(name) {
                text.pattern = Some(pattern.clone());
            }
        }
        Ok(model)
    }

    /// The shapes of all requests.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &str> {
        self.operations
            .values()
            .map(|operation| operation.input.as_str())
    }

    /// The shapes of all responses.
    pub(crate) fn outputs(&self) -> impl Iterator<Item = &str> {
        self.operations
            .values()
            .filter_map(|operation| operation.output.as_deref())
    }

    /// All shapes that can be reached from `roots`.
    pub(crate) fn reachable<'m>(
        &'m self,
        roots: impl Iterator<Item = &'m str>,
    ) -> BTreeSet<&'m str> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = roots.collect();
        while let Some(name) = open.pop() {
            if !seen.insert(name) {
                continue;
            }
            match self.shapes.get(name) {
                Some(Shape::Structure(structure)) => {
                    open.extend(structure.members.values().map(target));
                }
                Some(Shape::List(list)) => open.push(target(&list.member)),
                Some(Shape::Map(map)) => open.extend([target(&map.key), target(&map.value)]),
                _ => {}
            }
        }
        seen
    }
}

/// The shape that a member points at: a name, or an object with the name and traits.
pub(crate) fn target(reference: &Value) -> &str {
    reference
        .as_str()
        .or_else(|| reference.get("shape").and_then(Value::as_str))
        .unwrap_or_default()
}
