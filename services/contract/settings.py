"""What the contract service is told from outside, besides the platform's settings."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ContractSettings(BaseSettings):
    """Who vouches for signatories: the installation's own authority, made at first use, unless certificate and key
    (PEM, unencrypted) of another one are named. `authority_level` is what its signatures count as.
    """

    model_config = SettingsConfigDict(env_prefix="PACTLINE_CONTRACT_", frozen=True, extra="ignore")

    authority_certificate: Path | None = Field(default=None, description="PEM file; the chain above may follow it")
    authority_key: Path | None = None
    authority_level: Literal["own", "licensed"] = "own"
    authority_name: str = "Pactline"
    port_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s]+$",
        description="Where vouchers, payment orders and invoices leave; without it they wait",
    )
    port_token: str = Field(default="", description="Shown there as a bearer token")
    port_hands_over: str = Field(
        default="",
        pattern="^((invoices|payment_orders|vouchers)(,(invoices|payment_orders|vouchers))*)?$",
        description="What leaves by itself: invoices, payment_orders, vouchers, with commas between",
    )
    port_hands_over_from: date | None = Field(
        default=None, description="What was recorded on that day or later leaves by itself; without it nothing does"
    )

    def hands_over(self, port: str, on: date) -> bool:
        """Whether what is recorded on a day leaves by the port without anybody handing it over."""
        begins = self.port_hands_over_from
        return begins is not None and begins <= on and port in self.port_hands_over.split(",")


@lru_cache(maxsize=1)
def contract_settings() -> ContractSettings:
    """The settings of this process."""
    return ContractSettings()
