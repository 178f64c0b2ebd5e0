"""Which unit of ours a file means by what it calls one, as somebody writes it: a line each."""

from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.staff_import.queries import units_called

UNREADABLE = N_("Line %(line)s: what the file calls the unit, an equals sign, and the unit.")
UNKNOWN = N_("Line %(line)s: there is no such unit, or it is closed.")
SEVERAL = N_("Line %(line)s: several units are called so; name one by its short code or id.")


def read(text: str) -> list[tuple[int, str, str]]:
    """The lines that say something, by number: what the file calls a unit, and what we call it. A tab, as sheets have
    it, is as good as `=`; a line that says no such thing has an empty half.
    """
    said = []
    for number, line in enumerate(text.splitlines(), start=1):
        called, _, ours = line.strip().replace("\t", "=").rpartition("=")
        if line.strip():
            said.append((number, called.strip().rstrip("=").strip(), ours.strip()))
    return said


async def told(visit: Visit, text: str) -> tuple[list[str], str]:
    """As the service is told (`code=unit id` each), or why a line can't be."""
    lines = read(text)
    async with visit.running.begin(lookups=True) as work:
        known = await units_called(work, [ours for _, _, ours in lines if ours]) if lines else {}
    said = []
    for number, called, ours in lines:
        found = known.get(ours, [])
        if not called or not ours or len(found) != 1:
            why = UNREADABLE if not called or not ours else SEVERAL if found else UNKNOWN
            return [], visit.say(why) % {"line": number}
        said.append(f"{called}={found[0]}")
    return said, ""
