"""What each kind of amendment may say."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from services.contract.particulars import AmendmentKind
from shared.values.errors import InvalidFieldError

EVERYWHERE: Final = frozenset({"kind", "effective_from", "type_id", "text", "clauses", "variables", "attachments"})
MAY_SAY: Final[Mapping[AmendmentKind, frozenset[str]]] = {
    "extension": EVERYWHERE | {"term_to"},
    "assignment": EVERYWHERE | {"counterparty_id", "parties", "owner_id"},
}
"""Kinds that change one thing alone, and what they may name; an amendment may name everything."""


def check_kind(
    kind: AmendmentKind, said: frozenset[str], *, party: tuple[str, str], term_to: tuple[date | None, date | None]
) -> None:
    """Raises for what a kind does not say, or does not change. `party` and `term_to` are told as before and after."""
    for name in sorted(said - MAY_SAY.get(kind, said)):
        raise InvalidFieldError(f"/{name}", f"an {kind} does not change this")
    if kind == "assignment" and party[0] == party[1]:
        raise InvalidFieldError("/counterparty_id", "an assignment names another party")
    before, after = term_to
    if kind == "extension" and (after is None or (before is not None and after <= before)):
        raise InvalidFieldError("/term_to", "an extension ends the term later")
