"""What the blanks of a draft are filled in with: those of its template, and of standard clauses chosen besides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.contract.text.rendering import ready
from services.contract.text.variables import Language, Variable
from shared.values.errors import InvalidFieldError

POINTER = "/variables"


@dataclass
class Blanks:
    """`given` are the drafter's values. `known` are all values as clauses see them, `values` the same as they were
    given, `variables` what is declared beside the template.
    """

    given: Mapping[str, Any]
    known: dict[str, Any]
    language: Language
    variables: tuple[Variable, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)

    def fill(self, declared: Sequence[Variable]) -> None:
        """Those of a clause that are not known yet get the drafter's values; raises `InvalidFieldError` at the
        variable that has none, or another kind of one.
        """
        open_ = tuple(one for one in declared if one.name not in self.known)
        given = {one.name: self.given[one.name] for one in open_ if one.name in self.given}
        self.known = {**self.known, **ready(open_, given, self.language, POINTER)}
        self.values = {**self.values, **given}
        self.variables = (*self.variables, *open_)

    def check(self) -> None:
        """Refuses values that fill in nothing, or something else than a copied contract says already."""
        for name, value in self.given.items():
            if name in self.values and self.values[name] != value:
                raise InvalidFieldError(f"{POINTER}/{name}", "the contract says it already")
            if name not in self.values:
                raise InvalidFieldError(POINTER, "a value is given for a variable the template does not declare")
