//! The CustomMessage trigger: Cognito's event goes in, and comes out with the texts of the message.

use poolgate_mail::{Purpose, Templates, Values};
use serde_json::Value;

/// An event is not one of CustomMessage, or its message cannot be written. The pool then fails the call, and sends nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    /// It is something else.
    #[error("the event has no triggerSource")]
    Source,
    /// Without a placeholder there is nothing to send.
    #[error("the event has no request.codeParameter")]
    Code,
    /// An invitation names the user.
    #[error("the event has no request.usernameParameter")]
    Username,
    /// A template does not work.
    #[error("{0}")]
    Template(String),
    /// There is nowhere to write to.
    #[error("the event has no response")]
    Response,
}

/// The event with its response. One of a trigger that is not known is left as it is: the pool then sends its
/// own texts.
pub(super) fn answer(mut event: Value, templates: &Templates) -> Result<Value, Refused> {
    let source = event
        .get("triggerSource")
        .and_then(Value::as_str)
        .ok_or(Refused::Source)?;
    let purpose = match source {
        "CustomMessage_SignUp" => Purpose::SignUp,
        "CustomMessage_ResendCode" => Purpose::ResendCode,
        "CustomMessage_ForgotPassword" => Purpose::ForgotPassword,
        "CustomMessage_UpdateUserAttribute" | "CustomMessage_VerifyUserAttribute" => {
            Purpose::VerifyAttribute
        }
        "CustomMessage_Authentication" => Purpose::Authentication,
        "CustomMessage_AdminCreateUser" => Purpose::Invitation,
        other => {
            tracing::warn!(
                trigger_source = other,
                "a trigger that is not known: the pool sends its own texts"
            );
            return Ok(event);
        }
    };
    let parameter = |name: &str| {
        let parameter = event.get("request")?.get(name)?.as_str()?;
        (!parameter.is_empty()).then(|| parameter.to_owned())
    };
    let code = parameter("codeParameter").ok_or(Refused::Code)?;
    let username = parameter("usernameParameter");
    if purpose == Purpose::Invitation && username.is_none() {
        return Err(Refused::Username);
    }
    let username = username.unwrap_or_default();
    let values = Values {
        username: &username,
        code: &code,
        minutes: None,
    };
    let mail = templates
        .render(purpose, &values)
        .map_err(|error| Refused::Template(error.to_string()))?;
    let sms = text_message(purpose, &username, &code);
    let response = event
        .get_mut("response")
        .and_then(Value::as_object_mut)
        .ok_or(Refused::Response)?;
    response.insert("emailSubject".to_owned(), mail.subject.into());
    response.insert("emailMessage".to_owned(), mail.html.into());
    response.insert("smsMessage".to_owned(), sms.into());
    Ok(event)
}

/// The same for a telephone, within the 140 characters that a pool allows.
fn text_message(purpose: Purpose, username: &str, code: &str) -> String {
    if purpose == Purpose::Invitation {
        format!("Your user name is {username}, your temporary password is {code}")
    } else {
        format!("Your code is {code}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SOURCES: [&str; 7] = [
        "CustomMessage_SignUp",
        "CustomMessage_AdminCreateUser",
        "CustomMessage_ResendCode",
        "CustomMessage_ForgotPassword",
        "CustomMessage_UpdateUserAttribute",
        "CustomMessage_VerifyUserAttribute",
        "CustomMessage_Authentication",
    ];

    fn answer(event: Value) -> Result<Value, Refused> {
        super::answer(event, &Templates::built_in())
    }

    fn event(source: &str) -> Value {
        json!({
            "version": "1", "region": "eu-west-1", "userPoolId": "eu-west-1_AbCdEfGhI", "userName": "ada",
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1client"},
            "triggerSource": source,
            "request": {
                "userAttributes": {"sub": "s", "email": "ada@example.com"},
                "codeParameter": "{####}", "linkParameter": "{##Click Here##}",
                "usernameParameter": if source.ends_with("AdminCreateUser") { json!("{username}") } else { json!(null) },
            },
            "response": {"smsMessage": null, "emailMessage": null, "emailSubject": null},
        })
    }

    #[test]
    fn every_message_has_the_placeholders_and_fits() {
        for source in SOURCES {
            let answer = answer(event(source)).expect("an answer");
            let text = |name: &str| {
                answer["response"][name]
                    .as_str()
                    .expect("a text")
                    .to_owned()
            };
            assert!(!text("emailSubject").is_empty(), "{source}");
            for (name, longest) in [("emailMessage", 20_000), ("smsMessage", 140)] {
                let message = text(name);
                assert!(message.contains("{####}"), "{source}: {message}");
                assert!(message.chars().count() <= longest, "{source}");
                let invites = source == "CustomMessage_AdminCreateUser";
                assert_eq!(message.contains("{username}"), invites, "{source}");
            }
        }
    }

    #[test]
    fn nothing_but_the_response_is_touched() {
        let before = event("CustomMessage_SignUp");
        let mut after = answer(before.clone()).expect("an answer");
        assert_ne!(after, before);
        after["response"] = before["response"].clone();
        assert_eq!(after, before);
    }

    #[test]
    fn an_unknown_trigger_is_left_as_it_is() {
        let before = event("CustomMessage_New");
        assert_eq!(answer(before.clone()), Ok(before));
    }

    #[test]
    fn a_malformed_event_is_refused() {
        let without = |path: &str, name: &str| {
            let mut event = event("CustomMessage_AdminCreateUser");
            let holder = event.pointer_mut(path).and_then(Value::as_object_mut);
            holder.expect("an object").remove(name);
            answer(event)
        };
        assert_eq!(without("", "triggerSource"), Err(Refused::Source));
        assert_eq!(without("/request", "codeParameter"), Err(Refused::Code));
        assert_eq!(
            without("/request", "usernameParameter"),
            Err(Refused::Username)
        );
        assert_eq!(without("", "response"), Err(Refused::Response));
        assert_eq!(answer(json!([])), Err(Refused::Source));
    }
}
