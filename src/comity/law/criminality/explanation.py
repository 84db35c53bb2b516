"""A finding as a reasoned page.

The desk calls ``fragment(finding, language)``: the body of the page as safe HTML. Keep that name.
"""

from html import escape

from comity.law.criminality.cli import lines
from comity.law.criminality.finding import Finding
from comity.law.criminality.wording import Wording
from comity.law.release import packaged


def fragment(finding: Finding, language: str = "en") -> str:
    """The body of the page: everything in it is escaped."""
    text = "\n".join(lines(finding, Wording(packaged().offences, language)))
    return f"<pre>{escape(text)}</pre>"
