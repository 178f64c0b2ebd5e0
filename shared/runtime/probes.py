"""Short questions over HTTP to services on this machine, without a loop or threads: the asker goes on to fork."""

import http.client
import json
import socket
import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """What was answered: the body where it is a JSON object, else an empty one."""

    status: int
    body: dict[str, Any]


def ask(address: str, path: str, seconds: float = 2.0) -> Reply | None:
    """None when nobody answers in time. The body is empty when it is no JSON object."""
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    try:
        connection.request("GET", f"{parts.path}{path}")
        response = connection.getresponse()
        content = response.read(1_000_000)
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    return Reply(response.status, body if isinstance(body, dict) else {})


def listens(address: str, seconds: float = 2.0) -> bool:
    """Whether anybody takes connections there, which a process that is busy or frozen still does."""
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=seconds):
            return True
    except OSError:
        return False


def is_ready(address: str) -> bool:
    """Whether the service there says that it can work."""
    reply = ask(address, "/readyz")
    return reply is not None and reply.status == 200


if __name__ == "__main__":  # what containers ask of themselves
    sys.exit(0 if is_ready(sys.argv[1]) else 1)
