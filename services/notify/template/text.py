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
        """The text in the locale that is nearest."""
        return self.texts[self.nearest(locale)]

    def nearest(self, locale: str) -> str:
        """The locale if there is a text in it, else one of its language, else the installation's."""
        language = locale.partition("-")[0]
        near = [known for known in self.texts if known.partition("-")[0] == language]
        return locale if locale in self.texts else next(iter(near), DEFAULT_LOCALE)
