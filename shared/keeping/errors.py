"""What stands in the way of keeping data, in words for the person at the terminal."""

from shared.values.errors import StartError


class KeepingError(StartError):
    """A backup, a restore or a republishing that can't be done as asked; nothing was changed unless it says so."""
