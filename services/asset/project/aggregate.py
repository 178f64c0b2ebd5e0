"""A project: opened, gathers costs, becomes provisional assets, is settled at actual cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from services.asset.project.events import ProjectCompleted, ProjectCostBooked, ProjectOpened, ProjectSettled
from services.asset.terms import CostShare
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.decimals import LIMIT
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError
from shared.values.money import Money, MoneyError


class Stage(StrEnum):
    NEW = "new"
    OPEN = "open"
    COMPLETED = "completed"
    SETTLED = "settled"


class CostKind(StrEnum):
    MATERIAL = "material"
    SERVICE = "service"
    WAGES = "wages"
    OVERHEAD = "overhead"


@dataclass(frozen=True, slots=True)
class Project:
    stage: Stage = Stage.NEW
    project_id: str = ""
    contract_id: str | None = None
    currency: str = ""
    booked: Decimal = Decimal(0)
    acceptances: frozenset[str] = frozenset()
    assets: tuple[CostShare, ...] = ()

    @property
    def cost(self) -> Money:
        return Money(self.booked, self.currency)


class OtherCurrencyError(DomainError):
    """A project gathers costs of one currency; others are converted before."""

    status = 422
    pointer = "/amount"


class NothingBookedError(DomainError):
    """A project without cost becomes no asset."""


@dataclass(frozen=True, slots=True)
class OpenProject:
    project_id: str
    name: str
    contract_id: str | None
    currency: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class CostLine:
    line: int
    description: str
    amount: Money
    kind: CostKind = CostKind.MATERIAL


@dataclass(frozen=True, slots=True)
class BookCosts:
    """Lines of one source; an acceptance booked before is not booked again."""

    lines: tuple[CostLine, ...]
    effective_on: date
    contract_id: str | None = None
    order_id: str | None = None
    delivery_id: str | None = None
    acceptance_id: str | None = None
    supplier_id: str | None = None


@dataclass(frozen=True, slots=True)
class CompleteProject:
    """The assets to be, with the weights by which they share the estimate (the booked cost unless given)."""

    assets: tuple[tuple[str, Decimal], ...]
    effective_on: date
    estimate: Money | None = None


@dataclass(frozen=True, slots=True)
class SettleProject:
    """Actual cost; the booked one unless given."""

    effective_on: date
    actual: Money | None = None


Command = OpenProject | BookCosts | CompleteProject | SettleProject


def decide(project: Project, command: Command) -> list[Event]:
    match project.stage, command:
        case Stage.NEW, OpenProject() as new:
            return [
                ProjectOpened(
                    project_id=new.project_id,
                    name=new.name,
                    contract_id=new.contract_id,
                    currency=new.currency,
                    effective_on=new.effective_on,
                )
            ]
        case ((Stage.OPEN | Stage.COMPLETED), BookCosts() as costs):
            return _book(project, costs)
        case Stage.OPEN, CompleteProject() as completion:
            return _complete(project, completion)
        case Stage.COMPLETED, SettleProject() as settlement:
            return _settle(project, settlement)
        case _:
            raise NotPossibleNowError(project.stage, command)


def _book(project: Project, costs: BookCosts) -> list[Event]:
    if costs.acceptance_id in project.acceptances:
        return []
    for cost in costs.lines:
        _same_currency(project, cost.amount, "/amount")
    if abs(project.booked + sum(cost.amount.amount for cost in costs.lines)) >= LIMIT:
        raise InvalidFieldError("/amount", "is more than a project can hold")
    return [
        ProjectCostBooked(
            project_id=project.project_id,
            contract_id=costs.contract_id,
            order_id=costs.order_id,
            delivery_id=costs.delivery_id,
            acceptance_id=costs.acceptance_id,
            line=cost.line,
            supplier_id=costs.supplier_id,
            kind=cost.kind,
            description=cost.description,
            amount=cost.amount,
            effective_on=costs.effective_on,
        )
        for cost in costs.lines
    ]


def _complete(project: Project, completion: CompleteProject) -> list[Event]:
    if completion.estimate is not None:
        _same_currency(project, completion.estimate, "/estimate")
    estimate = completion.estimate or project.cost
    if not estimate.is_positive:
        raise NothingBookedError
    shares = _apportion(estimate, [weight for _, weight in completion.assets])
    assets = tuple(
        CostShare(asset_id=asset_id, cost=share) for (asset_id, _), share in zip(completion.assets, shares, strict=True)
    )
    if any(not asset.cost.is_positive for asset in assets):
        raise InvalidFieldError("/assets", "every asset gets a share above zero")
    return [ProjectCompleted(project_id=project.project_id, assets=assets, effective_on=completion.effective_on)]


def _settle(project: Project, settlement: SettleProject) -> list[Event]:
    if settlement.actual is not None:
        _same_currency(project, settlement.actual, "/actual")
    actual = settlement.actual or project.cost
    if not actual.is_positive:
        raise NothingBookedError
    shares = _apportion(actual, [asset.cost.amount for asset in project.assets])
    estimated = Money.total((asset.cost for asset in project.assets), project.currency)
    return [
        ProjectSettled(
            project_id=project.project_id,
            final=tuple(
                CostShare(asset_id=asset.asset_id, cost=share)
                for asset, share in zip(project.assets, shares, strict=True)
            ),
            actual=actual,
            difference=actual - estimated,
            effective_on=settlement.effective_on,
        )
    ]


def _apportion(cost: Money, weights: Sequence[Decimal]) -> list[Money]:
    try:
        return cost.allocate(weights)
    except MoneyError as error:
        raise InvalidFieldError("/assets", "weights are not negative and one is above zero") from error


def _same_currency(project: Project, amount: Money, pointer: str) -> None:
    if amount.currency != project.currency:
        raise OtherCurrencyError(pointer=pointer, project=project.currency, given=amount.currency)


def evolve(project: Project, event: Event) -> Project:
    match event:
        case ProjectOpened():
            return Project(Stage.OPEN, event.project_id, event.contract_id, event.currency)
        case ProjectCostBooked(amount=amount):
            known = {event.acceptance_id} if event.acceptance_id else frozenset()
            return replace(project, booked=project.booked + amount.amount, acceptances=project.acceptances | known)
        case ProjectCompleted(assets=assets):
            return replace(project, stage=Stage.COMPLETED, assets=assets)
        case ProjectSettled(final=final):
            return replace(project, stage=Stage.SETTLED, assets=final)
        case _:
            return project


PROJECT: Final = Aggregate("project", Project(), evolve)
