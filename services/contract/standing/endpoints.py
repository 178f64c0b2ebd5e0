from typing import Annotated

from fastapi import Query as Parameter

from services.contract.contract.events import Terms
from services.contract.ledger.schemas import BalanceAnswer, LimitAnswer
from services.contract.standing.folding import Owed, Standing
from services.contract.standing.queries import stood
from services.contract.standing.schemas import OwedAnswer, StandingAnswer
from shared.values.clock import BusinessDate, Instant
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import Here, Query, allowed, router

routes = router()


@routes.get("/v1/contracts/{contract_id}/standing", dependencies=[allowed("contract.contract.read")])
async def show(
    contract_id: Id,
    work: Query,
    here: Here,
    as_of: Annotated[BusinessDate | None, Parameter(description="Today without one")] = None,
    known_at: Annotated[Instant | None, Parameter(description="Now without one")] = None,
) -> StandingAnswer:
    """The contract as it stood on a day, by what was known at a moment: also after amendments and late entries."""
    on, moment = as_of or work.context.today, known_at or work.context.now
    found, obligations = await stood(work, here.store.sealer, contract_id, on, moment)
    terms, limits = found.terms, found.limits
    if terms is None:
        raise NotFoundError
    said = terms if isinstance(terms, Terms) else None
    return StandingAnswer(
        contract_id=contract_id,
        as_of=on,
        known_at=moment,
        state=found.state,
        title=terms.title,
        counterparty_id=terms.counterparty_id,
        owner_id=terms.owner_id,
        amount_kind=terms.amount_kind,
        amount=terms.amount,
        term_from=terms.term_from,
        term_to=terms.term_to,
        text_hash=said.text_hash if said else None,
        lines=list(said.lines) if said else [],
        plan=list(terms.plan),
        amended_by=list(found.amended_by),
        total=limits.total if limits else None,
        open_ended=limits.open_ended if limits else False,
        limits=_limits(found),
        balances=_balances(found),
        obligations=[_owed(one) for one in obligations],
    )


def _limits(found: Standing) -> list[LimitAnswer]:
    stand = found.limits.limits if found.limits else ()
    return [
        LimitAnswer(clause=one.clause, phase=one.phase, limit=one.limit, instrument=one.instrument, secured=one.secured)
        for one in stand
    ]


def _balances(found: Standing) -> list[BalanceAnswer]:
    return [
        BalanceAnswer(kind=kind, clause=clause, phase=phase, amount=amount)
        for (kind, clause, phase), amount in sorted(found.balances.items())
    ]


def _owed(one: Owed) -> OwedAnswer:
    plan = one.plan
    return OwedAnswer(
        obligation_id=plan.obligation_id,
        clause=plan.clause,
        phase=plan.phase,
        debtor=plan.debtor,
        due_on=plan.due_on,
        amount=plan.amount,
        thing=plan.thing,
        state=one.state,
        met_on=one.met_on,
    )
