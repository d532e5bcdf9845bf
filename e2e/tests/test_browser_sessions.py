"""Sessions of browsers by JSON: a cookie in the place of tokens, with the started program."""

import requests

from world.gateway import PASSWORD, Gateway


def signed_in(server, **more) -> requests.Session:
    """A browser of a user who has signed in into a session."""
    browser = requests.Session()
    browser.headers["origin"] = server.gateway
    email = Gateway(server.gateway).user()
    body = {"email": email, "password": PASSWORD, "mode": "session", **more}
    answer = browser.post(f"{server.gateway}/auth/login", json=body, timeout=30)
    assert answer.status_code == 200, answer.text
    assert "token" not in answer.text, "tokens stay on the server"
    browser.email = email
    return browser


def me(server, browser) -> requests.Response:
    return browser.get(f"{server.gateway}/auth/me", timeout=30)


def test_a_session_outlives_the_program_and_ends_with_the_sign_out(start):
    # The issuer names no port, which is another one after the restart.
    server = start(env={"POOLGATE_ISSUER": "aws"})
    browser = signed_in(server, remember=True)
    cookie = next(iter(browser.cookies))
    assert cookie.name == "poolgate" and cookie.has_nonstandard_attr("HttpOnly")
    assert me(server, browser).json()["user"]["email"] == browser.email
    assert server.stop() == 0
    server.start()
    browser.headers["origin"] = server.gateway
    assert me(server, browser).status_code == 200
    stolen = dict(browser.cookies)
    out = browser.post(f"{server.gateway}/auth/logout", json={}, timeout=30)
    assert out.status_code == 200, out.text
    late = requests.get(f"{server.gateway}/auth/me", cookies=stolen, timeout=30)
    assert late.status_code == 401


def test_another_site_changes_nothing_and_the_store_gives_nothing(start):
    server = start()
    browser = signed_in(server)
    value = next(iter(browser.cookies)).value
    browser.headers["origin"] = "https://evil.example.com"
    change = browser.patch(f"{server.gateway}/profile", json={"name": "Eve"}, timeout=30)
    assert change.status_code == 403, change.text
    # In its log too, which is where the newest rows are.
    files = [path.read_bytes() for path in server.data.rglob("*.db*")]
    assert files
    for content in files:
        assert value.encode() not in content
        assert b"eyJraWQi" not in content
