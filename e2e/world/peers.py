"""Other servers that speak Cognito's protocol and share nothing with ours: moto, and cognito-local."""

import os
import subprocess
import sys
import time
from pathlib import Path

import boto3
import requests

from world.binary import ROOT, environment, free_port

NODE_MODULES = Path(os.environ.get("POOLGATE_NODE_MODULES", ROOT / ".test" / "node" / "node_modules"))

REGION = "eu-west-1"
CODE = "123456"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


class Peer:
    """A started peer."""

    def __init__(self, folder: Path, command: list, env=None, region=REGION):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "log.txt"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [str(part).format(port=self.port) for part in command],
                cwd=folder,
                env=environment(folder, {**(env or {}), "PORT": str(self.port), "HOST": "127.0.0.1"}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait()
        self.idp = boto3.client(
            "cognito-idp",
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def _wait(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                return requests.get(self.url, timeout=5)
            except requests.ConnectionError:
                ended = self.process.poll() is not None
                assert not ended and time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.1)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def pool_and_client(self, secret: bool) -> dict:
        """A pool of its own whose users sign in by email; the settings of a gateway ahead of it."""
        pool_id = self.idp.create_user_pool(
            PoolName="peer",
            UsernameAttributes=["email"],
            AutoVerifiedAttributes=["email"],
            Policies={
                "PasswordPolicy": {
                    "MinimumLength": 8,
                    "RequireUppercase": True,
                    "RequireLowercase": True,
                    "RequireNumbers": True,
                    "RequireSymbols": False,
                }
            },
        )["UserPool"]["Id"]
        client = self.idp.create_user_pool_client(
            UserPoolId=pool_id, ClientName="app", GenerateSecret=secret, ExplicitAuthFlows=FLOWS
        )["UserPoolClient"]
        env = {
            **CREDENTIALS,
            "COGNITO_USER_POOL_ID": pool_id,
            "COGNITO_CLIENT_ID": client["ClientId"],
            "COGNITO_REGION": REGION,
            "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": self.url,
            "COGNITO_ISSUER": self.issuer(pool_id),
        }
        if client.get("ClientSecret"):
            env["COGNITO_CLIENT_SECRET"] = client["ClientSecret"]
        return env


class Moto(Peer):
    """https://github.com/getmoto/moto. It sends nothing and takes any code."""

    def __init__(self, folder: Path):
        super().__init__(folder, [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "{port}"])

    def issuer(self, pool_id: str) -> str:
        return f"https://cognito-idp.{REGION}.amazonaws.com/{pool_id}"


class CognitoLocal(Peer):
    """https://github.com/jagregory/cognito-local. Every code is the one of the variable CODE."""

    def __init__(self, folder: Path):
        script = NODE_MODULES / "cognito-local" / "lib" / "bin" / "start.js"
        super().__init__(folder, ["node", script], env={"CODE": CODE})

    def issuer(self, pool_id: str) -> str:
        return f"{self.url}/{pool_id}"
