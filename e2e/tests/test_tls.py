"""The gateway with a certificate of its own, which is renewed while it runs."""

import re
import signal
import socket
import ssl
import time

import pytest
import requests
from cryptography import x509

from world.binary import run
from world.certificates import Authority
from world.sockets import address_of
from world.waiting import until


class Files:
    def __init__(self, folder):
        self.authority = Authority(folder)
        self.certificate = folder / "cert.pem"
        self.key = folder / "key.pem"
        self.serial = self.renew()

    def renew(self) -> int:
        return self.authority.write(self.certificate, self.key)

    def environment(self):
        return {
            "POOLGATE_TLS_CERTIFICATE": str(self.certificate),
            "POOLGATE_TLS_KEY": str(self.key),
        }


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


@pytest.fixture
def server(start, files):
    return start(env=files.environment(), authority=files.authority.path)


def serial(server) -> int:
    text = ssl.get_server_certificate(address_of(server.gateway))
    return x509.load_pem_x509_certificate(text.encode()).serial_number


def test_r60_the_gateway_speaks_tls_12_and_13_and_nothing_else(server, files):
    assert server.gateway.startswith("https://")
    trust = str(files.authority.path)
    assert requests.get(server.gateway + "/healthz", verify=trust, timeout=5).ok
    for version, name in ((ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")):
        context = ssl.create_default_context(cafile=trust)
        context.minimum_version = context.maximum_version = version
        context.set_alpn_protocols(["h2", "http/1.1"])
        with socket.create_connection(address_of(server.gateway), timeout=5) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as secured:
                assert secured.version() == name
                assert secured.selected_alpn_protocol() == "h2"
    with pytest.raises(requests.ConnectionError):
        requests.get(server.gateway.replace("https", "http") + "/healthz", timeout=5)
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(server.gateway + "/healthz", timeout=5)


def test_the_certificate_is_read_again_at_sighup(server, files):
    assert serial(server) == files.serial
    renewed = files.renew()
    server.signal(signal.SIGHUP)
    until(lambda: serial(server) == renewed)


def test_the_certificate_is_read_again_when_its_files_change(server, files):
    time.sleep(0.01)
    renewed = files.renew()
    until(lambda: serial(server) == renewed)


def test_a_certificate_that_cannot_be_used_changes_nothing(server, files):
    server.may_complain = True
    files.certificate.write_text("no certificate")
    server.signal(signal.SIGHUP)
    until(lambda: "the settings stay as they are" in server.output())
    assert serial(server) == files.serial
    key = re.search(r"-----BEGIN[^-]+-----\n(.{20})", files.key.read_text())
    assert key[1] not in server.output()


def test_a_key_that_does_not_belong_to_the_certificate_is_found_before_the_start(files, tmp_path):
    files.authority.write(tmp_path / "other.pem", files.key)
    done = run("config", "check", folder=tmp_path, env=files.environment())
    assert done.returncode == 2
    assert "tls.certificate" in done.stderr
