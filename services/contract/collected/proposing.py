"""Which contract a waiting order may belong to: of the same party, direction and currency, by dates, products and what
is left of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select

from services.contract.collected.events import Said
from services.contract.contract import queries
from services.contract.contract.tables import contracts
from services.contract.customer.tables import aliases
from services.contract.ledger.tables import balances
from shared.eventstore.work import Work

WEIGHTS: Final[Mapping[str, int]] = {"party": 40, "dates": 20, "products": 30, "amount": 10}
"""How much each agreement counts, of 100."""
CERTAIN: Final = 90
"""From here on the rule may match by itself, if nothing else comes as near."""
MOST: Final = 20
LOOKED_AT: Final = 200
BINDING: Final = ("signed", "effective", "suspended", "expired", "terminated", "completed")


@dataclass(frozen=True, slots=True)
class Proposal:
    """`because` are what agrees; `score` is the sum of their weights."""

    contract_id: str
    number: str
    title: str
    because: tuple[str, ...]

    @property
    def score(self) -> int:
        return sum(WEIGHTS[each] for each in self.because)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What of a contract is held against an order; `left` is None where it fixes no amount."""

    contract_id: str
    number: str
    title: str
    since: date | None
    until: date | None
    products: frozenset[str]
    left: Decimal | None


def proposed(said: Said, found: Sequence[Candidate]) -> list[Proposal]:
    """The nearest first; all of them agree in the party already."""
    proposals = [Proposal(one.contract_id, one.number, one.title, _because(said, one)) for one in found]
    return sorted(proposals, key=lambda one: (-one.score, one.number, one.contract_id))[:MOST]


def certain(found: Sequence[Proposal]) -> Proposal | None:
    """The one that the rule may take: near enough, and nearer than every other."""
    if not found or found[0].score < CERTAIN:
        return None
    return None if len(found) > 1 and found[1].score == found[0].score else found[0]


def _because(said: Said, one: Candidate) -> tuple[str, ...]:
    named = {name for line in said.lines for name in (line.product, line.description) if name}
    codes = {line.product for line in said.lines if line.product}
    amount = said.amount.amount if said.amount else Decimal(0)
    agrees = {
        "party": True,
        "dates": (one.since is None or one.since <= said.on) and (one.until is None or said.on <= one.until),
        # Every product by its code where the order has codes; what has none is known by its description.
        "products": bool(one.products) and (codes <= one.products if codes else named <= one.products),
        "amount": one.left is None or amount <= one.left,
    }
    return tuple(each for each in WEIGHTS if agrees[each])


async def party_ids(work: Work, customer_id: str) -> frozenset[str]:
    """All ids that a customer has, or had before it was merged."""
    survivor = (
        await work.value(select(aliases.c.survivor_id).where(aliases.c.customer_id == customer_id)) or customer_id
    )
    merged = await work.rows(select(aliases.c.customer_id).where(aliases.c.survivor_id == survivor))
    return frozenset({survivor, customer_id, *(row["customer_id"] for row in merged)})


async def proposals(work: Work, said: Said) -> list[Proposal]:
    """Contracts that bind, of the order's party, direction and currency."""
    if said.counterparty_id is None or said.amount is None:
        return []
    parties = sorted(await party_ids(work, said.counterparty_id))
    ordered = (
        select(func.coalesce(func.sum(balances.c.amount), 0))
        .where(balances.c.contract_id == contracts.c.contract_id, balances.c.kind == "ordered")
        .scalar_subquery()
    )
    chosen = (
        queries.listed(direction=said.direction)
        .add_columns(ordered.label("ordered"))
        .where(
            contracts.c.counterparty_id.in_(parties),
            contracts.c.currency == said.amount.currency,
            contracts.c.state.in_(BINDING),
        )
        .order_by(contracts.c.effective_on.desc().nulls_last(), contracts.c.contract_id)
        .limit(LOOKED_AT)
    )
    return proposed(said, [_candidate(row) for row in await work.rows(chosen)])


def _candidate(row: Any) -> Candidate:
    named = [line.get(name) for line in row["lines"] for name in ("product_code", "description")]
    ended = row["ended_on"]
    until = min((day for day in (row["term_to"], ended) if day is not None), default=None)
    return Candidate(
        contract_id=row["contract_id"],
        number=row["number"],
        title=row["title"],
        since=row["term_from"] or row["effective_on"],
        until=until,
        products=frozenset(name for name in named if name),
        left=None if row["amount_kind"] in ("none", "unit_price") else row["amount"] - row["ordered"],
    )
