"""The services that make up an installation, as data for whatever starts, migrates or lists them."""

from typing import Final

from shared.runtime.serving import ServiceSpec
from shared.settings import PORTS

CATALOGUE: Final = tuple(ServiceSpec(name, f"services.{name}.app:create_app", port) for name, port in PORTS.items())


def spec_of(service: str) -> ServiceSpec:
    """The entry of a service; raises `KeyError` for a name that is none."""
    return {spec.name: spec for spec in CATALOGUE}[service]
