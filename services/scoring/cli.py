"""`pactline scoring …`: data on standard output, everything else on standard error."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from services.terminal import print_json, read_input, refusals

app = typer.Typer(no_args_is_help=True, help="Read models, lifetime value and renewals.")

TableFile = Annotated[str, typer.Argument(metavar="FILE", help="A CSV file, or - for standard input.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def _print_parameters(document: dict[str, Any]) -> None:
    for name, value in document["parameters"].items():
        typer.echo(f"{name:<16}{value:>12.4f}")
    typer.echo(f"{'log-likelihood':<16}{document['log_likelihood']:>12.1f}")


@app.command()
def lifetime(
    transactions: TableFile,
    *,
    model: Annotated[str, typer.Option(help="bg-nbd or pareto-nbd")] = "bg-nbd",
    until: Annotated[str, typer.Option(help="Last day of observation, such as 1997-09-30.")],
    horizon: Annotated[float, typer.Option(help="Weeks to look ahead.")] = 52.0,
    as_json: AsJson = False,
) -> None:
    """Lifetime value of customers from their purchases (columns customer, date, amount)."""
    with refusals(as_json=as_json):
        from services.scoring.lifetime.errors import InputRefusedError
        from services.scoring.lifetime.purchases import parse_day, read_purchases
        from services.scoring.lifetime.valuation import PurchaseModel, value_customers

        if model not in list(PurchaseModel):
            raise InputRefusedError("model", f"it is one of {', '.join(PurchaseModel)}")
        last_day = parse_day(until, "until")
        valuation = value_customers(read_purchases(read_input(transactions)), PurchaseModel(model), last_day, horizon)
    document = valuation.document()
    if as_json:
        print_json(document)
        return
    _print_parameters(document)
    typer.echo(f"{'customer':<24}{'p(alive)':>10}{'purchases':>12}{'value':>14}")
    for row in document["customers"]:
        value = "-" if row["value"] is None else f"{row['value']:.2f}"
        typer.echo(f"{row['customer']:<24}{row['p_alive']:>10.3f}{row['expected_purchases']:>12.3f}{value:>14}")


@app.command()
def renewals(cohort: TableFile, *, as_json: AsJson = False) -> None:
    """Survival and residual life of contracts from a cohort's renewals (columns period, active)."""
    with refusals(as_json=as_json):
        from services.scoring.lifetime.cohort import read_cohort
        from services.scoring.lifetime.renewals import project_renewals

        document = project_renewals(read_cohort(read_input(cohort)))
    if as_json:
        print_json(document)
        return
    _print_parameters(document)
    for row in document["periods"]:
        life = "infinite" if row["expected_residual_life"] is None else f"{row['expected_residual_life']:.2f}"
        typer.echo(f"period {row['period']:<4} survival {row['survival']:.4f}  residual life {life}")


@app.command()
def rebuild(
    models: Annotated[list[str] | None, typer.Argument(metavar="[MODEL]...", help="All of them unless named.")] = None,
    *,
    accept_differences: Annotated[
        bool, typer.Option(help="Swap although the content differs, as after a change of code.")
    ] = False,
    data_dir: Annotated[
        Path, typer.Option("--data-dir", envvar="PACTLINE_DATA_DIR", help="Where the installation lives.")
    ] = Path(".pactline"),
    as_json: AsJson = False,
) -> None:
    """Makes read models anew from the first event, holds them against those that serve, and swaps."""
    import asyncio

    from services import operations
    from services.scoring.folding.fact_tables import MODELS
    from services.scoring.generation.command import run_rebuild
    from services.scoring.generation.rebuild import require_known

    with refusals(as_json=as_json):
        require_known(models or list(MODELS))
        operations.reach(data_dir)
        done = asyncio.run(run_rebuild(tuple(models or ()), accept_differences=accept_differences))
    if as_json:
        print_json(done)
        return
    typer.echo(f"generation {done['generation']} serves: {done['events']} events, {done['rows']} rows")
    typer.echo("compared with what served: the same" if done["compared"] else f"not compared: {done['reason']}")
    for model, checksum in done["checksums"].items():
        typer.echo(f"{model:<20}{checksum}")
