from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from services.contract.contract.bodies import ClauseEdit, DeliverableBody, PartyBody
from services.contract.contract.events import NamedReference
from services.contract.contract.wish import LineWish, Wish
from services.contract.particulars import MasterTerms, Renewal
from services.contract.terms import (
    AmountKind,
    ClauseName,
    Condition,
    ContractLine,
    CountryCode,
    Currency,
    Debtor,
    Instrument,
    Occasion,
    PlanLine,
    Side,
)
from services.contract.text.variables import Language
from services.contract.type.route import Reference
from shared.values.clock import BusinessDate
from shared.values.decimals import NonNegativeDecimal, PositiveDecimal
from shared.values.ids import Id
from shared.values.money import Money, NonNegativeMoney, PositiveMoney
from shared.values.text import Code, Name, PlainText, Reason
from shared.web.schemas import Answer, Body

Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class LineBody(Body):
    """Net, tax and gross follow from quantity, unit price and rate; the rate is that of the day `tax_on`. Of a product
    that we sell the price may be left out: it is then what the customer buys at that day, without the tax in it.
    """

    description: Name
    quantity: PositiveDecimal
    unit: Annotated[str, PlainText(20)] = "pcs"
    unit_price: NonNegativeDecimal | None = None
    tax_rate: Annotated[NonNegativeDecimal, Field(le=Decimal(1))] = Decimal(0)
    tax_on: BusinessDate | None = None
    product_code: Code | None = None


class AfterBody(Body):
    event: Occasion
    days: Annotated[int, Field(ge=0, le=3660)]


class PlanBody(Body):
    """One payment: due on a date, or days after an occasion. `instrument` says what it is paid for, `secured` that
    guarantees in force cover it.
    """

    clause: ClauseName
    phase: ClauseName
    debtor: Debtor
    due_on: BusinessDate | None = None
    after: AfterBody | None = None
    amount: PositiveMoney
    conditions: Annotated[list[Condition], Field(max_length=2)] = Field(default_factory=list)
    instrument: Instrument = "payment"
    secured: bool = False


class RenewalBody(Body):
    """The term begins anew by itself for so many months, so many times (without end where none is said), unless
    somebody gives notice at least `notice_days` before its end.
    """

    months: Annotated[int, Field(ge=1, le=600)]
    notice_days: Annotated[int, Field(ge=0, le=1000)] = 30
    times: Annotated[int, Field(ge=1, le=600)] | None = None

    def renewal(self) -> Renewal:
        return Renewal.model_validate(self.model_dump())


class QuantityCapBody(Body):
    product_code: Code
    quantity: PositiveDecimal


class MasterBody(Body):
    """What a master contract lays down for those under it: the cap on what is ordered, accepted, invoiced and paid
    under all of them, quantities by product, the clauses that may be said otherwise (every other one is locked), and
    the units that may draw on it, with those below them (all without any).
    """

    cap: PositiveMoney
    quantities: Annotated[list[QuantityCapBody], Field(max_length=200)] = Field(default_factory=list)
    open_clauses: Annotated[list[ClauseName], Field(max_length=200)] = Field(default_factory=list)
    units: Annotated[list[Id], Field(max_length=200)] = Field(default_factory=list)

    def terms(self) -> MasterTerms:
        return MasterTerms.model_validate(self.model_dump())


class ContractBody(Body):
    """A draft: from a template with its variables, from a file (`file_id`: DOCX, PDF or text), or in words of one's
    own. `clauses` are said in place of the template's or beside them, `omitted` are left out; both are told to whoever
    approves. `variables` fill in the template's blanks, and those of standard clauses chosen in place of its own.
    `attachments` are files that were sent before. Under a master contract (`master_id`) its clauses, law and forum
    stand where nothing else is said; `country` is the one that it is for, whose prices its orders take.
    """

    type_id: Id
    template_id: Id | None = None
    variables: dict[str, Any] = Field(default_factory=dict, max_length=200)
    text: Annotated[str, PlainText(100_000, lines=True)] | None = None
    title: Name
    counterparty_id: Id
    owner_id: Id | None = None
    currency: Currency = "CNY"
    amount: NonNegativeMoney | None = None
    lines: Annotated[list[LineBody], Field(max_length=500)] = Field(default_factory=list)
    plan: Annotated[list[PlanBody], Field(max_length=200)] = Field(default_factory=list)
    term_from: BusinessDate | None = None
    term_to: BusinessDate | None = None
    effective_from: BusinessDate | None = None
    effective_on: BusinessDate | None = None
    file_id: Id | None = None
    clauses: Annotated[list[ClauseEdit], Field(max_length=200)] = Field(default_factory=list)
    omitted: Annotated[list[ClauseName], Field(max_length=200)] = Field(default_factory=list)
    parties: Annotated[list[PartyBody], Field(max_length=20)] = Field(default_factory=list)
    deliverables: Annotated[list[DeliverableBody], Field(max_length=200)] = Field(default_factory=list)
    attachments: Annotated[list[Id], Field(max_length=50)] = Field(default_factory=list)
    amount_kind: AmountKind | None = None
    governing_law: Name | None = None
    forum: Name | None = None
    language: Language | None = None
    copies: Annotated[int, Field(ge=1, le=100)] | None = None
    renewal: RenewalBody | None = None
    master: MasterBody | None = None
    master_id: Id | None = None
    country: CountryCode | None = None

    def wish(self, actor: str, today: date, names: dict[str, str]) -> Wish:
        return Wish(
            type_id=self.type_id,
            template_id=self.template_id,
            variables=self.variables,
            own_text=self.text,
            title=self.title,
            owner_id=self.owner_id or actor,
            counterparty_id=self.counterparty_id,
            currency=self.currency,
            amount=self.amount,
            lines=tuple(LineWish(**line.model_dump()) for line in self.lines),
            plan=tuple(PlanLine.model_validate(line.model_dump()) for line in self.plan),
            term_from=self.term_from,
            term_to=self.term_to,
            effective_from=self.effective_from,
            on=self.effective_on or today,
            file_id=self.file_id,
            clauses=tuple(one.wish() for one in self.clauses),
            omitted=tuple(self.omitted),
            parties=tuple(one.party() for one in self.parties),
            names=names,
            deliverables=tuple(one.deliverable() for one in self.deliverables),
            attachments=tuple(self.attachments),
            amount_kind=self.amount_kind,
            governing_law=self.governing_law,
            forum=self.forum,
            language=self.language,
            copies=self.copies,
            renewal=self.renewal.renewal() if self.renewal else None,
            master=self.master.terms() if self.master else None,
            under=self.master_id,
            country=self.country,
        )


class DraftBody(ContractBody):
    """`unit_id` is the unit that shall own the contract, the drafter's own without it."""

    unit_id: Id | None = None


class ReferenceBody(Body):
    """Minutes of a collective decision, or how the other party was chosen, by the number it is filed under."""

    kind: Reference
    reference: Annotated[str, PlainText(80)]


class SubmissionBody(Body):
    """What the type asks a submission to name."""

    references: Annotated[list[ReferenceBody], Field(max_length=20)] = Field(default_factory=list)

    def named(self) -> tuple[NamedReference, ...]:
        return tuple(NamedReference.model_validate(one.model_dump()) for one in self.references)


class SignatureBody(Body):
    """`text_hash` is that of the text which was signed."""

    side: Side
    signatory_id: Id | None = None
    text_hash: Hash
    signed_on: BusinessDate | None = None
    level: Literal["own", "licensed", "ink"] = "own"


class EndBody(Body):
    reason: Reason
    effective_on: BusinessDate | None = None


class ContractMoved(Answer):
    """Where the contract stands after the command."""

    contract_id: str
    state: str
    number: str
    round: int
    approval_id: str | None
    text_hash: str
    version: int


class ContractRow(Answer):
    contract_id: str
    unit_id: str
    type_id: str | None
    type_code: str
    direction: str
    title: str
    owner_id: str
    counterparty_id: str
    number: str
    state: str
    round: int
    approval_id: str | None
    template_id: str | None
    amount_kind: str
    amount: Money
    term_from: date | None
    term_to: date | None
    signed_on: date | None
    effective_on: date | None
    signing_order: list[str]
    signed_by: list[str]
    text_hash: str | None
    amends: str | None
    renewal: Renewal | None
    master: MasterTerms | None
    under: str | None
    country: str | None
    notice_by: date | None
    work_begun_on: date | None
    ended_on: date | None
    shelf: str | None
    keep_until: date | None
    retention_ended: bool
    source: str
    source_id: str
    version: int


class ContractList(Answer):
    items: list[ContractRow]


class ContractAnswer(ContractRow):
    """`counterparty_name` is asked of the customer service now; null while it is away."""

    counterparty_name: str | None
    lines: list[ContractLine]
    plan: list[PlanLine]


class ContractFigures(Answer):
    """Of all contracts that the caller sees."""

    number: int


class ContractText(Answer):
    contract_id: str
    text_hash: str
    words: str
