from typing import Annotated

from pydantic import Field

from services.contract.clause.events import ClauseWords, OtherClause, OtherKind, Risk
from services.contract.clause.handlers import ClauseWish, WrittenWords
from services.contract.text.schemas import VariableBody, declared
from services.contract.text.variables import Language, Variable
from shared.values.ids import Id
from shared.values.text import Code, Name, PlainText, Reason
from shared.web.schemas import Answer, Body


class WordsBody(Body):
    """`text` may hold variables and conditions in Jinja's notation, no loops or calls."""

    language: Language
    heading: Name
    text: Annotated[str, PlainText(100_000, lines=True)]


class OtherBody(Body):
    kind: OtherKind
    clause_id: Id


class ClauseBody(Body):
    """A version of a standard clause: its words in Chinese, English or both, and what may stand in its place, in the
    order in which it is offered.
    """

    code: Code
    risk: Risk = "low"
    words: Annotated[list[WordsBody], Field(min_length=1, max_length=2)]
    variables: Annotated[list[VariableBody], Field(max_length=50)] = Field(default_factory=list)
    others: Annotated[list[OtherBody], Field(max_length=20)] = Field(default_factory=list)

    def wish(self) -> ClauseWish:
        return ClauseWish(
            code=self.code,
            risk=self.risk,
            written=tuple(WrittenWords(one.language, one.heading, one.text) for one in self.words),
            variables=declared(self.variables),
            others=tuple(OtherClause(kind=one.kind, clause_id=one.clause_id) for one in self.others),
        )


class RetireBody(Body):
    reason: Reason


class ClauseMoved(Answer):
    """Where the clause stands after the command; `approved` is the number of the version in use, 0 for none."""

    clause_id: str
    state: str
    newest: int
    approved: int
    approval_id: str | None
    content_hash: str
    version: int


class ClauseRow(Answer):
    """What the newest version says; `approved` is the number of the version in use, 0 for none."""

    clause_id: str
    code: str
    risk: str
    state: str
    newest: int
    approved: int
    retired: bool
    approval_id: str | None
    words: list[ClauseWords]
    variables: list[Variable]
    others: list[OtherClause]
    version: int


class ClauseList(Answer):
    items: list[ClauseRow]


class SpokenWords(ClauseWords):
    """With the words themselves."""

    text: str


class ClauseAnswer(ClauseRow):
    words: list[SpokenWords]  # type: ignore[assignment] # the same with the words


class ClauseVersion(Answer):
    clause_version: int
    risk: str
    words: list[ClauseWords]
    variables: list[Variable]
    others: list[OtherClause]
    content_hash: str
    approved: bool


class ClauseVersionAnswer(ClauseVersion):
    words: list[SpokenWords]  # type: ignore[assignment] # the same with the words


class ClauseVersions(Answer):
    items: list[ClauseVersion]
