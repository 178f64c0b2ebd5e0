"""What the pages of drafting need of the contract service's answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import Field

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money, Priced


class Rules(Seen):
    amount_kind: str = "fixed"
    ways: tuple[str, ...] = ()
    signing_order: tuple[str, ...] = ("us", "counterparty")
    required_references: tuple[dict[str, Any], ...] = ()


class Type(Seen):
    type_id: str
    code: str
    name: str
    direction: str
    parent_id: str | None
    rules: Rules


class Types(Seen):
    items: list[Type]


class Variable(Seen):
    name: str
    kind: str
    required: bool = True
    least: str | None = None
    most: str | None = None
    choices: tuple[str, ...] = ()
    default: Any = None


class TemplateRow(Seen):
    template_id: str
    type_id: str
    name: str
    mode: str
    language: str
    state: str
    variables: list[Variable]
    template_version: int
    newest: int
    approval_id: str | None
    version: int


class Templates(Seen):
    items: list[TemplateRow]


class Departure(Seen):
    clause: str
    departure: str
    risk: str


class Replaced(Seen):
    title: str
    risk: str
    words: str


class Clause(Seen):
    clause: str
    title: str
    risk: str
    words: str
    origin: str
    clause_id: str | None = None
    code: str | None = None
    instead_of: Replaced | None = None


class Party(Seen):
    role: str
    name: str | None


class Attached(Seen):
    name: str
    hash: str


class Document(Seen):
    language: str
    title: str
    type_name: str
    parties: list[Party]
    clauses: list[Clause]
    omitted: tuple[Clause, ...] = ()
    attachments: tuple[Attached, ...] = ()
    figures: dict[str, Any]
    template_id: str | None = None
    template_version: int | None = None
    paper: str | None = None
    values: dict[str, Any] = Field(default_factory=dict)
    variables: tuple[Variable, ...] = ()


class VersionRow(Seen):
    number: int
    stream_version: int
    text_hash: str
    title: str
    way: str
    template_id: str | None
    template_version: int | None
    amount: Money
    deviations: list[Departure]
    said_by: str
    said_at: datetime


class Versions(Seen):
    items: list[VersionRow]


class Version(VersionRow):
    contract_id: str
    document: Document


class Run(Seen):
    piece: str
    words: str


class ClauseChange(Seen):
    clause: str
    title: str
    change: str
    risk: str
    moved: bool
    runs: list[Run]


class FigureChange(Seen):
    pointer: str
    before: Any
    after: Any


class Difference(Seen):
    number: int
    against: str
    highest_risk: str | None
    deviations: list[Departure]
    clauses: list[ClauseChange]
    figures: list[FigureChange]


class Comment(Seen):
    comment_id: str
    text_hash: str
    clause: str
    reply_to: str | None
    made_by: str
    made_at: datetime
    resolved: bool
    words: str


class Comments(Seen):
    items: list[Comment]


class File(Seen):
    file_id: str
    kind: str
    size: int
    hash: str
    name: str
    words: str | None = None
    words_reason: str | None = None


class Files(Seen):
    items: list[File]


class Line(Seen):
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    tax_rate: Decimal


class Draft(Priced):
    """A contract as its editor needs it."""

    contract_id: str
    unit_id: str
    type_id: str | None
    type_code: str
    direction: str
    title: str
    owner_id: str
    counterparty_id: str
    counterparty_name: str | None
    number: str
    state: str
    round: int
    approval_id: str | None
    template_id: str | None
    term_from: date | None
    term_to: date | None
    text_hash: str | None
    amends: str | None = None
    version: int


class Other(Seen):
    kind: str
    clause_id: str


class Words(Seen):
    language: str
    heading: str
    text: str = ""


class Standard(Seen):
    clause_id: str
    code: str
    risk: str
    state: str
    newest: int
    approved: int
    retired: bool
    approval_id: str | None
    words: list[Words]
    variables: list[Variable]
    others: list[Other]
    version: int


class Standards(Seen):
    items: list[Standard]
