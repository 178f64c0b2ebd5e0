"""A Kafka that lets nobody in without a name: SASL/SCRAM on its one listener, TLS if given, rights by ACL."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

LISTENER: Final = "CLIENTS"
MECHANISM: Final = "SCRAM-SHA-512"


@dataclass(frozen=True, slots=True)
class Access:
    """The administrator, who may do everything and is made when the directory is formatted. `certificate` is a PEM file
    with key (PKCS#8) and chain; `authority` is what clients hold it against. Without one passwords are not sent either
    (SCRAM), but data can be read on the way.
    """

    administrator: str
    password: str
    certificate: Path | None = None
    authority: Path | None = None

    @property
    def protocol(self) -> str:
        return "SASL_SSL" if self.certificate else "SASL_PLAINTEXT"

    def properties(self) -> Mapping[str, str]:
        """What the broker is told besides its addresses."""
        prefix = f"listener.name.{LISTENER.lower()}"
        login = (
            "org.apache.kafka.common.security.scram.ScramLoginModule required"
            f' username="{self.administrator}" password="{self.password}";'
        )
        told = {
            "inter.broker.listener.name": LISTENER,
            "listener.security.protocol.map": f"{LISTENER}:{self.protocol},CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms": MECHANISM,
            "sasl.mechanism.inter.broker.protocol": MECHANISM,
            f"{prefix}.scram-sha-512.sasl.jaas.config": login,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            # the controller's listener is the broker's own, on the loopback address; clients have none without a name
            "super.users": f"User:{self.administrator};User:ANONYMOUS",
            "allow.everyone.if.no.acl.found": "false",
        }
        if self.certificate:
            told |= {f"{prefix}.ssl.keystore.type": "PEM", f"{prefix}.ssl.keystore.location": str(self.certificate)}
            told |= {f"{prefix}.ssl.truststore.type": "PEM", f"{prefix}.ssl.truststore.location": str(self.authority)}
        return told

    def formatting(self) -> list[str]:
        """Arguments of the tool that formats the directory: the administrator's credentials."""
        return ["--add-scram", f"{MECHANISM}=[name={self.administrator},password={self.password}]"]

    def client_options(self) -> dict[str, Any]:
        """How aiokafka signs in as the administrator."""
        import ssl

        options: dict[str, Any] = {
            "security_protocol": self.protocol,
            "sasl_mechanism": MECHANISM,
            "sasl_plain_username": self.administrator,
            "sasl_plain_password": self.password,
        }
        if self.certificate:
            options["ssl_context"] = ssl.create_default_context(cafile=self.authority)
        return options
