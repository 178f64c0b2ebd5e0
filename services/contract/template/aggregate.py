"""A template decided and folded."""

from dataclasses import dataclass

from services.contract.template.events import Clause, TemplatePublished
from services.contract.text.variables import Variable
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class Template:
    """The version that drafts start from."""

    published: TemplatePublished | None = None

    @property
    def version(self) -> int:
        return self.published.version if self.published else 0


@dataclass(frozen=True, slots=True)
class PublishTemplate:
    template_id: str
    type_id: str
    name: str
    clauses: tuple[Clause, ...]
    variables: tuple[Variable, ...]


def decide(template: Template, command: PublishTemplate) -> list[Event]:
    names = [clause.clause for clause in command.clauses]
    if len(set(names)) != len(names):
        raise InvalidFieldError("/clauses", "a clause is named twice")
    variables = [variable.name for variable in command.variables]
    if len(set(variables)) != len(variables):
        raise InvalidFieldError("/variables", "a variable is named twice")
    before = template.published
    if before is not None and before.type_id != command.type_id:
        raise InvalidFieldError("/type_id", "a template keeps its type")
    fact = TemplatePublished(
        template_id=command.template_id,
        type_id=command.type_id,
        name=command.name,
        version=template.version + 1,
        clauses=command.clauses,
        variables=command.variables,
    )
    return [fact]


def evolve(template: Template, event: Event) -> Template:
    return Template(event) if isinstance(event, TemplatePublished) else template


TEMPLATE = Aggregate("template", Template(), evolve)
