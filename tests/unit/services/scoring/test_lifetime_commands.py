"""The file commands: JSON on standard output; a refusal exits 1 and names the field."""

import json

import pytest
from typer.testing import CliRunner

from services.scoring.cli import app

HIGH_END = "period,active\n0,1000\n1,869\n2,743\n3,653\n4,593\n5,551\n6,517\n7,491\n"


def run(*arguments, text=None):
    return CliRunner().invoke(app, list(arguments), input=text)


@pytest.fixture
def cdnow_file(cdnow, tmp_path):
    path = tmp_path / "cdnow.csv"
    cdnow.write_csv(path)
    return str(path)


def test_lifetime_prints_parameters_and_every_customer(cdnow_file):
    result = run("lifetime", cdnow_file, "--model", "bg-nbd", "--until", "1997-09-30", "--horizon", "39", "--json")
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    assert {name: round(value, 3) for name, value in answer["parameters"].items()} == {
        "r": 0.243,
        "alpha": 4.414,
        "a": 0.793,
        "b": 2.426,
    }
    assert round(answer["log_likelihood"], 1) == -9582.4
    assert set(answer["gamma_gamma"]) == {"p", "q", "v"}
    assert len(answer["customers"]) == 2357
    for row in answer["customers"]:
        assert 0 <= row["p_alive"] <= 1
        assert row["value"] == pytest.approx(row["expected_purchases"] * row["expected_amount"])


def test_renewals_are_read_from_standard_input():
    result = run("renewals", "-", "--json", text=HIGH_END)
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    assert round(answer["parameters"]["alpha"], 3) == 0.668
    assert round(answer["parameters"]["beta"], 3) == 3.806
    assert round(answer["log_likelihood"], 1) == -1611.2
    assert len(answer["survival"]) == 8
    assert answer["expected_residual_life"] is None
    assert answer["discounted_expected_residual_life"] > 0


HEADER = "customer,date,amount\n"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("customer,date\na,2024-01-01\n", "amount"),
        ("", "customer"),
        (HEADER, "customer"),
        (HEADER + ",2024-01-01,5\n", "customer"),
        (HEADER + "a,2024-02-30,5\n", "date"),
        (HEADER + "a,01/02/2024,5\n", "date"),
        (HEADER + "a,2024-01-01,NaN\n", "amount"),
        (HEADER + "a,2024-01-01,1e999999\n", "amount"),
        (HEADER + "a,2024-01-01,٣\n", "amount"),
        (HEADER + "a,2024-01-01,-5\n", "amount"),
        (HEADER + "a,2024-01-01,5,6\n", "file"),
        (HEADER + "a,2024-01-01,5\n", "transactions"),
    ],
)
def test_a_table_of_purchases_that_is_wrong_is_refused_by_column(text, field):
    result = run("lifetime", "-", "--until", "2024-06-30", "--json", text=text)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert json.loads(result.stderr)["errors"][0]["pointer"] == f"/{field}"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (["--until", "2024-13-01"], "until"),
        (["--until", "20240101"], "until"),
        (["--until", "2024-01-31", "--horizon", "nan"], "horizon"),
        (["--until", "2024-01-31", "--horizon", "-1"], "horizon"),
        (["--until", "2024-01-31", "--model", "guess"], "model"),
        (["--until", "2023-01-31"], "date"),
    ],
)
def test_a_wrong_option_is_refused_by_its_name(options, field):
    result = run("lifetime", "-", *options, text=HEADER + "a,2024-01-01,5\n")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"refused: {field}: ")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("period\n0\n", "active"),
        ("period,active\n0,100\n2,80\n3,70\n", "period"),
        ("period,active\n0,100\n1,80\n1,70\n", "period"),
        ("period,active\n1,100\n2,80\n3,70\n", "period"),
        ("period,active\n0,100\n1,80\n2,81\n", "active"),
        ("period,active\n0,100\n1,x\n2,81\n", "active"),
        ("period,active\n0,0\n1,0\n2,0\n", "active"),
        ("period,active\n0,100\n1,80\n", "period"),
        ("period,active\n0,100\n1,100\n2,100\n", "active"),
    ],
)
def test_a_wrong_cohort_is_refused_by_column(text, field):
    result = run("renewals", "-", "--json", text=text)
    assert result.exit_code == 1
    assert json.loads(result.stderr)["errors"][0]["pointer"] == f"/{field}"


def test_purchases_that_identify_no_model_are_refused_as_a_whole_and_say_why():
    result = run("lifetime", "-", "--until", "2024-06-30", text=HEADER + "a,2024-01-01,5\n")
    assert result.exit_code == 1
    assert result.stderr.startswith("refused: transactions: the fit did not converge: ")


def test_a_table_of_another_encoding_is_refused():
    result = run("lifetime", "-", "--until", "2024-06-30", text=(HEADER + "张,2024-01-01,5\n").encode("gbk"))
    assert (result.exit_code, result.stderr[:15]) == (1, "refused: file: ")


def test_a_mark_at_the_beginning_and_lines_as_windows_ends_them_do_no_harm():
    text = b"\xef\xbb\xbf" + HIGH_END.replace("\n", "\r\n").encode()
    assert run("renewals", "-", "--json", text=text).stdout == run("renewals", "-", "--json", text=HIGH_END).stdout
