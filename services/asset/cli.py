"""`pactline asset ...`: what can be asked of assets from a terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from services.terminal import STANDARD_INPUT, print_json, read_input, refusals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.asset.schedule.plan import Row

app = typer.Typer(name="asset", help="Fixed assets: cards, transfers, depreciation.", no_args_is_help=True)

AssetFile = Annotated[
    str, typer.Argument(metavar="[FILE]", help="A file with the asset as JSON; standard input without, or for -.")
]


@app.callback()
def asset() -> None:
    """Fixed assets: cards, transfers, depreciation."""


@app.command("schedule")
def print_schedule(
    file: AssetFile = STANDARD_INPUT,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Rows, or the refusal, as JSON.")] = False,
) -> None:
    """Prints the depreciation rows of the asset described by a JSON object."""
    with refusals(as_json=as_json):
        from services.asset.schedule.reading import MOST_BYTES, rows_of_json

        rows = rows_of_json(read_input(file, MOST_BYTES + 1))
    _show_rows(rows, as_json=as_json)


def _show_rows(rows: "Sequence[Row]", *, as_json: bool) -> None:
    if as_json:
        shown = [
            {
                "date": row.date.isoformat(),
                "charge": f"{row.charge:f}",
                "accumulated": f"{row.accumulated:f}",
                "book_value": f"{row.book_value:f}",
            }
            for row in rows
        ]
        print_json({"rows": shown})
        return
    for row in rows:
        typer.echo(f"{row.date}  {row.charge:>16,f}  {row.accumulated:>18,f}  {row.book_value:>18,f}")
