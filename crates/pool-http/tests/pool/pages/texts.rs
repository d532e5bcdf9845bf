//! The languages.

use serde_json::json;

use super::browser::Browser;

#[tokio::test]
async fn a_page_speaks_the_language_that_is_asked_for_before_the_browsers_own() {
    let pool = Browser::pool(json!({}), json!({})).await;
    for (lang, accepted, code, title) in [
        ("", "de-CH,de;q=0.9", "de", "<h1>Anmelden</h1>"),
        ("&lang=fr", "de", "fr", "<h1>Connexion</h1>"),
        ("&lang=es", "", "es", "<h1>Iniciar sesión</h1>"),
        ("&lang=ja", "", "ja", "<h1>サインイン</h1>"),
        ("&lang=xx", "", "en", "<h1>Sign in</h1>"),
    ] {
        let mut browser = Browser::new(&pool);
        browser.more = lang.to_owned();
        browser.headers.push(("accept-language", accepted));
        let page = browser.get("/login").await.text;
        assert!(page.contains(title), "{page}");
        assert!(page.contains(&format!("<html lang=\"{code}\"")), "{page}");
    }
}

#[tokio::test]
async fn the_language_stays_from_page_to_page() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let mut browser = Browser::new(&pool);
    browser.more = "&lang=de".to_owned();
    let page = browser.get("/login").await.text;
    let link = super::browser::attribute(&page, "<p class=\"under\">Neu hier? <a href=\"");
    let page = browser.open(&link).await.text;
    assert!(page.contains("<h1>Konto anlegen</h1>"), "{page}");
}
