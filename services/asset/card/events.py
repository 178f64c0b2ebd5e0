"""What happens to an asset: it comes in, is planned, charged, adjusted, moved, offered and handed over."""

from datetime import date

from services.asset.schedule.methods import Method
from services.asset.schedule.posting import Convention
from services.asset.terms import Stretch
from shared.eventstore.event import Event, Words
from shared.values.decimals import DecimalString
from shared.values.money import Money


class AssetProvisional(Event, name="asset.provisional.v1"):
    """In use at estimated cost; the actual one follows with the settlement of its project."""

    asset_id: str
    number: str
    name: str
    class_code: str
    project_id: str
    contract_id: str | None
    order_id: str | None
    supplier_id: str | None
    cost: Money
    in_use: date
    effective_on: date


class AssetCapitalised(Event, name="asset.capitalised.v1"):
    """A fixed asset at actual cost. `before` is the estimate it replaces; None when it came in without a project."""

    asset_id: str
    number: str
    name: str
    class_code: str
    project_id: str | None
    contract_id: str | None
    cost: Money
    before: Money | None
    in_use: date
    effective_on: date


class DepreciationPlanned(Event, name="asset.depreciation_planned.v1"):
    """One book's terms and the rows left to charge.

    `since` is None for the first plan, else the date from which the terms hold. `stretches` are all rows not yet
    charged, so nobody who reads them has to know the formulas.
    """

    asset_id: str
    book: str
    leading: bool
    reason: str
    since: date | None
    cost: Money
    residual: Money
    method: Method
    rate: DecimalString | None
    straight_line_tail: bool
    periods: int
    months_per_period: int
    in_use: date
    first_posting: date
    convention: Convention
    opening_count: int
    opening_amount: Money
    stretches: tuple[Stretch, ...]
    next_on: date | None
    effective_on: date


class AssetDepreciated(Event, name="asset.depreciated.v1"):
    """A book's charge for a period, missed ones included.

    `unit_id` bears it; `since` is the date until which was charged before, `next_on` the next planned row's.
    """

    asset_id: str
    run_id: str
    unit_id: str
    class_code: str
    book: str
    leading: bool
    period: str
    charge: Money
    accumulated: Money
    book_value: Money
    since: date | None
    next_on: date | None
    effective_on: date


class DepreciationReversed(Event, name="asset.depreciation_reversed.v1"):
    """A charge is taken back whole; the plan stands again where it stood before."""

    asset_id: str
    run_id: str
    unit_id: str
    class_code: str
    book: str
    leading: bool
    period: str
    charge: Money
    accumulated: Money
    book_value: Money
    since: date | None
    next_on: date | None
    effective_on: date


class ValueAdjusted(Event, name="asset.value_adjusted.v1"):
    """Cost, residual value or life of a book change from a date onward; None where they stay."""

    asset_id: str
    change_id: str
    book: str
    cost: Money | None
    residual: Money | None
    periods: int | None
    reason: Words[str]
    effective_on: date


class AssetMoved(Event, name="asset.moved.v1"):
    """Another place, department or holder inside its unit."""

    asset_id: str
    location: str
    department: str
    holder_id: str | None
    effective_on: date


class AssetOffered(Event, name="asset.offered.v1"):
    """It is on offer to another unit and can be offered to no other meanwhile."""

    asset_id: str
    transfer_id: str
    receiver: str
    effective_on: date


class OfferEnded(Event, name="asset.offer_ended.v1"):
    """The offer came to nothing; the asset stays with its unit."""

    asset_id: str
    transfer_id: str
    effective_on: date


class AssetTransferred(Event, name="asset.transferred.v1"):
    """The receiver has it; both units' books move on this event and on no other. Amounts are the leading book's.

    In which condition it came stands in `asset.transfer_received`.
    """

    asset_id: str
    transfer_id: str
    giver: str
    receiver: str
    cost: Money
    accumulated: Money
    effective_on: date
