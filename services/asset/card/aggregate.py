"""A card decides about one asset: it comes in, is charged by plan, and belongs to one unit at a time."""

from dataclasses import replace
from datetime import date
from typing import Final

from services.asset.card.amounts import exact
from services.asset.card.charging import charge, reverse
from services.asset.card.commands import (
    AdjustValue,
    Capitalise,
    Charge,
    Command,
    EndOffer,
    EnterCapitalised,
    EnterProvisional,
    HandOver,
    Move,
    Offer,
    PlanDepreciation,
    ReverseCharge,
)
from services.asset.card.entering import capitalise, enter
from services.asset.card.errors import (
    OfferedElsewhereError,
    SecondScheduleError,
)
from services.asset.card.events import (
    AssetCapitalised,
    AssetDepreciated,
    AssetMoved,
    AssetOffered,
    AssetProvisional,
    AssetTransferred,
    DepreciationPlanned,
    DepreciationReversed,
    OfferEnded,
    ValueAdjusted,
)
from services.asset.card.planning import book_of, first_plan, new_plan
from services.asset.card.state import Book, Card, Stage
from services.asset.schedule.plan import Change
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError
from shared.values.money import Money


def decide(card: Card, command: Command) -> list[Event]:
    match card.stage, command:
        case Stage.NEW, EnterProvisional() | EnterCapitalised():
            return enter(command)
        case Stage.PROVISIONAL, Capitalise():
            return capitalise(card, command)
        case (Stage.NEW, _) | (_, EnterProvisional() | EnterCapitalised() | Capitalise()):
            raise NotPossibleNowError(card.stage, command)
        case _, Charge():
            return charge(card, command)
        case _, ReverseCharge():
            return reverse(card, command)
        case _, Offer() | EndOffer() | HandOver():
            return _hand(card, command)
        case _:
            return _change(card, command)


def _change(card: Card, command: Command) -> list[Event]:
    match command:
        case PlanDepreciation():
            return _plan_further_book(card, command)
        case AdjustValue():
            return _adjust(card, command)
        case Move():
            return [
                AssetMoved(
                    asset_id=card.asset_id,
                    location=command.location,
                    department=command.department,
                    holder_id=command.holder_id,
                    effective_on=command.effective_on,
                )
            ]
        case _:
            raise NotPossibleNowError(card.stage, command)


def _plan_further_book(card: Card, wanted: PlanDepreciation) -> list[Event]:
    if wanted.terms.book in card.books:
        raise SecondScheduleError(book=wanted.terms.book)
    terms = wanted.terms.model_copy(update={"leading": card.leading is None})
    in_use = card.in_use or wanted.effective_on
    return [first_plan(card.asset_id, terms, card.money(card.cost), in_use, None, wanted.effective_on)]


def _adjust(card: Card, adjustment: AdjustValue) -> list[Event]:
    book = card.book(adjustment.book)
    change = Change(
        on=adjustment.effective_on,
        cost=adjustment.cost,
        residual=adjustment.residual,
        periods=adjustment.periods,
        pointer="",
    )
    adjusted = ValueAdjusted(
        asset_id=card.asset_id,
        change_id=adjustment.change_id,
        book=book.name,
        cost=None if adjustment.cost is None else exact(adjustment.cost, card.currency, "/cost"),
        residual=None if adjustment.residual is None else exact(adjustment.residual, card.currency, "/residual"),
        periods=adjustment.periods,
        reason=adjustment.reason,
        effective_on=adjustment.effective_on,
    )
    return [adjusted, new_plan(card, book, change, reason="adjusted", effective_on=adjustment.effective_on)]


def _hand(card: Card, command: Offer | EndOffer | HandOver) -> list[Event]:
    match command:
        case Offer(transfer_id=transfer_id, receiver=receiver, effective_on=on) if not card.offered_in:
            return [AssetOffered(asset_id=card.asset_id, transfer_id=transfer_id, receiver=receiver, effective_on=on)]
        case EndOffer(transfer_id=transfer_id, effective_on=on) if card.offered_in == transfer_id:
            return [OfferEnded(asset_id=card.asset_id, transfer_id=transfer_id, effective_on=on)]
        case HandOver(transfer_id=transfer_id) as handed if card.offered_in == transfer_id:
            return [
                AssetTransferred(
                    asset_id=card.asset_id,
                    transfer_id=transfer_id,
                    giver=handed.giver,
                    receiver=handed.receiver,
                    cost=card.money(card.cost),
                    accumulated=card.accumulated,
                    effective_on=handed.effective_on,
                )
            ]
        case _:
            raise OfferedElsewhereError


def evolve(card: Card, event: Event) -> Card:
    match event:
        case AssetProvisional():
            return _entered(card, event, Stage.PROVISIONAL)
        case AssetCapitalised():
            return _entered(card, event, Stage.CAPITALISED)
        case DepreciationPlanned(book=name):
            return _with_book(card, book_of(event, card.books.get(name)))
        case AssetDepreciated(book=name) if name in card.books:
            return _with_book(card, _charged(card.books[name], event.accumulated, event.effective_on))
        case DepreciationReversed(book=name) if name in card.books:
            return _with_book(card, _charged(card.books[name], event.accumulated, event.since))
        case ValueAdjusted(cost=Money() as cost, book=name) if name in card.books and card.books[name].leading:
            return replace(card, cost=cost.amount)
        case AssetOffered(transfer_id=transfer_id):
            return replace(card, offered_in=transfer_id)
        case OfferEnded() | AssetTransferred():
            return replace(card, offered_in="")
        case _:
            return card


def _entered(card: Card, event: AssetProvisional | AssetCapitalised, stage: Stage) -> Card:
    return replace(
        card,
        stage=stage,
        asset_id=event.asset_id,
        number=event.number,
        name=event.name,
        class_code=event.class_code,
        project_id=event.project_id,
        contract_id=event.contract_id,
        cost=event.cost.amount,
        currency=event.cost.currency,
        in_use=event.in_use,
    )


def _charged(book: Book, accumulated: Money, until: date | None) -> Book:
    return replace(book, accumulated=accumulated.amount, charged_until=until)


def _with_book(card: Card, book: Book) -> Card:
    return replace(card, books={**card.books, book.name: book})


CARD: Final = Aggregate("asset", Card(), evolve)
