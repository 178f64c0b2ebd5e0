"""`pactline contract …`: data on standard output, everything else on standard error."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from shared.values.errors import DomainError

app: Final = typer.Typer(name="contract", help="Contracts: import of open contracting data.", no_args_is_help=True)

OcdsFile = Annotated[str, typer.Argument(metavar="FILE", help="An OCDS 1.1 file (JSON or JSON lines), - for input.")]


@app.callback()
def contract() -> None:
    """Contracts: import of open contracting data."""


@app.command("import-ocds")
def import_ocds(
    file: OcdsFile,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what the file holds; needs no server.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    source: Annotated[str, typer.Option(help="The name under which the file's ids are known.")] = "ocds",
    unit: Annotated[str | None, typer.Option(help="The unit that shall own the contracts.")] = None,
    token: Annotated[str, typer.Option(envvar="PACTLINE_TOKEN", help="An access token for the contract service.")] = "",
    customer_token: Annotated[
        str, typer.Option(envvar="PACTLINE_CUSTOMER_TOKEN", help="One for the customer service.")
    ] = "",
) -> None:
    """Imports contracts, their parties and payments from an Open Contracting file."""
    from datetime import date

    from services.contract.ocds.report import holdings
    from shared.values.errors import DomainError

    data = _bytes_of(file)
    try:
        found = holdings(data, date.today())
        document = found.document()
        if not dry_run:
            from services.contract.ocds.sending import Target, send

            document |= send(data, found, Target(source, unit, token, customer_token), _say)
    except DomainError as refusal:
        _refuse(refusal, as_json=as_json)
        raise typer.Exit(1) from None
    _show(document, as_json=as_json)
    if document["rejected"] and not document["contracts"]:
        raise typer.Exit(1)


def _say(words: str) -> None:
    typer.echo(words, err=True)


def _bytes_of(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"can't be read: {error.strerror}", param_hint="FILE") from error


def _show(document: dict[str, Any], *, as_json: bool) -> None:
    import json

    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return
    typer.echo(f"contracts     {document['contracts']:>12,}")
    typer.echo(f"parties       {document['parties']:>12,}")
    typer.echo(f"transactions  {document['transactions']:>12,}")
    for currency, amount in document["amount_by_currency"].items():
        typer.echo(f"{currency:<14}{amount:>12}")
    typer.echo(f"rejected      {len(document['rejected']):>12,}")
    typer.echo(f"warnings      {document['warning_count']:>12,}")
    for remark in document["rejected"]:
        _say(f"rejected: {remark['place']}{remark['field']}: {remark['reason']}")


def _refuse(refusal: "DomainError", *, as_json: bool) -> None:
    import json

    if as_json:
        typer.echo(json.dumps({"detail": refusal.detail, **refusal.details}, ensure_ascii=False), err=True)
    else:
        _say(f"refused: {refusal.detail}")
