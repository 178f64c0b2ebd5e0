"""What the contract service is told from outside, besides the platform's settings."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.settings import secrets_from_files

PREFIX: Final = "PACTLINE_CONTRACT_"
TOKENS: Final = ("port_token", "signing_token")
"""Read from files too, which `PACTLINE_CONTRACT_<NAME>_FILE` name."""
ONE_PORT: Final = "(invoices|payment_orders|vouchers|direct_debits)"
PORTS: Final = f"^({ONE_PORT}(,{ONE_PORT})*)?$"


class ContractSettings(BaseSettings):
    """Who vouches for signatories: the installation's own authority, made at first use, unless certificate and key
    (PEM, unencrypted) of another one are named. `authority_level` is what its signatures count as.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    authority_certificate: Path | None = Field(default=None, description="PEM file; the chain above may follow it")
    authority_key: Path | None = None
    authority_level: Literal["own", "licensed"] = "own"
    authority_name: str = "Pactline"
    port_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s]+$",
        description="Where vouchers, payment orders, invoices and direct debits leave; without it they wait",
    )
    port_token: SecretStr = Field(default=SecretStr(""), description="Shown there as a bearer token")
    signing_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s]+$",
        description="The signing platform of a licensed authority (it serves SM2); without it signatures are made here",
    )
    signing_token: SecretStr = Field(default=SecretStr(""), description="Shown there as a bearer token")
    port_hands_over: str = Field(
        default="",
        pattern=PORTS,
        description="What leaves by itself: invoices, payment_orders, vouchers, direct_debits, with commas between",
    )
    port_hands_over_from: date | None = Field(
        default=None, description="What was recorded on that day or later leaves by itself; without it nothing does"
    )
    port_takes_collected: str = Field(
        default="",
        pattern=PORTS,
        description="By which ports documents leave that collectors brought; by the others none does",
    )
    port_sources: str = Field(
        default="",
        pattern="^([A-Za-z0-9._-]{1,64}(,[A-Za-z0-9._-]{1,64})*)?$",
        description="Sources of collectors that are the system behind the ports: nothing goes back there",
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**{**secrets_from_files(TOKENS, PREFIX), **values})

    def takes_collected(self, port: str, source: str) -> bool:
        """Whether what a collector brought from a source leaves by the port: never back to where it came from."""
        return port in self.port_takes_collected.split(",") and source not in self.port_sources.split(",")

    def hands_over(self, port: str, on: date) -> bool:
        """Whether what is recorded on a day leaves by the port without anybody handing it over."""
        begins = self.port_hands_over_from
        return begins is not None and begins <= on and port in self.port_hands_over.split(",")


@lru_cache(maxsize=1)
def contract_settings() -> ContractSettings:
    """The settings of this process."""
    return ContractSettings()
