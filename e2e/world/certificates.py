"""Certificates of an authority of our own, for 127.0.0.1."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject, issuer, public_key):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
    )


class Authority:
    """Signs certificates; `path` is what clients trust."""

    def __init__(self, folder):
        self._key = ec.generate_private_key(ec.SECP256R1())
        ca = x509.BasicConstraints(ca=True, path_length=None)
        builder = _builder("test authority", "test authority", self._key.public_key())
        certificate = builder.add_extension(ca, critical=True).sign(self._key, hashes.SHA256())
        self.path = folder / "authority.pem"
        self.path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def write(self, certificate_path, key_path) -> int:
        """Writes a new certificate with a new key, and answers its serial number."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        builder = _builder("poolgate", "test authority", key.public_key())
        certificate = builder.add_extension(names, critical=False).sign(self._key, hashes.SHA256())
        encoding = serialization.Encoding.PEM
        form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        key_path.write_bytes(key.private_bytes(encoding, form, none))
        certificate_path.write_bytes(certificate.public_bytes(encoding))
        return certificate.serial_number
