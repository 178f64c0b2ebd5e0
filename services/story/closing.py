"""The last page: events by topic, what is behind or parked, and the lifetime model beside its published reference."""

from typing import Any, Final

from rich.table import Table

from services.story.context import Story
from services.story.errors import expect
from services.story.scoring import REFERENCE
from services.story.waiting import until
from shared.messaging.topics import SERVICES

QUIET_WITHIN: Final = 60.0


async def closing(story: Story) -> None:
    """Waits until nothing is behind, then shows the figures; anything parked or left over breaks the story off."""
    story.console.print()
    story.console.rule("[bold]In the end", align="left", style="dim")
    states = await _quiet(story)
    story.console.print(_topics(story, states))
    story.console.print(_parameters(story))
    parked = {name: state["parked"] for name, state in states.items() if state["parked"]}
    expect(not parked, f"Nothing should be parked, but there is {parked}.")
    gaps = _gaps(story)
    expect(not gaps, f"Every stream should come over Kafka without a gap, but these did not: {gaps[:5]}.")


async def _quiet(story: Story) -> dict[str, dict[str, Any]]:
    async def settled() -> dict[str, dict[str, Any]] | None:
        states = {name: (await story.by("administrator").get(name, "/v1/platform/status")).json for name in SERVICES}
        behind = any(
            state["relay"]["pending"] != 0 or state["parked"] is None or any(n != 0 for n in _lag(state))
            for state in states.values()
        )
        return None if behind else states

    return await until(settled, QUIET_WITHIN, "The services did not catch up with their topics")


def _lag(state: dict[str, Any]) -> list[int | None]:
    return [one["lag"] for one in state["consumers"]]


def _topics(story: Story, states: dict[str, dict[str, Any]]) -> Table:
    table = Table(title="Events by topic", title_justify="left")
    table.add_column("topic")
    for heading in ("events", "kinds", "to publish", "lag", "parked"):
        table.add_column(heading, justify="right")
    for name in sorted(SERVICES):
        state = states[name]
        kinds = [count for (service, _), count in story.wire.counts.items() if service == name]
        figures = (sum(kinds), len(kinds), state["relay"]["pending"], sum(n or 0 for n in _lag(state)), state["parked"])
        table.add_row(f"{name}.events", *(f"{figure:,}" for figure in figures))
    return table


def _parameters(story: Story) -> Table:
    table = Table(title="BG/NBD, beside Fader, Hardie & Lee (2005)", title_justify="left")
    table.add_column("")
    table.add_column("fitted here", justify="right")
    table.add_column("published", justify="right")
    for name, published, digits in REFERENCE:
        table.add_row(name, f"{story.made['model'][name]:,.{digits}f}", f"{published:,.{digits}f}")
    return table


def _gaps(story: Story) -> list[str]:
    seen: dict[tuple[str, str], set[int]] = {}
    for one in story.wire.seen:
        seen.setdefault((one.service, one.stream), set()).add(one.version)
    return [stream for (_, stream), versions in seen.items() if len(versions) != max(versions)]
