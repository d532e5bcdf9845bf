//! Who reads the answer: a person at a browser, or a program.

use http::HeaderMap;
use http::header::ACCEPT;

/// Whether the answer shall be a page: for a browser that navigates, which `Sec-Fetch-Mode` says; where
/// there is no such header, for whoever prefers HTML to JSON by name (RFC 9110, section 12.5.1).
pub fn wants_page(headers: &HeaderMap) -> bool {
    if let Some(mode) = headers.get("sec-fetch-mode") {
        return mode == "navigate";
    }
    let html = weight(headers, &["text/html", "application/xhtml+xml"]);
    let json = weight(headers, &["application/json"]);
    html > 0.0 && html >= json
}

fn weight(headers: &HeaderMap, names: &[&str]) -> f32 {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next()?;
            if !names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)) {
                return None;
            }
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            Some(weight.map_or(1.0, |q| q.parse().unwrap_or(0.0)))
        })
        .fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use http::{HeaderMap, HeaderName};

    use super::wants_page;

    #[test]
    fn a_person_gets_a_page_and_a_program_does_not() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (headers, expected) in [
            (vec![], false),
            (vec![("accept", "*/*")], false),
            (vec![("accept", "application/json")], false),
            (vec![("accept", browser)], true),
            (vec![("accept", "application/json, text/html;q=0.5")], false),
            (vec![("accept", "text/html;q=0")], false),
            (vec![("sec-fetch-mode", "navigate")], true),
            (vec![("sec-fetch-mode", "cors"), ("accept", browser)], false),
        ] {
            let map: HeaderMap = headers
                .iter()
                .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
                .collect();
            assert_eq!(wants_page(&map), expected, "{headers:?}");
        }
    }
}
