"""How far a long command is stands on standard error alone, as a bar for a person and as lines for a log."""

import asyncio
import io
import threading
import time

from rich.console import Console

from services import progress as shown
from services.progress import Bar, Lines, progress


def on_a_screen() -> tuple[Bar, io.StringIO]:
    out = io.StringIO()
    return Bar(Console(file=out, force_terminal=True, force_interactive=True, width=100)), out


def last(out: io.StringIO) -> str:
    return out.getvalue().replace("\n", "\r").split("\r")[-1]


def test_where_nobody_looks_each_step_is_a_line_on_standard_error(capsys):
    with progress() as told:
        assert isinstance(told, Lines)
        told.step("customer: 12 events")
        told.reached(3, 12)
        told.step("contract: 40 events")
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "customer: 12 events\ncontract: 40 events\n")


def test_a_long_step_tells_now_and_then_how_far_it_is(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    out = io.StringIO()
    told = Lines(out)
    told.step("customer: its store")
    for second in range(1, 26):
        now[0] += 1
        told.reached(second * 1000, 40_000)
    assert out.getvalue().splitlines() == [
        "customer: its store",
        "customer: its store (10,000 of 40,000)",
        "customer: its store (20,000 of 40,000)",
    ]


class Full(io.StringIO):
    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_full_disk_under_the_log_ends_no_command():
    out = Full()
    Lines(out).step("customer: 12 events")
    assert out.getvalue() == "customer: 12 events\n"


def test_a_bar_shows_the_step_how_much_of_it_and_how_fast():
    bar, out = on_a_screen()
    with bar.bars:
        bar.step("reading [all]")
        bar.reached(500, 2000)  # was there before
        time.sleep(shown.BEAT + 0.05)
        bar.reached(1500, 2000)
        said = last(out)
        assert "reading [all]" in said
        assert "1500/2000" in said
        rate = int(said.split("/s")[0].split()[-1].replace(",", ""))
        assert 0 < rate <= 1000 / shown.BEAT
        bar.step("comparing")
        assert "comparing" in last(out)
        assert "/s" not in last(out)


async def test_a_bar_goes_on_while_a_loop_works_and_runs_no_thread():
    bar, out = on_a_screen()
    before = threading.active_count()
    with bar.bars:
        bar.step("customer: 12 events")
        written = len(out.getvalue())
        await asyncio.sleep(shown.BEAT * 2.5)
        assert len(out.getvalue()) > written
        assert threading.active_count() == before
    written = len(out.getvalue())
    await asyncio.sleep(shown.BEAT * 1.5)
    assert len(out.getvalue()) == written


def test_what_is_printed_meanwhile_is_data_and_goes_to_standard_output(capsys):
    bar, out = on_a_screen()
    with bar.bars:
        bar.step("reading")
        print('{"rows": 3}')  # noqa: T201 - what a command prints
    assert capsys.readouterr().out == '{"rows": 3}\n'
    assert "rows" not in out.getvalue()
