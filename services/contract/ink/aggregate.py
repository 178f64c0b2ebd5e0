"""A scan decided and folded."""

from dataclasses import dataclass, replace
from typing import Literal

from services.contract.ink.events import ScanChecked, ScanRegistered
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, NotPossibleNowError


class SamePersonError(DomainError):
    """Who registered a scan does not check it."""

    status = 403


class OtherScanTextError(DomainError):
    """The text named is not the one that the scan was registered for."""

    pointer = "/text_hash"


@dataclass(frozen=True, slots=True)
class Scan:
    fact: ScanRegistered | None = None
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class RegisterScan:
    fact: ScanRegistered


@dataclass(frozen=True, slots=True)
class CheckScan:
    """`text_hash` is that of the text which the checker held the scan against."""

    verdict: Literal["confirmed", "refused"]
    text_hash: str
    by: str
    reason: str | None = None


def decide(scan: Scan, command: RegisterScan | CheckScan) -> list[Event]:
    match command:
        case RegisterScan(fact=fact) if scan.fact is None:
            return [fact]
        case CheckScan() if scan.fact is not None and not scan.verdict:
            return [_checked(scan.fact, command)]
        case _:
            raise NotPossibleNowError(scan.verdict or "registered", command)


def _checked(fact: ScanRegistered, command: CheckScan) -> ScanChecked:
    if command.by == fact.registered_by:
        raise SamePersonError
    if command.text_hash != fact.text_hash:
        raise OtherScanTextError(text_hash=fact.text_hash)
    return ScanChecked(
        scan_id=fact.scan_id,
        contract_id=fact.contract_id,
        verdict=command.verdict,
        reason=command.reason,
        checked_by=command.by,
    )


def evolve(scan: Scan, event: Event) -> Scan:
    match event:
        case ScanRegistered():
            return Scan(event)
        case ScanChecked(verdict=verdict):
            return replace(scan, verdict=verdict)
        case _:
            return scan


SCAN = Aggregate("scan", Scan(), evolve)
