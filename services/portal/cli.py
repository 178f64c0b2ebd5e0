"""`pactline portal ...`: what the first start needs from a terminal."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="portal", help="Organisation and sign-in.", no_args_is_help=True)


@app.callback()
def portal() -> None:
    """Organisation and sign-in."""


@app.command("bootstrap")
def print_bootstrap(
    data_dir: Annotated[Path, typer.Option(envvar="PACTLINE_DATA_DIR", help="Where the installation lives.")] = Path(
        ".pactline"
    ),
) -> None:
    """Prints the secret that `POST /v1/setup` asks for at the first start; once set up it opens nothing."""
    from services import operations
    from services.portal.setup.handlers import bootstrap_secret
    from shared.settings import read_settings

    operations.reach(data_dir)
    secret = read_settings().secret.get_secret_value()
    typer.echo(bootstrap_secret(secret))
