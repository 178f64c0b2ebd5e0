"""`pactline asset ...`: what can be asked of assets from a terminal."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.asset.schedule.plan import Row
    from shared.values.errors import DomainError

app = typer.Typer(name="asset", help="Fixed assets: cards, transfers, depreciation.", no_args_is_help=True)


@app.callback()
def asset() -> None:
    """Fixed assets: cards, transfers, depreciation."""


@app.command("schedule")
def print_schedule(
    file: Annotated[Path | None, typer.Argument(help="A file with the asset as JSON; standard input without.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Rows, or the refusal, as JSON.")] = False,
) -> None:
    """Prints the depreciation rows of the asset described by a JSON object."""
    from services.asset.schedule.reading import MOST_BYTES, rows_of_json
    from shared.values.errors import DomainError

    try:
        if file is None:
            text = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with file.open("rb") as source:
                text = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise typer.BadParameter(f"can't be read: {error.strerror}", param_hint="FILE") from error
    try:
        rows = rows_of_json(text)
    except DomainError as refusal:
        _show_refusal(refusal, as_json=as_json)
        raise typer.Exit(1) from None
    _show_rows(rows, as_json=as_json)


def _show_rows(rows: "Sequence[Row]", *, as_json: bool) -> None:
    import json

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
        typer.echo(json.dumps({"rows": shown}, indent=2))
        return
    for row in rows:
        typer.echo(f"{row.date}  {row.charge:>16,f}  {row.accumulated:>18,f}  {row.book_value:>18,f}")


def _show_refusal(refusal: "DomainError", *, as_json: bool) -> None:
    import json

    if not as_json:
        typer.echo(refusal.detail, err=True)
        return
    problem = {
        "type": f"urn:pactline:problem:{refusal.kind}",
        "title": " ".join((type(refusal).__doc__ or "").split()),
        "status": refusal.status,
        "detail": refusal.detail,
        **refusal.details,
    }
    typer.echo(json.dumps(problem), err=True)
