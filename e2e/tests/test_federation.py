"""Sign-in by other identity providers: Google as the development provider plays it, and one pool at another."""

import json
import subprocess
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests

from conftest import PINNED
from test_devices import NODE_MODULES
from test_passkey_browser import chromium  # noqa: F401
from world.cognito import cognito
from world.gateway import Gateway

ADA = {"account": "ada@example.com"}


def claims(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


def follow(browser: requests.Session, answer: requests.Response, until: str) -> requests.Response:
    """Follows redirects by hand, until one would lead to an address that begins so: that answer."""
    for _ in range(10):
        location = answer.headers.get("location")
        if location is None or location.startswith(until):
            return answer
        answer = browser.get(requests.compat.urljoin(answer.url, location), allow_redirects=False)
    raise AssertionError("too many redirects")


def pick(browser: requests.Session, page: requests.Response) -> requests.Response:
    """Picks an account on the development provider's page."""
    assert page.status_code == 200 and "Ada Lovelace" in page.text, page.text
    return browser.post(page.url, data=ADA, allow_redirects=False)


def google(gateway: str, query: str = "") -> requests.Response:
    """From the gateway's start to its callback."""
    browser = requests.Session()
    start = browser.get(f"{gateway}/auth/google/start{query}", allow_redirects=False)
    assert start.status_code == 302
    page = follow(browser, start, "never")
    return follow(browser, pick(browser, page), "never")


def test_google_from_the_gateways_start_to_tokens(start):
    public = start("google")
    answer = google(public.gateway, "?return_to=/dashboard")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["success"] is True and body["return_to"] == "/dashboard"
    assert body["user"]["email"] == "ada@example.com"
    assert body["user"]["username"].startswith("Google_")
    assert claims(body["id_token"])["identities"][0]["providerName"] == "Google"
    gateway = Gateway(public.gateway)
    me = gateway.get("/auth/me", token=body["access_token"])
    assert me.status == 200 and me["user"]["email"] == "ada@example.com"
    changed = gateway.post("/profile", {"name": "Ada L"}, token=body["access_token"])
    assert changed.status == 200
    refreshed = gateway.post("/auth/refresh", {"refresh_token": body["refresh_token"]})
    assert refreshed.status == 200


def test_s3_google_with_a_confidential_client(start):
    server = start("s3", env={**PINNED, "COGNITO_DOMAIN": "https://your-domain.auth.eu-west-1.amazoncognito.com"})
    answer = google(server.gateway)
    assert answer.status_code == 200, answer.text
    for name in ("access_token", "id_token", "refresh_token", "token_type", "expires_in"):
        assert name in answer.json()
    gateway = Gateway(server.gateway)
    assert gateway.get("/auth/google/callback").status == 400
    refused = "/auth/google/callback?error=access_denied&error_description=x&state=y"
    assert gateway.get(refused).status == 400


def test_the_default_pool_has_a_domain_and_google(start):
    server = start("default")
    idp = cognito(server.pool, server.region)
    names = [one["ProviderName"] for one in idp.list_identity_providers(UserPoolId=server.pool_id, MaxResults=10)["Providers"]]
    assert names == ["Google"]
    client = idp.describe_user_pool_client(UserPoolId=server.pool_id, ClientId=server.client_id)["UserPoolClient"]
    assert client["SupportedIdentityProviders"] == ["COGNITO", "Google"]
    assert client["AllowedOAuthFlows"] == ["code"]
    assert f"{server.gateway}/auth/google/callback" in client["CallbackURLs"]
    assert idp.describe_user_pool(UserPoolId=server.pool_id)["UserPool"]["Domain"].startswith("poolgate-")


def test_one_pool_federates_to_another(start):
    ours, theirs = start("ours"), start("theirs")
    here, there = cognito(ours.pool, ours.region), cognito(theirs.pool, theirs.region)
    pool_id = here.create_user_pool(PoolName="federating")["UserPool"]["Id"]
    back = f"{ours.pool}/{pool_id}/oauth2/idpresponse"
    registered = there.create_user_pool_client(
        UserPoolId=theirs.pool_id,
        ClientName="another pool",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "profile"],
        CallbackURLs=[back],
        SupportedIdentityProviders=["Google"],
    )["UserPoolClient"]
    hosted = f"{theirs.pool}/{theirs.pool_id}"
    here.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName="Partner",
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": registered["ClientId"],
            "client_secret": registered["ClientSecret"],
            "authorize_scopes": "openid email profile",
            "attributes_request_method": "GET",
            "oidc_issuer": hosted,
            # Straight to a provider of the other pool.
            "authorize_url": f"{hosted}/oauth2/authorize?identity_provider=Google",
            "token_url": f"{hosted}/oauth2/token",
            "attributes_url": f"{hosted}/oauth2/userInfo",
            "jwks_uri": f"{hosted}/.well-known/jwks.json",
        },
        AttributeMapping={"email": "email", "name": "name"},
    )
    application = "http://localhost:9/callback"
    client = here.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="application",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "profile"],
        CallbackURLs=[application],
        SupportedIdentityProviders=["Partner"],
    )["UserPoolClient"]["ClientId"]
    query = urlencode({
        "response_type": "code",
        "client_id": client,
        "redirect_uri": application,
        "identity_provider": "Partner",
        "state": "s",
        "nonce": "n",
    })
    browser = requests.Session()
    left = browser.get(f"{ours.pool}/{pool_id}/oauth2/authorize?{query}", allow_redirects=False)
    assert left.headers["location"].startswith(hosted)
    page = follow(browser, left, application)
    done = follow(browser, pick(browser, page), application)
    answered = parse_qs(urlsplit(done.headers["location"]).query)
    assert answered["state"] == ["s"], answered
    tokens = requests.post(
        f"{ours.pool}/{pool_id}/oauth2/token",
        data={
            "grant_type": "authorization_code",
            "client_id": client,
            "redirect_uri": application,
            "code": answered["code"][0],
        },
        timeout=30,
    ).json()
    known = claims(tokens["id_token"])
    assert known["nonce"] == "n" and known["email"] == "ada@example.com"
    user = here.admin_get_user(UserPoolId=pool_id, Username=known["cognito:username"])
    assert user["UserStatus"] == "EXTERNAL_PROVIDER"
    their_user = known["identities"][0]["userId"]
    theirs_listed = there.list_users(UserPoolId=theirs.pool_id, Filter=f'sub = "{their_user}"')["Users"]
    assert theirs_listed[0]["Username"].startswith("Google_")
    groups = here.admin_list_groups_for_user(UserPoolId=pool_id, Username=user["Username"])["Groups"]
    assert [group["GroupName"] for group in groups] == [f"{pool_id}_Partner"]


def test_the_development_provider_is_not_there_behind_a_proxy_or_in_production(start):
    server = start("proxy")
    path = f"{server.pool}/dev/providers/Google/authorize"
    for headers in ({"x-forwarded-for": "1.2.3.4"}, {"host": "id.example.com"}, {"origin": "https://evil.example"}):
        assert requests.get(path, headers=headers, timeout=30).status_code == 404
    server = start("production", env={"POOLGATE_DEV": "false", "POOLGATE_SECRET_KEY": "k" * 32})
    path = f"{server.pool}/dev/providers/Google/authorize?client_id=poolgate-development"
    assert requests.get(path, timeout=30).status_code == 404


def test_chromium_signs_in_by_google(start, chromium):  # noqa: F811
    server = start("browser")
    result = subprocess.run(
        ["node", NODE_MODULES.parent / "google.mjs", chromium, server.gateway],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    assert seen["provider"] == "/dev/providers/Google/authorize"
    assert seen["picked"]["user"]["email"] == "ada@example.com"
    assert seen["picked"]["return_to"] == "/dashboard"
    assert seen["again"]["user"]["sub"] == seen["picked"]["user"]["sub"]
    assert seen["typed"]["user"]["email"] == "typed@example.com"
    assert "cancel" in seen["cancelled"].lower() or "did not succeed" in seen["cancelled"]
