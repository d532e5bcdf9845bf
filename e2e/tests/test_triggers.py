"""Triggers of the embedded pool: functions by AWS Lambda's API, as webhooks and as commands."""

import base64
import json
import os
import queue
import subprocess
import sys
from pathlib import Path

import aws_encryption_sdk
import pytest
from aws_encryption_sdk.identifiers import CommitmentPolicy, EncryptionKeyType, WrappingAlgorithm
from aws_encryption_sdk.key_providers.raw import RawMasterKeyProvider, WrappingKey
from botocore.exceptions import ClientError
from world.cognito import cognito, refused, sign_in
from world.functions import Functions, Refused, arn

SCRIPTS = Path(__file__).resolve().parents[1] / "js"
NODE_MODULES = Path(os.environ.get("POOLGATE_NODE_MODULES", SCRIPTS / "node_modules"))

POOL_ID = "eu-west-1_Triggers1"
PASSWORD = "Test-123456"
KEY = bytes(range(32))
KEY_ID = "arn:aws:kms:us-east-1:123456789012:key/functions"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]

# A function that is a program of its own: it refuses some addresses, and confirms everybody else.
PRE_SIGN_UP = """
import json, sys
event = json.load(sys.stdin)
if event["request"]["userAttributes"]["email"].endswith("@example.org"):
    sys.exit("this domain may not sign up")
event["response"]["autoConfirmUser"] = True
event["response"]["autoVerifyEmail"] = True
json.dump(event, sys.stdout)
"""


@pytest.fixture
def functions():
    functions = Functions()

    @functions.function
    def define(event):
        session = event["request"]["session"]
        last = session[-1] if session else None
        event["response"] = {"issueTokens": False, "failAuthentication": False}
        if last and last["challengeName"] == "CUSTOM_CHALLENGE" and last["challengeResult"]:
            event["response"]["issueTokens"] = True
        elif last and last["challengeName"] == "SRP_A":
            event["response"]["challengeName"] = "PASSWORD_VERIFIER"
        elif sum(not result["challengeResult"] for result in session) >= 2:
            event["response"]["failAuthentication"] = True
        else:
            event["response"]["challengeName"] = "CUSTOM_CHALLENGE"

    @functions.function
    def create(event):
        event["response"] = {
            "publicChallengeParameters": {"question": "the answer?"},
            "privateChallengeParameters": {"answer": "42"},
            "challengeMetadata": "QUESTION",
        }

    @functions.function
    def verify(event):
        request = event["request"]
        right = request["challengeAnswer"] == request["privateChallengeParameters"]["answer"]
        event["response"]["answerCorrect"] = right

    @functions.function
    def tokens(event):
        if event["userName"] == "blocked":
            raise Refused("no tokens for you")
        generation = {"claimsToAddOrOverride": {"tenant": "t1"}, "claimsToSuppress": ["email"]}
        access = {"claimsToAddOrOverride": {"tenant": "t1"}, "scopesToAdd": ["shop/read"]}
        event["response"]["claimsAndScopeOverrideDetails"] = {
            "idTokenGeneration": generation,
            "accessTokenGeneration": access,
        }

    yield functions
    functions.end()


@pytest.fixture
def server(start, functions, tmp_path):
    program = tmp_path / "pre_sign_up.py"
    program.write_text(PRE_SIGN_UP)
    command = json.dumps([sys.executable, str(program)])
    config = tmp_path / "poolgate.toml"
    config.write_text(
        functions.lambdas("define", "create", "verify")
        + functions.webhook("tokens")
        + f'[[trigger]]\narn = "{arn("sign_up")}"\ncommand = {command}\n'
    )
    seed = tmp_path / "seed.yaml"
    settings = {
        "LambdaConfig": {
            "PreSignUp": arn("sign_up"),
            "DefineAuthChallenge": arn("define"),
            "CreateAuthChallenge": arn("create"),
            "VerifyAuthChallengeResponse": arn("verify"),
            "PreTokenGenerationConfig": {"LambdaArn": arn("tokens"), "LambdaVersion": "V2_0"},
        }
    }
    client = {"id": "web", "settings": {"ExplicitAuthFlows": FLOWS}}
    users = [{"username": "ada", "password": PASSWORD, "attributes": {"email": "ada@example.com"}}]
    seed.write_text(json.dumps({"pools": [{"id": POOL_ID, "settings": settings, "clients": [client], "users": users}]}))
    env = {"POOLGATE_SEED": str(seed)}
    return start(pool_alone=True, env=env, flags=["--config", str(config)])


@pytest.fixture
def idp(server):
    return cognito(server.pool, "eu-west-1")


def claims(token: str) -> dict:
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def sign_up(idp, name, email):
    return idp.sign_up(
        ClientId="web", Username=name, Password=PASSWORD, UserAttributes=[{"Name": "email", "Value": email}]
    )


def test_a_command_confirms_some_and_refuses_others(idp):
    answer = sign_up(idp, "bob", "bob@example.com")
    assert answer["UserConfirmed"] is True
    user = idp.admin_get_user(UserPoolId=POOL_ID, Username="bob")
    assert {"Name": "email_verified", "Value": "true"} in user["UserAttributes"]
    refused(
        lambda: sign_up(idp, "eve", "eve@example.org"),
        "UserLambdaValidationException",
        "PreSignUp failed with error this domain may not sign up.",
    )


def test_a_signed_webhook_changes_the_tokens(idp, functions):
    result = sign_in(idp, "web", "ada", PASSWORD)["AuthenticationResult"]
    id_token, access_token = claims(result["IdToken"]), claims(result["AccessToken"])
    assert id_token["tenant"] == access_token["tenant"] == "t1"
    assert "email" not in id_token
    assert access_token["scope"] == "aws.cognito.signin.user.admin shop/read"
    assert idp.get_user(AccessToken=result["AccessToken"])["Username"] == "ada"
    idp.initiate_auth(
        ClientId="web",
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": result["RefreshToken"]},
    )
    sources = [event["triggerSource"] for event in functions.events]
    assert sources == ["TokenGeneration_Authentication", "TokenGeneration_RefreshTokens"]
    sign_up(idp, "blocked", "blocked@example.com")
    refused(
        lambda: sign_in(idp, "web", "blocked", PASSWORD),
        "UserLambdaValidationException",
        "PreTokenGeneration failed with error no tokens for you.",
    )


def respond(idp, challenge, answer):
    return idp.respond_to_auth_challenge(
        ClientId="web",
        ChallengeName="CUSTOM_CHALLENGE",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "ada", "ANSWER": answer},
    )


def test_a_local_lambda_runtime_leads_through_custom_challenges(idp, functions):
    start = {"ClientId": "web", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ada"}}
    challenge = idp.initiate_auth(**start)
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert challenge["ChallengeParameters"] == {"question": "the answer?", "USERNAME": "ada"}
    again = respond(idp, challenge, "41")
    assert again["ChallengeName"] == "CUSTOM_CHALLENGE"
    result = respond(idp, again, "42")["AuthenticationResult"]
    assert claims(result["IdToken"])["cognito:username"] == "ada"
    assert [event["triggerSource"].split("_")[0] for event in functions.events] == [
        "DefineAuthChallenge",
        "CreateAuthChallenge",
        "VerifyAuthChallengeResponse",
        "DefineAuthChallenge",
        "CreateAuthChallenge",
        "VerifyAuthChallengeResponse",
        "DefineAuthChallenge",
        "TokenGeneration",
    ]
    with pytest.raises(ClientError, match="session can only be used once"):
        respond(idp, challenge, "42")
    failed = respond(idp, idp.initiate_auth(**start), "1")
    with pytest.raises(ClientError, match="Incorrect username or password"):
        respond(idp, failed, "2")


def test_amazon_cognito_identity_js_answers_custom_challenges_with_and_without_a_password(server):
    assert NODE_MODULES.exists(), f"{NODE_MODULES} is missing: ./test brings it"
    script = NODE_MODULES.parent / "custom_auth.mjs"
    for password in (PASSWORD, ""):
        result = subprocess.run(
            ["node", script, server.pool, POOL_ID, "web", "ada", password],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        answer = json.loads(result.stdout)
        assert answer == {"questions": ["the answer?", "the answer?"], "username": "ada", "tenant": "t1"}


def test_a_function_that_nobody_mapped_fails_closed(idp, server):
    server.may_complain = True
    idp.update_user_pool(UserPoolId=POOL_ID, LambdaConfig={"PreAuthentication": arn("nowhere")})
    refused(
        lambda: sign_in(idp, "web", "ada", PASSWORD),
        "UnexpectedLambdaException",
        "PreAuthentication invocation failed due to error ResourceNotFoundException.",
    )


def test_a_function_that_is_down_fails_closed(idp, functions):
    functions.end()
    refused(
        lambda: sign_in(idp, "web", "ada", PASSWORD),
        "UnexpectedLambdaException",
        "PreTokenGeneration invocation failed due to error ServiceException.",
    )


# Functions that send messages themselves


class Keys(RawMasterKeyProvider):
    """What stands in a function for the key of AWS KMS."""

    provider_id = "poolgate"

    def _get_raw_key(self, key_id):
        return WrappingKey(
            wrapping_algorithm=WrappingAlgorithm.AES_256_GCM_IV12_TAG16_NO_PADDING,
            wrapping_key=KEY,
            wrapping_key_type=EncryptionKeyType.SYMMETRIC,
        )


def decrypted(code: str) -> str:
    keys = Keys()
    keys.add_master_key(KEY_ID)
    client = aws_encryption_sdk.EncryptionSDKClient(
        commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
    )
    return client.decrypt(source=base64.b64decode(code), key_provider=keys)[0].decode()


def test_a_function_sends_codes_that_amazons_library_decrypts(start, tmp_path):
    functions = Functions()
    sent = queue.Queue()

    @functions.function
    def send(event):
        if sent.empty() and len(functions.events) == 1:
            raise Refused("try again")
        sent.put(event)

    config = tmp_path / "poolgate.toml"
    key = base64.b64encode(KEY).decode()
    config.write_text(f'[[kms_key]]\narn = "{KEY_ID}"\nkey = "{key}"\n' + functions.webhook("send"))
    server = start(pool_alone=True, flags=["--config", str(config)])
    idp = cognito(server.pool)
    sender = {"LambdaArn": arn("send"), "LambdaVersion": "V1_0"}
    pool = idp.create_user_pool(
        PoolName="sends",
        AutoVerifiedAttributes=["email"],
        LambdaConfig={"CustomEmailSender": sender, "KMSKeyID": KEY_ID},
    )["UserPool"]["Id"]
    client = idp.create_user_pool_client(UserPoolId=pool, ClientName="web")["UserPoolClient"]["ClientId"]
    idp.sign_up(
        ClientId=client,
        Username="ada",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
    )
    # The first time it fails; the message waits in the outbox, and comes again.
    event = sent.get(timeout=60)
    functions.end()
    assert event["triggerSource"] == "CustomEmailSender_SignUp"
    assert event["request"]["type"] == "customEmailSenderRequestV1"
    code = decrypted(event["request"]["code"])
    idp.confirm_sign_up(ClientId=client, Username="ada", ConfirmationCode=code)
