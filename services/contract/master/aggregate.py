"""What is drawn on a master contract, decided and folded: never more than its caps allow, at any stage."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from services.contract.master.events import (
    Drawn,
    MasterAmended,
    MasterClosed,
    MasterDrawn,
    MasterOpened,
    MasterReopened,
    Stage,
)
from services.contract.particulars import MasterTerms, QuantityCap
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.decimals import format_decimal
from shared.values.errors import DomainError, NotPossibleNowError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Rate:
    """One of the document's currency in that of the master, as published on that day by the source."""

    value: Decimal
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Master:
    """`used` by stage, `quantities` by stage and product."""

    contract_id: str = ""
    cap: Money | None = None
    caps: tuple[QuantityCap, ...] = ()
    closed: bool = False
    used: Mapping[str, Money] = field(default_factory=dict)
    quantities: Mapping[str, Decimal] = field(default_factory=dict)

    def drawn(self, stage: Stage) -> Money:
        """What counts against the cap at a stage."""
        if self.cap is None:
            raise NotPossibleNowError("not opened", stage)
        return self.used.get(stage, Money.zero(self.cap.currency))

    def quantity(self, stage: Stage, product: str) -> Decimal:
        return self.quantities.get(f"{stage}\n{product}", Decimal(0))


@dataclass(frozen=True, slots=True)
class OpenMaster:
    contract_id: str
    terms: MasterTerms
    on: date


@dataclass(frozen=True, slots=True)
class AmendMaster:
    terms: MasterTerms
    on: date


@dataclass(frozen=True, slots=True)
class CloseMaster:
    on: date


@dataclass(frozen=True, slots=True)
class ReopenMaster:
    on: date


@dataclass(frozen=True, slots=True)
class Draw:
    """A document counts at a stage: `amount` in its own currency, below nothing where it gives something back of the
    document `of`, whose rate it is counted at then. `fact` marks what has happened elsewhere and counts whatever the
    caps say.
    """

    contract_id: str
    stage: Stage
    document: str
    amount: Money
    rate: Rate
    on: date
    of: str | None = None
    quantities: tuple[Drawn, ...] = ()
    fact: bool = False


Command = OpenMaster | AmendMaster | CloseMaster | ReopenMaster | Draw


class OverMasterCapError(DomainError):
    """The contracts under the master contract would draw more on it than it allows."""


class OverMasterQuantityError(DomainError):
    """The contracts under the master contract would draw more of a product than it allows."""


class MasterClosedError(DomainError):
    """Nothing more is ordered under the master contract."""


def decide(master: Master, command: Command) -> list[Event]:
    match command:
        case OpenMaster(contract_id=contract_id, terms=terms, on=on) if master.cap is None:
            said = {"contract_id": contract_id, "cap": terms.cap, "quantities": terms.quantities}
            return [MasterOpened.model_validate({**said, "effective_on": on})]
        case AmendMaster(terms=terms, on=on) if master.cap is not None:
            return _amended(master, terms, on)
        case CloseMaster(on=on) if master.cap is not None:
            return [] if master.closed else [MasterClosed(contract_id=master.contract_id, effective_on=on)]
        case ReopenMaster(on=on) if master.cap is not None:
            return [MasterReopened(contract_id=master.contract_id, effective_on=on)] if master.closed else []
        case Draw() if master.cap is not None:
            return [_drawn(master, master.cap, command)]
        case _:
            raise NotPossibleNowError("open" if master.cap else "not opened", command)


def _amended(master: Master, terms: MasterTerms, on: date) -> list[Event]:
    if (terms.cap, terms.quantities) == (master.cap, master.caps):
        return []
    fact = {"contract_id": master.contract_id, "cap": terms.cap, "quantities": terms.quantities}
    return [MasterAmended.model_validate({**fact, "effective_on": on})]


def _drawn(master: Master, cap: Money, draw: Draw) -> MasterDrawn:
    rate = draw.rate
    counted = draw.amount.converted(rate.value, cap.currency)
    if not draw.fact:
        _check_caps(master, cap, draw, counted)
    return MasterDrawn(
        master_id=master.contract_id,
        contract_id=draw.contract_id,
        stage=draw.stage,
        document=draw.document,
        of=draw.of,
        amount=draw.amount,
        counted=counted,
        rate=rate.value,
        rate_on=rate.on,
        rate_source=rate.source,
        quantities=draw.quantities,
        effective_on=draw.on,
    )


def _check_caps(master: Master, cap: Money, draw: Draw, counted: Money) -> None:
    if draw.stage == "ordered" and master.closed:
        raise MasterClosedError(master_id=master.contract_id)
    used = master.drawn(draw.stage)
    if counted.is_positive and used + counted > cap:
        raise OverMasterCapError(
            master_id=master.contract_id,
            stage=draw.stage,
            limit=_json(cap),
            used=_json(used),
            requested=_json(counted),
            rate=format_decimal(draw.rate.value),
            rate_on=draw.rate.on.isoformat(),
        )
    _check_quantities(master, draw)


def _check_quantities(master: Master, draw: Draw) -> None:
    asked: dict[str, Decimal] = {}
    for one in draw.quantities:
        asked[one.product_code] = asked.get(one.product_code, Decimal(0)) + one.quantity
    for cap in master.caps:
        used, more = master.quantity(draw.stage, cap.product_code), asked.get(cap.product_code, Decimal(0))
        if more and used + more > cap.quantity:
            raise OverMasterQuantityError(
                master_id=master.contract_id,
                stage=draw.stage,
                product_code=cap.product_code,
                limit=format_decimal(cap.quantity),
                used=format_decimal(used),
                requested=format_decimal(more),
            )


def _json(money: Money) -> dict[str, str]:
    return {"amount": format_decimal(money.amount), "currency": money.currency}


def evolve(master: Master, event: Event) -> Master:
    match event:
        case MasterOpened(contract_id=contract_id, cap=cap, quantities=caps):
            return replace(master, contract_id=contract_id, cap=cap, caps=caps)
        case MasterAmended(cap=cap, quantities=caps):
            return replace(master, cap=cap, caps=caps)
        case MasterClosed() | MasterReopened():
            return replace(master, closed=isinstance(event, MasterClosed))
        case MasterDrawn(stage=stage, counted=counted):
            quantities = dict(master.quantities)
            for one in event.quantities:
                key = f"{stage}\n{one.product_code}"
                quantities[key] = quantities.get(key, Decimal(0)) + one.quantity
            return replace(
                master,
                used={**master.used, stage: master.drawn(stage) + counted},
                quantities=quantities,
            )
        case _:
            return master


MASTER = Aggregate("master", Master(), evolve)
