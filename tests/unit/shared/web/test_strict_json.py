import json

import pytest

from shared.web.errors import MalformedBodyError
from shared.web.strict_json import DEEPEST, check


def nested(levels, opening="[", closing="]"):
    return (opening * levels + closing * levels).encode()


ACCEPTED = {
    "an object": b'{"a": 1, "b": [1, 2.5, null, true], "c": {"a": "x"}}',
    "chinese": '{"名称": "张三"}'.encode(),
    "a pair of surrogates": b'"\\ud83d\\ude00"',
    "nesting up to the limit": nested(DEEPEST),
    "many lists side by side": json.dumps([[]] * 200).encode(),
    "a large number": b"1e308",
}
REFUSED = {
    "nothing": b"",
    "half a text": b'{"a": ',
    "two values": b"1 2",
    "not UTF-8": b'"\xff"',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "NaN": b'{"a": NaN}',
    "infinity": b"-Infinity",
    "a number out of range": b'{"a": 1e999999}',
    "a negative one": b"-1e999999",
    "an endless integer": b"9" * 5000,
    "a key twice": b'{"a": 1, "b": 2, "a": 3}',
    "a key twice inside": b'[{"x": {"a": 1, "a": 1}}]',
    "a key twice by escape": b'{"a": 1, "\\u0061": 2}',
    "NUL": b'{"a": "\\u0000"}',
    "NUL in a key": b'{"\\u0000": 1}',
    "a raw control character": b'"a\x00b"',
    "half a surrogate pair": b'["\\ud800"]',
    "the other half": b'"\\udc00"',
    "lists too deep": nested(DEEPEST + 1),
    "objects too deep": b'{"a":' * 40 + b"1" + b"}" * 40,
    "endless nesting": b"[" * 500_000,
}


@pytest.mark.parametrize("body", ACCEPTED)
def test_json_of_one_meaning_passes(body):
    check(ACCEPTED[body])


@pytest.mark.parametrize("body", REFUSED)
def test_json_that_readers_may_take_differently_is_refused_without_an_echo(body):
    with pytest.raises(MalformedBodyError) as refused:
        check(REFUSED[body])
    assert len(refused.value.detail) < 60
