from typing import Annotated, Literal

from pydantic import Field

from services.contract.template.events import Clause, Deviation, Mode, Paper, Risk, VariantOf
from services.contract.template.handlers import TemplateWish, WrittenClause
from services.contract.terms import ClauseName
from services.contract.text.schemas import VariableBody, declared
from services.contract.text.variables import Language, Variable
from shared.values.ids import Id
from shared.values.text import Name, PlainText, Reason
from shared.web.schemas import Answer, Body

VersionNumber = Annotated[int, Field(ge=1, le=1_000_000)]


class ClauseBody(Body):
    """Words of its own (`title`, `risk`, `text` with variables and conditions in Jinja's notation, no loops or calls),
    or a clause of the library (`clause_id`) in a version, the one in use without a number. Where `condition`, one
    expression over the variables, is not true the clause is left out.
    """

    clause: ClauseName
    title: Name | None = None
    risk: Risk = "low"
    text: Annotated[str, PlainText(100_000, lines=True)] | None = None
    clause_id: Id | None = None
    clause_version: VersionNumber | None = None
    condition: Annotated[str, PlainText(500)] | None = None


class VariantBody(Body):
    template_id: Id
    version: VersionNumber


class TemplateBody(Body):
    """A version of a template: our own, the other party's paper (`file_id` names a DOCX with fields, or a PDF), or a
    unit's variant of another template, which says everything anew and is told where it departs.
    """

    type_id: Id
    name: Name
    mode: Mode = "ours"
    language: Language = "zh"
    clauses: Annotated[list[ClauseBody], Field(max_length=200)] = Field(default_factory=list)
    variables: Annotated[list[VariableBody], Field(max_length=200)] = Field(default_factory=list)
    variant_of: VariantBody | None = None
    file_id: Id | None = None

    def wish(self) -> TemplateWish:
        return TemplateWish(
            type_id=self.type_id,
            name=self.name,
            written=tuple(
                WrittenClause(
                    each.clause,
                    each.title or "",
                    each.risk,
                    each.text,
                    each.clause_id,
                    each.clause_version,
                    each.condition,
                )
                for each in self.clauses
            ),
            variables=declared(self.variables),
            mode=self.mode,
            language=self.language,
            variant_of=None if self.variant_of is None else VariantOf(**self.variant_of.model_dump()),
            file_id=self.file_id,
        )


class RetireBody(Body):
    reason: Reason


class TemplateMoved(Answer):
    """Where the template stands after the command; `published` is the number of the version in use, 0 for none."""

    template_id: str
    state: str
    newest: int
    published: int
    approval_id: str | None
    content_hash: str
    deviations: list[Deviation]
    version: int


class TemplateAnswer(Answer):
    """Clauses and variables are those of the version in use, `template_version`; none where that is 0. `newest` is the
    version last drafted.
    """

    template_id: str
    type_id: str
    name: str
    mode: str
    language: str
    state: str
    clauses: list[Clause]
    variables: list[Variable]
    variant_of: VariantOf | None
    template_version: int
    newest: int
    approval_id: str | None
    version: int


class TemplateList(Answer):
    items: list[TemplateAnswer]


class TemplateVersionRow(Answer):
    template_version: int
    published: bool
    content_hash: str


class TemplateVersions(Answer):
    items: list[TemplateVersionRow]


class SpokenClause(Clause):
    """With the words themselves."""

    text: str


class TemplateVersion(TemplateVersionRow):
    """What a version says, word for word; of a variant also where it departs from its template."""

    template_id: str
    type_id: str
    name: str
    mode: Literal["ours", "paper", "variant"]
    language: Language
    clauses: list[SpokenClause]
    variables: list[Variable]
    variant_of: VariantOf | None
    deviations: list[Deviation]
    paper: Paper | None
