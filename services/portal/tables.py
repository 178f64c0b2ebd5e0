"""Every table of the portal."""

from typing import Final

from sqlalchemy import MetaData

metadata: Final = MetaData()
