"""Strict privacy and strict verification, by the settings of the started program."""

import time

from world.cognito import cognito
from world.gateway import PASSWORD, Gateway, new_email


def shape(answer):
    return answer.status, {name: type(value).__name__ for name, value in answer.json.items()}


def test_r40_a_taken_address_is_told_to_its_owner_alone(start):
    gateway = Gateway(start("own", env={"POOLGATE_PRIVACY": "strict"}).gateway)
    email = gateway.user()
    body = {"email": email, "password": PASSWORD}
    taken = gateway.post("/auth/signup", body)
    new = gateway.post("/auth/signup", {**body, "email": new_email()})
    assert shape(taken) == shape(new)
    assert gateway.messages(email)[0]["purpose"] == "account_exists"
    # A code of the account's own does not exist, and a guessed one is as wrong as for the new one.
    for address in (email, new_email()):
        answer = gateway.post("/auth/confirm", {"email": address, "code": "000000"})
        assert (answer.status, answer["error"]) == (400, "invalid_code")
    for path in ("/auth/forgot-password", "/auth/resend-code"):
        known = gateway.post(path, {"email": email})
        unknown = gateway.post(path, {"email": new_email()})
        assert known.status == unknown.status == 200
        assert known["delivery"] == unknown["delivery"]
        assert known["message"] == unknown["message"]


def test_r16_a_sign_out_at_the_pool_counts_within_a_second(start):
    server = start("own", env={"POOLGATE_VERIFY": "strict"})
    gateway = Gateway(server.gateway)
    _, tokens = gateway.signed_in()

    def status(path):
        return gateway.get(path, token=tokens["access_token"]).status

    assert status("/me") == status("/auth/verify") == 200
    cognito(server.pool).global_sign_out(AccessToken=tokens["access_token"])
    end = time.monotonic() + 1.5
    while status("/me") == 200:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert status("/me") == status("/auth/verify") == 401
