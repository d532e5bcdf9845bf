"""The CustomMessage trigger in AWS Lambda: `POOLGATE_LAMBDA=custom-message`."""

import pytest

from world.aws_lambda import Function, document

SOURCES = [
    "SignUp",
    "AdminCreateUser",
    "ResendCode",
    "ForgotPassword",
    "UpdateUserAttribute",
    "VerifyUserAttribute",
    "Authentication",
]


@pytest.fixture(scope="module")
def trigger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trigger") / "function"
    function = Function(folder, {"POOLGATE_LAMBDA": "custom-message"})
    yield function
    function.end()


def event(source: str) -> dict:
    event = document("custom_message")
    event["triggerSource"] = f"CustomMessage_{source}"
    if source == "AdminCreateUser":
        event["request"]["usernameParameter"] = "{username}"
    return event


@pytest.mark.parametrize("source", SOURCES)
def test_every_message_gets_its_texts(trigger, source):
    sent = event(source)
    kind, answer = trigger.invoke(sent)
    assert kind == "response", answer
    response = answer.pop("response")
    sent.pop("response")
    assert answer == sent
    assert set(response) == {"emailSubject", "emailMessage", "smsMessage"}
    assert response["emailSubject"]
    for name, longest in (("emailMessage", 20_000), ("smsMessage", 140)):
        assert "{####}" in response[name]
        assert len(response[name]) <= longest
        assert ("{username}" in response[name]) == (source == "AdminCreateUser")


def test_an_unknown_source_is_left_as_it_is(trigger):
    sent = event("SomethingNew")
    assert trigger.invoke(sent) == ("response", sent)


def test_a_malformed_event_is_an_error_that_the_log_explains(trigger):
    sent = event("SignUp")
    del sent["request"]["codeParameter"]
    kind, answer = trigger.invoke(sent)
    assert kind == "error"
    assert "codeParameter" in answer["errorMessage"]
    assert "codeParameter" in trigger.log()
    assert "ada@example.com" not in trigger.log()
    kind, _ = trigger.invoke([])
    assert kind == "error"
    kind, _ = trigger.invoke(event("SignUp"))
    assert kind == "response"
