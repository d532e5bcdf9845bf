"""boto3: resource servers, identity providers, domains and linked identities."""

import pytest

from world.checked import Owned

SCOPES = [{"ScopeName": "read", "ScopeDescription": "to read"}]
DETAILS = {"client_id": "ours", "client_secret": "theirs", "authorize_scopes": "openid email"}


@pytest.fixture
def owned(idp, public):
    owned = Owned(idp, public.gateway)
    yield owned
    idp.delete_user_pool(**owned.here)


def test_a_resource_server_from_its_making_to_its_end(owned):
    idp = owned.idp
    which = {**owned.here, "Identifier": "https://api.example.com"}
    made = idp.create_resource_server(**which, Name="API", Scopes=SCOPES)["ResourceServer"]
    assert made["Scopes"] == SCOPES
    assert idp.describe_resource_server(**which)["ResourceServer"] == made
    listed = idp.list_resource_servers(**owned.here, MaxResults=50)["ResourceServers"]
    assert listed == [made]
    client = idp.create_user_pool_client(
        **owned.here,
        ClientName="machine",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["https://api.example.com/read"],
    )["UserPoolClient"]
    assert client["AllowedOAuthScopes"] == ["https://api.example.com/read"]
    changed = idp.update_resource_server(**which, Name="Other")["ResourceServer"]
    assert changed["Name"] == "Other" and not changed.get("Scopes")
    idp.delete_resource_server(**which)
    assert idp.list_resource_servers(**owned.here, MaxResults=50)["ResourceServers"] == []


def test_an_identity_provider_from_its_making_to_its_end(owned):
    idp = owned.idp
    which = {**owned.here, "ProviderName": "Google"}
    made = idp.create_identity_provider(
        **which,
        ProviderType="Google",
        ProviderDetails=DETAILS,
        AttributeMapping={"email": "email"},
        IdpIdentifiers=["gmail.com"],
    )["IdentityProvider"]
    assert made["AttributeMapping"] == {"email": "email", "username": "sub"}
    assert idp.describe_identity_provider(**which)["IdentityProvider"] == made
    by_identifier = idp.get_identity_provider_by_identifier(
        **owned.here, IdpIdentifier="gmail.com"
    )
    assert by_identifier["IdentityProvider"] == made
    listed = idp.list_identity_providers(**owned.here)["Providers"]
    assert [provider["ProviderName"] for provider in listed] == ["Google"]
    changed = idp.update_identity_provider(**which, IdpIdentifiers=[])["IdentityProvider"]
    assert changed["IdpIdentifiers"] == []
    assert changed["ProviderDetails"] == made["ProviderDetails"]
    idp.delete_identity_provider(**which)
    assert idp.list_identity_providers(**owned.here)["Providers"] == []


def test_a_domain_from_its_making_to_its_end(owned):
    idp = owned.idp
    prefix = "shop-" + owned.pool_id.rsplit("_")[-1].lower()
    which = {**owned.here, "Domain": prefix}
    idp.create_user_pool_domain(**which, ManagedLoginVersion=2)
    described = idp.describe_user_pool_domain(Domain=prefix)["DomainDescription"]
    assert (described["UserPoolId"], described["Status"]) == (owned.pool_id, "ACTIVE")
    assert idp.describe_user_pool(**owned.here)["UserPool"]["Domain"] == prefix
    assert idp.update_user_pool_domain(**which, ManagedLoginVersion=1)["ManagedLoginVersion"] == 1
    refused = owned.fails(idp.delete_user_pool, **owned.here)
    assert refused[0] == "InvalidParameterException" and "has a domain configured" in refused[1]
    idp.delete_user_pool_domain(**which)
    assert idp.describe_user_pool_domain(Domain=prefix)["DomainDescription"] == {}


def test_an_identity_is_linked_and_unlinked(owned):
    idp = owned.idp
    idp.create_identity_provider(
        **owned.here, ProviderName="Google", ProviderType="Google", ProviderDetails=DETAILS
    )
    idp.admin_create_user(**owned.here, Username="ada", MessageAction="SUPPRESS")
    google = {
        "ProviderName": "Google",
        "ProviderAttributeName": "Cognito_Subject",
        "ProviderAttributeValue": "1234",
    }
    idp.admin_link_provider_for_user(
        **owned.here,
        DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": "ada"},
        SourceUser=google,
    )

    def identities():
        user = idp.admin_get_user(**owned.here, Username="ada")
        return {each["Name"]: each["Value"] for each in user["UserAttributes"]}.get("identities")

    assert '"userId":"1234"' in identities()
    idp.admin_disable_provider_for_user(**owned.here, User=google)
    assert identities() is None
