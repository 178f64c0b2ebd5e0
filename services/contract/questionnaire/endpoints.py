from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Response

from services.contract.contract.queries import listed as contracts_listed
from services.contract.contract.tables import contracts
from services.contract.customer.checking import check_counterparty
from services.contract.questionnaire import handlers, queries
from services.contract.questionnaire.events import QuestionnaireKind
from services.contract.questionnaire.schemas import (
    MOST_QUESTIONS,
    AnswerBody,
    AnswerShown,
    AssignmentBody,
    Proposal,
    ProposalList,
    QuestionKept,
    QuestionnaireBody,
    QuestionnaireList,
    QuestionnaireMoved,
    QuestionnaireRow,
    QuestionnaireShown,
    QuestionShown,
    ReviewBody,
    SendingBody,
    Task,
    TaskList,
    WithdrawalBody,
)
from services.contract.questionnaire.state import Questionnaire
from services.contract.questionnaire.tables import questionnaires, questions
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.grants import scopes_for
from shared.security.known import unit_for
from shared.security.principal import Principal
from shared.sheets.writing import Cell, as_file, workbook
from shared.values.errors import InvalidFieldError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Here, Others, Page, Query, allowed, page_of, router
from shared.web.running import Running
from shared.web.schemas import Answer

routes = router()
READ = [allowed("contract.questionnaire.read")]
KEEP = [allowed("contract.questionnaire.keep")]
ANSWERS: Final = "contract.questionnaire.answer"
REVIEW = [allowed("contract.questionnaire.review")]
ALL, ONE = "/v1/questionnaires", "/v1/questionnaires/{questionnaire_id}"
QUESTION: Final = f"{ONE}/questions/{{question}}"
HEADINGS: Final = ("question", "text", "answer", "revision", "state", "answered_on")
Number = Annotated[int, Path(ge=1, le=MOST_QUESTIONS)]
State = Literal["open", "sent_back", "withdrawn"]


@routes.post(ALL, status_code=201, dependencies=KEEP)
async def receive(body: QuestionnaireBody, work: Command, others: Others) -> QuestionnaireMoved:
    """Takes in what a customer or supplier wants to know; whoever does looks after it."""
    await check_counterparty(work, others, body.counterparty_id)
    if body.contract_id is not None:
        chosen = contracts_listed(ids=[body.contract_id]).where(contracts.c.counterparty_id == body.counterparty_id)
        if await work.row(chosen) is None:
            raise InvalidFieldError("/contract_id", "there is no such contract with this party")
    unit = await unit_for(work, body.unit_id)
    return _moved(await handlers.receive(work, new_id(), unit, body.wish(work.context.today)))


def _moved(stream: Stream[Questionnaire]) -> QuestionnaireMoved:
    return QuestionnaireMoved(questionnaire_id=stream.id, state=stream.state.stage, version=stream.version)


def _kept(stream: Stream[Questionnaire], question: int) -> QuestionKept:
    revision = stream.state.questions[question].revision
    return QuestionKept(questionnaire_id=stream.id, question=question, revision=revision, version=stream.version)


@routes.post(f"{ONE}/assignments", status_code=201, dependencies=KEEP)
async def assign(questionnaire_id: Id, body: AssignmentBody, work: Command) -> QuestionnaireMoved:
    """Gives questions to a department, which sees the questionnaire from then on."""
    return _moved(await handlers.assign(work, questionnaire_id, body.questions, body.department))


@routes.post(f"{QUESTION}/answers", status_code=201, dependencies=[allowed(ANSWERS)])
async def answer(questionnaire_id: Id, question: Number, body: AnswerBody, work: Command) -> QuestionKept:
    """Answers a question for the department that has it; every revision is kept."""
    same_as = body.same_as.told() if body.same_as else None
    stream = await handlers.answer(work, questionnaire_id, question, body.revises, body.answer, same_as)
    return _kept(stream, question)


@routes.post(f"{QUESTION}/answers/{{revision}}/review", status_code=201, dependencies=REVIEW)
async def review(
    questionnaire_id: Id,
    question: Number,
    revision: Annotated[int, Path(ge=1, le=10_000)],
    body: ReviewBody,
    work: Command,
) -> QuestionKept:
    """Accepts the newest answer of somebody else, or wants another one."""
    stream = await handlers.review(work, questionnaire_id, question, revision, body.verdict, body.reason)
    return _kept(stream, question)


@routes.post(f"{ONE}/sending-back", status_code=201, dependencies=KEEP)
async def send_back(questionnaire_id: Id, body: SendingBody, work: Command) -> QuestionnaireMoved:
    """Closes it: the party has the accepted answers."""
    return _moved(await handlers.send_back(work, questionnaire_id, body.effective_on or work.context.today))


@routes.post(f"{ONE}/withdrawal", status_code=201, dependencies=KEEP)
async def withdraw(questionnaire_id: Id, body: WithdrawalBody, work: Command) -> QuestionnaireMoved:
    """Closes it without answers: the party wants none any more."""
    on = body.effective_on or work.context.today
    return _moved(await handlers.withdraw(work, questionnaire_id, body.reason, on))


@routes.get(ALL, dependencies=READ)
async def list_questionnaires(
    work: Query,
    page: Page,
    state: State | None = None,
    kind: QuestionnaireKind | None = None,
    counterparty_id: Id | None = None,
) -> QuestionnaireList:
    """Questionnaires of the caller's units, and those that they help to answer, the newest first."""
    chosen = queries.listed(state=state, kind=kind, counterparty_id=counterparty_id)
    rows = await queries.titled(work, await page_of(work, chosen, [questionnaires.c.questionnaire_id.desc()], page))
    return QuestionnaireList(items=[QuestionnaireRow(**_picked(QuestionnaireRow, row)) for row in rows])


@routes.get("/v1/questionnaire-tasks", dependencies=READ)
async def list_tasks(work: Query, page: Page, here: Here, department: Id | None = None) -> TaskList:
    """Questions that wait for an answer, the most urgent first: those that the caller may answer, or a department's."""
    chosen = queries.tasks()
    if department is not None:
        chosen = chosen.where(questions.c.department == department)
    else:
        chosen = chosen.where(questions.c.department.in_(queries.below(await _answers_for(here, work))))
    order = [questionnaires.c.due_on, questions.c.questionnaire_id, questions.c.question]
    rows = await queries.told_tasks(work, await page_of(work, chosen, order, page))
    return TaskList(items=[Task(**_picked(Task, row)) for row in rows])


async def _answers_for(here: Running, work: Work) -> tuple[str, ...]:
    subject = await here.grants.of(Principal(work.context.actor))
    return scopes_for(subject, ANSWERS, work.context.today, here.grants.tree)


@routes.get(ONE, dependencies=READ)
async def show(questionnaire_id: Id, work: Query, here: Here) -> QuestionnaireShown:
    """One questionnaire with its questions, who has them, and every answer."""
    row = await queries.one(work, questionnaire_id)
    said: dict[int, list[AnswerShown]] = {}
    for each in await queries.answers_of(work, questionnaire_id):
        said.setdefault(each["question"], []).append(AnswerShown(**_picked(AnswerShown, each)))
    mine, covers = await _answers_for(here, work), here.grants.tree.covers
    asked = []
    for one in await queries.questions_of(work, questionnaire_id):
        yours = row["state"] == "open" and one["department"] is not None and covers(mine, one["department"])
        answers = said.get(one["question"], [])
        asked.append(QuestionShown(**_picked(QuestionShown, {**one, "yours": yours, "answers": answers})))
    return QuestionnaireShown(**_picked(QuestionnaireShown, {**row, "asked": asked}))


@routes.get(f"{QUESTION}/proposals", dependencies=READ)
async def propose(questionnaire_id: Id, question: Number, work: Query) -> ProposalList:
    """What was answered and accepted before when the same was asked, whoever asked; the newest five."""
    rows = await queries.proposals(work, questionnaire_id, question)
    return ProposalList(items=[Proposal(**_picked(Proposal, row)) for row in rows])


@routes.get(f"{ONE}/answers.xlsx", response_class=Response, dependencies=READ)
async def export(questionnaire_id: Id, work: Query) -> Response:
    """The questions with their newest answers, to be sent to the party."""
    await queries.one(work, questionnaire_id)
    asked = await queries.questions_of(work, questionnaire_id)
    newest = {row["question"]: row for row in reversed(await queries.answers_of(work, questionnaire_id))}
    content = workbook("questionnaire", HEADINGS, _rows(asked, newest))
    return as_file(content, f"questionnaire-{questionnaire_id}.xlsx")


def _rows(asked: list[dict[str, Any]], newest: dict[int, dict[str, Any]]) -> Iterator[list[Cell]]:
    for one in asked:
        said = newest.get(one["question"], {})
        yield [one["question"], one["text"], said.get("answer"), one["revision"], one["state"], said.get("answered_on")]


def _picked(answer: type[Answer], row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in answer.model_fields}
