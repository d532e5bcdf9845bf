//! Sign-ups that are confirmed by a link in a mail: the pool's `DefaultEmailOption` is `CONFIRM_WITH_LINK`. The link
//! leads to the page that confirms; without an address for it the mail carries the code.

use poolgate_mail::{Medium, Message};
use poolgate_pool_api::types::DefaultEmailOptionType;

use super::domains;
use crate::ctx::{Ctx, Issuer};
use crate::error::Error;
use crate::model::{Pool, User};
use crate::store::Change;

/// The words where the pool has none. Cognito's own are unconfirmed.
const TEXT: &str = "Please click the link below to verify your email address. {##Verify Email##} ";
const SUBJECT: &str = "Your verification link";

/// Around the words of a link in a template.
const OPENS: &str = "{##";
const CLOSES: &str = "##}";

/// Puts a link and the pool's words for it into the mails among some changes, where the pool wants that. The words keep
/// the place of the link, for a function that may write others.
pub(crate) async fn prepare(
    ctx: &Ctx,
    pool: &Pool,
    client_id: &str,
    user: &User,
    changes: &mut [Change],
) -> Result<(), Error> {
    let template = pool.description.verification_message_template.as_ref();
    let option = template.and_then(|template| template.default_email_option);
    if option != Some(DefaultEmailOptionType::ConfirmWithLink) {
        return Ok(());
    }
    let Some(address) = address(ctx, pool).await? else {
        return Ok(());
    };
    let words = template.and_then(|template| template.email_message_by_link.as_deref());
    let words = words.filter(|words| place(words).is_some()).unwrap_or(TEXT);
    let subject = template.and_then(|template| template.email_subject_by_link.as_deref());
    for message in mails(changes) {
        let Some(code) = &message.code else { continue };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("client_id", client_id);
        query.append_pair("user_name", &user.username);
        query.append_pair("confirmation_code", code);
        message.link = Some(format!("{address}/confirmUser?{}", query.finish()));
        words.clone_into(&mut message.text);
        subject.unwrap_or(SUBJECT).clone_into(&mut message.subject);
    }
    Ok(())
}

/// Puts the links where their places are. The mails carry no code beside it.
pub(crate) fn finish(changes: &mut [Change]) {
    for message in mails(changes) {
        let Some(link) = message.link.clone() else {
            continue;
        };
        let Some((before, label, after)) = place(&message.text) else {
            continue;
        };
        let escaped = link.replace('&', "&amp;");
        let html = format!("{before}<a href=\"{escaped}\">{label}</a>{after}");
        let text = format!("{before}{label}: {link}{after}");
        message.html = Some(html);
        message.text = text;
        message.code = None;
    }
}

/// What stands before the place of a link, in it, and after it.
pub(crate) fn place(words: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = words[from..].find(OPENS).map(|at| from + at) {
        let inner = start + OPENS.len();
        let (label, after) = words[inner..].split_once(CLOSES)?;
        // `{####}` is the place of a code.
        if !label.is_empty() && !label.starts_with('#') {
            return Some((&words[..start], label, after));
        }
        from = inner;
    }
    None
}

fn mails(changes: &mut [Change]) -> impl Iterator<Item = &mut Message> {
    changes.iter_mut().filter_map(|change| match change {
        Change::Send(message) if message.medium == Medium::Email => Some(message),
        _ => None,
    })
}

/// Where the pages are: the pool's own domain, or where the server itself is reached.
async fn address(ctx: &Ctx, pool: &Pool) -> Result<Option<String>, Error> {
    let elsewhere = matches!(ctx.settings.issuer, Issuer::Aws);
    if elsewhere && domains::of_pool(ctx, &pool.id).await?.is_empty() {
        return Ok(None);
    }
    ctx.hosted_url(pool).await.map(Some)
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn the_place_of_a_link_has_words_in_it() {
        assert_eq!(place("a {##b c##} d"), Some(("a ", "b c", " d")));
        assert_eq!(place("{####} {##x##}"), Some(("{####} ", "x", "")));
        for words in ["", "{####}", "{##", "{## x", "x##}"] {
            assert_eq!(place(words), None, "{words}");
        }
    }
}
