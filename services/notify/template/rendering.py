"""Templates made into text: sandboxed, bounded, escaped for the medium."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.notify.template.spoken import spoken
from services.notify.template.text import Template, Text
from shared.values.errors import DomainError

Medium = Literal["plain", "html"]
MAX_SOURCE: Final = 8_192
MAX_RESULT: Final = 65_536
MAX_TITLE: Final = 200
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")

# No loops, calls, macros or arithmetic: what a template does is bounded by its size.
ALLOWED: Final[tuple[type[nodes.Node], ...]] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
)
FILTERS: Final = frozenset({"default", "lower", "upper", "title", "trim", "truncate"})


class TemplateTextError(DomainError):
    """The template's text can't be used."""

    status = 422


@dataclass(frozen=True, slots=True)
class Rendered:
    title: str
    body: str
    html: str


def _environment(medium: Medium) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=medium == "html", undefined=StrictUndefined)


ENVIRONMENTS: Final[Mapping[Medium, ImmutableSandboxedEnvironment]] = {
    "plain": _environment("plain"),
    "html": _environment("html"),
}


def render(text: Text, facts: Mapping[str, str]) -> Rendered:
    """The text with its facts, as one clean title line, plain paragraphs, and the same paragraphs as escaped HTML.

    Raises `TemplateTextError` for a template that does more than it may, lacks a fact, or grows too long.
    """
    title = _CONTROL.sub(" ", fill(text.title, facts, "plain")).strip()[:MAX_TITLE]
    body = fill(text.body, facts, "plain")
    paragraphs = fill(text.body, facts, "html").split("\n\n")
    html = "".join(f"<p>{paragraph.strip()}</p>" for paragraph in paragraphs if paragraph.strip())
    return Rendered(title, body, html)


def told(template: Template, locale: str, facts: Mapping[str, str]) -> Rendered:
    """The template with an event's facts, both in the locale that is nearest to the wanted one."""
    return render(template.text(locale), spoken(facts, template.nearest(locale)))


def fill(source: str, facts: Mapping[str, str], medium: Medium) -> str:
    """One source filled with facts, escaped for the medium."""
    template = _checked(source, medium)
    length, pieces = 0, []
    try:
        for piece in template.generate(**facts):
            length += len(piece)
            if length > MAX_RESULT:
                raise TemplateTextError(f"a message has at most {MAX_RESULT} characters")
            pieces.append(piece)
    except TemplateError as error:
        raise TemplateTextError("the template needs a fact that the event does not give") from error
    return "".join(pieces)


@lru_cache(maxsize=256)
def _checked(source: str, medium: Medium) -> Compiled:
    if len(source) > MAX_SOURCE:
        raise TemplateTextError(f"a template has at most {MAX_SOURCE} characters")
    environment = ENVIRONMENTS[medium]
    try:
        tree = environment.parse(source)
    except TemplateError as error:
        raise TemplateTextError("the template can't be read") from error
    for node in tree.find_all(nodes.Node):
        refused = not isinstance(node, ALLOWED) or (isinstance(node, nodes.Filter) and node.name not in FILTERS)
        if refused:
            raise TemplateTextError(f"a template has no {type(node).__name__}")
    return environment.from_string(source)
