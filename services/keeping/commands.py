"""The commands of `pactline` that keep an installation's data and say who else may read it."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import typer

from services import operations
from services.terminal import DEFAULT_DIR, AsJson, DataDir, show

app: Final = typer.Typer()
partner: Final = typer.Typer(no_args_is_help=True, help="Those outside who may read topics.")
app.add_typer(partner, name="partner")

rights: Final = typer.Typer(no_args_is_help=True, help="What services may do on Kafka.")
app.add_typer(rights, name="rights")

Folder = Path | None


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A directory that does not exist yet.")],
    data_dir: DataDir = DEFAULT_DIR,
    *,
    with_secret: Annotated[
        bool, typer.Option("--with-secret", help="Put the installation's secret beside the data, in plain.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Writes databases and files of one moment into a directory, beside the running services."""
    from services.keeping.backing_up import take

    made = take(data_dir, target, with_secret=with_secret)
    document = {"target": str(target), "events": sum(one.events for one in made.services), "parts": len(made.parts)}
    show(document, as_json=as_json, lines=[f"{target}: {document['events']} events, {document['parts']} parts"])
    if with_secret:
        typer.echo(f"{target / 'secret'} opens all of it: keep this backup as you keep the secret.", err=True)
    else:
        typer.echo("The secret is not in it: keep a copy of it elsewhere, or personal data can't be read.", err=True)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="The directory that `pactline backup` made.")],
    data_dir: DataDir = DEFAULT_DIR,
    *,
    erasures: Annotated[Folder, typer.Option(help="Folder of the list of erased persons.")] = None,
    without_erasures: Annotated[
        bool, typer.Option("--without-erasures", help="Nobody was erased since the backup.")
    ] = False,
    secret_file: Annotated[Folder, typer.Option(help="File with the secret of the installation.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up the databases and topics that are there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Brings back a backup into a new data directory or your servers; who was erased since is erased again."""
    from services.keeping.bringing_back import WITHDRAWN, Asked, bring_back
    from services.progress import progress

    with progress() as shown:
        done = bring_back(Asked(source, data_dir, erasures, without_erasures, secret_file, replace), shown)
    events = sum(one.events for one in done.manifest.services)
    document = {"events": events, "erased": done.erased, "withdrawn": done.withdrawn}
    show(document, as_json=as_json, lines=[f"{events} events are back, {done.erased} persons erased again"])
    if done.withdrawn:
        typer.echo(
            f"{done.withdrawn} events had been published and are no more: {data_dir / WITHDRAWN} names them.", err=True
        )


Name = Annotated[str, typer.Argument(help="Small letters, digits and hyphens, such as acme.")]


@partner.command("add")
def add_partner(
    name: Name,
    data_dir: DataDir = DEFAULT_DIR,
    *,
    topics: Annotated[
        list[str] | None, typer.Option(help="contract,asset …; customer, contract, asset and scoring unless named.")
    ] = None,
    group_prefix: Annotated[str, typer.Option(help="How its consumer groups begin; NAME. unless given.")] = "",
    as_json: AsJson = False,
) -> None:
    """Makes a Kafka user that may read these topics and nothing else, and prints its password once."""
    from dataclasses import asdict

    from shared.messaging import partners
    from shared.messaging.administration import administrator
    from shared.settings import platform_settings

    operations.reach(data_dir)
    settings = platform_settings()
    made = partners.wanted(settings, name, topics or (), group_prefix)
    password = partners.add(administrator(settings), made)
    document = {**asdict(made), "password": password, "bootstrap": settings.kafka}
    lines = [f"{key:14}{', '.join(value) if isinstance(value, tuple) else value}" for key, value in document.items()]
    show(document, as_json=as_json, lines=[*lines, "", "The password is kept nowhere: hand it over now."])


@partner.command("list")
def list_partners(data_dir: DataDir = DEFAULT_DIR, *, as_json: AsJson = False) -> None:
    """Lists partners with what they may read."""
    from dataclasses import asdict

    from shared.messaging import partners
    from shared.messaging.administration import administrator
    from shared.settings import platform_settings

    operations.reach(data_dir)
    found = partners.partners(administrator(platform_settings()))
    lines = [f"{one.name:20} {', '.join(one.topics)}  groups {one.group_prefix}…" for one in found]
    show([asdict(one) for one in found], as_json=as_json, lines=lines or ["There is no partner."])


@partner.command("remove")
def remove_partner(name: Name, data_dir: DataDir = DEFAULT_DIR, *, as_json: AsJson = False) -> None:
    """Takes a partner's rights and password away at once."""
    from shared.messaging import partners
    from shared.messaging.administration import administrator
    from shared.settings import platform_settings

    operations.reach(data_dir)
    partners.remove(administrator(platform_settings()), name)
    show({"removed": name}, as_json=as_json, lines=[f"{name} may read nothing any more"])


@rights.command("apply")
def apply_rights(
    file: Annotated[Path, typer.Argument(help="deploy/kafka/acls.yml, or one of its form.", exists=True)],
    data_dir: DataDir = DEFAULT_DIR,
    *,
    keep_passwords: Annotated[
        bool, typer.Option("--keep-passwords", help="The users are there, with passwords of their own.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Gives each user of the file its rights on Kafka and no others, and the password that its service derives."""
    from shared.messaging.administration import administrator
    from shared.messaging.rights import declared, lay_down
    from shared.settings import derived_password, platform_settings

    users = declared(file.read_text(encoding="utf-8"))
    operations.reach(data_dir)
    settings = platform_settings()
    named = () if keep_passwords else users
    passwords = {user: derived_password(settings.secret.get_secret_value(), user) for user in named}
    lay_down(administrator(settings), users, passwords)
    document = {"users": sorted(users), "passwords": sorted(passwords)}
    show(document, as_json=as_json, lines=[f"{len(users)} users have their rights and no others"])


@app.command()
def examples(
    folder: Annotated[Path, typer.Argument(help="The folder of schemas: shared/schemas of a checkout.")],
    data_dir: DataDir = DEFAULT_DIR,
    *,
    only_missing: Annotated[
        bool, typer.Option("--only-missing", help="Keep the examples that were published before.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keeps an example of every event that lies on the topics beside its schema, for the catalogue."""
    from shared.messaging.observed import observed
    from shared.messaging.real_examples import keep
    from shared.settings import platform_settings

    operations.reach(data_dir)
    written = keep(folder, asyncio.run(observed(platform_settings())), only_missing=only_missing)
    show({"kept": sorted(written)}, as_json=as_json, lines=[f"{len(written)} examples kept"])
