"""From the bytes of a file to one compiled release a contracting process."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import msgspec

from services.contract.ocds.contracts import FIELDS, objects
from services.contract.ocds.merging import day_of, merged
from services.contract.ocds.remark import Remark
from shared.values.errors import InvalidFieldError

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_JSON: Final = msgspec.json.Decoder(float_hook=Decimal)


@dataclass(slots=True)
class Process:
    """Everything a file says of one ocid."""

    compiled: dict[str, Any] | None = None
    releases: list[dict[str, Any]] = field(default_factory=list)

    def release(self) -> dict[str, Any]:
        return self.compiled if self.compiled is not None else merged(self.releases, FIELDS)

    def latest(self) -> dict[str, dict[str, Any]]:
        """By the id of a contract the release that tells of it last."""
        releases = [self.compiled] if self.compiled is not None else sorted(self.releases, key=day_of)
        return {str(one.get("id")): release for release in releases for one in objects(release.get("contracts"))}


@dataclass(slots=True)
class Reading:
    """The processes of a file by ocid, and what could not be read."""

    processes: dict[str, Process] = field(default_factory=dict)
    rejected: list[Remark] = field(default_factory=list)

    def take(self, document: Any, place: str) -> None:
        """A release, a record, or a package of either."""
        if not isinstance(document, dict):
            self.rejected.append(Remark(place, "", "it is no release, record or package"))
            return
        known = False
        for name, take in (("records", self._record), ("releases", self._release)):
            parts = document.get(name)
            if isinstance(parts, list) and "compiledRelease" not in document and "ocid" not in document:
                known = True
                for at, part in enumerate(parts):
                    take(part, f"{place}/{name}/{at}")
        if not known:
            record = "compiledRelease" in document or ("releases" in document and "ocid" in document)
            (self._record if record else self._release)(document, place)

    def _record(self, record: Any, place: str) -> None:
        if not isinstance(record, dict):
            self.rejected.append(Remark(place, "", "a record is an object"))
            return
        compiled = record.get("compiledRelease")
        if isinstance(compiled, dict):
            self._release({"ocid": record.get("ocid"), **compiled}, place, compiled=True)
            return
        releases = record.get("releases")
        found = [each for each in releases if isinstance(each, dict)] if isinstance(releases, list) else []
        whole = [each for each in found if "url" not in each or "ocid" in each]
        if not whole:
            self.rejected.append(Remark(place, "/releases", "a record without releases in it can't be compiled"))
        for release in whole:
            self._release({"ocid": record.get("ocid"), **release}, place)

    def _release(self, release: Any, place: str, *, compiled: bool = False) -> None:
        ocid = release.get("ocid") if isinstance(release, dict) else None
        if not isinstance(ocid, str) or not ocid:
            self.rejected.append(Remark(place, "/ocid", "a release names its process"))
            return
        process = self.processes.setdefault(ocid, Process())
        tags = release.get("tag")
        if compiled or (isinstance(tags, list) and "compiled" in tags):
            if process.compiled is None or str(release.get("date") or "") >= str(process.compiled.get("date") or ""):
                process.compiled = release
        else:
            process.releases.append(release)


def read(data: bytes) -> Reading:
    """The whole file. A line that is no JSON is rejected and the others are read.

    Raises `InvalidFieldError` when nothing in the file can be read at all.
    """
    data = data.removeprefix(BYTE_ORDER_MARK)
    if not data.strip():
        raise InvalidFieldError("/", "the file is empty")
    reading = Reading()
    try:
        reading.take(_parsed(data), "")
    except (ValueError, RecursionError) as error:
        lines = list(_lines(data))
        if len(lines) < 2 and not _is_object(lines):
            raise InvalidFieldError("/", "the file is neither JSON nor JSON lines") from error
        for number, line in lines:
            _take_line(reading, number, line)
    if not reading.processes:
        first = reading.rejected[0] if reading.rejected else Remark("", "", "it holds none")
        raise InvalidFieldError(f"{first.place}{first.field}" or "/", f"no release in the file: {first.reason}")
    return reading


def _is_object(lines: list[tuple[int, bytes]]) -> bool:
    return len(lines) == 1 and lines[0][1].lstrip().startswith(b"{") and lines[0][1].rstrip().endswith(b"}")


def _take_line(reading: Reading, number: int, line: bytes) -> None:
    try:
        document = _parsed(line)
    except (ValueError, RecursionError):
        reading.rejected.append(Remark(f"line {number}", "", "it is no JSON"))
        return
    reading.take(document, f"line {number}")


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield number, line


def _parsed(data: bytes) -> Any:
    return _JSON.decode(data)
