"""What goes out together: a key with the beginning of its transaction, appends that come at once, or by COPY."""

from shared.eventstore import schema as eventstore
from shared.migrations.steps import Migration
from shared.web import schema as web

revision = "0003"
down_revision = "0002"


def upgrade(m: Migration) -> None:
    m.sql(web.OPEN_COMMAND.strip(), eventstore.APPEND_GROUP.strip(), eventstore.RESERVE.strip())
