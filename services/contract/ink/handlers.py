"""What is done with contracts signed on paper, one sentence a function."""

from collections.abc import Sequence

from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.commands import SignContract
from services.contract.contract.errors import OtherTextError, SigningUnderWayError
from services.contract.contract.handlers import sign_contract
from services.contract.contract.machine import State
from services.contract.file.handlers import attach_file, stored_file
from services.contract.ink.aggregate import SCAN, CheckScan, RegisterScan, Scan, decide
from services.contract.ink.events import InkSignature, ScanRegistered
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.clock import BusinessDate
from shared.values.errors import InvalidFieldError, NotPossibleNowError

KINDS = ("pdf", "png", "jpeg", "tiff")
"""What a scan is."""


async def register_scan(
    work: Work,
    scan_id: str,
    contract_id: str,
    file_id: str,
    text_hash: str,
    signatures: Sequence[InkSignature],
    signed_on: BusinessDate,
) -> Stream[Scan]:
    """Somebody brings the scan of an approved contract that was signed on paper."""
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    terms = contract.state.terms
    if terms is None or contract.state.state is not State.APPROVED:
        raise NotPossibleNowError(contract.state.state, "register a scan")
    if text_hash != terms.text_hash:
        raise OtherTextError(text_hash=terms.text_hash)
    if [one.side for one in signatures] != list(terms.signing_order):
        raise InvalidFieldError("/signatures", "both sides signed, in the order of the contract's type")
    if signed_on > work.context.today:
        raise InvalidFieldError("/signed_on", "it was signed by today")
    file = await stored_file(work, file_id, "/file_id")
    if file.kind not in KINDS:
        raise InvalidFieldError("/file_id", "a scan is a PDF or a picture")
    fact = ScanRegistered(
        scan_id=scan_id,
        contract_id=contract.id,
        file_id=file_id,
        file_hash=file.hash,
        text_hash=text_hash,
        signatures=tuple(signatures),
        signed_on=signed_on,
        registered_by=work.context.actor,
    )
    scan = work.start(SCAN, scan_id, key=contract.id, unit=contract.unit)
    work.record(scan, decide(scan.state, RegisterScan(fact)))
    await attach_file(work, file_id, contract.id)
    return scan


async def check_scan(work: Work, scan_id: str, command: CheckScan) -> Stream[Scan]:
    """Somebody else holds it against the frozen text; once confirmed, both sides have signed."""
    scan = await work.load(SCAN, scan_id, must_exist=True)
    fact = scan.state.fact
    work.record(scan, decide(scan.state, command))
    if fact is None:
        return scan
    if command.verdict == "confirmed":
        await _sign(work, fact)
    return scan


async def _sign(work: Work, fact: ScanRegistered) -> None:
    contract = await work.load(CONTRACT, fact.contract_id, must_exist=True)
    if contract.state.signing_id or contract.state.state is not State.APPROVED:
        raise SigningUnderWayError
    for one in fact.signatures:
        command = SignContract(
            side=one.side,
            signatory_id=one.signatory_id,
            text_hash=fact.text_hash,
            signed_on=fact.signed_on,
            today=work.context.today,
            level="ink",
        )
        await sign_contract(work, fact.contract_id, command)
