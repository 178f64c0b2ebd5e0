from datetime import date
from typing import Annotated, Any

from pydantic import Field

from services.contract.contract.bodies import ClauseEdit, DeliverableBody, PartyBody
from services.contract.contract.schemas import ContractRow, LineBody, MasterBody, PlanBody, RenewalBody
from services.contract.particulars import AmendmentKind
from services.contract.terms import AmountKind, ClauseName
from services.contract.text.document import Document
from services.contract.text.variables import Language
from services.contract.version.schemas import ClauseChange, FigureChange
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.money import NonNegativeMoney
from shared.values.text import Name, PlainText
from shared.web.schemas import Answer, Body


class AmendmentBody(Body):
    """What the contract shall say otherwise; whatever is not named stays, and null takes away what a contract may do
    without (term, law, forum, copies, renewal). `clauses` are said in place of those it has or beside them, in words
    or by a standard clause (`clause_id`) that the library offers in place of the one that stands there; `variables`
    fill in what its blanks ask for and the contract does not say yet; `omitted` are left out. `text` stands in place of
    words that are cut into no clauses. `effective_from` may have passed, but lies no earlier than the contract and the
    amendments before. An extension says a later `term_to` alone, an assignment another counterparty. A contract taken
    over from elsewhere is amended under a type, in words of one's own.
    """

    kind: AmendmentKind = "amendment"
    effective_from: BusinessDate | None = None
    type_id: Id | None = None
    text: Annotated[str, PlainText(100_000, lines=True)] | None = None
    title: Name | None = None
    counterparty_id: Id | None = None
    owner_id: Id | None = None
    amount_kind: AmountKind | None = None
    amount: NonNegativeMoney | None = None
    lines: Annotated[list[LineBody], Field(max_length=500)] | None = None
    plan: Annotated[list[PlanBody], Field(max_length=200)] | None = None
    term_from: BusinessDate | None = None
    term_to: BusinessDate | None = None
    clauses: Annotated[list[ClauseEdit], Field(max_length=200)] = Field(default_factory=list)
    variables: dict[str, Any] = Field(default_factory=dict, max_length=200)
    omitted: Annotated[list[ClauseName], Field(max_length=200)] = Field(default_factory=list)
    parties: Annotated[list[PartyBody], Field(max_length=20)] | None = None
    deliverables: Annotated[list[DeliverableBody], Field(max_length=200)] | None = None
    attachments: Annotated[list[Id], Field(max_length=50)] = Field(default_factory=list)
    governing_law: Name | None = None
    forum: Name | None = None
    language: Language | None = None
    copies: Annotated[int, Field(ge=1, le=100)] | None = None
    renewal: RenewalBody | None = None
    master: MasterBody | None = None


class AmendmentMoved(Answer):
    """An amendment as it stands; it is submitted, approved, signed and withdrawn as a contract is, under
    `/v1/contracts/{amendment_id}`.
    """

    amendment_id: str
    contract_id: str
    kind: str
    state: str
    text_hash: str
    version: int


class AmendmentRow(ContractRow):
    """A draft that would change the contract `amends`, or has changed it."""


class AmendmentList(Answer):
    items: list[AmendmentRow]


class ImportedAmendment(Answer):
    """An amendment from before the contract was taken over, as the source told of it; `changes` are the fields that
    were others before, as JSON.
    """

    place: int
    source_amendment_id: str | None
    amended_on: date | None
    rationale: str | None
    description: str | None
    release_before: str | None
    release_after: str | None
    changes: str | None


class ImportedAmendments(Answer):
    items: list[ImportedAmendment]


class AmendmentDifference(Answer):
    """What an amendment says otherwise than the contract it would change: clause by clause, figure by figure.
    `against_hash` is that of what it is held against, null where the contract has no words here.
    """

    amendment_id: str
    contract_id: str
    kind: str
    effective_from: date | None
    text_hash: str
    against_hash: str | None
    highest_risk: str | None
    clauses: list[ClauseChange]
    figures: list[FigureChange]


class AgreedAnswer(Answer):
    """What both sides agreed on last, in force or not: what an amendment is drafted from and held against. `document`
    is null where the contract has no words here; no amendment takes effect before `amendable_from`.
    """

    contract_id: str
    type_id: str | None
    counterparty_id: str
    amount_kind: str
    text_hash: str | None
    amendable_from: date | None
    document: Document | None
