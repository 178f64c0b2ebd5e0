"""What an installation is told from outside: variables named `PACTLINE_*`, secrets also as `<NAME>_FILE`."""

import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.values.errors import StartError

PREFIX: Final = "PACTLINE_"
DEFAULT_SECRET: Final = "development-only-secret"  # noqa: S105 - refused in production mode
PORTS: Final[dict[str, int]] = {
    "portal": 8400,
    "customer": 8401,
    "contract": 8402,
    "asset": 8403,
    "scoring": 8404,
    "notify": 8405,
}
SecondFactorPolicy = Literal["off", "administrators", "everybody"]
"""Who can't sign in without a second factor; whoever wants one may always have it."""
SECRETS_FROM_FILES: Final = ("secret", "database_url", "kafka_password", "smtp_url")


def _local(service: str) -> str:
    return f"http://127.0.0.1:{PORTS[service]}"


def derived_password(secret: str, user: str) -> str:
    """The password of one of our users at Kafka; another secret gives another one."""
    return hmac.new(secret.encode(), f"kafka:{user}".encode(), hashlib.sha256).hexdigest()


def secrets_from_files(fields: Sequence[str], prefix: str = PREFIX) -> dict[str, str]:
    """What the files hold that variables `<prefix><FIELD>_FILE` name, without blanks around, by the fields' names."""
    named = {field: os.environ.get(f"{prefix}{field.upper()}_FILE") for field in fields}
    return {field: Path(path).read_text(encoding="utf-8").strip() for field, path in named.items() if path}


class PlatformSettings(BaseSettings):
    """Read once at start. A value in a file (`PACTLINE_SECRET_FILE`, as container secrets are mounted) wins over one in
    the environment. `production` refuses to start on the default secret.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", populate_by_name=True)

    mode: Literal["development", "production"] = "development"
    database_url: str = "postgresql://postgres@127.0.0.1:5432/postgres"
    database_wait_seconds: float = Field(default=5, gt=0, le=60, description="How long anyone waits for a connection")
    database_statement_seconds: float = Field(
        default=15, gt=0, le=60, description="How long a statement for a caller may take"
    )
    kafka: str = "127.0.0.1:9092"
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_username: str | None = None
    kafka_password: SecretStr | None = None
    kafka_ca_file: Path | None = None
    kafka_session_seconds: int = Field(default=45, ge=6, le=300, description="Silence after which a consumer is dead")
    topic_prefix: str = Field(default="", pattern=r"^[a-zA-Z0-9._-]*$", max_length=100)
    partitions: int = Field(default=6, ge=1, le=1000)
    replication: int = Field(default=1, ge=1, le=9)
    secret: SecretStr = SecretStr(DEFAULT_SECRET)
    second_factor: SecondFactorPolicy | None = Field(
        default=None, description="Who must have a second factor: administrators in production mode, else nobody"
    )
    issuer_url: str = _local("portal")
    time_zone: str = "Asia/Shanghai"
    rate_per_second: float = Field(default=1000, ge=0, description="Requests a caller may make a second; 0: any")
    rate_burst: int = Field(default=2000, ge=1)
    smtp_url: str = "smtp://127.0.0.1:1025"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: str | None = Field(
        default=None, validation_alias=AliasChoices(f"{PREFIX}OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    )
    data_dir: Path = Path(".pactline")
    erasures: Path | None = Field(default=None, description="Folder of the list of erased persons")
    backups: Path | None = Field(default=None, description="Folder of the back-ups that are asked for from a page")
    host: str = "127.0.0.1"

    portal_url: str = _local("portal")
    customer_url: str = _local("customer")
    contract_url: str = _local("contract")
    asset_url: str = _local("asset")
    scoring_url: str = _local("scoring")
    notify_url: str = _local("notify")

    def __init__(self, **values: Any) -> None:
        super().__init__(**{**secrets_from_files(SECRETS_FROM_FILES), **values})

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        if name not in _zones():
            raise ValueError("it names no time zone, such as Asia/Shanghai")
        return name

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, level: object) -> object:
        return level.lower() if isinstance(level, str) else level

    @model_validator(mode="after")
    def _production_has_its_own_secret(self) -> Self:
        secret = self.secret.get_secret_value()
        if self.mode == "production" and (secret == DEFAULT_SECRET or len(secret) < 32):
            raise ValueError("PACTLINE_SECRET must be set to at least 32 random characters in production mode")
        return self

    @property
    def second_factor_policy(self) -> SecondFactorPolicy:
        """As set; unless set, administrators need a second factor in production mode, and nobody in development."""
        return self.second_factor or ("administrators" if self.mode == "production" else "off")

    @property
    def kafka_login(self) -> tuple[str, str] | None:
        """User and password at Kafka, None where it asks for none. A user without a password has the one that is
        derived from the installation's secret.
        """
        if not self.kafka_security_protocol.startswith("SASL") or self.kafka_username is None:
            return None
        told, secret = self.kafka_password, self.secret.get_secret_value()
        return self.kafka_username, told.get_secret_value() if told else derived_password(secret, self.kafka_username)

    @property
    def erasure_list(self) -> Path:
        """Where the list of erased persons lies: best on another disk than databases and back-ups."""
        return self.erasures or self.data_dir / "erasures"

    @property
    def backup_folder(self) -> Path:
        """Where back-ups asked for from a page are made: best on another disk than the databases."""
        return (self.backups or self.data_dir / "backups").absolute()

    @property
    def zone(self) -> ZoneInfo:
        """In which the installation's business days begin and end."""
        return ZoneInfo(self.time_zone)

    def url(self, service: str) -> str:
        """Base address of a service, without a slash at its end."""
        return str(getattr(self, f"{service}_url")).rstrip("/")


def variables() -> frozenset[str]:
    """Every environment variable that settings read, for the tests of deployment files."""
    plain = {f"{PREFIX}{name.upper()}" for name in PlatformSettings.model_fields}
    return frozenset(plain | {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS_FROM_FILES})


@lru_cache(maxsize=1)
def platform_settings() -> PlatformSettings:
    """The settings of this process; tests build their own `PlatformSettings(...)` instead. Raises StartError."""
    return read_settings()


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def read_settings(**values: Any) -> PlatformSettings:
    """Raises StartError that names the variables which are not understood, and never shows what they hold."""
    try:
        return PlatformSettings(**values)
    except ValidationError as error:
        said = ((e["loc"], e["msg"].removeprefix("Value error, ")) for e in error.errors())
        wrong = "; ".join(f"{PREFIX}{str(place[0]).upper()}: {words}" if place else words for place, words in said)
        raise StartError(
            f"The settings are not understood: {wrong}.", "Correct these variables and start again."
        ) from None
    except OSError as error:
        raise StartError(
            f"The file {error.filename} named by a PACTLINE_*_FILE variable cannot be read.",
            "Correct the variable or the rights of the file.",
        ) from error
