"""What a template is: texts by locale and the facts they need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DEFAULT_LOCALE: Final = "zh-CN"


@dataclass(frozen=True, slots=True)
class Text:
    """`title` is the line of the inbox and the subject of a mail, `body` the paragraphs under it (Jinja, sandboxed)."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Template:
    """`needs` names each fact and the field of the heard event that gives it; `label` and `name` come besides."""

    code: str
    version: int
    needs: Mapping[str, str]
    texts: Mapping[str, Text]

    def text(self, locale: str) -> Text:
        """The text in the locale, else in one of its language, else in the installation's."""
        language = locale.partition("-")[0]
        near = [known for known in self.texts if known.partition("-")[0] == language]
        chosen = locale if locale in self.texts else next(iter(near), DEFAULT_LOCALE)
        return self.texts[chosen]
