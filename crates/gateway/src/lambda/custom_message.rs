//! The CustomMessage trigger: Cognito's event goes in, and comes out with the texts of the message.

use serde_json::Value;

use super::texts::{Purpose, Texts, render};

/// An event is not one of CustomMessage. The pool then fails the call, and sends nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    /// It is something else.
    #[error("the event has no triggerSource")]
    Source,
    /// Without a placeholder there is nothing to send.
    #[error("the event has no request.codeParameter")]
    Code,
    /// An invitation names the user.
    #[error("the event has no request.usernameParameter")]
    Username,
    /// There is nowhere to write to.
    #[error("the event has no response")]
    Response,
}

/// The event with its response. One of a trigger that is not known is left as it is: the pool then sends its
/// own texts.
pub(super) fn answer(mut event: Value) -> Result<Value, Malformed> {
    let source = event
        .get("triggerSource")
        .and_then(Value::as_str)
        .ok_or(Malformed::Source)?;
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
    let code = parameter("codeParameter").ok_or(Malformed::Code)?;
    let username = parameter("usernameParameter");
    if purpose == Purpose::Invitation && username.is_none() {
        return Err(Malformed::Username);
    }
    let Texts { subject, html, sms } = render(purpose, &username.unwrap_or_default(), &code);
    let response = event
        .get_mut("response")
        .and_then(Value::as_object_mut)
        .ok_or(Malformed::Response)?;
    response.insert("emailSubject".to_owned(), subject.into());
    response.insert("emailMessage".to_owned(), html.into());
    response.insert("smsMessage".to_owned(), sms.into());
    Ok(event)
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
        assert_eq!(without("", "triggerSource"), Err(Malformed::Source));
        assert_eq!(without("/request", "codeParameter"), Err(Malformed::Code));
        assert_eq!(
            without("/request", "usernameParameter"),
            Err(Malformed::Username)
        );
        assert_eq!(without("", "response"), Err(Malformed::Response));
        assert_eq!(answer(json!([])), Err(Malformed::Source));
    }
}
