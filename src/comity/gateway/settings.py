"""Django settings of the public site. It shares none with a node, and knows of no node.

COMITY_GATEWAY_HOSTS names the hosts it answers to; the default is this machine.
"""

import os
import secrets
from pathlib import Path

from comity.look.languages import LANGUAGES  # noqa: F401 - a setting

SECRET_KEY = os.environ.get("COMITY_GATEWAY_SECRET") or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("COMITY_GATEWAY_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ROOT_URLCONF = "comity.gateway.urls"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LOCALE_PATHS = [Path(__file__).resolve().parent / "locale"]
INSTALLED_APPS = ["comity.gateway", "django.contrib.staticfiles"]
# Of the node's pages only the sheet and the fonts: installing their room would load its template tags.
STATICFILES_DIRS = [Path(__file__).resolve().parent.parent / "look" / "static"]
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "comity.look.headers.ContentSecurityMiddleware",
    "comity.gateway.languages.LanguageMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "comity.gateway.context.page",
            ],
            "libraries": {
                "survey": "comity.gateway.survey.tags",
                "entering": "comity.gateway.entering.tags",
            },
        },
    }
]
DATABASES: dict[str, dict[str, str]] = {}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
STATIC_URL = "/static/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A stranger's wrong host is answered with 400; thirty lines of log for each would fill the disk.
    "loggers": {
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django.request": {"level": "ERROR"},  # our own faults; not each address that leads nowhere
        "waitress.queue": {"handlers": [], "propagate": False},
    },
}
