"""What was known on a day, as services are asked for it."""

from datetime import UTC, date, datetime, time, timedelta

from services.portal.pages.frame.visit import Visit


def known_by(visit: Visit, day: str) -> str:
    """The end of a day in the installation's zone, as a moment; empty for now, and for a day that is none."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return ""
    end = datetime.combine(on + timedelta(days=1), time(), visit.running.store.zone).astimezone(UTC)
    return min(end, visit.running.store.clock.now()).isoformat().replace("+00:00", "Z")
