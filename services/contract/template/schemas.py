from typing import Annotated

from pydantic import Field

from services.contract.template.events import Clause, Risk
from services.contract.template.handlers import WrittenClause
from services.contract.terms import ClauseName
from services.contract.text.variables import Variable, VariableKind
from shared.values.ids import Id
from shared.values.text import Name, PlainText
from shared.web.schemas import Answer, Body


class ClauseBody(Body):
    """`text` may hold variables and conditions in Jinja's notation, no loops or calls."""

    clause: ClauseName
    title: Name
    risk: Risk = "low"
    text: Annotated[str, PlainText(100_000, lines=True)]


class VariableBody(Body):
    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
    kind: VariableKind
    required: bool = True


class TemplateBody(Body):
    type_id: Id
    name: Name
    clauses: Annotated[list[ClauseBody], Field(min_length=1, max_length=200)]
    variables: Annotated[list[VariableBody], Field(max_length=200)] = Field(default_factory=list)

    def written(self) -> list[WrittenClause]:
        return [WrittenClause(each.clause, each.title, each.risk, each.text) for each in self.clauses]

    def declared(self) -> list[Variable]:
        return [Variable.model_validate(each.model_dump()) for each in self.variables]


class TemplatePublishedAnswer(Answer):
    template_id: str
    version: int


class TemplateAnswer(Answer):
    template_id: str
    type_id: str
    name: str
    clauses: list[Clause]
    variables: list[Variable]
    template_version: int
    version: int


class TemplateList(Answer):
    items: list[TemplateAnswer]
