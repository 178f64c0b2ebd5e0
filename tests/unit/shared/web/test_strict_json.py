import json
import time

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
    "a thousand keys": json.dumps({str(n): 1 for n in range(1_000)}).encode(),
}
DEEP = "/0" * DEEPEST
REFUSED = {
    "nothing": (b"", "", "not JSON"),
    "half a text": (b'{"a": ', "", "not JSON"),
    "two values": (b"1 2", "", "not JSON"),
    "not UTF-8": (b'"\xff"', "", "not UTF-8"),
    "not UTF-8 inside": (b'{"a": {"b": ["x", "\xff"]}}', "/a/b/1", "not UTF-8"),
    "not UTF-8 in a name": (b'{"a": {"\xff": 1}}', "/a", "not UTF-8"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "", "not UTF-8"),
    "UTF-32": ('{"a": 1}'.encode("utf-32"), "", "not UTF-8"),
    "UTF-16 that is UTF-8 too": ('{"a": 1}'.encode("utf-16-le"), "", "not JSON"),
    "Latin-1": ('{"a": "é"}'.encode("latin-1"), "/a", "not UTF-8"),
    "GB 18030": ('{"a": "张三"}'.encode("gb18030"), "/a", "not UTF-8"),
    "an encoded surrogate": (b'{"a": "\xed\xa0\x80"}', "/a", "not UTF-8"),
    "an overlong NUL": (b'{"a": "\xc0\x80"}', "/a", "not UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "", "not JSON"),
    "NaN": (b'{"a": NaN}', "/a", "NaN and infinities"),
    "infinity": (b"-Infinity", "", "NaN and infinities"),
    "infinity in a list": (b'{"a": [{"b": 1}, {"b": Infinity}]}', "/a/1/b", "NaN and infinities"),
    "a number out of range": (b'{"a": 1e999}', "/a", "out of range"),
    "one far out of range": (b'{"x": [1, 2], "a": [0, 1e999999]}', "/a/1", "out of range"),
    "a negative one": (b"-1e999999", "", "out of range"),
    "an endless integer": (b'{"a": ' + b"9" * 5000 + b"}", "/a", "out of range"),
    "a key twice": (b'{"a": 1, "b": 2, "a": 3}', "/a", "twice"),
    "a key twice inside": (b'[{"x": {"a": 1, "a": 1}}]', "/0/x/a", "twice"),
    "a key twice by escape": (b'{"a": 1, "\\u0061": 2}', "/a", "twice"),
    "a key of signs twice": (b'{"x": {"a/b~": 1, "a/b~": 2}}', "/x", "twice"),
    "a name for a key": ('{"x": {"王伟 13912345678": NaN}}'.encode(), "/x", "NaN and infinities"),
    "a thousand keys and one": (json.dumps({"x": [{str(n): 1 for n in range(1_001)}]}).encode(), "/x/0", "1,000 names"),
    "a key twice behind brackets in a text": (b'{"a": "[{\\"", "b": 1, "b": 2}', "/b", "twice"),
    "NUL": (b'{"a": "\\u0000"}', "/a", "NUL"),
    "NUL inside": (b'{"a": [{}, {"b": "x\\u0000"}]}', "/a/1/b", "NUL"),
    "NUL in a key": (b'{"a": {"\\u0000": 1}}', "/a", "NUL"),
    "a raw control character": (b'"a\x00b"', "", "not JSON"),
    "half a surrogate pair": (b'["x", "\\ud800"]', "/1", "half a surrogate"),
    "the other half": (b'"\\udc00"', "", "half a surrogate"),
    "the halves in the wrong order": (b'{"a": "\\ude00\\ud83d"}', "/a", "half a surrogate"),
    "half a surrogate pair in a key": (b'{"\\ud800": 1}', "", "half a surrogate"),
    "lists too deep": (nested(DEEPEST + 1), DEEP, "deeper than 32"),
    "objects too deep": (b'{"a":' * 40 + b"1" + b"}" * 40, "/a" * DEEPEST, "deeper than 32"),
    "too deep beside others": (b'{"a": [], "b": ' + nested(DEEPEST) + b"}", "/b" + "/0" * 31, "deeper than 32"),
    "endless nesting": (b"[" * 500_000, DEEP, "deeper than 32"),
    "endless nesting of objects": (b'{"a":' * 100_000, "/a" * DEEPEST, "deeper than 32"),
    "a fault far behind": (b"[" + b"1," * 60_000 + b"NaN]", "", "NaN and infinities"),
}


@pytest.mark.parametrize("body", ACCEPTED)
def test_json_of_one_meaning_passes(body):
    check(ACCEPTED[body])


@pytest.mark.parametrize("name", REFUSED)
def test_json_that_readers_may_take_differently_is_refused_with_its_place_and_without_an_echo(name: str):
    body, place, reason = REFUSED[name]
    with pytest.raises(MalformedBodyError) as refused:
        check(body)
    assert refused.value.details == {"errors": [{"pointer": place, "detail": refused.value.detail}]}
    assert reason in refused.value.detail
    assert len(refused.value.detail) < 60


def test_looking_for_the_place_takes_a_bounded_time():
    began = time.process_time()
    with pytest.raises(MalformedBodyError):
        check(b'{"a": [' + b"1," * 500_000 + b"NaN]}")
    assert time.process_time() - began < 0.5
