"""The public site as a process of its own, and its pictures: `python -m tests.browser.gateway [FOLDER]`.

The pictures of docs/gateway.md lie in docs/screens/gateway unless another folder is named.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser

from tests.browser.eyes import PHONE, Eyes, chromium

FOLDER = Path(__file__).parents[2] / "docs" / "screens" / "gateway"
LAPTOP = (1280, 800)
START_SECONDS = 30
PAGES = {
    "home": "",
    "help": "help/",
    "outcome": "help/paid-by-transfer/",
    "guidance": "guidance/",
    "guide": "guidance/topics/phishing/?state=EE",
    "audience": "guidance/audiences/businesses/",
    "states": "states/",
    "state": "states/EE/",
    "poorest": "states/NR/",
    "map": "map/party/cets-185/",
    "map-offence": "map/offence/illegal_access/",
    "map-questions": "map/",
    "compare": "compare/?state=EE&state=RO&state=SN",
    "instruments": "instruments/",
    "instrument": "instruments/cets-224/",
    "offences": "offences/",
    "offence": "offences/computer_fraud/",
    "provision": "provisions/ee-ks-217/",
    "search": "search/?q=phishing",
    "data": "data/",
    "dumps": "data/dumps/",
    "dictionary": "data/dumps/dictionary/",
    "toolkit": "toolkit/",
    "toolkit-compare": "toolkit/compare/",
    "toolkit-coverage": "toolkit/coverage/",
    "toolkit-receipt": "toolkit/receipt/",
    "resources": "resources/",
    "resources-kind": "resources/kind/standard/",
    "resource": "resources/c-proc/",
    "resources-expired": "resources/expired/",
    "verify": "verify/",
    "members": "members/",
    "survey": "survey/",
    "survey-propose": "survey/propose/?state=EE",
    "survey-entry": "survey/propose/?kind=resource",
    "survey-public": "survey/public/",
    "survey-results": "survey/results/",
    "about": "about/",
    "nothing": "nothing-here/",
}
"""Every kind of page, with one of its kind."""


@contextmanager
def running() -> Iterator[str]:
    """The site on a free port; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "comity.cli", "gateway", "run", "--port", str(port)]
    home = {"COMITY_GATEWAY_HOME": tempfile.mkdtemp(prefix="comity-gateway-")}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | home)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/robots.txt")
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urlopen(address, timeout=2).close()
            return
        except OSError:  # refused, reset, or no answer yet
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def take(browser: Browser, address: str, folder: Path) -> list[Path]:
    """A picture of each kind of page: English on a laptop, Arabic on a phone."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for language, size in (("en", LAPTOP), ("ar", PHONE)):
        eyes = Eyes(browser, address, size)
        for name, path in PAGES.items():
            eyes.open(f"/{language}/{path}")
            eyes.page.evaluate("document.fonts.ready")
            picture = folder / f"{name}-{language}.jpg"
            eyes.page.screenshot(path=picture, type="jpeg", quality=60)
            taken.append(picture)
        eyes.close()
    return taken


def main(arguments: list[str]) -> int:
    """Take all pictures."""
    folder = Path(arguments[0]) if arguments else FOLDER
    with running() as address, chromium() as browser:
        for picture in take(browser, address, folder):
            sys.stdout.write(f"{picture}: {picture.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
