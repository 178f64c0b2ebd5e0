"""The `pactline` command: one service, or all of them."""

import asyncio
import importlib
from typing import Annotated, Any, Final

import typer

from services.catalogue import CATALOGUE

app: Final = typer.Typer(
    name="pactline",
    help="The life of customers, contracts and assets of a company, kept as events.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

WITH_COMMANDS: Final = ("customer", "contract", "asset", "scoring", "notify", "portal")


def _server_of(service: str) -> Any:
    def serve(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            from shared.runtime.serving import serve_one

            raise typer.Exit(serve_one(next(entry for entry in CATALOGUE if entry.name == service)))

    serve.__doc__ = f"Serves {service}, or runs one of its commands."
    return serve


def _rebuild_of(service: str) -> Any:
    def rebuild(
        *, swap: Annotated[bool, typer.Option(help="Put the rebuilt rows in the place of the live ones.")] = False
    ) -> None:
        from services.operations import rebuild_tables

        raise typer.Exit(asyncio.run(rebuild_tables(service, swap=swap)))

    rebuild.__doc__ = f"Makes the tables of {service} again from its own events and holds them against the live ones."
    return rebuild


def _mount() -> None:
    for service in WITH_COMMANDS:
        commands = _commands_of(service)
        if service != "scoring":
            commands.command("rebuild")(_rebuild_of(service))
        app.add_typer(
            commands,
            name=service,
            help=f"The {service} service and its commands.",
            callback=_server_of(service),
            invoke_without_command=True,
            no_args_is_help=False,
        )


def _commands_of(service: str) -> typer.Typer:
    try:
        module = importlib.import_module(f"services.{service}.cli")
    except ModuleNotFoundError as missing:
        if missing.name != f"services.{service}.cli":
            raise
        return typer.Typer()
    commands: typer.Typer = module.app
    return commands


_mount()


def main() -> None:
    """The entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
