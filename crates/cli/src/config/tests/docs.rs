//! `docs/configuration.md`, made from the settings.

use std::fmt::Write as _;

use super::super::lists::LISTS;
use super::super::settings::{Kind, SECTIONS, Setting, settings};

/// The page. Generated: `UPDATE_DOCS=1 cargo test -p poolgate docs` writes it anew.
fn page() -> String {
    let mut page = String::from(
        "# Configuration

Generated from the table of settings.

Each setting comes from its flag, else the environment, else the file `.env`, else the file `poolgate.toml` (or that of
`--config`), else it has its default. `poolgate config show` prints every value and where it comes from; `poolgate config check`
says what is wrong, all of it at once; unknown keys are refused with the nearest known one. Where a setting has several names in
the environment, they must not contradict each other. A secret may lie in a file: `NAME_FILE` names it.

In the file, a setting stands in its section:

```toml
[server]
listen = \"0.0.0.0:8000\"
trusted_proxies = [\"10.0.0.0/8\"]
```

Settings marked ↻ are read again at SIGHUP; all others count from the next start on, and the log names those that changed.
",
    );
    for section in SECTIONS {
        let _ = write!(page, "\n## [{}]\n\n{}\n\n", section.name, section.about);
        page.push_str("| key | environment | default | |\n|---|---|---|---|\n");
        for setting in section.settings {
            let _ = writeln!(page, "{}", row(setting));
        }
    }
    page.push_str("\n## Lists in the file\n\n");
    for list in LISTS {
        let _ = writeln!(page, "- `[[{}]]`: {}.", list.key, list.fix);
    }
    page.push_str(
        "\nRules are read again at SIGHUP; access keys and triggers ([triggers.md](triggers.md)) count from the next start on. The first rule that fits a path counts; `path` takes `*` for one part and `**` for the rest.\n
## Variables without a setting

| name | |
|---|---|
| `AWS_ACCESS_KEY_ID`, `AWS_PROFILE` and the like | credentials, as every AWS tool finds them; `.env` may hold them |
| `POOLGATE_LAMBDA` | inside AWS Lambda: `gateway` or `custom-message` ([lambda.md](lambda.md)) |
| `OTEL_EXPORTER_OTLP_ENDPOINT` and the like | where traces go ([operating.md](operating.md#traces)) |
| `NO_COLOR` | no colours, on a terminal neither |
",
    );
    page
}

fn row(setting: &Setting) -> String {
    let Setting {
        key,
        names,
        flag,
        kind,
        default,
        about,
        reloadable,
    } = setting;
    let (_, name) = key.split_once('.').unwrap_or(("", key));
    let mut words: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    if *kind == Kind::Secret {
        words.push("or `_FILE`".to_owned());
    }
    words.extend(flag.map(|flag| format!("`{flag}`")));
    let mark = if *reloadable { " ↻" } else { "" };
    format!(
        "| `{name}`{mark} | {} | {default} | {about} |",
        words.join(", ")
    )
}

#[test]
fn the_page_about_the_configuration_is_generated() {
    let page = page();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == page,
        "docs/configuration.md is old: run `UPDATE_DOCS=1 cargo test -p poolgate docs`"
    );
}

#[test]
fn every_setting_says_what_it_is_for_and_stands_in_its_section() {
    for section in SECTIONS {
        for setting in section.settings {
            let own = format!("{}.", section.name);
            assert!(setting.key.starts_with(&own), "{}", setting.key);
        }
    }
    for setting in settings() {
        assert!(setting.about.ends_with('.'), "{}", setting.key);
    }
}

/// The defaults of the page are those that count.
#[test]
fn defaults_are_as_they_are_told() {
    let config = super::World::new(&[]).good();
    for setting in settings() {
        let entry = config.entries.iter().find(|entry| entry.key == setting.key);
        let Some(value) = entry.and_then(|entry| entry.value.clone()) else {
            continue;
        };
        let described = setting.default.contains(' ') || setting.key == "pool.embedded";
        assert!(
            described || value == setting.default,
            "{} is {value} and not {}",
            setting.key,
            setting.default
        );
    }
}
