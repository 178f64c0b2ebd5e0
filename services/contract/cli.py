"""`pactline contract …`: data on standard output, everything else on standard error."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from services.terminal import REFUSED, print_json, read_input, refusals, say

if TYPE_CHECKING:
    from services.contract.ocds.sending import Door, Target

app: Final = typer.Typer(
    name="contract",
    help="Contracts: import and export of open contracting data, import of registers, records of other systems.",
    no_args_is_help=True,
)

OcdsFile = Annotated[str, typer.Argument(metavar="FILE", help="An OCDS 1.1 file (JSON or JSON lines), - for input.")]
Token = Annotated[str, typer.Option(envvar="PACTLINE_TOKEN", help="Instead of --login: a token for contract.")]
CustomerToken = Annotated[str, typer.Option(envvar="PACTLINE_CUSTOMER_TOKEN", help="With --token: one for customer.")]
Login = Annotated[
    str, typer.Option(help="Signs in at the portal; the password is PACTLINE_PASSWORD or else asked for.")
]
Address = Annotated[str, typer.Option(metavar="URL", help="Where it is, unless it runs over --data-dir.")]
DataDir = Annotated[Path, typer.Option(envvar="PACTLINE_DATA_DIR", help="The installation to import into.")]
Units = Annotated[
    list[str] | None,
    typer.Option(
        "--unit-of", metavar="CODE=UNIT", help="Which unit of ours, by short code or id, the file means; once each."
    ),
]
DEFAULT_DIR: Final = Path(".pactline")


@app.callback()
def contract() -> None:
    """Contracts: import and export of open contracting data, import of registers, records of other systems."""


@app.command("import-ocds")
def import_ocds(
    file: OcdsFile,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what the file holds; needs no server.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    source: Annotated[str, typer.Option(help="The name under which the file's ids are known.")] = "ocds",
    unit: Annotated[str | None, typer.Option(help="The unit that shall own the contracts; without, your own.")] = None,
    unit_of: Units = None,
    login: Login = "",
    portal: Address = "",
    customer: Address = "",
    contract: Address = "",
    data_dir: DataDir = DEFAULT_DIR,
    token: Token = "",
    customer_token: CustomerToken = "",
) -> None:
    """Imports contracts, their parties and payments from an Open Contracting file."""
    with refusals(as_json=as_json):
        from services.contract.ocds.report import holdings, told
        from shared.settings import platform_settings
        from shared.values.clock import SystemClock

        data = read_input(file)
        found = holdings(data, SystemClock().today(platform_settings().zone))
        if unit_of:
            found.assign(told(unit_of))
        document = found.document() | ({"units": found.by_unit()} if unit_of else {})
        if not dry_run:
            from services.contract.ocds.sending import OCDS, send
            from services.progress import progress

            addresses = {"portal": portal, "customer": customer, "contract": contract}
            tokens = {"customer": customer_token, "contract": token}
            target = _target(source, unit, data_dir, addresses, login, tokens)
            with progress() as shown:
                document |= send(data, found, target, shown, {**OCDS, "units": unit_of or []})
    _show(document, as_json=as_json)
    if document["rejected"] and not document["contracts"]:
        raise typer.Exit(REFUSED)


@app.command("import-register")
def import_register(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A register of contracts (CSV or XLSX), - for input.")],
    *,
    currency: Annotated[str, typer.Option(help="Of all amounts, ISO 4217.")] = "CNY",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what the file holds; needs no server.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    source: Annotated[str, typer.Option(help="The name under which the file's numbers are known.")] = "register",
    unit: Annotated[str | None, typer.Option(help="The unit that shall own the contracts; without, your own.")] = None,
    unit_of: Units = None,
    login: Login = "",
    portal: Address = "",
    customer: Address = "",
    contract: Address = "",
    data_dir: DataDir = DEFAULT_DIR,
    token: Token = "",
    customer_token: CustomerToken = "",
) -> None:
    """Imports a register of contracts, a contract a row, with its suppliers."""
    with refusals(as_json=as_json):
        from services.contract.register.reading import register

        data = read_input(file)
        found = register(data, currency)
        document = found.document() | ({"units": found.by_unit()} if found.belongings else {})
        if not dry_run:
            from services.contract.ocds.sending import send
            from services.progress import progress

            addresses = {"portal": portal, "customer": customer, "contract": contract}
            tokens = {"customer": customer_token, "contract": token}
            target = _target(source, unit, data_dir, addresses, login, tokens)
            asked = {"kind": "register", "currency": currency, "units": unit_of or []}
            with progress() as shown:
                document |= send(data, found, target, shown, asked)
    _show(document, as_json=as_json)
    if document["rejected"] and not document["contracts"]:
        raise typer.Exit(REFUSED)


@app.command("collect")
def collect(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Records (JSON lines, CSV or XLSX), - for input.")],
    *,
    source: Annotated[str, typer.Option(help="The source that the collector is registered for.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    login: Login = "",
    portal: Address = "",
    contract: Address = "",
    data_dir: DataDir = DEFAULT_DIR,
    token: Token = "",
) -> None:
    """Sends what another system booked: orders, deliveries, invoices, receipts and payments."""
    with refusals(as_json=as_json):
        from services.contract.collected.sending import COUNTED, records_of, send_records
        from services.progress import progress

        records = records_of(read_input(file))
        addresses = {"portal": portal, "contract": contract}
        door = _doors(data_dir, addresses, login, {"contract": token})["contract"]
        with progress() as shown:
            document = send_records(door, source, records, shown)
    if as_json:
        print_json(document)
    else:
        for name in ("records", *COUNTED):
            typer.echo(f"{name:<14}{document[name]:>12,}")
        for remark in document["remarks"]:
            say(f"{remark['result']}: record {remark['record']} {remark['field']}: {remark['reason']}")
    if document["rejected"] == document["records"]:
        raise typer.Exit(REFUSED)


@app.command("export-ocds")
def export_ocds(
    *,
    source: Annotated[str, typer.Option(help="Only contracts imported under this name; without, all.")] = "",
    prefix: Annotated[str, typer.Option(help="The publisher's prefix for processes of our own.")] = "ocds-000000",
    login: Login = "",
    portal: Address = "",
    contract: Address = "",
    data_dir: DataDir = DEFAULT_DIR,
    token: Token = "",
) -> None:
    """Writes the contracts that one may see as a release package to standard output."""
    with refusals(as_json=False):
        from services.contract.release.fetching import fetch

        addresses = {"portal": portal, "contract": contract}
        door = _doors(data_dir, addresses, login, {"contract": token})["contract"]
        content = fetch(door, source or None, prefix)
    typer.echo(content.decode())


def _target(
    source: str, unit: str | None, data_dir: Path, given: dict[str, str], login: str, tokens: dict[str, str]
) -> "Target":
    """Where the file goes and who sends it."""
    from services.contract.ocds.sending import Target

    doors = _doors(data_dir, given, login, tokens)
    return Target(source, unit, doors["customer"], doors["contract"])


def _doors(data_dir: Path, given: dict[str, str], login: str, tokens: dict[str, str]) -> "dict[str, Door]":
    """The services that have a token, each with who asks there."""
    from services.contract.ocds.sending import Door
    from services.signing_in import Bearer, SignedIn, address_of, sign_in

    at = {service: address_of(service, data_dir, address) for service, address in given.items()}
    if login:
        session = sign_in(at["portal"], login, _password(login), lambda: _code(login))
        return {service: Door(at[service], SignedIn(at["portal"], session, service)) for service in tokens}
    if all(tokens.values()):
        return {service: Door(at[service], Bearer(text)) for service, text in tokens.items()}
    raise typer.BadParameter("say who asks, or pass --dry-run to only look into a file.", param_hint="--login")


def _password(login: str) -> str:
    import os

    known = os.environ.get("PACTLINE_PASSWORD")
    return known or str(typer.prompt(f"Password of {login}", hide_input=True, err=True))


def _code(login: str) -> str:
    import os

    known = os.environ.get("PACTLINE_CODE")
    return known or str(typer.prompt(f"Code of the second factor of {login}", err=True))


def _show(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(document)
        return
    typer.echo(f"contracts     {document['contracts']:>12,}")
    typer.echo(f"parties       {document['parties']:>12,}")
    typer.echo(f"transactions  {document['transactions']:>12,}")
    if document["amendments"]:
        typer.echo(f"amendments    {document['amendments']:>12,}")
    for currency, amount in document["amount_by_currency"].items():
        typer.echo(f"{currency:<14}{amount:>12}")
    typer.echo(f"rejected      {len(document['rejected']):>12,}")
    typer.echo(f"warnings      {document['warning_count']:>12,}")
    for name, figures in ((name, document[name]) for name in ("customers", "import") if name in document):
        done = ", ".join(f"{figures[each]:,} {each}" for each in OUTCOMES if each in figures)
        since = ", ".join(f"{figures[each]:,} {words}" for each, words in SINCE.items() if figures.get(each))
        typer.echo(f"{IMPORTED[name]:<14}{done}" + (f"; since then {since}" if since else ""))
    for remark in document["rejected"]:
        say(f"rejected: {remark['place']}{remark['field']}: {remark['reason']}")


IMPORTED: Final = {"customers": "customers", "import": "contracts"}
SINCE: Final = {
    "new_amendments": "amendments",
    "new_payments": "payments",
    "new_milestones": "milestones",
    "new_states": "states",
    "differing": "differing",
}
"""What is told of contracts that are here already, where a file tells it."""
OUTCOMES: Final = ("registered", "imported", "amended", "changed", "unchanged", "refused", "rejected")
