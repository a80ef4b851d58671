# SPDX-License-Identifier: MIT
"""Model servers that attack, and what they send. Each attack is a function of the connection and of
an event that ends it."""

import socket
import struct
import threading

OK = b"HTTP/1.1 200 OK\r\nContent-Type: "
JSON, SSE = OK + b"application/json\r\n", OK + b"text/event-stream\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


def content(text):
    return b'{"choices":[{"index":0,"message":{"content":"' + text + b'"},"finish_reason":"stop"}]}'


def sized(head, body):
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


DELTA = chunk(b'data: {"choices":[{"delta":{"content":"' + b"y" * 3000 + b'"}}]}\n\n')
ENDLESS = 10**9


def sends(data):
    """A server that sends this and closes the connection."""
    return lambda connection, over: connection.sendall(data)


def floods(head, piece):
    """A server that sends a head and then pieces until nobody wants any more."""

    def attack(connection, over):
        connection.sendall(head)
        for _ in range(ENDLESS // len(piece)):
            connection.sendall(piece)

    return attack


def stalls(data):
    """A server that sends this, and nothing more until the end of the attack."""

    def attack(connection, over):
        connection.sendall(data)
        over.wait()

    return attack


def drips(connection, over):
    connection.sendall(SSE + CHUNKED)
    while not over.wait(0.02):
        connection.sendall(chunk(b":"))


def resets(connection, over):
    connection.sendall(SSE + CHUNKED + chunk(b'data: {"choices":[{"delta":{"content":"x"}}]}\n\n'))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def refuses(status, headers=b""):
    return sends(b"HTTP/1.1 %s\r\n%sContent-Length: 0\r\n\r\n" % (status, headers))


HONEST = sends(sized(JSON, content(b"<answer>1</answer>")))
SILENT = stalls(b"")
STORM = refuses(b"429 No", b"Retry-After: 1\r\n")
FLOODS = {
    "huge_body": floods(JSON + b"Content-Length: %d\r\n\r\n{" % ENDLESS, b" " * 65536),
    "huge_chunked": floods(JSON + CHUNKED, chunk(b" " * 65536)),
    "endless_stream": floods(SSE + CHUNKED, DELTA),
    "endless_line": floods(SSE + CHUNKED + chunk(b"data: "), chunk(b"z" * 65536)),
    "endless_headers": floods(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 1000 + b"\r\n"),
}
HANGING = {"silent": SILENT, "stalling": stalls(SSE + CHUNKED + DELTA), "dripping": drips}


class Attacker:
    """A listening socket; each connection is read to the end of its request and then attacked."""

    def __init__(self, attack):
        self.attack = attack
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.url = "http://127.0.0.1:%d/v1" % self.socket.getsockname()[1]
        self.requests = 0
        self.changed = threading.Condition()
        self.over = threading.Event()  # ends attacks that would last for ever
        threading.Thread(target=self._accept, daemon=True).start()

    def wait_for(self, requests):
        """Returns once it has had so many requests."""
        with self.changed:
            self.changed.wait_for(lambda: self.requests >= requests)

    def _accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            with connection, connection.makefile("rb") as stream:
                length = 0
                while (line := stream.readline()) not in (b"\r\n", b""):
                    name, _, value = line.lower().partition(b":")
                    length = int(value) if name == b"content-length" else length
                if not line or len(stream.read(length)) < length:
                    return
                with self.changed:
                    self.requests += 1
                    self.changed.notify_all()
                self.attack(connection, self.over)
        except OSError:
            pass
