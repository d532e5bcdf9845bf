//! The stylesheets of SetUICustomization: rules for the classes that the pages name for it, and nothing that could
//! load, hide in or run something.

use crate::error::Error;

/// The classes, and the states that may stand with some of them.
const SELECTORS: [&str; 17] = [
    ".background-customizable",
    ".banner-customizable",
    ".errorMessage-customizable",
    ".idpButton-customizable",
    ".idpButton-customizable:hover",
    ".idpDescription-customizable",
    ".inputField-customizable",
    ".inputField-customizable:focus",
    ".label-customizable",
    ".legalText-customizable",
    ".logo-customizable",
    ".passwordCheck-notValid-customizable",
    ".passwordCheck-valid-customizable",
    ".socialButton-customizable",
    ".submitButton-customizable",
    ".submitButton-customizable:hover",
    ".textDescription-customizable",
];

/// What no stylesheet may have anywhere.
const FORBIDDEN: [&str; 6] = ["@", "\\", "<", "url(", "expression(", "javascript:"];

/// The stylesheet, written anew from what was understood of it. The texts of the errors are unconfirmed.
pub(crate) fn clean(css: &str) -> Result<String, Error> {
    let invalid = |text: String| Err(Error::InvalidParameter(text));
    let text = without_comments(css);
    let small = text.to_ascii_lowercase();
    if let Some(found) = FORBIDDEN
        .iter()
        .find(|forbidden| small.contains(**forbidden))
    {
        return invalid(format!(
            "CSS contains something that is not allowed: {found}"
        ));
    }
    let mut cleaned = String::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let Some((selectors, after)) = rest.split_once('{') else {
            return invalid("CSS is not valid.".to_owned());
        };
        let Some((declarations, after)) = after.split_once('}') else {
            return invalid("CSS is not valid.".to_owned());
        };
        let selectors: Vec<&str> = selectors.split(',').map(str::trim).collect();
        if let Some(other) = selectors.iter().find(|one| !SELECTORS.contains(one)) {
            return invalid(format!("CSS class is not allowed: {other}"));
        }
        let Some(declarations) = cleaned_declarations(declarations) else {
            return invalid("CSS is not valid.".to_owned());
        };
        cleaned.push_str(&selectors.join(", "));
        cleaned.push_str(" { ");
        cleaned.push_str(&declarations);
        cleaned.push_str("}\n");
        rest = after.trim();
    }
    Ok(cleaned)
}

fn without_comments(css: &str) -> String {
    let mut text = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        text.push(' ');
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}

fn cleaned_declarations(text: &str) -> Option<String> {
    let mut cleaned = String::new();
    for declaration in text.split(';').map(str::trim).filter(|one| !one.is_empty()) {
        let (property, value) = declaration.split_once(':')?;
        let (property, value) = (property.trim(), value.trim());
        let is_name = !property.is_empty()
            && property
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let is_value = !value.is_empty()
            && value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || " #%.,()-+!'\"/".contains(c));
        if !is_name || !is_value {
            return None;
        }
        cleaned.push_str(property);
        cleaned.push_str(": ");
        cleaned.push_str(value);
        cleaned.push_str("; ");
    }
    Some(cleaned)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::clean;

    #[test]
    fn rules_for_the_known_classes_stay() {
        let css = "/* ours */ .banner-customizable{background-color:#1a2b3c;padding: 25px 0px}\n\
                   .label-customizable, .legalText-customizable { font-weight: 400; }";
        assert_eq!(
            clean(css).unwrap(),
            ".banner-customizable { background-color: #1a2b3c; padding: 25px 0px; }\n\
             .label-customizable, .legalText-customizable { font-weight: 400; }\n"
        );
        assert_eq!(clean("").unwrap(), "");
    }

    #[test]
    fn what_could_load_or_run_something_is_refused() {
        for css in [
            "@import 'https://example.com/a.css';",
            "@media print { .label-customizable { color: red } }",
            "body { display: none }",
            ".label-customizable { background: url(https://example.com/a.png) }",
            ".label-customizable { background: URL (x) } .other {}",
            ".label-customizable { width: expression(alert(1)) }",
            ".label-customizable { background: u\\72l(x) }",
            ".label-customizable { color: red",
            ".label-customizable color: red }",
            "</style><script>alert(1)</script>",
            ".label-customizable { col/* */or: red }",
            ".label-customizable input[value^=a] { color: red }",
        ] {
            assert!(clean(css).is_err(), "{css}");
        }
    }
}
