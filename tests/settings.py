"""The test node: a home folder of its own, SQLite by default, PostgreSQL where asked for."""

import json
import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="comity-test-"))
(HOME / "node.json").write_text(
    json.dumps(
        {
            "node": "ro-1",
            "state": "RO",
            "authorities": ["RO/contact-point", "RO/issuing-authority", "RO/central-authority"],
            "directory_url": "http://127.0.0.1:1",
            "desk_port": 1,
            "post_port": 2,
            "secret_key": "test-only",
            "demo": True,
            "database_url": os.environ.get("COMITY_TEST_DATABASE_URL", ""),
        }
    ),
    "utf-8",
)
os.environ["COMITY_HOME"] = str(HOME)
os.environ.pop("COMITY_DEMO_CLOCK", None)

from comity.node.settings import *  # noqa: E402, F403

if not os.environ.get("COMITY_TEST_DATABASE_URL"):
    # A file, as in a real node: SQLite in memory knows neither WAL nor waiting for another thread.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
