"""Every figure of a page opens the events behind it, or says by one of the few reasons why it does not: held on the
templates themselves, so that none waits for a page that happens to show it.
"""

import re
from html.parser import HTMLParser
from typing import Final

import pytest

from services.portal.pages.frame.rendering import ROOMS
from services.portal.pages.frame.streams import EXPLAINED_WITH, PLAIN
from services.portal.pages.why.formulas import FORMULAS

OPENERS: Final = ("why", "event", "things", "worth")
"""The macros of why/parts.html that make a figure open something."""
OPENING: Final = ("laid_down", "of_contract", "figure", "used", "cell", "listed")
"""Macros of a room that hand a figure on to one of those."""
WRITERS: Final = ("sum_of", "in_currency", "in_money", "scaled", "agreed", "bounds", "written")
"""Macros that only write a figure: what calls them shows one, and has to open it."""

OUTPUT: Final = re.compile(r"\{\{(.*?)\}\}(?!\})", re.DOTALL)
HELD_BACK: Final = re.compile(r"\{#.*?#\}|\{%.*?%\}|<script[^>]*>.*?</script>", re.DOTALL)
WRITES: Final = re.compile(rf"\|\s*(money|compact|percent|number)\b|\b({'|'.join(WRITERS)})\(")
OPENS: Final = re.compile(rf"\b({'|'.join(OPENERS + OPENING)})\(")
MACRO: Final = re.compile(rf"\{{% macro ({'|'.join(WRITERS)})\(.*?endmacro %\}}", re.DOTALL)
BARE: Final = re.compile(r"\s*(value|text|_\(\"[^\"]*\"\))\s*\Z")
"""Handed in by whoever calls the macro, who opened it; or words alone."""
VOID: Final = frozenset({"input", "br", "wbr", "img", "use", "meta", "link", "hr"})


class Figures(HTMLParser):
    """Reads a template whose outputs stand as numbers between two marks, and tells the figures that open nothing."""

    def __init__(self, outputs: list[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.outputs = outputs
        self.open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.shut: list[str] = []
        self.reasons: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs), []))
            self.reasons |= {value or "" for name, value in attrs if name == "data-plain"}

    def handle_endtag(self, tag: str) -> None:
        at = max((at for at, (name, _, _) in enumerate(self.open) if name == tag), default=None)
        if at is None:
            return
        _, attrs, said = self.open[at]
        is_head = tag == "th" and attrs.get("scope") == "col"
        if "figure" in (attrs.get("class") or "").split() and not is_head and not self.explained():
            shown = self.among("".join(said))
            if shown and not all(OPENS.search(one) or BARE.match(one) for one in shown[:1]):
                self.shut.append(shown[0].strip())
        del self.open[at:]

    def handle_data(self, data: str) -> None:
        for _, _, said in self.open:
            said.append(data)
        for one in self.among(data):
            if WRITES.search(one) and not OPENS.search(one) and not self.explained():
                self.shut.append(one.strip())

    def explained(self) -> bool:
        return any("data-plain" in attrs for _, attrs, _ in self.open)

    def among(self, text: str) -> list[str]:
        return [self.outputs[int(number)] for number in re.findall("\x01([0-9]+)\x01", text)]


def read(source: str) -> Figures:
    outputs: list[str] = []

    def held(found: re.Match[str]) -> str:
        outputs.append(found[1])
        return f"\x01{len(outputs) - 1}\x01"

    figures = Figures(outputs)
    figures.feed(OUTPUT.sub(held, HELD_BACK.sub("", MACRO.sub("", source))))
    return figures


TEMPLATES: Final = sorted(path.relative_to(ROOMS).as_posix() for path in ROOMS.rglob("*.html"))


def test_every_figure_of_every_template_opens_its_events_or_says_why_not():
    shut = {name: read((ROOMS / name).read_text(encoding="utf-8")).shut for name in TEMPLATES}
    assert {name: found for name, found in shut.items() if found} == {}


def test_a_figure_opens_nothing_for_one_of_the_reasons_alone():
    found = {reason for name in TEMPLATES for reason in read((ROOMS / name).read_text(encoding="utf-8")).reasons}
    assert found == set(PLAIN)


@pytest.mark.parametrize(
    ("source", "shut"),
    [
        ('<td class="figure">{{ one.amount | money }}</td>', ["one.amount | money"] * 2),
        ('<td class="figure">{{ one.periods }}</td>', ["one.periods"]),
        ("<p>{{ _('%(n)s rows', n=one.rows | number) }}</p>", ["_('%(n)s rows', n=one.rows | number)"]),
        ('<td class="figure">{{ event("asset", "asset-" ~ one.id, one.amount | money) }}</td>', []),
        ('<td class="figure" data-plain="counted">{{ one.rows | number }}</td>', []),
        ('<th scope="col" class="figure">{{ _("Amount") }}</th>', []),
    ],
)
def test_a_figure_that_opens_nothing_is_found(source: str, shut: list[str]):
    assert sorted(read(source).shut) == shut


def test_every_kind_of_figure_says_what_it_takes_to_open_it():
    assert set(EXPLAINED_WITH) == set(FORMULAS)
