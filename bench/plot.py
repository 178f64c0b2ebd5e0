"""A plot of curves over sizes, both axes logarithmic, as SVG text: readable on light and dark pages."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 80, 180, 40, 46
COLOURS: Final = ("#1f6feb", "#d1702a", "#3f9142")
GREY: Final = "#808080"


@dataclass(frozen=True, slots=True)
class Series:
    """A curve: its name, and (size, figure) pairs above zero."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Decades from `low` to `high` over the pixels from `start` to `end`."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> "_Axis":
        low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        return cls(low, max(high, low + 1), start, end)

    def at(self, value: float) -> float:
        return round(self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start), 1)

    @property
    def decades(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def drawn(title: str, unit: str, series: Sequence[Series]) -> str:
    """The picture; at least one curve has a point."""
    sizes = [size for one in series for size, _ in one.points]
    figures = [figure for one in series for _, figure in one.points]
    across = _Axis.over(sizes, LEFT, WIDTH - RIGHT)
    up = _Axis.over(figures, HEIGHT - BOTTOM, TOP)
    parts = [_text(LEFT, 20, title, "start", 14), _text(LEFT - 8, TOP - 8, unit, "end")]
    for size in across.decades:
        parts += [_line(across.at(size), TOP, across.at(size), HEIGHT - BOTTOM)]
        parts += [_text(across.at(size), HEIGHT - BOTTOM + 18, _short(size), "middle")]
    for figure in up.decades:
        parts += [_line(LEFT, up.at(figure), WIDTH - RIGHT, up.at(figure))]
        parts += [_text(LEFT - 8, up.at(figure) + 4, _short(figure), "end")]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "events", "middle"))
    for colour, one in zip(COLOURS, series, strict=False):
        places = [(across.at(size), up.at(figure)) for size, figure in one.points]
        path = " ".join(f"{x:g},{y:g}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:g}" cy="{y:g}" r="3" fill="{colour}"/>' for x, y in places]
    for number, (colour, one) in enumerate(zip(COLOURS, series, strict=False)):
        parts.append(_text(WIDTH - RIGHT + 12, TOP + 16 + 18 * number, one.name, "start", colour=colour))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="sans-serif" aria-label="{escape(title)}">\n{body}\n</svg>\n'
    )


def _text(x: float, y: float, words: str, anchor: str, size: int = 12, colour: str = GREY) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{GREY}" stroke-opacity="0.3" stroke-width="1"/>'
    )


def _short(number: float) -> str:
    for power, letter in ((1e6, " M"), (1e3, " k")):
        if number >= power:
            return f"{number / power:g}{letter}"
    return f"{number:g}"
