"""The public site as a process: slow senders, silent ones, too much at once, children that die."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from comity.gateway import serving

pytestmark = pytest.mark.whole

PATIENCE = 90.0
UNFINISHED = b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        return int(found.getsockname()[1])


def _page(port: int, path: str = "/robots.txt") -> tuple[int, float]:
    """The status of a page and the seconds until it was there."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            answer.read()
            return answer.status, time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, time.monotonic() - began


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        return _page(port)[0] == 200
    except OSError:
        return False


class Running:
    """`comity gateway run` on a port of its own."""

    def __init__(self, home: Path, *words: str) -> None:
        self.port = _free_port()
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "comity.cli",
                "gateway",
                "run",
                "--port",
                str(self.port),
                *words,
            ],
            env={**os.environ, "COMITY_GATEWAY_HOME": str(home)},
            stdout=subprocess.DEVNULL,
        )
        _until(lambda: _answers(self.port))

    def serving(self) -> list[int]:
        """The numbers of the processes that serve."""
        told = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        return [
            int(line.split()[0])
            for line in told.stdout.splitlines()
            if "comity.gateway.serving" in line
        ]

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    found = Running(tmp_path_factory.mktemp("site"))
    yield found
    found.end()


def _open(port: int, words: bytes, stack: ExitStack) -> socket.socket:
    one = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), PATIENCE)))
    one.sendall(words)
    return one


@pytest.mark.parametrize("many", [8, 40, serving.CONNECTIONS + 50])
@pytest.mark.parametrize(
    "words", [b"", UNFINISHED, b"POST /en/ HTTP/1.1\r\nContent-Length: 9999\r\n\r\n"]
)
def test_unfinished_requests_stop_nobody(running: Running, many: int, words: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(many):
            _open(running.port, words, stack)
        status, seconds = _page(running.port, "/en/states/NR/")
    assert status == 200
    assert seconds < 5


def test_a_process_that_dies_is_begun_again_and_none_stays_behind(tmp_path: Path) -> None:
    running = Running(tmp_path)
    (first,) = running.serving()
    os.kill(first, signal.SIGKILL)
    _until(lambda: running.serving() not in ([], [first]) and _answers(running.port))
    (second,) = running.serving()
    running.process.kill()
    running.process.wait()
    _until(lambda: not Path(f"/proc/{second}").exists())


def test_two_processes_share_one_port(tmp_path: Path) -> None:
    found = Running(tmp_path, "--workers", "2")
    try:
        one, other = found.serving()
        os.kill(one, signal.SIGSTOP)
        assert other
        assert _page(found.port)[0] == 200  # what the stopped one never takes in, the other does
        os.kill(one, signal.SIGCONT)
    finally:
        found.end()


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        told = subprocess.run(
            [sys.executable, "-m", "comity.cli", "gateway", "run", "--port", str(port)],
            env={**os.environ, "COMITY_GATEWAY_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert told.returncode == 1
    assert re.search(rf"Port {port} cannot be used: .*Name another with --port", told.stderr)


def test_wrong_settings_end_the_command(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "comity.cli", "gateway", "run", "--port", str(_free_port())],
        env={
            **os.environ,
            "COMITY_GATEWAY_HOME": str(tmp_path),
            "PYTHONPATH": str(_broken(tmp_path)),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert told.returncode == 1
    assert "broken on purpose" in told.stderr


def _broken(folder: Path) -> Path:
    (folder / "waitress.py").write_text("raise RuntimeError('broken on purpose')\n", "ascii")
    return folder


def _small(environ: object, start_response: Callable[..., object]) -> list[bytes]:
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def _whole(environ: object, start_response: Callable[..., object]) -> list[bytes]:
    start_response("200 OK", [("Content-Length", str(32 * 1024 * 1024))])
    return [bytes(32 * 1024 * 1024)]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., int]]:
    """A server in this process with short patience."""
    monkeypatch.setattr(serving, "REQUEST_SECONDS", 1.0)
    monkeypatch.setitem(serving.SETTINGS, "cleanup_interval", 0.2)
    monkeypatch.setitem(serving.SETTINGS, "asyncore_loop_timeout", 0.2)
    started: list[serving.Site] = []

    def start(application: object = _small, **named: object) -> int:
        for name, value in named.items():
            monkeypatch.setitem(serving.SETTINGS, name, value)
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setblocking(False)
        one = serving.Site(application, listening, os.getppid())
        threading.Thread(target=one.run, daemon=True).start()
        started.append(one)
        return int(listening.getsockname()[1])

    yield start
    for one in started:
        one.task_dispatcher.shutdown()


def _is_closed(one: socket.socket) -> bool:
    one.settimeout(0.1)
    try:
        return one.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_a_request_sent_a_byte_at_a_time_is_let_go(site: Callable[..., int]) -> None:
    with ExitStack() as stack:
        one = _open(site(), UNFINISHED, stack)
        began = time.monotonic()
        while not _is_closed(one) and time.monotonic() - began < PATIENCE:
            try:
                one.sendall(b"a")
            except OSError:
                break
            time.sleep(0.1)
        assert 0.5 < time.monotonic() - began < 10


def test_a_reader_who_takes_its_time_keeps_its_answer_and_no_thread(
    site: Callable[..., int],
) -> None:
    port = site(_whole, threads=1)
    with ExitStack() as stack:
        slow = [_open(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", stack) for _ in range(3)]
        time.sleep(2.5)  # longer than a request may be unfinished
        assert _page(port)[0] == 200
        for one in slow:
            one.settimeout(PATIENCE)
            read = 0
            while read < 32 * 1024 * 1024:
                read += len(one.recv(1024 * 1024))


REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def test_many_requests_at_once_whose_answers_nobody_reads_take_no_thread(
    site: Callable[..., int],
) -> None:
    port = site(_whole, threads=2)
    with ExitStack() as stack:
        for _ in range(4):
            _open(port, REQUEST * 60, stack)
        time.sleep(1)
        status, seconds = _page(port)
    assert status == 200
    assert seconds < 10


def test_requests_sent_at_once_are_answered_one_after_the_other(site: Callable[..., int]) -> None:
    with ExitStack() as stack:
        one = _open(site(_whole, threads=1), REQUEST * 3, stack)
        head, read = b"", 0
        one.settimeout(PATIENCE)
        while read < 3 * 32 * 1024 * 1024:
            told = one.recv(1024 * 1024)
            assert told, "it was closed before all answers were there"
            read += len(told)
            head = head or told[:15]
    assert head == b"HTTP/1.1 200 OK"


def test_who_sent_several_requests_and_reads_nothing_is_let_go(site: Callable[..., int]) -> None:
    with ExitStack() as stack:
        port = site(_whole, channel_timeout=1)
        one = _open(port, REQUEST * 3, stack)
        time.sleep(4)
        assert _page(port)[0] == 200
        one.settimeout(PATIENCE)
        read = 0
        with suppress(OSError):
            while told := one.recv(1024 * 1024):
                read += len(told)
    assert read < 32 * 1024 * 1024


def test_who_reads_nothing_gives_its_place_back(
    site: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "CONNECTIONS", 4)
    port = site(_whole, connection_limit=8)
    with ExitStack() as stack:
        for _ in range(12):
            _open(port, REQUEST, stack)
            time.sleep(0.1)
        assert _page(port)[0] == 200


def test_unread_answers_together_have_a_limit(
    site: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "UNREAD_TOGETHER_BYTES", 40 * 1024 * 1024)
    port = site(_whole)
    with ExitStack() as stack:
        first = _open(port, REQUEST, stack)
        time.sleep(0.5)
        last = _open(port, REQUEST, stack)
        time.sleep(2)
        assert _length(first) < 32 * 1024 * 1024  # who waited longest makes room
        assert _length(last) > 32 * 1024 * 1024


def _length(one: socket.socket) -> int:
    one.settimeout(2)
    read = 0
    with suppress(OSError):
        while told := one.recv(1024 * 1024):
            read += len(told)
    return read


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", b"431"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"400"),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            b"400",
        ),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", b"501"),
        (  # a proxy that counts would see another end than one that reads the parts
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
            b"400",
        ),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_is_refused(
    site: Callable[..., int], words: bytes, status: bytes
) -> None:
    with ExitStack() as stack:
        one = _open(site(), words, stack)
        assert one.recv(200).split()[1] == status
