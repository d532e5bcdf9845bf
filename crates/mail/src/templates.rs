//! The texts of mails: subject, plain text and HTML, each in a file that a user can replace.
//!
//! Values are escaped in the HTML part and nowhere else. They may be placeholders of a pool's trigger
//! (`{####}`, `{username}`) as well as the values themselves.

use std::path::{Path, PathBuf};

use minijinja::{Environment, UndefinedBehavior, context};

use crate::purpose::Purpose;

/// What the HTML parts have in common.
const LAYOUT: &str = "layout.html";

macro_rules! mail {
    ($name:literal) => {
        [
            (
                concat!($name, ".subject.txt"),
                include_str!(concat!("../templates/mail/", $name, ".subject.txt")),
            ),
            (
                concat!($name, ".txt"),
                include_str!(concat!("../templates/mail/", $name, ".txt")),
            ),
            (
                concat!($name, ".html"),
                include_str!(concat!("../templates/mail/", $name, ".html")),
            ),
        ]
    };
}

/// The built-in files, by purpose.
const BUILT_IN: [[(&str, &str); 3]; 9] = [
    mail!("sign_up"),
    mail!("resend_code"),
    mail!("forgot_password"),
    mail!("verify_attribute"),
    mail!("authentication"),
    mail!("invitation"),
    mail!("password_reset"),
    mail!("password_changed"),
    mail!("account_exists"),
];

/// What a template may use. Every template gets all of it.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    /// By what the user signs in.
    pub username: &'a str,
    /// The code, or the temporary password; empty where there is none.
    pub code: &'a str,
    /// For how many minutes the code is valid, where that is known.
    pub minutes: Option<u32>,
}

impl std::fmt::Debug for Values<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Values(hidden)")
    }
}

/// The parts of one mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject: one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rendered(hidden)")
    }
}

/// A template, or the folder of templates, is not usable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The folder or a file cannot be read.
    #[error("cannot read {}", .0.display())]
    Read(PathBuf, #[source] std::io::Error),
    /// No mail has a part of this name.
    #[error("{} is no part of a mail: names are such as sign_up.subject.txt, sign_up.txt, sign_up.html and layout.html; what those include begins with an underscore", .0.display())]
    Unknown(PathBuf),
    /// The template has a mistake.
    #[error("the mail template {0} does not work: {1}")]
    Broken(String, String),
    /// The subject came out empty.
    #[error("the mail template {0} gives an empty subject")]
    NoSubject(String),
}

/// The templates of all mails.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// Where replaced files lie, for messages.
    folder: Option<PathBuf>,
}

impl Default for Templates {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Templates {
    /// The built-in ones.
    pub fn built_in() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let layout = (LAYOUT, include_str!("../templates/mail/layout.html"));
        for (name, source) in BUILT_IN.into_iter().flatten().chain([layout]) {
            environment
                .add_template(name, source)
                .expect("templates are compiled in, and tested");
        }
        Self {
            environment,
            folder: None,
        }
    }

    /// The built-in ones, but those that have a file in this folder. Every mail is made once, so that a
    /// mistake shows here and not when a user waits for a code.
    ///
    /// # Errors
    /// If a file cannot be read, is of no mail, or has a mistake.
    pub fn with_folder(folder: &Path) -> Result<Self, TemplateError> {
        let mut templates = Self::built_in();
        templates.folder = Some(folder.to_owned());
        let unreadable = |error| TemplateError::Read(folder.to_owned(), error);
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            templates.replace(&entry.map_err(unreadable)?.path())?;
        }
        for purpose in Purpose::ALL {
            for minutes in [None, Some(10)] {
                let values = Values {
                    username: "ada@example.com",
                    code: "123456",
                    minutes,
                };
                templates.render(purpose, &values)?;
            }
        }
        Ok(templates)
    }

    fn replace(&mut self, path: &Path) -> Result<(), TemplateError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Editors and version control leave files of their own.
        let is_template = [".txt", ".html"].iter().any(|end| name.ends_with(end));
        if !is_template || name.starts_with('.') {
            return Ok(());
        }
        if !name.starts_with('_') && self.environment.get_template(&name).is_err() {
            return Err(TemplateError::Unknown(path.to_owned()));
        }
        let source = std::fs::read_to_string(path)
            .map_err(|error| TemplateError::Read(path.to_owned(), error))?;
        self.environment
            .add_template_owned(name.into_owned(), source)
            .map_err(|error| self.broken(&error, ""))
    }

    /// Makes a mail.
    ///
    /// # Errors
    /// If a template has a mistake, which built-in ones do not.
    pub fn render(&self, purpose: Purpose, values: &Values<'_>) -> Result<Rendered, TemplateError> {
        let subject = self.part(purpose, ".subject.txt", values)?;
        // A line break in a header would be the start of another one.
        let subject: String = subject
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let subject = subject.trim();
        if subject.is_empty() {
            let name = format!("{}.subject.txt", purpose.as_str());
            return Err(TemplateError::NoSubject(name));
        }
        Ok(Rendered {
            subject: subject.to_owned(),
            text: self.part(purpose, ".txt", values)?,
            html: self.part(purpose, ".html", values)?,
        })
    }

    fn part(
        &self,
        purpose: Purpose,
        end: &str,
        values: &Values<'_>,
    ) -> Result<String, TemplateError> {
        let name = format!("{}{end}", purpose.as_str());
        let context = context! {
            username => values.username,
            code => values.code,
            minutes => values.minutes,
        };
        self.environment
            .get_template(&name)
            .and_then(|template| template.render(context))
            .map_err(|error| self.broken(&error, &name))
    }

    /// Names the file, and never a value.
    fn broken(&self, error: &minijinja::Error, name: &str) -> TemplateError {
        let name = error.name().unwrap_or(name);
        let file = match &self.folder {
            Some(folder) if folder.join(name).exists() => folder.join(name).display().to_string(),
            _ => name.to_owned(),
        };
        let line = error.line().map(|line| format!(" in line {line}"));
        TemplateError::Broken(
            file,
            format!("{}{}", error.kind(), line.unwrap_or_default()),
        )
    }
}

#[cfg(test)]
mod tests;
