"""A remark decided and folded."""

from dataclasses import dataclass, replace

from services.contract.comment.events import CommentMade, CommentResolved
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Comment:
    made: CommentMade | None = None
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class MakeComment:
    fact: CommentMade


@dataclass(frozen=True, slots=True)
class ResolveComment:
    """Nothing is left to do about it."""


Command = MakeComment | ResolveComment


def decide(comment: Comment, command: Command) -> list[Event]:
    match comment, command:
        case Comment(made=None), MakeComment(fact):
            return [fact]
        case Comment(made=CommentMade() as made, resolved=False), ResolveComment():
            return [CommentResolved(comment_id=made.comment_id, contract_id=made.contract_id)]
        case _:
            raise NotPossibleNowError("resolved" if comment.resolved else "made", command)


def evolve(comment: Comment, event: Event) -> Comment:
    match event:
        case CommentMade():
            return replace(comment, made=event)
        case CommentResolved():
            return replace(comment, resolved=True)
        case _:
            return comment


COMMENT = Aggregate("comment", Comment(), evolve)
