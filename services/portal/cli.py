"""`pactline portal ...`: what the first start needs from a terminal."""

from typing import Annotated

import typer

from services.portal.company.events import Customers, Offer
from services.terminal import DEFAULT_DIR, AsJson, DataDir, print_json, refusals, say, show

app = typer.Typer(name="portal", help="Organisation and sign-in.", no_args_is_help=True)


@app.callback()
def portal() -> None:
    """Organisation and sign-in."""


@app.command("bootstrap")
def print_bootstrap(data_dir: DataDir = DEFAULT_DIR, *, as_json: AsJson = False) -> None:
    """Prints the secret that `POST /v1/setup` asks for at the first start; once set up it opens nothing."""
    from services import operations
    from services.portal.setup.handlers import bootstrap_secret
    from shared.settings import read_settings

    operations.reach(data_dir)
    secret = bootstrap_secret(read_settings().secret.get_secret_value())
    show({"bootstrap": secret}, as_json=as_json, lines=[secret])


@app.command("setup")
def set_up(
    organisation: Annotated[str, typer.Option(help="The name of the organisation.")],
    login: Annotated[str, typer.Option(help="What the first administrator signs in with.")],
    name: Annotated[str, typer.Option(help="The administrator's name; the login unless given.")] = "",
    customers: Annotated[
        Customers | None, typer.Option(help="Few customers, each known by name, or many alike; with --offer.")
    ] = None,
    offer: Annotated[
        Offer | None, typer.Option(help="The same work for everybody, or made for each; with --customers.")
    ] = None,
    data_dir: DataDir = DEFAULT_DIR,
    *,
    as_json: AsJson = False,
) -> None:
    """Makes the organisation and its first administrator, whose one-time password it prints."""
    from services import operations
    from services.portal.setup.first import set_up_over_http
    from shared.settings import read_settings

    if (customers is None) != (offer is None):
        raise typer.BadParameter("--customers and --offer come together.")
    chosen = {"customers": customers.value, "offer": offer.value} if customers and offer else None
    operations.reach(data_dir)
    settings = read_settings()
    address = settings.url("portal")
    with refusals(as_json=as_json):
        secret = settings.secret.get_secret_value()
        made = set_up_over_http(address, secret, organisation, login, name or login, chosen)
    if as_json:
        print_json(made)
    else:
        say(f"{login} administers {organisation} and signs in at {address} with this password, which is changed then:")
        typer.echo(made["one_time_password"])
