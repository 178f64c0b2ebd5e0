"""Why an event could not be taken, for whoever is on duty: which field, what was expected, what kind of thing came."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

MOST: Final = 5
LONGEST_PLACE: Final = 120

CAME: Final[Mapping[type, Callable[[Any], str]]] = {
    type(None): lambda _: "nothing",
    bool: lambda _: "a truth value",
    int: lambda _: "a number",
    float: lambda _: "a number",
    str: lambda text: f"a text of {len(text)} characters" if text else "an empty text",
    list: lambda values: f"a list of {len(values)}",
    dict: lambda values: f"an object of {len(values)} fields",
}
"""What is told of a value: its kind and size, never itself, since it may be about a person."""

WITHOUT_VALUE: Final = frozenset({"missing", "extra_forbidden", "json_invalid"})
"""Where the input is what stands around the field, or no value at all."""


def reason_of(error: BaseException) -> str:
    """One sentence of a refused event's content; of any other error its name and words."""
    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"
    found = error.errors(include_url=False, include_context=False)
    said = [_said(one) for one in found[:MOST]]
    more = [f"and {len(found) - MOST} more"] if len(found) > MOST else []
    return f"The event says something else than {error.title} needs: {'; '.join([*said, *more])}."


def _said(one: Mapping[str, Any]) -> str:
    place = ".".join(map(str, one["loc"]))[:LONGEST_PLACE] or "the data"
    if one["type"] == "missing":
        return f"{place} is missing"
    expected = _expected(str(one["msg"]))
    if one["type"] in WITHOUT_VALUE:
        return f"{place}: {expected}"
    came = CAME.get(type(one["input"]), lambda _: "something else")(one["input"])
    return f"{place}: {expected}, but {came} came"


def _expected(message: str) -> str:
    """The words of pydantic, which begin with a capital and call every value an input."""
    plain = message.removeprefix("Value error, ").replace("Input should be", "should be").rstrip(".")
    return plain[:1].lower() + plain[1:]
