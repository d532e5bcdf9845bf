"""A mail server that keeps what it gets; it can go away and come back to the same port."""

import email
import email.policy
import socket
import socketserver
import threading


class SmtpStandIn:
    """Listens on a port of this machine until it is stopped."""

    def __init__(self, port: int = 0):
        self.mails = []
        self._connections = []
        stand_in = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self):
                stand_in._connections.append(self.connection)
                self.answer("220 stand-in")
                while line := self.rfile.readline():
                    command = line.decode(errors="replace").strip().upper()
                    if command.startswith("EHLO"):
                        self.answer("250-stand-in\r\n250 8BITMIME")
                    elif command == "DATA":
                        self.answer("354 go on")
                        stand_in.mails.append(self.mail())
                        self.answer("250 taken")
                    elif command == "QUIT":
                        self.answer("221 bye")
                        return
                    else:
                        self.answer("250 ok")

            def answer(self, text):
                self.wfile.write(text.encode() + b"\r\n")

            def mail(self):
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line[1:] if line.startswith(b".") else line)
                return email.message_from_bytes(b"".join(lines), policy=email.policy.default)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", port), Conversation)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list:
        """The mails to an address."""
        return [mail for mail in list(self.mails) if mail["To"] == address]

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        for connection in self._connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It was closed already.
