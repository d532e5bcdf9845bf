//! What a page shows beside its form: what is wrong, what was done, what was typed.

use std::collections::BTreeMap;

use poolgate_ui::Language;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    /// A text of the language files, by its name in the section `error`.
    Known(&'static str),
    /// What a function of the pool's owner said.
    Said(String),
}

impl Message {
    /// The text.
    pub(crate) fn text(&self, language: &Language) -> String {
        match self {
            Self::Known(name) => language.text(&["error", name]),
            Self::Said(text) => text.clone(),
        }
    }
}

/// What a page shows beside its form.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// What is wrong, above the form.
    pub(crate) error: Option<Message>,
    /// What was done, by its section and name in the language files.
    pub(crate) notice: Option<(&'static str, &'static str)>,
    /// What was typed, by the name of the field; never a password.
    pub(crate) values: BTreeMap<String, String>,
    /// What is wrong with a field.
    pub(crate) fields: BTreeMap<String, &'static str>,
}

impl Shown {
    /// With this error.
    pub(crate) fn error(message: Message) -> Self {
        Self {
            error: Some(message),
            ..Self::default()
        }
    }

    /// With what was typed into a field.
    pub(crate) fn with(mut self, field: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.values.insert(field.to_owned(), value.to_owned());
        }
        self
    }

    /// Something is wrong with a field.
    pub(crate) fn wrong(&mut self, field: &str, error: &'static str) {
        self.fields.insert(field.to_owned(), error);
        self.error.get_or_insert(Message::Known(error));
    }

    /// What is wrong with the fields.
    pub(crate) fn errors(&self, language: &Language) -> BTreeMap<String, String> {
        let text = |name: &&'static str| language.text(&["error", name]);
        let fields = self.fields.iter();
        fields
            .map(|(field, name)| (field.clone(), text(name)))
            .collect()
    }
}
