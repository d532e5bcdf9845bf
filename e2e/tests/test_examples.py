"""The other examples, each started by its one command, and used as its reader would."""

import pytest
import requests

from world.binary import BINARY, free_port
from world.curl import curl
from world.examples import Example, is_gone
from world.gateway import PASSWORD, Gateway
from world.guarded import Background, Client, cookie

PAGE = {"accept": "text/html"}


@pytest.fixture(params=["fastapi-nginx", "express-nginx"])
def example(request, tmp_path):
    example = Example(request.param, tmp_path / "example")
    example.name = request.param
    # Its packages are brought first.
    example.until(example.url + "/api/me", seconds=200)
    example.until(example.gateway + "/readyz")
    example.until(f"http://127.0.0.1:{example.application_port}/api/me")
    yield example
    example.stop()
    assert is_gone(example), "all of its programs end together"


@pytest.mark.timeout(300)
def test_an_application_behind_nginx(example):
    page = requests.get(example.url + "/", headers=PAGE, allow_redirects=False, timeout=30)
    assert (page.status_code, page.headers["location"].removeprefix(example.url)) == (302, "/login?return_to=%2F")
    call = requests.get(example.url + "/api/me", timeout=30)
    assert (call.status_code, call.json()["error"]) == (401, "token_missing")
    # By way of nginx there is no mailbox: it is for this machine alone.
    api = Gateway(example.url, mailbox=example.gateway)
    email = api.user()
    assert curl(example.url + "/dev/messages").status == 401

    browser = requests.Session()
    browser.headers["origin"] = example.url
    body = {"email": email, "password": PASSWORD, "mode": "session"}
    assert browser.post(example.url + "/auth/login", json=body, timeout=30).status_code == 200
    home = browser.get(example.url + "/", headers=PAGE, timeout=30)
    assert home.status_code == 200 and "You have 0." in home.text
    me = browser.get(example.url + "/api/me", timeout=30).json()
    assert me["sub"] == browser.get(example.url + "/auth/me", timeout=30).json()["user"]["sub"]
    assert me["groups"] == []
    note = browser.post(example.url + "/api/notes", json={"text": "x"}, timeout=30)
    assert (note.status_code, note.json()["notes"]) == (201, ["x"])
    elsewhere = browser.post(
        example.url + "/api/notes", json={"text": "y"}, headers={"origin": "https://evil.example"}, timeout=30
    )
    assert elsewhere.status_code == 403
    forged = {"X-Auth-Request-User": "admin", "X-Auth-Request-Groups": "admins"}
    assert browser.get(example.url + "/api/admin", headers=forged, timeout=30).status_code == 403
    assert requests.get(example.url + "/api/me", headers=forged, timeout=30).status_code == 401
    token = api.login(email)["access_token"]
    assert curl(example.url + "/api/me", token=token)["sub"] == me["sub"]
    if example.name == "fastapi-nginx":
        socket = Client(example.url)
        opened = socket.handshake("/ws", origin=example.url, **cookie(browser))
        assert opened[0] == 101 and me["sub"] in opened[1]
        assert socket.handshake("/ws", origin="https://evil.example", **cookie(browser))[0] == 403


def test_axum_with_verified_tokens(public, idp, tmp_path):
    listen = f"127.0.0.1:{free_port()}"
    env = {"ISSUER": public.issuer, "CLIENT_ID": public.client_id, "LISTEN": listen}
    example = Background([BINARY.parent / "axum-verify"], tmp_path / "axum", env)
    try:
        url = f"http://{listen}"
        example.until(url)
        email, tokens = Gateway(public.gateway).signed_in()
        access = tokens["access_token"]
        assert "Hello." in curl(url).text
        assert curl(url + "/me").status == 401
        me = curl(url + "/me", token=access)
        assert (me.status, me["sub"], me["groups"]) == (200, tokens["user"]["sub"], [])
        assert curl(url + "/me", token=tokens["id_token"]).status == 401
        assert curl(url + "/me", token=access[:-4] + "AAAA").status == 401
        assert curl(url + "/reports", token=access).status == 403
        idp.create_group(UserPoolId=public.pool_id, GroupName="staff")
        idp.admin_add_user_to_group(UserPoolId=public.pool_id, GroupName="staff", Username=email)
        access = Gateway(public.gateway).login(email)["access_token"]
        assert curl(url + "/reports", token=access).status == 200
        idp.delete_group(UserPoolId=public.pool_id, GroupName="staff")
    finally:
        example.stop()
