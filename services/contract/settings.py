"""What the contract service is told from outside, besides the platform's settings."""

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


@lru_cache(maxsize=1)
def contract_settings() -> ContractSettings:
    """The settings of this process."""
    return ContractSettings()
