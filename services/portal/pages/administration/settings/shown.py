"""Which settings a page shows, and what each is: neither secrets nor the addresses of what lies behind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from services.portal.pages.frame.words import N_
from shared.settings import PREFIX, PlatformSettings


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting by its words: what it is, what it does, and the unit of its value; `words` say what a value means."""

    name: str
    title: str
    does: str
    unit: str = ""
    words: tuple[tuple[str, str], ...] = ()
    reads: Callable[[PlatformSettings], Any] | None = None

    @property
    def variable(self) -> str:
        """The variable of the environment that sets it."""
        return f"{PREFIX}{self.name.upper()}"

    def value(self, settings: PlatformSettings) -> str:
        """What it is set to, a message of the catalogues where it has words."""
        found = self.reads(settings) if self.reads else getattr(settings, self.name)
        text = f"{found:g}" if isinstance(found, float) else str(found)
        return dict(self.words).get(text, text)


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that are about one thing."""

    title: str
    settings: tuple[Setting, ...]


SECONDS: Final = N_("%(value)s seconds")

GROUPS: Final = (
    Group(
        N_("Installation"),
        (
            Setting(
                "mode",
                N_("Mode"),
                N_("In production nothing starts on the secret that comes with the product."),
                words=(("development", N_("development")), ("production", N_("production"))),
            ),
            Setting("time_zone", N_("Time zone"), N_("When a day begins: due days, closings, the days on pages.")),
        ),
    ),
    Group(
        N_("Safety"),
        (
            Setting(
                "second_factor",
                N_("Second factor"),
                N_("Who can't sign in without one."),
                words=(
                    ("off", N_("nobody")),
                    ("administrators", N_("administrators")),
                    ("everybody", N_("everybody")),
                ),
                reads=lambda settings: settings.second_factor_policy,
            ),
            Setting(
                "rate_per_second",
                N_("Requests of one caller"),
                N_("How many a person or a program may make; 0 means any number."),
                N_("%(value)s a second"),
            ),
            Setting(
                "rate_burst",
                N_("Requests at once"),
                N_("How many of them may come together after a pause."),
                N_("%(value)s at once"),
            ),
            Setting(
                "backups", N_("Folder of back-ups"), N_("Best on another disk."), reads=lambda one: one.backup_folder
            ),
            Setting(
                "erasures",
                N_("Folder of the list of erased persons"),
                N_("A restore erases them again; best on another disk."),
                reads=lambda settings: settings.erasure_list.absolute(),
            ),
        ),
    ),
    Group(
        N_("Events"),
        (
            Setting("partitions", N_("Partitions of a topic"), N_("As many readers may share the work.")),
            Setting("replication", N_("Copies of a topic"), N_("On how many brokers every event lies.")),
            Setting("topic_prefix", N_("Beginning of topics' names"), N_("Keeps installations on one Kafka apart.")),
            Setting(
                "kafka_session_seconds",
                N_("Silence of a reader"),
                N_("Then others take its work over."),
                SECONDS,
            ),
        ),
    ),
    Group(
        N_("Databases"),
        (
            Setting("database_wait_seconds", N_("Wait for a connection"), N_("Then a request is refused."), SECONDS),
            Setting(
                "database_statement_seconds",
                N_("Longest statement"),
                N_("One that takes longer for a caller is broken off."),
                SECONDS,
            ),
        ),
    ),
)
