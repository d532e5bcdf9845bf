//! The page that a browser gets instead of an error in JSON.

use std::fmt::Write;

use crate::error::Facts;

/// A page with nothing inline and nothing from elsewhere.
pub(crate) fn error(facts: &Facts, request_id: &str) -> String {
    let title = facts.status.canonical_reason().unwrap_or("Error");
    let message = escape(&facts.message);
    let mut fields = String::new();
    for (name, problem) in &facts.fields {
        let (name, problem) = (escape(name), escape(problem));
        write!(fields, "<li>{name}: {problem}</li>").expect("a string takes any text");
    }
    if !fields.is_empty() {
        fields = format!("<ul>{fields}</ul>\n");
    }
    let request_id = escape(request_id);
    format!(
        r#"<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} - Poolgate</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p role="alert">{message}</p>
{fields}<p><small>Request {request_id}</small></p>
</main>
</body>
</html>
"#
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use crate::code::Code;
    use crate::error::ApiError;

    #[test]
    fn what_others_say_cannot_become_markup() {
        let error = ApiError::new(Code::RefusedByTrigger)
            .message("<script>alert('x')</script>")
            .field("a\"b", "<b>");
        let page = super::error(error.facts(), "id-1");
        assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
        assert!(page.contains("a&quot;b: &lt;b&gt;"));
        assert!(!page.contains("<script"));
    }
}
