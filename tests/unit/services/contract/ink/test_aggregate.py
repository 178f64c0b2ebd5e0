from datetime import date
from typing import Any

from services.contract.ink.aggregate import (
    SCAN,
    CheckScan,
    OtherScanTextError,
    RegisterScan,
    SamePersonError,
    decide,
)
from services.contract.ink.events import InkSignature, ScanChecked, ScanRegistered
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(SCAN, decide)
REGISTERED = ScanRegistered(
    scan_id="s",
    contract_id="c",
    file_id="f",
    file_hash="h",
    text_hash="t",
    signatures=(InkSignature(side="us", signatory_id="a"), InkSignature(side="counterparty", signatory_id="b")),
    signed_on=date(2026, 3, 2),
    registered_by="dora",
)


def checked(**changes: Any) -> ScanChecked:
    said = {"scan_id": "s", "contract_id": "c", "verdict": "confirmed", "reason": None}
    return ScanChecked.model_validate({**said, "checked_by": "eva", **changes})


def test_a_scan_is_registered_by_one_and_checked_by_another():
    given().when(RegisterScan(REGISTERED)).then(REGISTERED)
    given(REGISTERED).when(CheckScan("confirmed", "t", "eva")).then(checked())
    given(REGISTERED).when(CheckScan("confirmed", "t", "dora")).fails(SamePersonError)


def test_the_checker_names_the_text_that_the_scan_was_held_against():
    given(REGISTERED).when(CheckScan("confirmed", "x", "eva")).fails(OtherScanTextError, text_hash="t")


def test_a_scan_is_checked_once():
    given(REGISTERED, checked(verdict="refused")).when(CheckScan("confirmed", "t", "eva")).fails(NotPossibleNowError)
    given().when(CheckScan("confirmed", "t", "eva")).fails(NotPossibleNowError)
