import pytest

from services.notify.template.catalogue import TEMPLATES
from services.notify.template.rendering import TemplateTextError, fill, render
from services.notify.template.text import Text

LOCALES = ("zh-CN", "en")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", TEMPLATES)
def test_every_shipped_template_renders_from_the_facts_it_names(code, locale):
    template = TEMPLATES[code]
    facts = {name: f"<{name}>" for name in (*template.needs, "label", "name")}
    rendered = render(template.text(locale), facts)
    assert rendered.title
    assert rendered.body
    assert "<p>" in rendered.html
    assert not any(f"<{name}>" in rendered.html for name in facts)


def test_a_locale_without_text_gets_its_language_or_the_installations():
    template = TEMPLATES["contract-signed"]
    assert template.text("en-GB") is template.texts["en"]
    assert template.text("fr") is template.texts["zh-CN"]
    assert template.text("") is template.texts["zh-CN"]


def test_values_are_escaped_for_their_medium_and_stay_values():
    hostile = {"label": "</p><script>{{ 7*7 }}</script>\r\nBcc: all@example.org"}
    rendered = render(Text("{{ label }}", "{{ label }}"), hostile)
    assert "\n" not in rendered.title
    assert "\r" not in rendered.title
    assert "<script>" not in rendered.html
    assert "{{ 7*7 }}" in rendered.body


@pytest.mark.parametrize(
    "source",
    [
        "{{ label.__class__ }}",
        "{{ label['x'] }}",
        "{% for x in label %}{{ x }}{% endfor %}",
        "{{ label * 1000000 }}",
        "{{ cycler('a') }}",
        "{% set x = 1 %}",
        "{% include 'other' %}",
        "{{ label | map('upper') }}",
        "{{ label",
        "{{ missing }}",
        "x" * 8_193,
    ],
)
def test_a_template_that_does_more_than_fill_in_is_refused(source):
    with pytest.raises(TemplateTextError):
        fill(source, {"label": "a"}, "plain")


def test_a_message_has_an_end():
    with pytest.raises(TemplateTextError):
        fill("{{ a }}{{ a }}", {"a": "x" * 40_000}, "plain")
