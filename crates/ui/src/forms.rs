//! Forms that only our own pages can send: a random value stands in a cookie and in the form (double submit),
//! and the browser's own words on where the request comes from must not say "elsewhere".

use http::header::{COOKIE, HOST, ORIGIN};
use http::{HeaderMap, Uri};
use subtle::ConstantTimeEq;

/// The cookie's name, as Cognito's.
pub const CSRF_COOKIE: &str = "XSRF-TOKEN";

/// The hidden field's name, as Cognito's.
pub const CSRF_FIELD: &str = "_csrf";

/// The fewest characters of a value that counts.
const SHORTEST: usize = 24;

/// The value of a cookie of this name, if the browser sent one that is not empty.
pub fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(other, value)| *other == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// The value in the browser's cookie, where it has one of ours.
pub fn csrf_cookie(headers: &HeaderMap) -> Option<&str> {
    random_value_of(headers, CSRF_COOKIE)
}

/// The same of a cookie with another name.
pub fn random_value_of<'a>(headers: &'a HeaderMap, cookie: &str) -> Option<&'a str> {
    cookie_value(headers, cookie).filter(|value| is_ours(value))
}

fn is_ours(value: &str) -> bool {
    value.len() >= SHORTEST && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a form was sent by one of our own pages: `field` is what stood in it.
pub fn is_own_form(headers: &HeaderMap, field: Option<&str>) -> bool {
    !is_from_elsewhere(headers) && repeats_cookie(headers, CSRF_COOKIE, field)
}

/// Whether the value of this cookie stood in the form too. Where the form comes from is for the caller to ask.
pub fn repeats_cookie(headers: &HeaderMap, cookie: &str, field: Option<&str>) -> bool {
    let (Some(cookie), Some(field)) = (random_value_of(headers, cookie), field) else {
        return false;
    };
    cookie.as_bytes().ct_eq(field.as_bytes()).into()
}

/// Whether the browser says that another site sends the request. Browsers that know `Sec-Fetch-Site` let no page
/// change it; the others send `Origin`.
fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return false;
    };
    let origin: Option<Uri> = origin.to_str().ok().and_then(|text| text.parse().ok());
    let authority = origin.as_ref().and_then(Uri::authority);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    match (authority, host) {
        (Some(authority), Some(host)) => !authority.as_str().eq_ignore_ascii_case(host),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use http::HeaderName;

    use super::*;

    const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn r23_a_form_counts_with_the_value_of_the_cookie_alone() {
        let cookie = format!("other=1; XSRF-TOKEN={TOKEN}");
        let own = headers(&[("cookie", &cookie), ("host", "auth.example.com")]);
        assert!(is_own_form(&own, Some(TOKEN)));
        assert!(!is_own_form(&own, Some("abc")));
        assert!(!is_own_form(&own, Some("")));
        assert!(!is_own_form(&own, None));
        assert!(!is_own_form(&headers(&[]), Some(TOKEN)));
        let short = headers(&[("cookie", "XSRF-TOKEN=a")]);
        assert!(!is_own_form(&short, Some("a")));
    }

    #[test]
    fn r23_a_form_from_elsewhere_does_not_count() {
        let cookie = format!("XSRF-TOKEN={TOKEN}");
        for (name, value, expected) in [
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "none", true),
            ("sec-fetch-site", "same-site", false),
            ("sec-fetch-site", "cross-site", false),
            ("origin", "https://auth.example.com", true),
            ("origin", "https://auth.example.com:444", false),
            ("origin", "https://example.com", false),
            ("origin", "null", false),
        ] {
            let sent = headers(&[
                ("cookie", &cookie),
                ("host", "auth.example.com"),
                (name, value),
            ]);
            assert_eq!(is_own_form(&sent, Some(TOKEN)), expected, "{name}: {value}");
        }
    }
}
