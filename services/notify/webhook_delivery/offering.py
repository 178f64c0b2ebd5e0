"""An event as partners are sent it: a CloudEvent in JSON that is a message of Standard Webhooks too."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pydantic_core import to_json

from shared.messaging.envelope import source_of

SPECVERSION: Final = "1.0"


@dataclass(frozen=True, slots=True)
class Offered:
    """An event of another service; `id` is `stream@version`, `data` what its service publishes of it."""

    service: str
    type: str
    id: str
    key: str
    unit: str
    recorded_at: datetime
    data: dict[str, Any]

    @property
    def body(self) -> str:
        """What is sent: the same text at every try. `type`, `timestamp` and `data` are as Standard Webhooks has them,
        everything but `timestamp`, an extension, as CloudEvents has it.
        """
        moment = self.recorded_at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
        stream, _, version = self.id.rpartition("@")
        attributes = {
            "specversion": SPECVERSION,
            "id": self.id,
            "type": self.type,
            "source": source_of(self.service),
            "subject": stream,
            "time": moment,
            "timestamp": moment,
            "datacontenttype": "application/json",
            "partitionkey": self.key,
            "sequence": version,
            "unitid": self.unit,
        }
        return to_json({**attributes, "data": self.data}).decode()
