"""The reference: what Django on gunicorn does with the same JSON when nothing is checked."""
