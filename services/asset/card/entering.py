"""How an asset comes in: provisionally from a project, at actual cost from its settlement, or without a project."""

from services.asset.card.amounts import exact
from services.asset.card.commands import Capitalise, EnterCapitalised, EnterProvisional
from services.asset.card.errors import OtherCurrencyError
from services.asset.card.events import AssetCapitalised, AssetProvisional
from services.asset.card.planning import first_plan, new_plan
from services.asset.card.state import Card
from services.asset.schedule.plan import Change
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError


def enter(entry: EnterProvisional | EnterCapitalised) -> list[Event]:
    """The card with a first plan for every book of its class."""
    return _provisional(entry) if isinstance(entry, EnterProvisional) else _bought(entry)


def _provisional(entry: EnterProvisional) -> list[Event]:
    one = entry.identity
    entered = AssetProvisional(
        asset_id=one.asset_id,
        number=one.number,
        name=one.name,
        class_code=one.class_code,
        project_id=one.project_id or "",
        contract_id=one.contract_id,
        order_id=one.order_id,
        supplier_id=one.supplier_id,
        cost=entry.cost,
        in_use=one.in_use,
        effective_on=entry.effective_on,
    )
    plans = [first_plan(one.asset_id, terms, entry.cost, one.in_use, None, entry.effective_on) for terms in entry.books]
    return [entered, *plans]


def _bought(entry: EnterCapitalised) -> list[Event]:
    one = entry.identity
    if not entry.cost.is_positive:
        raise InvalidFieldError("/cost", "is above zero")
    if entry.opening is not None:
        exact(entry.opening.amount, entry.cost.currency, "/opening/amount")
    entered = AssetCapitalised(
        asset_id=one.asset_id,
        number=one.number,
        name=one.name,
        class_code=one.class_code,
        project_id=one.project_id,
        contract_id=one.contract_id,
        cost=entry.cost,
        before=None,
        in_use=one.in_use,
        effective_on=entry.effective_on,
    )
    plans = [
        first_plan(one.asset_id, terms, entry.cost, one.in_use, entry.opening, entry.effective_on)
        for terms in entry.books
    ]
    return [entered, *plans]


def capitalise(card: Card, settlement: Capitalise) -> list[Event]:
    """Actual cost replaces the estimate; the difference is spread over the remaining life, residual in proportion."""
    if settlement.cost.currency != card.currency:
        raise OtherCurrencyError(card=card.currency, given=settlement.cost.currency)
    before = card.money(card.cost)
    capitalised = AssetCapitalised(
        asset_id=card.asset_id,
        number=card.number,
        name=card.name,
        class_code=card.class_code,
        project_id=card.project_id,
        contract_id=card.contract_id,
        cost=settlement.cost,
        before=before,
        in_use=card.in_use or settlement.effective_on,
        effective_on=settlement.effective_on,
    )
    if settlement.cost == before:
        return [capitalised]
    plans = []
    for book in card.books.values():
        share = book.terms_now.residual / book.terms_now.cost
        change = Change(
            on=settlement.effective_on,
            cost=settlement.cost.amount,
            residual=settlement.cost.times(share).amount,
        )
        plans.append(new_plan(card, book, change, reason="settled", effective_on=settlement.effective_on))
    return [capitalised, *plans]
