"""Open Contracting Data Standard 1.1, read: packages, records, releases, as JSON or JSON lines."""
