"""Django settings of a node, derived from its node.json; nothing is configured twice."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from comity.look.languages import LANGUAGES  # noqa: F401 - a setting
from comity.node import config

NODE = config.load(config.home_from_environment())

SECRET_KEY = NODE.secret_key
DEBUG = False
ALLOWED_HOSTS = os.environ.get("COMITY_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ROOT_URLCONF = os.environ.get("COMITY_URLS", "comity.node.desk_urls")
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "journal",
    "jobs",
    "trust",
    "exchange",
    "officers",
    "providers",
    "assistance",
    "evidence",
    "desk",
]


def _installed() -> list[str]:
    here = Path(__file__).resolve().parent.parent
    return [
        f"comity.{room}.apps.{room.capitalize()}Config"
        for room in ROOMS
        if (here / room / "apps.py").exists()
    ]


INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "comity.look",
    *_installed(),
]

NODES_DOOR = "comity.node.post_urls"
DESK_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "comity.look.headers.ContentSecurityMiddleware",
    "comity.look.disguises.DisguisesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "comity.trust.law_releases.LawInUseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# No people at the nodes' door: every request is signed by a node, none has a session or a cookie.
DOOR_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "comity.look.headers.ContentSecurityMiddleware",
    "comity.look.disguises.DisguisesMiddleware",
    "django.middleware.common.CommonMiddleware",
]
MIDDLEWARE = DOOR_MIDDLEWARE if ROOT_URLCONF == NODES_DOOR else DESK_MIDDLEWARE

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comity.look.context.page",
            ]
        },
    }
]

POSTGRESQL_SECONDS = 60  # a connection is kept so long; its server may close it earlier
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON",
}


def database(url: str, home: Path) -> dict[str, object]:
    """Django's database setting: SQLite in the node's home, or PostgreSQL from a URL.

    Connections stay open between requests: opening one costs as much as a letter's statements.
    """
    if not url:
        return {
            "ENGINE": "comity.node.sqlite",
            "NAME": str(home / "node.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": SQLITE_OPTIONS,
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise config.NodeConfigWrongError("database_url must begin with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": POSTGRESQL_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": database(NODE.database_url, NODE.home)}

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:queue"
SESSION_COOKIE_NAME = f"comity_{NODE.node.replace('-', '_')}"
CSRF_COOKIE_NAME = f"csrf_{NODE.node.replace('-', '_')}"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
# Where a proxy with TLS stands before the officers' door, cookies travel through it only.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("COMITY_BEHIND_TLS") == "1"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
STATIC_URL = "/static/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"httpx2": {"level": "WARNING"}, "httpcore2": {"level": "WARNING"}},
}
