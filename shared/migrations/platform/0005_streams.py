"""Events are shown by a function that carries the rule of visibility; the rule finds what it reads by its schema."""

from shared.migrations.steps import Migration
from shared.security import schema as security
from shared.web import schema as web

revision = "0005"
down_revision = "0004"


def upgrade(m: Migration) -> None:
    m.sql(security.VISIBLE_UNITS.strip(), security.VISIBLE_RESOURCES.strip())
    m.run(web.SHOW_EVENTS)
