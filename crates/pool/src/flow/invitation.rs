//! The message that tells a new user its name and temporary password.

use poolgate_mail::{Medium, Message};
use poolgate_pool_api::types::DeliveryMediumType;

use crate::ctx::Engine;
use crate::model::{Destination, Pool, User};
use crate::store::Change;

const TEXT: &str = "Your username is {username} and temporary password is {####}. ";
const SUBJECT: &str = "Your temporary password";

/// The changes that invite a user by the name that the administrator gave: by each medium that is asked
/// for and that the user has an address for; SMS where none is asked for. Who has no such address gets
/// the message by the other medium; that is unconfirmed.
pub(crate) fn send(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    name: &str,
    password: &str,
    mediums: Option<&[DeliveryMediumType]>,
) -> Vec<Change> {
    let mediums = mediums
        .filter(|mediums| !mediums.is_empty())
        .unwrap_or(&[DeliveryMediumType::Sms]);
    let to = |attribute: &'static str| {
        Some(Destination {
            attribute,
            address: user.attribute(attribute)?.to_owned(),
        })
    };
    let wanted = |attribute: &'static str| {
        let medium = match attribute {
            "email" => DeliveryMediumType::Email,
            _ => DeliveryMediumType::Sms,
        };
        mediums.contains(&medium)
    };
    let all = ["phone_number", "email"];
    let mut destinations: Vec<Destination> = all
        .into_iter()
        .filter(|a| wanted(a))
        .filter_map(to)
        .collect();
    if destinations.is_empty() {
        destinations = all.into_iter().find_map(to).into_iter().collect();
    }
    destinations
        .iter()
        .map(|destination| Change::Send(message(engine, pool, name, password, destination)))
        .collect()
}

fn message(
    engine: &Engine,
    pool: &Pool,
    name: &str,
    password: &str,
    destination: &Destination,
) -> Message {
    let config = pool.description.admin_create_user_config.as_ref();
    let template = config.and_then(|config| config.invite_message_template.as_ref());
    let medium = destination.medium();
    let (text, subject) = match medium {
        Medium::Email => (
            template.and_then(|template| template.email_message.as_deref()),
            template
                .and_then(|template| template.email_subject.as_deref())
                .unwrap_or(SUBJECT),
        ),
        Medium::Sms | Medium::Function => (
            template.and_then(|template| template.sms_message.as_deref()),
            "",
        ),
    };
    let now = engine.clock.now();
    Message {
        id: engine.sequential_uuid(now),
        to: destination.address.clone(),
        medium,
        subject: subject.to_owned(),
        text: fill(text.unwrap_or(TEXT), name, password),
        html: None,
        code: Some(password.to_owned()),
        link: None,
        purpose: "invitation".to_owned(),
        sent_at: now.0,
        expires_at: None,
    }
}

/// Fills both places of a template at once, so that a name is never taken for one.
fn fill(template: &str, name: &str, password: &str) -> String {
    let filled: Vec<String> = template
        .split("{username}")
        .map(|part| part.replace("{####}", password))
        .collect();
    filled.join(name)
}

#[cfg(test)]
mod tests {
    use super::{TEXT, fill};

    #[test]
    fn both_places_are_filled_and_a_name_is_never_one() {
        assert_eq!(
            fill(TEXT, "{####}", "Ab{username}1!"),
            "Your username is {####} and temporary password is Ab{username}1!. "
        );
    }
}
