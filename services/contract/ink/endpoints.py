from typing import Annotated

from fastapi import Query as QueryParameter

from services.contract.customer.checking import check_signatory
from services.contract.ink import handlers, queries
from services.contract.ink.aggregate import CheckScan, Scan
from services.contract.ink.events import InkSignature
from services.contract.ink.schemas import CheckBody, ScanAnswer, ScanBody, ScanList, ScanMoved
from services.contract.ink.tables import scans
from shared.eventstore.aggregate import Stream
from shared.values.errors import InvalidFieldError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Others, Page, Query, allowed, page_of, router

routes = router()


def _moved(scan: Stream[Scan]) -> ScanMoved:
    return ScanMoved(scan_id=scan.id, contract_id=scan.key, verdict=scan.state.verdict or None, version=scan.version)


@routes.post("/v1/contracts/{contract_id}/scans", status_code=201, dependencies=[allowed("contract.contract.sign")])
async def register(contract_id: Id, body: ScanBody, work: Command, others: Others) -> ScanMoved:
    """Registers the scan of an approved contract that was signed on paper; somebody else checks it."""
    for at, one in enumerate(body.signatures):
        await check_signatory(work, others, one.side, one.signatory_id, f"/signatures/{at}/signatory_id")
    signatures = [InkSignature(side=one.side, signatory_id=one.signatory_id) for one in body.signatures]
    scan = await handlers.register_scan(
        work, new_id(), contract_id, body.file_id, body.text_hash, signatures, body.signed_on
    )
    return _moved(scan)


@routes.post("/v1/scans/{scan_id}/check", status_code=201, dependencies=[allowed("contract.contract.sign")])
async def check(scan_id: Id, body: CheckBody, work: Command) -> ScanMoved:
    """Confirms that the scan is the frozen text signed by both sides, which then have signed, or refuses it."""
    if body.verdict == "refused" and body.reason is None:
        raise InvalidFieldError("/reason", "a refusal says why")
    command = CheckScan(body.verdict, body.text_hash, work.context.actor, body.reason)
    return _moved(await handlers.check_scan(work, scan_id, command))


@routes.get("/v1/scans", dependencies=[allowed("contract.contract.read")])
async def list_scans(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    waiting: Annotated[bool, QueryParameter(description="Only those that wait for their check")] = False,  # noqa: FBT002 - a query parameter
) -> ScanList:
    """Scans of contracts signed on paper."""
    rows = await page_of(work, queries.listed(contract_id, open_only=waiting), [scans.c.scan_id], page)
    return ScanList(items=[ScanAnswer(**dict(row)) for row in rows])


@routes.get("/v1/scans/{scan_id}", dependencies=[allowed("contract.contract.read")])
async def show(scan_id: Id, work: Query) -> ScanAnswer:
    """One scan."""
    return ScanAnswer(**dict(await queries.one(work, scan_id)))
