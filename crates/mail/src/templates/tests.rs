#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;

use super::*;

const VALUES: Values<'_> = Values {
    username: "<b>ada</b>@example.com",
    code: "12<3>&",
    minutes: Some(10),
};

#[test]
fn every_mail_is_made_with_every_kind_of_value() {
    let templates = Templates::built_in();
    for purpose in Purpose::ALL {
        for code in ["123456", "{####}", ""] {
            for minutes in [None, Some(10)] {
                let values = Values {
                    username: "{username}",
                    code,
                    minutes,
                };
                let mail = templates.render(purpose, &values).unwrap();
                assert!(!mail.subject.is_empty() && !mail.subject.contains('\n'));
                assert!(mail.html.starts_with("<!doctype html>"), "{purpose:?}");
                let notices = [Purpose::PasswordChanged, Purpose::AccountExists];
                let has_code = !notices.contains(&purpose);
                for part in [&mail.text, &mail.html] {
                    assert!(!has_code || part.contains(code), "{purpose:?}");
                    let lifetime = part.contains("10 minutes");
                    assert!(minutes.is_some() || !lifetime);
                }
            }
        }
    }
}

#[test]
fn values_are_escaped_in_html_and_nowhere_else() {
    let templates = Templates::built_in();
    let mail = templates.render(Purpose::Invitation, &VALUES).unwrap();
    assert!(mail.text.contains(VALUES.username) && mail.text.contains(VALUES.code));
    assert!(!mail.html.contains(VALUES.username) && !mail.html.contains(VALUES.code));
    assert!(mail.html.contains("12&lt;3&gt;&amp;"), "{}", mail.html);
}

#[test]
fn the_placeholders_of_a_trigger_stay_as_they_are() {
    let values = Values {
        username: "{username}",
        code: "{####}",
        minutes: None,
    };
    let mail = Templates::built_in()
        .render(Purpose::Invitation, &values)
        .unwrap();
    for part in [mail.text, mail.html] {
        assert!(part.contains("{####}") && part.contains("{username}"));
    }
}

#[test]
fn a_file_replaces_its_part_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("sign_up.txt"),
        "Code {{ code }}, {% include '_end.txt' %}",
    )
    .unwrap();
    fs::write(folder.path().join("_end.txt"), "bye {{ username }}").unwrap();
    fs::write(folder.path().join("notes.md"), "{{ nothing").unwrap();
    let templates = Templates::with_folder(folder.path()).unwrap();
    let mail = templates.render(Purpose::SignUp, &VALUES).unwrap();
    assert_eq!(mail.text, "Code 12<3>&, bye <b>ada</b>@example.com");
    let own = Templates::built_in()
        .render(Purpose::SignUp, &VALUES)
        .unwrap();
    assert_eq!((mail.subject, mail.html), (own.subject, own.html));
}

#[test]
fn a_broken_file_is_named_at_the_start() {
    for (name, text) in [
        ("sign_up.txt", "{{ code"),
        ("sign_up.html", "{{ nobody }}"),
        ("sign_up.subject.txt", "  \n"),
        ("layout.html", "{% block body %}"),
        ("signup.txt", "a name that no mail has"),
        ("invitation.txt", "{% if minutes %}{{ oops }}{% endif %}"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let error = Templates::with_folder(folder.path())
            .unwrap_err()
            .to_string();
        assert!(error.contains(name), "{error}");
    }
    let missing = tempfile::tempdir().unwrap().path().join("nowhere");
    assert!(Templates::with_folder(&missing).is_err());
}

#[test]
fn a_subject_is_one_line_whatever_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("sign_up.subject.txt"),
        "Hello {{ username }}",
    )
    .unwrap();
    let templates = Templates::with_folder(folder.path()).unwrap();
    let values = Values {
        username: "a\r\nBcc: everybody@example.com",
        ..VALUES
    };
    let mail = templates.render(Purpose::SignUp, &values).unwrap();
    assert_eq!(mail.subject, "Hello a  Bcc: everybody@example.com");
}
