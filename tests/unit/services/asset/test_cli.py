import json

import pytest
from typer.testing import CliRunner

from services.asset.cli import app

ASSET = {"cost": 500, "residual": 0, "periods": 12, "in_use": "2029-12-15"}


def run(text: str | bytes, *options: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, ["schedule", *options], input=text)
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    return answer.exit_code, answer.stdout, answer.stderr


def test_the_rows_are_printed_as_json_and_nothing_else():
    code, out, err = run(json.dumps(ASSET), "--json")
    assert (code, err) == (0, "")
    first = {"date": "2030-01-31", "charge": "41.67", "accumulated": "41.67", "book_value": "458.33"}
    assert json.loads(out)["rows"][0] == first


def test_without_json_the_rows_are_lines():
    code, out, _ = run(json.dumps(ASSET))
    assert (code, len(out.splitlines())) == (0, 12)


def test_wrong_usage_exits_2():
    assert run("{}", "--nonsense")[0] == 2
    assert run("{}", "one", "two")[0] == 2


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"cost": NaN, "periods": 1, "in_use": "2030-01-01"}', "/cost"),
        ('{"cost": -Infinity, "periods": 1, "in_use": "2030-01-01"}', "/cost"),
        ('{"cost": 1e999999, "periods": 1, "in_use": "2030-01-01"}', "/cost"),
        ('{"cost": 1e-999999, "periods": 1, "in_use": "2030-01-01"}', "/cost"),
        ('{"cost": %s, "periods": 1, "in_use": "2030-01-01"}' % ("9" * 5000), "/cost"),
        ('{"cost": true, "periods": 1, "in_use": "2030-01-01"}', "/cost"),
        ('{"cost": 1.005, "periods": 1, "in_use": "2030-01-01"}', "/cost"),
        ('{"cost": "\u0661", "periods": 1, "in_use": "2030-01-01"}', "/cost"),
        ('{"cost": [1], "periods": 1, "in_use": "2030-01-01"}', "/cost"),
        ('{"cost": 1, "periods": true, "in_use": "2030-01-01"}', "/periods"),
        ('{"cost": 1, "periods": 1.5, "in_use": "2030-01-01"}', "/periods"),
        ('{"cost": 1, "periods": 99999999999999999999, "in_use": "2030-01-01"}', "/periods"),
        ('{"cost": 1, "in_use": "2030-01-01"}', "/periods"),
        ('{"cost": 1, "periods": 1, "in_use": "2030-02-30"}', "/in_use"),
        ('{"cost": 1, "periods": 1, "in_use": "20300101"}', "/in_use"),
        ('{"cost": 1, "periods": 1, "in_use": "9999-12-31"}', "/in_use"),
        ('{"cost": 1, "periods": 1, "in_use": 5}', "/in_use"),
        ('{"cost": 1, "periods": 1}', "/in_use"),
        ('{"cost": 1, "periods": 1, "in_use": "2030-01-01", "colour": 1}', "/colour"),
        ('{"cost": 1, "periods": 1, "in_use": "2030-01-01", "method": "magic"}', "/method"),
        ('{"cost": 1, "periods": 1, "in_use": "2030-01-01", "method": {}}', "/method"),
        ('{"cost": 1, "periods": 1, "in_use": "2030-01-01", "changes": {}}', "/changes"),
        ('{"cost": 1, "periods": 1, "in_use": "2030-01-01", "changes": [5]}', "/changes/0"),
        ('{"cost": 1, "periods": 1, "in_use": "2030-01-01", "units": "many"}', "/units"),
        ("[]", ""),
        ("5", ""),
        ("", ""),
        (b"\xff\xfe", ""),
        ("[" * 100_000, ""),
        ('{"cost": 1, "cost": 2}', "/cost"),
        ('{"cost": 1, "rows": [{"charge": 1}, {"charge": 1, "charge": 1}]}', "/rows/1/charge"),
        ('{"cost": 1, "rows": [], "\u4e2d/~": 1, "\u4e2d/~": 1}', "/"),
        ('{"cost": 1, "periods": 1, "in_use": "2030-01-01", "units": 5}', "/units"),
        ('{"cost": 1, "periods": 1, "in_use": "2030-01-01", "straight_line_tail": "yes"}', "/straight_line_tail"),
    ],
)  # fmt: skip
def test_hostile_input_is_refused_with_its_field_and_never_a_traceback(text: str | bytes, named: str):
    code, out, err = run(text, "--json")
    problem = json.loads(err)
    assert (code, out) == (1, "")
    assert problem["errors"][0]["pointer"] == named


def test_a_refusal_without_json_is_one_line_that_names_the_field():
    code, _, err = run('{"cost": 0, "periods": 1, "in_use": "2030-01-01"}')
    assert (code, err) == (1, "refused: cost: is above zero\n")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ('"method": "magic"', "method: is one of straight_line, declining_balance, "),
        ('"units": 5', "units: is an object"),
        ('"rows": 5', "rows: is a list"),
        ('"straight_line_tail": 5', "straight_line_tail: is true or false"),
        ('"changes": [{"date": "2030-01-01", "disposed": false}]', "changes/0/disposed: is true or left out"),
        ('"changes": [{"cost": 5}]', "changes/0/date: is required"),
    ],
)  # fmt: skip
def test_a_field_of_the_wrong_kind_is_refused_in_words_of_the_field(field: str, words: str):
    code, _, err = run(f'{{"cost": 1, "periods": 1, "in_use": "2030-01-01", {field}}}')
    assert code == 1
    assert err.startswith(f"refused: {words}")


def test_standard_input_is_also_a_dash_and_may_begin_with_a_mark_and_end_lines_as_windows_does():
    text = b"\xef\xbb\xbf" + json.dumps(ASSET, indent=1).replace("\n", "\r\n").encode()
    assert run(text, "-")[1] == run(json.dumps(ASSET))[1] != ""
