"""What runs and how far behind it is, asked of the services themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from shared.runtime.data_dir import DataDir
from shared.runtime.probes import ask, listens
from shared.runtime.state import read_state

Health = Literal["ready", "not ready", "no answer", "down"]


@dataclass(frozen=True)
class ServiceStatus:
    """A service of `no answer` is there, and too busy or frozen to say more. `waiting` says what is not ready;
    `figures` is the service's own answer at /v1/platform/status: lag, outbox, parked messages.
    """

    name: str
    address: str
    health: Health
    waiting: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class InstallationStatus:
    """Whether `pactline up` runs there, at which address, and each of its services."""

    running: bool
    address: str
    services: tuple[ServiceStatus, ...]


def service_status(name: str, address: str) -> ServiceStatus:
    """Asks one service; takes four seconds at most."""
    ready = ask(address, "/readyz")
    if ready is None:
        return ServiceStatus(name, address, "no answer" if listens(address) else "down")
    figures = ask(address, "/v1/platform/status")
    return ServiceStatus(
        name,
        address,
        "ready" if ready.status == 200 else "not ready",
        {} if ready.status == 200 else ready.body,
        figures.body if figures and figures.status == 200 else {},
    )


def environment_of(data_dir: Path) -> dict[str, str]:
    """The variables with which a command reaches the installation that runs over `data_dir`; empty when none does.
    Readable only by who started it, since the secret is among them.
    """
    place = DataDir(data_dir)
    state = read_state(place.state) if place.is_running() else None
    return {**state.variables, "PACTLINE_SECRET": place.secret()} if state else {}


def status(data_dir: Path, addresses: Mapping[str, str]) -> InstallationStatus:
    """Of the installation that runs over `data_dir`, at the ports it wrote down; of the services at `addresses` when
    none does, as where each service is run by something else.
    """
    place = DataDir(data_dir)
    state = read_state(place.state) if place.is_running() else None
    if state is not None:
        written = state.variables
        addresses = {name: written.get(f"PACTLINE_{name.upper()}_URL", url) for name, url in addresses.items()}
    services = tuple(service_status(name, address) for name, address in addresses.items())
    return InstallationStatus(state is not None, state.address if state else "", services)
