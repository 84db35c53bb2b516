"""What this page's content policy adds to that of all pages: it may run files of this site, and reach nothing."""

from typing import Final

from comity.look.headers import POLICY

ADDED: Final = (
    "script-src 'self'",
    "connect-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
HEADER: Final = "Content-Security-Policy"
ASKED: Final = "; ".join((POLICY, *ADDED))
