"""Cards: entered without a project, moved, adjusted, planned in a further book."""

from services.asset.asset_class.queries import usable_classes
from services.asset.card.aggregate import CARD, decide
from services.asset.card.commands import AdjustValue, EnterCapitalised, Identity, Move, Opening
from services.asset.card.state import Card
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import ForbiddenError, InvalidFieldError
from shared.values.money import Money


async def enter_asset(work: Work, identity: Identity, cost: Money, opening: Opening | None, unit: str) -> Stream[Card]:
    """A card at actual cost, planned by its class; charges of another system are its opening."""
    if identity.in_use > work.context.today:
        raise InvalidFieldError("/in_use", "is in the future")
    classes = await usable_classes(work, [(identity.class_code, "/class_code")])
    books = classes[identity.class_code].books
    card = work.start(CARD, identity.asset_id, unit=unit)
    work.record(card, decide(card.state, EnterCapitalised(identity, cost, books, work.context.today, opening)))
    return card


async def change_card(work: Work, asset_id: str, command: Move | AdjustValue) -> Stream[Card]:
    """A change by the unit that has the asset; who only takes part in its transfer may look, not change."""
    card = await own_card(work, asset_id)
    work.record(card, decide(card.state, command))
    return card


async def own_card(work: Work, asset_id: str) -> Stream[Card]:
    """The card, when its unit is one the caller acts for."""
    card = await work.load(CARD, asset_id, must_exist=True)
    if not work.context.covers(card.unit):
        raise ForbiddenError("The asset belongs to another unit.")
    return card
