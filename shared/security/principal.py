"""Who a request comes from, as its token says it."""

from dataclasses import dataclass
from typing import Final

SERVICE_PREFIX: Final = "service:"


@dataclass(frozen=True, slots=True)
class Principal:
    """The subject of a verified token: a staff id, or `service:<name>`. Its rights are looked up, not carried."""

    subject: str
    session: str = ""

    @property
    def anonymous(self) -> bool:
        return not self.subject

    @property
    def is_service(self) -> bool:
        return self.subject.startswith(SERVICE_PREFIX)


ANONYMOUS: Final = Principal("")
