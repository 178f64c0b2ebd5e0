"""What the codes of the collection file are called."""

from collections.abc import Mapping
from typing import Final

from services.portal.pages.frame.words import N_

CHANNELS: Final[Mapping[str, str]] = {
    "letter": N_("by letter"),
    "email": N_("by e-mail"),
    "call": N_("by telephone"),
    "visit": N_("in person"),
    "lawyer": N_("by a lawyer's letter"),
    "court": N_("through the court"),
}
PROVABLE: Final = frozenset({"letter", "email", "lawyer", "court"})
"""Ways that leave a proof: the limitation period begins anew."""
OUTCOMES: Final[Mapping[str, str]] = {
    "upheld": N_("the objection is justified"),
    "rejected": N_("the objection is not justified"),
    "settled": N_("settled between both"),
}
KEPT: Final[Mapping[str, tuple[str, str]]] = {
    "": (N_("waits for its day"), "news"),
    "kept": (N_("kept"), "good"),
    "broken": (N_("broken"), "bad"),
}
"""What became of a promise, and how loud that is."""
WRITE_OFFS: Final[Mapping[str, tuple[str, str]]] = {
    "asked": (N_("is being decided"), "news"),
    "refused": (N_("not agreed to"), "bad"),
    "written_off": (N_("written off"), "warn"),
}
CONFIRMATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "sent": (N_("waits for an answer"), "news"),
    "unanswered": (N_("not answered"), "warn"),
    "agreed": (N_("agreed"), "good"),
    "differing": (N_("they name another balance"), "bad"),
}
