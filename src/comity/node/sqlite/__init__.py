"""Django's SQLite backend, with a fairer way to wait for the one writer (`base`)."""
