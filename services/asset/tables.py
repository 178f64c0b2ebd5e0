"""All tables of the service, for its migration and its declaration."""

from sqlalchemy import MetaData

metadata = MetaData()
