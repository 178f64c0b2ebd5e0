"""The `pactline` command: one service, or all of them."""

import asyncio
import importlib
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from services import commands
from services.catalogue import CATALOGUE, spec_of
from services.keeping import commands as keeping
from services.terminal import DEFAULT_DIR, AsJson, DataDir, show
from shared.values.errors import StartError

app: Final = typer.Typer(
    name="pactline",
    help="The life of customers, contracts and assets of a company, kept as events.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

WITH_COMMANDS: Final = ("contract", "asset", "scoring", "portal")
"""Services with a `cli.py` of their own; the others have the commands that all have."""
REBUILDS: Final = {"scoring": "rebuild-own"}
"""Where `rebuild` is something else already: scoring makes its read models anew by it."""


def _server_of(service: str) -> Any:
    def serve(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            from shared.runtime.serving import serve_one

            raise typer.Exit(serve_one(spec_of(service)))

    return serve


def _rebuild_of(service: str) -> Any:
    def rebuild(
        data_dir: DataDir = DEFAULT_DIR,
        *,
        swap: Annotated[bool, typer.Option(help="Put the rebuilt rows in the place of the live ones.")] = False,
        as_json: AsJson = False,
    ) -> None:
        from services import operations
        from services.progress import progress

        operations.reach(Path(data_dir))
        with progress() as shown:
            checks = asyncio.run(operations.rebuild_tables(service, shown, swap=swap))
        lines = [f"{one['table']:30} {one['live_rows']:>10} rows  {_verdict(one, swap=swap)}" for one in checks]
        show(checks, as_json=as_json, lines=lines)
        raise typer.Exit(0 if swap or all(one["same"] for one in checks) else 1)

    rebuild.__doc__ = f"Makes the tables of {service} again from its own events and holds them against the live ones."
    return rebuild


def _republish_of(service: str) -> Any:
    def republish(data_dir: DataDir = DEFAULT_DIR, *, as_json: AsJson = False) -> None:
        from services.keeping.republishing import republish as make_anew

        done = make_anew(service, data_dir)
        ahead = [one._asdict() for one in done.put_back]
        document = {"service": service, "events": done.events, "put_back": ahead}
        show(document, as_json=as_json, lines=list(done.sentences()))

    republish.__doc__ = f"Makes the lost topic of {service} anew from its store, while everything is stopped."
    return republish


def _verdict(check: dict[str, Any], *, swap: bool) -> str:
    if check["same"]:
        return "same"
    rebuilt = f"{check['rebuilt_rows']} rebuilt rows"
    return f"DIFFERED: {rebuilt} are in their place" if swap else f"DIFFERS: {rebuilt}"


def _mount() -> None:
    app.add_typer(commands.app)
    app.add_typer(keeping.app)
    for spec in CATALOGUE:
        own: typer.Typer = typer.Typer()
        if spec.name in WITH_COMMANDS:
            own = importlib.import_module(f"services.{spec.name}.cli").app
        own.command(REBUILDS.get(spec.name, "rebuild"))(_rebuild_of(spec.name))
        own.command("republish")(_republish_of(spec.name))
        app.add_typer(
            own,
            name=spec.name,
            help=f"Serves {spec.name}, or runs one of its commands.",
            callback=_server_of(spec.name),
            invoke_without_command=True,
            no_args_is_help=False,
        )


_mount()


def main() -> None:
    """The entry point of the installed command: what stands in its way is said in plain sentences."""
    import structlog

    # Standard output is for data alone; a service that is served sets its log up itself.
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    try:
        app()
    except Exception as error:
        refusal = error if isinstance(error, StartError) else _server_away(error)
        if refusal is None:
            raise
        typer.echo(refusal.message, err=True)
        typer.echo(refusal.next_step, err=True)
        sys.exit(1)


def _server_away(error: Exception) -> StartError | None:
    """What reaches servers is loaded only once something has gone wrong."""
    from shared.runtime.opening import server_away

    return server_away(error)


if __name__ == "__main__":
    main()
