from typing import Annotated, Literal

from fastapi import Path
from fastapi import Query as Parameter
from sqlalchemy import literal, select

from services.contract.agreed_limit.tables import agreed_limits
from services.contract.concession import queries as concessions_asked
from services.contract.concession.aggregate import Concession
from services.contract.concession.tables import batch_concessions, concessions
from services.contract.conformity import handlers
from services.contract.conformity.schemas import (
    AcceptanceBody,
    AgreedLimitsAnswer,
    AgreedLimitsBody,
    AgreedLimitsKept,
    BatchConcessionAnswer,
    BatchConcessionBody,
    BatchConcessionList,
    CheckList,
    CheckShown,
    ConcessionAnswer,
    ConcessionBody,
    ConcessionList,
    ConcessionMoved,
    DecisionBody,
    EditionShown,
    LimitList,
    LimitShown,
    RefusalBody,
    StandardBody,
    StandardList,
    StandardMoved,
    StandardRow,
    StandardShown,
    picked,
)
from services.contract.customer.checking import check_counterparty, unit_of_customer
from services.contract.standard import queries
from services.contract.standard.aggregate import DeclineEdition, EndLimits, Standard
from services.contract.standard.tables import limit_checks, standards
from shared.eventstore.aggregate import Stream
from shared.security.known import unit_for
from shared.security.visibility import visible
from shared.values.clock import BusinessDate
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.values.text import Code
from shared.web.routing import Command, IfMatch, Others, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.standard.read")]
KEEP = [allowed("contract.standard.keep")]
ACCEPT = [allowed("contract.standard.accept")]
ASK = [allowed("contract.concession.ask")]
GRANT = [allowed("contract.concession.grant")]
ONE = "/v1/standards/{standard_id}"
EDITION = f"{ONE}/editions/{{edition}}"
AGREED = "/v1/contracts/{contract_id}/agreed-limits"
Edition = Annotated[int, Path(ge=1, le=10_000)]
Text = Annotated[str | None, Parameter(pattern=r"^[^\x00-\x1f]{1,200}$")]


@routes.post("/v1/standards", status_code=201, dependencies=KEEP)
async def receive(body: StandardBody, work: Command, others: Others) -> StandardMoved:
    """Registers a customer's standard, or its next edition; nothing is held against it before somebody accepts it."""
    await check_counterparty(work, others, body.counterparty_id)
    unit = await unit_for(work, body.unit_id or await unit_of_customer(work, body.counterparty_id))
    return _moved(await handlers.receive_standard(work, unit, body.wish()))


def _moved(stream: Stream[Standard]) -> StandardMoved:
    return StandardMoved(standard_id=stream.id, edition=stream.state.newest, version=stream.version)


@routes.post(f"{EDITION}/acceptance", status_code=201, dependencies=ACCEPT)
async def accept(standard_id: Id, edition: Edition, body: AcceptanceBody, work: Command) -> StandardMoved:
    """Takes the newest edition over as limits of ours, as tight as the customer's or tighter, from a day on."""
    return _moved(await handlers.move_standard(work, standard_id, body.command(edition, work.context.today)))


@routes.post(f"{EDITION}/declination", status_code=201, dependencies=ACCEPT)
async def decline(standard_id: Id, edition: Edition, body: RefusalBody, work: Command) -> StandardMoved:
    """Does not take the edition over; the limits before it stay in force."""
    command = DeclineEdition(edition, body.reason, body.effective_on or work.context.today)
    return _moved(await handlers.move_standard(work, standard_id, command))


@routes.post(f"{ONE}/ending", status_code=201, dependencies=ACCEPT)
async def end(standard_id: Id, body: RefusalBody, work: Command) -> StandardMoved:
    """Ends the limits: from a day on nothing is held against the standard."""
    command = EndLimits(body.reason, body.effective_on or work.context.today)
    return _moved(await handlers.move_standard(work, standard_id, command))


@routes.get("/v1/standards", dependencies=READ)
async def list_standards(
    work: Query, page: Page, counterparty_id: Id | None = None, code: Code | None = None
) -> StandardList:
    """Standards of the customers of the caller's units."""
    chosen = queries.listed(counterparty_id=counterparty_id, code=code)
    rows = await queries.titled(work, await page_of(work, chosen, [standards.c.code, standards.c.standard_id], page))
    return StandardList(items=[StandardRow(**picked(StandardRow, row)) for row in rows])


@routes.get(ONE, dependencies=READ)
async def show(standard_id: Id, work: Query) -> StandardShown:
    """One standard with all its editions, their limits and ours."""
    row = await queries.one(work, standard_id)
    editions = [EditionShown(**picked(EditionShown, one)) for one in await queries.editions_of(work, standard_id)]
    return StandardShown(**picked(StandardShown, {**row, "editions": editions}))


@routes.get("/v1/customers/{customer_id}/limits", dependencies=READ)
async def in_force(
    customer_id: Id, work: Query, grade: Text = None, specification: Text = None, on: BusinessDate | None = None
) -> LimitList:
    """The limits in force on a day for a customer's goods of a grade and specification."""
    found = await queries.limits_in_force(work, customer_id, grade, specification, on or work.context.today)
    return LimitList(
        items=[
            LimitShown(**one.limit.model_dump(), standard_id=one.standard_id, standard=one.code, edition=one.edition)
            for one in found
        ]
    )


@routes.get("/v1/limit-checks", dependencies=READ)
async def list_checks(
    work: Query,
    page: Page,
    standard_id: Id | None = None,
    contract_id: Id | None = None,
    order_id: Id | None = None,
) -> CheckList:
    """What was held against limits last, limit by limit."""
    c = limit_checks.c
    order = [c.checked_on.desc(), c.subject_id, c.line, c.standard_id, c.name]
    rows = await page_of(work, queries.checks_of(standard_id, contract_id, order_id), order, page)
    return CheckList(items=[CheckShown(**picked(CheckShown, dict(row))) for row in rows])


@routes.put(AGREED, dependencies=[allowed("contract.contract.draft")])
async def agree(contract_id: Id, body: AgreedLimitsBody, work: Command, version: IfMatch) -> AgreedLimitsKept:
    """Says a draft's limits; what departs from the counterparty's standards in force is refused by name. Where it says
    none yet, what was read is version 0.
    """
    kept = await handlers.agree_on_limits(work, contract_id, body.wish(work.context.today), version)
    return AgreedLimitsKept(contract_id=contract_id, version=kept.version)


@routes.get(AGREED, dependencies=[allowed("contract.contract.read")])
async def agreed(contract_id: Id, work: Query) -> AgreedLimitsAnswer:
    """What an agreement says in limits."""
    a = agreed_limits.c
    seen = visible(a.unit_id, literal("contract-").concat(a.contract_id))
    row = await work.row(select(agreed_limits).where(a.contract_id == contract_id, seen))
    if row is None:
        raise NotFoundError
    return AgreedLimitsAnswer(**picked(AgreedLimitsAnswer, dict(row)))


@routes.post("/v1/concessions", status_code=201, dependencies=ASK)
async def ask(body: ConcessionBody, work: Command) -> ConcessionMoved:
    """Asks that a limit be passed over for one line of an order, or in one agreement; somebody else decides."""
    return _settled(await handlers.ask_concession(work, new_id(), body.wish()))


@routes.post("/v1/orders/{order_id}/quality/batches/{batch}/concessions", status_code=201, dependencies=ASK)
async def ask_for_batch(order_id: Id, batch: Code, body: BatchConcessionBody, work: Command) -> ConcessionMoved:
    """Asks that a batch which is held pass under the customer's word, in all that it departs in; somebody else decides
    on all of it at once.
    """
    return _settled(await handlers.ask_for_batch(work, new_id(), order_id, batch, body.wish()))


@routes.post("/v1/concessions/{concession_id}/decision", status_code=201, dependencies=GRANT)
async def settle(concession_id: Id, body: DecisionBody, work: Command) -> ConcessionMoved:
    """Grants a concession that somebody else asked for, or refuses it; a batch passes with what is granted for it."""
    granted = body.decision == "grant"
    return _settled(await handlers.settle_concession(work, concession_id, granted=granted, reason=body.reason))


def _settled(stream: Stream[Concession]) -> ConcessionMoved:
    states = {None: "asked", True: "granted", False: "refused"}
    return ConcessionMoved(concession_id=stream.id, state=states[stream.state.granted], version=stream.version)


@routes.get("/v1/concessions", dependencies=READ)
async def list_concessions(
    work: Query,
    page: Page,
    state: Literal["asked", "granted", "refused"] | None = None,
    standard_id: Id | None = None,
    contract_id: Id | None = None,
) -> ConcessionList:
    """Concessions that were asked for, the newest first."""
    chosen = concessions_asked.listed(state=state, standard_id=standard_id, contract_id=contract_id)
    rows = await concessions_asked.told(work, await page_of(work, chosen, [concessions.c.concession_id.desc()], page))
    return ConcessionList(items=[ConcessionAnswer(**picked(ConcessionAnswer, row)) for row in rows])


@routes.get("/v1/batch-concessions", dependencies=READ)
async def list_batch_concessions(
    work: Query,
    page: Page,
    state: Literal["asked", "granted", "refused"] | None = None,
    order_id: Id | None = None,
) -> BatchConcessionList:
    """Concessions that were asked for whole batches, the newest first."""
    chosen = concessions_asked.of_batches(state=state, order_id=order_id)
    found = await page_of(work, chosen, [batch_concessions.c.concession_id.desc()], page)
    rows = await concessions_asked.told(work, found)
    return BatchConcessionList(items=[BatchConcessionAnswer(**picked(BatchConcessionAnswer, row)) for row in rows])
