"""The WSGI application of the public site: its own settings, whatever the environment names.

A variable left over from a node must not turn the public port into an officers' door.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "comity.gateway.settings"

application = get_wsgi_application()
