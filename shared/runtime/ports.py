"""Which TCP ports of this machine are free, and who has the others."""

import socket
from collections.abc import Callable
from typing import Final, TypeVar

import psutil

from shared.runtime.errors import PortTakenError

LOOPBACK: Final = "127.0.0.1"
Started = TypeVar("Started")


def is_free(port: int) -> bool:
    """Whether a server could listen there now, on loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A port that is free now; somebody else may take it before it is used."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status != psutil.CONN_LISTEN or not connection.laddr or not connection.pid:
                continue
            if connection.laddr.port == port:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except (psutil.Error, OSError):
        return ""
    return ""


def require_free(port: int, purpose: str) -> None:
    """Raises StartError naming the port, what it is for and, where we may see it, who has it."""
    if not is_free(port):
        raise PortTakenError(port, purpose, _holder(port))


def on_a_port(start: Callable[[int], Started], port: int) -> Started:
    """Starts a private server on this port, or on any other one when somebody has it or takes it meanwhile."""
    try:
        return start(port if is_free(port) else any_free())
    except PortTakenError:
        return start(any_free())
