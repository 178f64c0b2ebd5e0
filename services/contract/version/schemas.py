from datetime import datetime
from typing import Any

from services.contract.particulars import DraftDeviation
from services.contract.text.document import Document
from shared.values.ids import Id
from shared.values.money import Money
from shared.values.text import Name
from shared.web.schemas import Answer, Body


class VersionRow(Answer):
    """`number` counts the versions of the draft from 1; `stream_version` is that of the contract's stream then."""

    number: int
    stream_version: int
    text_hash: str
    title: str
    way: str
    template_id: str | None
    template_version: int | None
    amount: Money
    deviations: list[DraftDeviation]
    said_by: str
    said_at: datetime


class VersionList(Answer):
    items: list[VersionRow]


class VersionAnswer(VersionRow):
    """With everything that it says."""

    contract_id: str
    document: Document


class RunAnswer(Answer):
    """Words that stand in both (`same`), in the later text alone (`added`), in the earlier alone (`removed`)."""

    piece: str
    words: str


class ClauseChange(Answer):
    """`risk` is what the clause had in the text it is held against; of an added one its own. A clause that says the
    same has no runs.
    """

    clause: str
    title: str
    change: str
    risk: str
    moved: bool
    runs: list[RunAnswer]


class FigureChange(Answer):
    """A value of amount, lines, plan, parties, term or the like that differs, at its JSON pointer."""

    pointer: str
    before: Any
    after: Any


class DifferenceAnswer(Answer):
    """What version `number` says otherwise than `against`. `highest_risk` is that of the clauses that differ, null
    where none does. `figures` are held against the previous version alone: a template has none.
    """

    contract_id: str
    number: int
    against: str
    text_hash: str
    against_hash: str | None
    highest_risk: str | None
    deviations: list[DraftDeviation]
    clauses: list[ClauseChange]
    figures: list[FigureChange]


class CopyBody(Body):
    """What is other in the copy; `unit_id` is the unit that shall own it, the drafter's own without it."""

    title: Name | None = None
    counterparty_id: Id | None = None
    unit_id: Id | None = None


class ContractCopied(Answer):
    contract_id: str
    copied_from: str
    state: str
    text_hash: str
    version: int
