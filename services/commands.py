"""The commands of `pactline` that concern the whole installation."""

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from services import operations
from services.catalogue import CATALOGUE
from services.terminal import DEFAULT_DIR, AsJson, DataDir, in_one_line, say, show
from shared.values.errors import StartError

if TYPE_CHECKING:
    from shared.messaging.parked import ParkedEvent

app: Final = typer.Typer(no_args_is_help=True)
parked: Final = typer.Typer(no_args_is_help=True, help="Events that a consumer could not handle.")
app.add_typer(parked, name="parked")
logs: Final = typer.Typer(no_args_is_help=True, help="What was done, refused and looked at, in sealed chains.")
app.add_typer(logs, name="logs")


@app.command()
def up(
    data_dir: DataDir = DEFAULT_DIR,
    *,
    port: Annotated[int, typer.Option(help="The portal's port; the services follow.", min=1024, max=65000)] = 8400,
    demo: Annotated[bool, typer.Option("--demo", help="Plays the demonstration into the installation first.")] = False,
) -> None:
    """Serves the whole installation until it is stopped."""
    from services.keeping.on_request import OnRequest
    from shared.runtime.supervisor import nothing_to_say
    from shared.runtime.supervisor import up as serve_all

    play = None
    if demo:
        from services.story.play import played_into

        play = played_into(None)
    greet = nothing_to_say if demo else partial(_first_steps, data_dir)
    restorer = OnRequest(_waiting_page)
    raise typer.Exit(serve_all(CATALOGUE, data_dir, first_port=port, play=play, greet=greet, restorer=restorer))


def _waiting_page(root: Path, accepted: str, cookies: str) -> tuple[bytes, str]:
    """Loaded only by the process that shows it."""
    from services.portal.pages.operations.backups.waiting import waiting_page

    return waiting_page(root, accepted, cookies)


def _first_steps(data_dir: Path, address: str) -> list[str]:
    """What a fresh installation still needs before anybody can sign in."""
    from shared.runtime.probes import ask

    state = ask(address, "/v1/setup")
    if state is None or state.body.get("done", True):
        return []
    return [
        "There is no organisation yet. Make it, and its first administrator, from another terminal:",
        f"  pactline portal setup --data-dir {data_dir} --organisation 'NAME' --login LOGIN",
        "With --customers few|many --offer standard|custom it offers the defaults of such a company.",
    ]


@app.command()
def demo(
    ocds: Annotated[Path | None, typer.Option(help="Organisations and contracts from an OCDS 1.1 file.")] = None,
    *,
    port: Annotated[int, typer.Option(help="The portal's port; the services follow.", min=1024, max=65000)] = 8400,
) -> None:
    """Plays the life of a contract in a fresh installation, explains each step, and leaves nothing running."""
    from services.story.play import demonstrate

    raise typer.Exit(demonstrate(ocds, port))


@app.command()
def status(data_dir: DataDir = DEFAULT_DIR, *, as_json: AsJson = False) -> None:
    """Shows the services, how far they are behind, what waits to be published and what is parked."""
    from dataclasses import asdict

    from shared.runtime.status import status as state_of

    found = state_of(data_dir, {spec.name: spec.address for spec in CATALOGUE})
    if not found.running and not operations.names_servers():
        raise StartError(
            f"No installation runs over {data_dir}.",
            "Start one with `pactline up`, or name its directory by --data-dir.",
        )
    lines = [
        f"{one.name:10} {one.health:10} {one.address}  {_figures(dict(one.figures))}{_lacking(dict(one.waiting))}"
        for one in found.services
    ]
    show(asdict(found), as_json=as_json, lines=lines)
    raise typer.Exit(0 if all(one.health == "ready" for one in found.services) else 1)


def _lacking(waiting: dict[str, Any]) -> str:
    """What is not as it should be, of a service that is not ready."""
    lacking = [name for name, holds in waiting.get("checks", {}).items() if not holds]
    return f"  not as it should be: {', '.join(lacking)}" if lacking else ""


def _figures(figures: dict[str, Any]) -> str:
    if not figures:
        return ""
    lags = [consumer["lag"] for consumer in figures["consumers"]]
    lag = None if None in lags else sum(lags)
    known = {"lag": lag, "outbox": figures["relay"]["pending"], "parked": figures["parked"]}
    return "  ".join(f"{name} {'unknown' if n is None else n}" for name, n in known.items())


@app.command()
def migrate(
    data_dir: DataDir = DEFAULT_DIR,
    *,
    finish: Annotated[
        bool, typer.Option("--finish", help="No older version runs any more: take away its leftovers.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Brings every database and topic to this version; a second run changes nothing."""
    if not operations.names_servers():
        raise StartError(
            "PACTLINE_DATABASE_URL names no server; an installation of its own is migrated by `pactline up`.",
            f"Set it to a role with CREATEDB, CREATEROLE and BYPASSRLS, or run `pactline up --data-dir {data_dir}`.",
        )
    from services.progress import progress

    with progress() as shown:
        done = asyncio.run(operations.migrate_all(shown, finish=finish))
    lines = [f"{name:10} {'brought' if one['changed'] else 'was'} up to date" for name, one in done.items()]
    show(done, as_json=as_json, lines=lines)


def _known(service: str) -> str:
    names = [spec.name for spec in CATALOGUE]
    if service not in names:
        raise typer.BadParameter(f"{service} is no service; they are {', '.join(names)}.")
    return service


def _all_known(services: list[str] | None) -> list[str]:
    return [_known(one) for one in services or ()]


Services = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SERVICE]...", help="All of them unless named.", callback=_all_known),
]


@app.command()
def audit(services: Services = None, *, data_dir: DataDir = DEFAULT_DIR, as_json: AsJson = False) -> None:
    """States that every committed event was published in order and had its effect once, or lists which did not.

    Of a service by name: that its own events are on its topic, and that its consumers did what they have read.
    """
    from services.progress import progress

    operations.reach(data_dir)
    who = f"the store of {', '.join(services)}" if services else "every store"
    say(f"Holding {who} against its topic, and topics against those who read them …")
    with progress() as shown:
        report = asyncio.run(operations.audit_everything(services or (), shown))
    show(report.as_json(), as_json=as_json, lines=list(report.sentences()))
    raise typer.Exit(0 if report.clean else 1)


@logs.command("verify")
def verify_logs(
    data_dir: DataDir = DEFAULT_DIR,
    *,
    as_json: AsJson = False,
    seal: Annotated[
        list[str] | None, typer.Option(help="A seal noted earlier, as customer.looks=9f86…: the chain must hold it.")
    ] = None,
) -> None:
    """States that nothing logged was changed, removed or left out since it was sealed, or names the first that was."""
    from dataclasses import asdict

    operations.reach(data_dir)
    known = dict(one.partition("=")[::2] for one in seal or ())
    found = asyncio.run(operations.verify_logs(known))
    if unknown := known.keys() - found.keys():
        words = f"{', '.join(sorted(unknown))} is no log; they are {', '.join(found)}."
        raise typer.BadParameter(words, param_hint="--seal")
    lines = [
        f"{name:18} {one.batches} batches of {one.records} records hold, {one.waiting} wait for their seal"
        f"{f', last seal {one.head}' if one.head else ''}"
        f"{f'; BROKEN: {one.broken}' if one.broken else ''}"
        for name, one in found.items()
    ]
    show({name: asdict(one) for name, one in found.items()}, as_json=as_json, lines=lines)
    raise typer.Exit(0 if all(one.whole for one in found.values()) else 1)


@parked.command("list")
def list_all(data_dir: DataDir = DEFAULT_DIR, *, as_json: AsJson = False) -> None:
    """Lists what is parked, by service."""
    from dataclasses import asdict

    from shared.messaging.parked import list_parked

    operations.reach(data_dir)
    found = asyncio.run(operations.in_every_store(list_parked))
    lines = [parked_line(service, one) for service, events in found.items() for one in events]
    document = {service: [asdict(one) for one in events] for service, events in found.items()}
    show(document, as_json=as_json, lines=lines or ["Nothing is parked."])


def parked_line(service: str, one: "ParkedEvent") -> str:
    """A parked event on one line, whatever its error has."""
    where = f"{one.topic}/{one.partition}" + ("" if one.offset is None else f"@{one.offset}")
    return f"{service} {one.id}  {one.consumer}  {where}  {one.type or 'no event'}  {in_one_line(one.error)}"


Service = Annotated[str, typer.Argument(help="The service whose consumer parked it.", callback=_known)]
Number = Annotated[int, typer.Argument(help="The number that `list` shows.")]


@parked.command("show")
def show_one(service: Service, number: Number, data_dir: DataDir = DEFAULT_DIR, *, as_json: AsJson = False) -> None:
    """Shows one parked event whole: its record, the error and the stack."""
    from dataclasses import asdict

    from shared.messaging.parked import NoSuchParkedError, show_parked

    operations.reach(data_dir)

    async def work() -> Any:
        async with operations.opened(service) as store:
            return await show_parked(store, number)

    try:
        found = asyncio.run(work())
    except NoSuchParkedError:
        raise _no_such(number) from None
    headers = [f"{name}: {value}" for name, value in found.headers]
    show(asdict(found), as_json=as_json, lines=[found.listed.error, found.stack, *headers, found.value])


@parked.command("retry")
def retry_one(service: Service, number: Number, data_dir: DataDir = DEFAULT_DIR, *, as_json: AsJson = False) -> None:
    """Handles the parked event again, then what waits behind it in order."""
    from dataclasses import asdict

    from shared.messaging.parked import NoSuchParkedError, retry_parked, show_parked

    operations.reach(data_dir)

    async def work() -> Any:
        async with operations.opened(service) as store:
            name = (await show_parked(store, number)).listed.consumer
            known = {one.name: one for one in operations.consumers_of(service)}
            if name not in known:
                raise StartError(
                    f"{service} has no consumer {name} any more; it has {', '.join(sorted(known))}.",
                    f"Give the event up with `pactline parked drop {service} {number}`, or bring the consumer back.",
                )
            return await retry_parked(store, known[name], number)

    try:
        replay = asyncio.run(work())
    except NoSuchParkedError:
        raise _no_such(number) from None
    said = f"{replay.replayed} handled" + (f", stopped: {replay.error}" if replay.error else "")
    show(asdict(replay), as_json=as_json, lines=[said])
    raise typer.Exit(0 if replay.error is None else 1)


@parked.command("drop")
def drop_one(service: Service, number: Number, data_dir: DataDir = DEFAULT_DIR, *, as_json: AsJson = False) -> None:
    """Gives the parked event up; what waits behind it is handled when it is retried."""
    from shared.messaging.parked import NoSuchParkedError, drop_parked

    operations.reach(data_dir)

    async def work() -> None:
        async with operations.opened(service) as store:
            await drop_parked(store, number)

    try:
        asyncio.run(work())
    except NoSuchParkedError:
        raise _no_such(number) from None
    show({"service": service, "dropped": number}, as_json=as_json, lines=[f"{service} {number} is given up"])


def _no_such(number: int) -> typer.Exit:
    typer.echo(f"There is no parked event of number {number}, or it is settled already.", err=True)
    typer.echo("`pactline parked list` shows those there are.", err=True)
    return typer.Exit(1)
