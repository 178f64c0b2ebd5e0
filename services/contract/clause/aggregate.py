"""A standard clause decided and folded."""

from dataclasses import dataclass, replace
from enum import StrEnum

from services.contract.clause.events import (
    ClauseApproved,
    ClauseDrafted,
    ClauseRetired,
    ClauseReturned,
    ClauseSubmitted,
    ClauseWords,
    OtherClause,
    Risk,
)
from services.contract.review.commands import CloseReview, Retire, Submit
from services.contract.text.canonical import content_hash
from services.contract.text.variables import Variable
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotPossibleNowError


class Stage(StrEnum):
    """Where the newest version stands."""

    NEW = "new"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class StandardClause:
    """`newest` is the version last drafted, `approved` the number of the one that is used, 0 where there is none."""

    stage: Stage = Stage.NEW
    newest: ClauseDrafted | None = None
    approved: int = 0
    round: int = 0
    approval_id: str = ""


@dataclass(frozen=True, slots=True)
class DraftClause:
    clause_id: str
    code: str
    risk: Risk
    words: tuple[ClauseWords, ...]
    variables: tuple[Variable, ...]
    others: tuple[OtherClause, ...]


Command = DraftClause | Submit | CloseReview | Retire


def decide(clause: StandardClause, command: Command) -> list[Event]:
    match clause, command:
        case StandardClause(stage=Stage.NEW | Stage.DRAFT | Stage.APPROVED), DraftClause():
            return _drafted(clause, command)
        case StandardClause(stage=Stage.DRAFT, newest=ClauseDrafted() as newest), Submit(approval_id):
            return [
                ClauseSubmitted(
                    clause_id=newest.clause_id,
                    clause_version=newest.clause_version,
                    round=clause.round + 1,
                    approval_id=approval_id,
                    content_hash=newest.content_hash,
                )
            ]
        case StandardClause(stage=Stage.IN_REVIEW, newest=ClauseDrafted() as newest), CloseReview():
            return [_closed(clause, newest, command)]
        case StandardClause(stage=Stage.DRAFT | Stage.APPROVED, newest=ClauseDrafted() as newest), Retire():
            return [
                ClauseRetired(
                    clause_id=newest.clause_id,
                    reason=command.reason,
                    effective_on=command.on,
                )
            ]
        case _:
            raise NotPossibleNowError(clause.stage, command)


def _drafted(clause: StandardClause, command: DraftClause) -> list[Event]:
    newest = clause.newest
    if newest is not None and newest.code != command.code:
        raise InvalidFieldError("/code", "a clause keeps its code")
    languages = [one.language for one in command.words]
    if len(set(languages)) != len(languages):
        raise InvalidFieldError("/words", "a language is named twice")
    names = [variable.name for variable in command.variables]
    if len(set(names)) != len(names):
        raise InvalidFieldError("/variables", "a variable is named twice")
    others = [other.clause_id for other in command.others]
    for at, other in enumerate(others):
        if other == command.clause_id or others.index(other) != at:
            raise InvalidFieldError(f"/others/{at}/clause_id", "another clause, named once, stands in its place")
    said = {
        "code": command.code,
        "risk": command.risk,
        "words": [one.model_dump(mode="json") for one in command.words],
        "variables": [one.model_dump(mode="json") for one in command.variables],
        "others": [one.model_dump(mode="json") for one in command.others],
    }
    digest = content_hash(said)
    if newest is not None and newest.content_hash == digest:
        return []
    number = clause.approved + 1
    return [
        ClauseDrafted.model_validate(
            {**said, "clause_id": command.clause_id, "clause_version": number, "content_hash": digest}
        )
    ]


def _closed(clause: StandardClause, newest: ClauseDrafted, command: CloseReview) -> Event:
    command.check_is_of(clause.approval_id, newest.content_hash)
    head = {
        "clause_id": newest.clause_id,
        "clause_version": newest.clause_version,
        "approval_id": command.approval_id,
    }
    if command.outcome == "approved":
        return ClauseApproved.model_validate({**head, "content_hash": newest.content_hash})
    return ClauseReturned.model_validate({**head, "outcome": command.outcome})


def evolve(clause: StandardClause, event: Event) -> StandardClause:
    match event:
        case ClauseDrafted():
            return replace(clause, stage=Stage.DRAFT, newest=event)
        case ClauseSubmitted(round=round_, approval_id=approval_id):
            return replace(clause, stage=Stage.IN_REVIEW, round=round_, approval_id=approval_id)
        case ClauseApproved(clause_version=number):
            return replace(clause, stage=Stage.APPROVED, approved=number, approval_id="")
        case ClauseReturned():
            return replace(clause, stage=Stage.DRAFT, approval_id="")
        case ClauseRetired():
            return replace(clause, stage=Stage.RETIRED)
        case _:
            return clause


CLAUSE = Aggregate("clause", StandardClause(), evolve)
