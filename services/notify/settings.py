"""What notify is told from outside, besides the platform's settings."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Network = IPv4Network | IPv6Network


class NotifySettings(BaseSettings):
    """`sender` is the address that mails come from; its domain names them (Message-ID). Webhooks go to public addresses
    and to `webhook_networks` (`PACTLINE_NOTIFY_WEBHOOK_NETWORKS`, a JSON list); `webhook_ca_file`
    (`PACTLINE_NOTIFY_WEBHOOK_CA_FILE`) holds authorities that are trusted there besides the public ones.
    """

    model_config = SettingsConfigDict(env_prefix="PACTLINE_NOTIFY_", frozen=True, extra="ignore")

    sender: str = Field(default="pactline@localhost", pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    sender_name: str = "Pactline"
    webhook_networks: tuple[Network, ...] = ()
    webhook_ca_file: Path | None = None

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


@lru_cache(maxsize=1)
def notify_settings() -> NotifySettings:
    """The settings of this process."""
    return NotifySettings()
