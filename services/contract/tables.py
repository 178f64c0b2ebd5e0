"""The one catalogue of this service's own tables."""

from sqlalchemy import MetaData

metadata = MetaData()
"""The contract service's own tables."""
