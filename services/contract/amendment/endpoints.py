import asyncio

from services.contract.amendment import handlers
from services.contract.amendment.schemas import (
    AgreedAnswer,
    AmendmentBody,
    AmendmentDifference,
    AmendmentList,
    AmendmentMoved,
    AmendmentRow,
    ImportedAmendment,
    ImportedAmendments,
)
from services.contract.contract import queries
from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.naming import check_parties, names_of
from services.contract.contract.state import Contract
from services.contract.contract.tables import contracts, imported_amendments
from services.contract.customer.checking import check_counterparty
from services.contract.rows import with_money
from services.contract.version.handlers import difference
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.known import require_people
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.client import Peers
from shared.web.routing import Command, Here, IfMatch, Others, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.contract.read")]
DRAFT = [allowed("contract.contract.draft")]


def _moved(amendment: Stream[Contract]) -> AmendmentMoved:
    terms = amendment.state.terms
    if terms is None or terms.amends is None:
        raise NotFoundError
    return AmendmentMoved(
        amendment_id=amendment.id,
        contract_id=terms.amends.contract_id,
        kind=terms.amends.kind,
        state=amendment.state.state,
        text_hash=terms.text_hash,
        version=amendment.version,
    )


async def _names(work: Work, others: Peers, base: Stream[Contract], body: AmendmentBody) -> dict[str, str]:
    """What the parties are called, after everybody named was found."""
    counterparty = body.counterparty_id or base.state.head.counterparty_id
    if body.counterparty_id is not None:
        await check_counterparty(work, others, body.counterparty_id)
    await require_people(work, {"/owner_id": body.owner_id})
    parties = body.parties or []
    await check_parties(work, others, parties)
    return await names_of(work, others, base.unit, counterparty, parties)


@routes.post("/v1/contracts/{contract_id}/amendments", status_code=201, dependencies=DRAFT)
async def draft(contract_id: Id, body: AmendmentBody, work: Command, others: Others, here: Here) -> AmendmentMoved:
    """Drafts an amendment, an extension or an assignment of a contract that both sides have signed."""
    base = await work.load(CONTRACT, contract_id, must_exist=True)
    names = await _names(work, others, base, body)
    return _moved(await handlers.draft_amendment(work, here.store.sealer, base, new_id(), body, names))


@routes.put("/v1/amendments/{amendment_id}", dependencies=DRAFT)
async def revise(
    amendment_id: Id, body: AmendmentBody, if_match: IfMatch, work: Command, others: Others, here: Here
) -> AmendmentMoved:
    """Says the whole amendment anew, held against what both sides have agreed on by now."""
    amendment = await work.load(CONTRACT, amendment_id, if_match=if_match, must_exist=True)
    base = await handlers.contract_of(work, amendment)
    names = await _names(work, others, base, body)
    return _moved(await handlers.revise_amendment(work, here.store.sealer, amendment, if_match, body, names))


@routes.get("/v1/contracts/{contract_id}/amendments", dependencies=READ)
async def list_amendments(
    contract_id: Id,
    work: Query,
    page: Page,
) -> AmendmentList:
    """Amendments of a contract in every state, the newest first."""
    await queries.one(work, contract_id)
    chosen = queries.listed(amends=contract_id)
    rows = await page_of(work, chosen, [contracts.c.contract_id.desc()], page)
    return AmendmentList(items=[AmendmentRow(**with_money(row, AmendmentRow)) for row in rows])


@routes.get("/v1/contracts/{contract_id}/imported-amendments", dependencies=READ)
async def list_imported(contract_id: Id, work: Query, page: Page) -> ImportedAmendments:
    """How a contract was amended where it came from, before it was taken over, the first one first."""
    await queries.one(work, contract_id)
    rows = await page_of(work, queries.amended_elsewhere([contract_id]), [imported_amendments.c.place], page)
    opened = await queries.words_of_amendments(work, rows)
    told = zip(rows, opened, strict=True)
    items = [ImportedAmendment(**{**with_money(row, ImportedAmendment), **said}) for row, said in told]
    return ImportedAmendments(items=items)


@routes.get("/v1/contracts/{contract_id}/agreed", dependencies=READ)
async def show_agreed(contract_id: Id, work: Query) -> AgreedAnswer:
    """What both sides agreed on last, in force or not: what an amendment is drafted from."""
    await queries.one(work, contract_id)
    base = await work.load(CONTRACT, contract_id, must_exist=True)
    terms, document = await handlers.agreed_on(work, base)
    head = terms or base.state.head
    return AgreedAnswer(
        contract_id=contract_id,
        type_id=terms.type_id if terms else None,
        counterparty_id=head.counterparty_id,
        amount_kind=head.amount_kind,
        text_hash=base.state.agreed_hash,
        amendable_from=base.state.amendable_from,
        document=document,
    )


@routes.get("/v1/amendments/{amendment_id}/difference", dependencies=READ)
async def show_difference(amendment_id: Id, work: Query) -> AmendmentDifference:
    """What an amendment says otherwise than what it would change, clause by clause and figure by figure."""
    amendment = await work.load(CONTRACT, amendment_id, must_exist=True)
    said, before = await handlers.held_against(work, amendment)
    found = await asyncio.to_thread(difference, said, before, "previous")
    moved, terms = _moved(amendment), amendment.state.terms
    return AmendmentDifference(
        amendment_id=moved.amendment_id,
        contract_id=moved.contract_id,
        kind=moved.kind,
        effective_from=terms.effective_from if terms else None,
        text_hash=moved.text_hash,
        against_hash=terms.amends.text_hash if terms and terms.amends else None,
        **found,
    )
