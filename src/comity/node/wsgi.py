"""The WSGI application of either door; ``COMITY_URLS`` says which."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.node.settings")

application = get_wsgi_application()
