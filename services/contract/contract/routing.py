"""What a contract's route is computed from: its terms, its party, and who wrote it."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, or_, select

from services.contract.authority.queries import units_above
from services.contract.contract.errors import BlockedPartyError
from services.contract.contract.events import ContractDrafted
from services.contract.contract.tables import contracts
from services.contract.customer.tables import aliases
from services.contract.party.handlers import party_of
from services.contract.type.route import Facts
from shared.eventstore.work import Work
from shared.values.money import Money

COUNTED: Final = timedelta(days=365)
NOT_COUNTED: Final = ("draft", "void")
"""States in which nothing is agreed, nor about to be."""
WRITERS: Final = """
SELECT DISTINCT meta->>'actor' AS actor FROM events
WHERE stream_id = $1 AND type IN ('contract.drafted.v1', 'contract.revised.v1')
"""


async def facts_of(work: Work, terms: ContractDrafted, unit: str) -> Facts:
    """What is known of the contract now; raises `BlockedPartyError`."""
    party = await party_of(work, terms.counterparty_id)
    if party.blocked:
        raise BlockedPartyError(counterparty_id=terms.counterparty_id)
    return Facts(
        amount=terms.amount,
        with_party=await _with_party(work, terms),
        units=await units_above(work, unit),
        direction=terms.direction,
        risk=terms.changed_risk,
        grade=party.grade_on(work.context.today, terms.direction),
        related=party.related,
    )


async def _with_party(work: Work, terms: ContractDrafted) -> Money | None:
    """All that is agreed or under way with the party in the same direction within twelve months, and this contract:
    whoever splits one into several gains nothing. None where other currencies stand among them.
    """
    # The ids themselves, since an index answers nothing that is asked of a computed one.
    merged = await work.value(select(aliases.c.survivor_id).where(aliases.c.customer_id == terms.counterparty_id))
    party = merged or terms.counterparty_id
    others = await work.rows(select(aliases.c.customer_id).where(aliases.c.survivor_id == party))
    since = work.context.today - COUNTED
    begun = func.coalesce(contracts.c.signed_on, contracts.c.effective_on)
    sums = (
        select(contracts.c.currency, func.sum(contracts.c.amount).label("amount"))
        .where(
            contracts.c.counterparty_id.in_([party, *(row["customer_id"] for row in others)]),
            contracts.c.direction == terms.direction,
            contracts.c.state.not_in(NOT_COUNTED),
            contracts.c.contract_id.not_in(_same_contract(terms)),
            contracts.c.amends.is_(None),
            or_(begun.is_(None), begun >= since),
            contracts.c.amount > 0,
        )
        .group_by(contracts.c.currency)
    )
    # Also what other units have agreed: the caller learns no more of it than which steps there are.
    async with work.beyond():
        rows = await work.rows(sums)
    currency = terms.amount.currency
    if any(row["currency"] != currency for row in rows):
        return None
    return Money.total([terms.amount, *(Money.of(row["amount"], currency) for row in rows)], currency)


def _same_contract(terms: ContractDrafted) -> list[str]:
    """What this one stands for in the sum: itself, and the contract that it would change."""
    return [terms.contract_id, *([terms.amends.contract_id] if terms.amends else ())]


async def writers_of(work: Work, contract: str) -> tuple[str, ...]:
    """Everybody who drafted or revised it: they decide on it no more than who submits it."""
    return tuple(sorted(row["actor"] for row in await work.conn.fetch(WRITERS, contract)))
