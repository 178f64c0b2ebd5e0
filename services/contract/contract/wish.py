"""A draft as it is asked for."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.contract.composing import ClauseWish
from services.contract.contract.events import ContractDrafted
from services.contract.particulars import Amends, Deliverable, DraftDeviation, MasterTerms, Party, Renewal
from services.contract.terms import AmountKind, PlanLine
from services.contract.text.document import Document
from services.contract.text.variables import Language
from shared.values.errors import InvalidFieldError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class LineWish:
    """`unit_price` is without tax; without one the customer buys at list price and tariff."""

    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal | None
    tax_rate: Decimal
    tax_on: date | None = None
    product_code: str | None = None

    @property
    def price(self) -> Decimal:
        """What a unit costs, once it is known."""
        if self.unit_price is None:
            raise InvalidFieldError("/lines", "a line has a price")
        return self.unit_price


@dataclass(frozen=True, slots=True)
class Wish:
    """From a template with its variables, from another contract (`copied`, its document and id), from a file, or in
    words of one's own. `names` are what parties are called, by their id. `before` are the terms that an amendment
    changes.
    """

    type_id: str
    template_id: str | None
    variables: dict[str, Any]
    own_text: str | None
    title: str
    owner_id: str
    counterparty_id: str
    currency: str
    amount: Money | None
    lines: tuple[LineWish, ...]
    plan: tuple[PlanLine, ...]
    term_from: date | None
    term_to: date | None
    effective_from: date | None
    on: date
    file_id: str | None = None
    copied: Document | None = None
    copied_from: str | None = None
    copied_deviations: tuple[DraftDeviation, ...] = ()
    clauses: tuple[ClauseWish, ...] = ()
    omitted: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    deliverables: tuple[Deliverable, ...] = ()
    attachments: tuple[str, ...] = ()
    governing_law: str | None = None
    forum: str | None = None
    language: Language | None = None
    copies: int | None = None
    amount_kind: AmountKind | None = None
    renewal: Renewal | None = None
    amends: Amends | None = None
    before: ContractDrafted | None = None
    master: MasterTerms | None = None
    under: str | None = None
    country: str | None = None
