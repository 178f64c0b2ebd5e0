"""A template decided and folded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.contract.review.commands import CloseReview, Retire, Submit
from services.contract.template.deviations import departed
from services.contract.template.events import (
    Clause,
    Mode,
    Paper,
    TemplateContent,
    TemplateDrafted,
    TemplatePublished,
    TemplateRetired,
    TemplateReturned,
    TemplateSubmitted,
    VariantOf,
)
from services.contract.text.canonical import content_hash
from services.contract.text.variables import Language, Variable
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotPossibleNowError


class Stage(StrEnum):
    """Where the newest version stands."""

    NEW = "new"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Template:
    """`published` is the version that drafts start from, `drafted` the newest one."""

    stage: Stage = Stage.NEW
    drafted: TemplateDrafted | None = None
    published: TemplatePublished | None = None
    round: int = 0
    approval_id: str = ""

    @property
    def version(self) -> int:
        return self.published.version if self.published else 0


@dataclass(frozen=True, slots=True)
class DraftTemplate:
    """`base` are the clauses of the version that a variant is made from."""

    template_id: str
    type_id: str
    name: str
    clauses: tuple[Clause, ...]
    variables: tuple[Variable, ...]
    mode: Mode = "ours"
    language: Language = "zh"
    variant_of: VariantOf | None = None
    base: tuple[Clause, ...] = ()
    paper: Paper | None = None


Command = DraftTemplate | Submit | CloseReview | Retire


def decide(template: Template, command: Command) -> list[Event]:
    match template, command:
        case Template(stage=Stage.NEW | Stage.DRAFT | Stage.PUBLISHED), DraftTemplate():
            return _drafted(template, command)
        case Template(stage=Stage.DRAFT, drafted=TemplateContent() as drafted), Submit(approval_id):
            return [
                TemplateSubmitted(
                    template_id=drafted.template_id,
                    version=drafted.version,
                    round=template.round + 1,
                    approval_id=approval_id,
                    content_hash=drafted.content_hash,
                )
            ]
        case Template(stage=Stage.IN_REVIEW, drafted=TemplateContent() as drafted), CloseReview():
            return [_closed(template, drafted, command)]
        case Template(stage=Stage.DRAFT | Stage.PUBLISHED, drafted=TemplateContent() as drafted), Retire():
            return [
                TemplateRetired(
                    template_id=drafted.template_id,
                    reason=command.reason,
                    effective_on=command.on,
                )
            ]
        case _:
            raise NotPossibleNowError(template.stage, command)


def _drafted(template: Template, command: DraftTemplate) -> list[Event]:
    _check_names([clause.clause for clause in command.clauses], "/clauses", "a clause is named twice")
    _check_names([variable.name for variable in command.variables], "/variables", "a variable is named twice")
    before = template.drafted
    if before is not None and before.type_id != command.type_id:
        raise InvalidFieldError("/type_id", "a template keeps its type")
    if before is not None and before.mode != command.mode:
        raise InvalidFieldError("/mode", "a template keeps its mode")
    fact = TemplateDrafted(
        template_id=command.template_id,
        type_id=command.type_id,
        name=command.name,
        version=template.version + 1,
        clauses=command.clauses,
        variables=command.variables,
        mode=command.mode,
        language=command.language,
        variant_of=command.variant_of,
        deviations=departed(command.base, command.clauses) if command.variant_of else (),
        paper=command.paper,
    )
    said = fact.model_dump(mode="json", exclude={"version", "content_hash"})
    fact = fact.model_copy(update={"content_hash": content_hash(said)})
    return [] if before is not None and before.content_hash == fact.content_hash else [fact]


def _check_names(names: Sequence[str], pointer: str, reason: str) -> None:
    if len(set(names)) != len(names):
        raise InvalidFieldError(pointer, reason)


def _closed(template: Template, drafted: TemplateContent, command: CloseReview) -> Event:
    command.check_is_of(template.approval_id, drafted.content_hash)
    if command.outcome == "approved":
        return TemplatePublished.model_construct(**dict(drafted))
    return TemplateReturned(
        template_id=drafted.template_id,
        version=drafted.version,
        approval_id=command.approval_id,
        outcome=command.outcome,
    )


def evolve(template: Template, event: Event) -> Template:
    match event:
        case TemplateDrafted():
            return replace(template, stage=Stage.DRAFT, drafted=event)
        case TemplateSubmitted(round=round_, approval_id=approval_id):
            return replace(template, stage=Stage.IN_REVIEW, round=round_, approval_id=approval_id)
        case TemplatePublished():
            drafted = TemplateDrafted.model_construct(**dict(event))
            return replace(template, stage=Stage.PUBLISHED, drafted=drafted, published=event, approval_id="")
        case TemplateReturned():
            return replace(template, stage=Stage.DRAFT, approval_id="")
        case TemplateRetired():
            return replace(template, stage=Stage.RETIRED)
        case _:
            return template


TEMPLATE = Aggregate("template", Template(), evolve, shape=2)
