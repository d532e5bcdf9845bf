"""An authenticator in software, with the browser around it: passkeys of ES256 (WebAuthn Level 3)."""

import base64
import hashlib
import json
import os
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def cbor(value) -> bytes:
    """The little that authenticators write (RFC 8949)."""

    def head(kind: int, number: int) -> bytes:
        if number < 24:
            return bytes([kind << 5 | number])
        if number < 256:
            return bytes([kind << 5 | 24, number])
        return bytes([kind << 5 | 25]) + struct.pack(">H", number)

    match value:
        case int():
            return head(0, value) if value >= 0 else head(1, -1 - value)
        case bytes():
            return head(2, len(value)) + value
        case str():
            return head(3, len(value)) + value.encode()
        case dict():
            return head(5, len(value)) + b"".join(cbor(part) for pair in value.items() for part in pair)


class Authenticator:
    """It verifies its user, counts its signatures, and is on a page of this origin."""

    def __init__(self, origin: str):
        self.origin = origin
        self.passkeys = {}

    def create(self, options: dict) -> dict:
        """`navigator.credentials.create()`, with the options and the credential as JSON."""
        key, passkey = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        rp_id = options["rp"]["id"]
        data = self._data(rp_id, 0x45, 0) + bytes(16) + struct.pack(">H", len(passkey)) + passkey + cbor(cose)
        self.passkeys[encode(passkey)] = [key, 0, options["user"]["id"]]
        return {
            "id": encode(passkey),
            "rawId": encode(passkey),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encode(self._client_data("webauthn.create", options)),
                "attestationObject": encode(cbor({"fmt": "none", "attStmt": {}, "authData": data})),
                "transports": ["internal"],
            },
        }

    def get(self, options: dict) -> dict:
        """`navigator.credentials.get()`, by the first passkey that is asked for."""
        name = next(allowed["id"] for allowed in options["allowCredentials"] if allowed["id"] in self.passkeys)
        passkey = self.passkeys[name]
        passkey[1] += 1
        data = self._data(options["rpId"], 0x05, passkey[1])
        client_data = self._client_data("webauthn.get", options)
        signature = passkey[0].sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encode(client_data),
                "authenticatorData": encode(data),
                "signature": encode(signature),
                "userHandle": passkey[2],
            },
        }

    def _client_data(self, kind: str, options: dict) -> bytes:
        data = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(data, separators=(",", ":")).encode()

    def _data(self, rp_id: str, flags: int, count: int) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + struct.pack(">I", count)
