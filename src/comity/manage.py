"""Django's management commands for a node: ``python -m comity.manage``."""

import os
import sys


def main() -> None:
    """Run Django's command line with the node's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.node.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
