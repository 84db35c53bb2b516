#!/bin/sh
# Runs the rooms with records on PostgreSQL, where a server is at hand; in CI it has to be.
# COMITY_TEST_POSTGRESQL names the server; the default is this machine's.
set -eu
url="${COMITY_TEST_POSTGRESQL:-postgresql://root@127.0.0.1:5432/postgres}"
if ! "$PYTHON" - "$url" <<'PY'
import sys
import psycopg
try:
    psycopg.connect(sys.argv[1], connect_timeout=3).close()
except psycopg.OperationalError as error:
    print(f"No PostgreSQL at hand ({str(error).splitlines()[0]}).")
    sys.exit(1)
PY
then
    if [ -n "${CI:-}" ]; then echo "CI has to have PostgreSQL."; exit 1; fi
    echo "skipped: the rooms with records were tested on SQLite only"
    exit 0
fi
echo "The rooms with records, on PostgreSQL:"
COMITY_TEST_DATABASE_URL="$url" "$PYTHON" -m pytest -q -n 2 \
    tests/journal tests/jobs tests/trust tests/exchange tests/officers tests/providers \
    tests/assistance tests/evidence tests/hostile
