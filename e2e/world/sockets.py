"""Requests that no decent client sends, over plain sockets."""

import socket
from urllib.parse import urlsplit

TARGET = "AWSCognitoIdentityProviderService."


def connect(url) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port), timeout=10)


def read_all(connection) -> str:
    """What comes until the other side closes."""
    received = b""
    try:
        while chunk := connection.recv(65_536):
            received += chunk
    except ConnectionError:
        pass
    return received.decode(errors="replace")


def head_of(url, headers) -> bytes:
    path = urlsplit(url).path or "/"
    target = "" if "X-Amz-Target" in headers else f"X-Amz-Target: {TARGET}SignUp\r\n"
    kind = f"Content-Type: application/json\r\n{target}{headers}\r\n\r\n"
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{kind}".encode()


def half_a_request(url, headers) -> str:
    """Sends the headers and none of the body; what is answered within seconds."""
    with connect(url) as connection:
        connection.sendall(head_of(url, headers))
        return connection.recv(65_536).decode(errors="replace")


def raw(url, header) -> str:
    address = urlsplit(url)
    request = (
        f"GET {address.path or '/'} HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n"
    )
    with connect(url) as connection:
        try:
            connection.sendall(request.encode())
        except ConnectionError:
            pass
        return read_all(connection)


def send_chunks(url, total) -> tuple[int, str]:
    """Sends a chunked body until it is stopped."""
    chunk = b"x" * 65_536
    frame = f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n"
    sent = 0
    with connect(url) as connection:
        connection.sendall(head_of(url, "Transfer-Encoding: chunked"))
        try:
            while sent < total:
                connection.sendall(frame)
                sent += len(chunk)
        except (ConnectionError, TimeoutError):
            pass
        return sent, read_all(connection)


def resident_bytes(server) -> int:
    with open(f"/proc/{server.process.pid}/statm") as file:
        return int(file.read().split()[1]) * 4096


def address_of(url) -> tuple[str, int]:
    """Host and port."""
    address = urlsplit(url)
    return address.hostname, address.port
