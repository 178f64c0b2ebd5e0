"""Questionnaires taken in, handed to departments, answered, reviewed and sent back, one sentence a function."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.contract.questionnaire.aggregate import QUESTIONNAIRE, decide
from services.contract.questionnaire.events import (
    QuestionnaireKind,
    QuestionnaireReceived,
    SameAs,
    Sender,
    Verdict,
)
from services.contract.questionnaire.queries import accepted_before
from services.contract.questionnaire.state import (
    Answer,
    Assign,
    MarkOverdue,
    Questionnaire,
    Receive,
    Review,
    SendBack,
    Withdraw,
)
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work
from shared.security.known import require_covered, require_units
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class QuestionnaireWish:
    counterparty_id: str
    sender: Sender
    kind: QuestionnaireKind
    reference: str
    contract_id: str | None
    title: str
    questions: tuple[str, ...]
    due_on: date
    on: date


async def receive(work: Work, questionnaire_id: str, unit: str, wish: QuestionnaireWish) -> Stream[Questionnaire]:
    """A party's questionnaire is on the table; whoever takes it in looks after it."""
    fact = QuestionnaireReceived(
        questionnaire_id=questionnaire_id,
        counterparty_id=wish.counterparty_id,
        sender=wish.sender,
        kind=wish.kind,
        reference=wish.reference,
        contract_id=wish.contract_id,
        owner_id=work.context.actor,
        questions=len(wish.questions),
        title=wish.title,
        due_on=wish.due_on,
        effective_on=wish.on,
    )
    stream = await work.load(QUESTIONNAIRE, questionnaire_id, unit=unit)
    work.record(stream, decide(stream.state, Receive(fact, wish.questions)))
    return stream


async def _kept(work: Work, questionnaire_id: str) -> Stream[Questionnaire]:
    """One that the caller's own unit, or one below, looks after: a department that answers is not enough."""
    stream = await work.load(QUESTIONNAIRE, questionnaire_id, must_exist=True)
    require_covered(work, stream.unit, "/path/questionnaire_id")
    return stream


async def assign(work: Work, questionnaire_id: str, questions: Sequence[int], department: str) -> Stream[Questionnaire]:
    """A department gets questions to answer."""
    stream = await _kept(work, questionnaire_id)
    await require_units(work, {"/department": department})
    work.record(stream, decide(stream.state, Assign(tuple(questions), department, work.context.today)))
    return stream


async def answer(
    work: Work, questionnaire_id: str, question: int, revises: int, words: str, same_as: SameAs | None
) -> Stream[Questionnaire]:
    """Somebody of the department answers, in words of their own or in those of an earlier answer."""
    stream = await work.load(QUESTIONNAIRE, questionnaire_id, must_exist=True)
    asked = stream.state.questions
    if (
        same_as is not None
        and question in asked
        and not await accepted_before(work, asked[question].fingerprint, same_as)
    ):
        raise InvalidFieldError("/same_as", "there is no such accepted answer to the same question")
    mine = frozenset(one.department for one in asked.values() if one.department and work.context.covers(one.department))
    command = Answer(question, revises, words, same_as, work.context.actor, mine, work.context.today)
    work.record(stream, decide(stream.state, command))
    return stream


async def review(
    work: Work, questionnaire_id: str, question: int, revision: int, verdict: Verdict, reason: str | None
) -> Stream[Questionnaire]:
    """Somebody else accepts an answer, or wants another one."""
    stream = await _kept(work, questionnaire_id)
    command = Review(question, revision, verdict, reason, work.context.actor, work.context.today)
    work.record(stream, decide(stream.state, command))
    return stream


async def send_back(work: Work, questionnaire_id: str, on: date) -> Stream[Questionnaire]:
    """The party gets its answers."""
    stream = await _kept(work, questionnaire_id)
    work.record(stream, decide(stream.state, SendBack(on)))
    return stream


async def withdraw(work: Work, questionnaire_id: str, reason: str, on: date) -> Stream[Questionnaire]:
    """The party asks for nothing any more."""
    stream = await _kept(work, questionnaire_id)
    work.record(stream, decide(stream.state, Withdraw(reason, on)))
    return stream


async def be_overdue(work: Work, due: Deadline) -> None:
    """The day after it was wanted has begun."""
    stream = await work.load(QUESTIONNAIRE, due.subject, must_exist=True)
    work.record(stream, decide(stream.state, MarkOverdue(work.context.today)))
