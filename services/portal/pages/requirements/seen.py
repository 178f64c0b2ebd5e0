"""What the pages of questionnaires and standards need of the contract service's answers."""

from datetime import date
from decimal import Decimal

from services.portal.pages.frame.asking import Seen


class Row(Seen):
    questionnaire_id: str
    counterparty_id: str
    sender: str
    kind: str
    title: str
    reference: str
    state: str
    questions: int
    accepted: int
    overdue: bool
    due_on: date
    received_on: date


class Rows(Seen):
    items: list[Row]


class SameAs(Seen):
    questionnaire_id: str
    question: int
    revision: int


class Answer(Seen):
    revision: int
    answer: str
    same_as: SameAs | None
    answered_by: str
    answered_on: date
    verdict: str | None
    reviewed_by: str | None
    reviewed_on: date | None
    reason: str | None


class Question(Seen):
    question: int
    text: str
    department: str | None
    state: str
    revision: int
    yours: bool
    answers: list[Answer]


class Questionnaire(Row):
    unit_id: str
    contract_id: str | None
    owner_id: str
    closed_on: date | None
    reason: str | None
    asked: list[Question]
    version: int


class Task(Seen):
    questionnaire_id: str
    question: int
    department: str
    text: str
    state: str
    kind: str
    counterparty_id: str
    due_on: date
    overdue: bool


class Tasks(Seen):
    items: list[Task]


class Proposal(SameAs):
    counterparty_id: str
    answer: str
    answered_on: date


class Proposals(Seen):
    items: list[Proposal]


class Limit(Seen):
    name: str
    kind: str
    unit: str
    least: Decimal | None
    most: Decimal | None


class StandardRow(Seen):
    standard_id: str
    counterparty_id: str
    code: str
    title: str
    edition: int
    grade: str | None
    specification: str | None
    accepted_edition: int | None
    accepted_from: date | None
    ended_on: date | None


class Standards(Seen):
    items: list[StandardRow]


class Edition(Seen):
    edition: int
    reference: str
    title: str
    grade: str | None
    specification: str | None
    limits: list[Limit]
    contract_id: str | None
    file_id: str | None
    effective_on: date
    state: str
    internal: list[Limit] | None
    in_force_from: date | None
    in_force_until: date | None
    decided_by: str | None
    decided_on: date | None
    reason: str | None


class Standard(StandardRow):
    editions: list[Edition]


class Check(Seen):
    checked_in: str
    subject_id: str
    line: int
    contract_id: str
    standard_id: str
    code: str
    edition: int
    name: str
    outcome: str
    checked_on: date


class Checks(Seen):
    items: list[Check]


class Concession(Seen):
    concession_id: str
    checked_in: str
    subject_id: str
    line: int
    contract_id: str
    counterparty_id: str
    standard_id: str
    code: str
    edition: int
    name: str
    unit: str
    least: Decimal | None
    most: Decimal | None
    state: str
    asked_by: str
    asked_on: date
    reason: str
    until: date
    decided_by: str | None
    decided_on: date | None
    decision_reason: str | None


class Concessions(Seen):
    items: list[Concession]


class AgreedLimits(Seen):
    """What an agreement says in limits, for goods of a grade and specification or of any."""

    grade: str | None
    specification: str | None
    limits: list[Limit]
    effective_on: date
    version: int


class InForce(Limit):
    """A limit in force, and the standard and edition that it comes from."""

    standard_id: str
    standard: str
    edition: int


class LimitsInForce(Seen):
    items: list[InForce]


class Departs(Seen):
    """A parameter outside what is set; no `value` where it was not measured."""

    name: str
    least: Decimal | None
    most: Decimal | None
    value: Decimal | None
    unit: str = ""


class BatchConcession(Seen):
    """What was asked for a whole batch."""

    concession_id: str
    order_id: str
    counterparty_id: str
    line: int
    batch: str
    grade: str
    quantity: Decimal
    deviations: list[Departs]
    objected: list[str]
    reference: str
    state: str
    asked_by: str
    asked_on: date
    reason: str
    decided_by: str | None
    decided_on: date | None
    decision_reason: str | None


class BatchConcessions(Seen):
    items: list[BatchConcession]
