"""One process that serves the public site, and gives way neither to slow senders nor to slow readers.

    python -m comity.gateway.serving FD PARENT     serve on the open socket FD as long as process PARENT, which began it, is there

Waitress takes in a whole request before one of its threads sees it, so that an unfinished one costs memory and no
thread. What it leaves open is closed here: a request that is sent a byte at a time (its own timer starts again with every byte);
all places taken (it would take in nobody): then the connection that has waited longest without a whole request makes
room for the one that comes; several requests sent at once (a thread would wait until their answers are read): the
next is begun when the answer before it has been read; unread answers that fill memory and disk together.
"""

import os
import signal
import socket
import sys
import time
from types import FrameType
from typing import Any, Final

from waitress.adjustments import Adjustments
from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer

from comity.wire.limits import KIB, MIB

THREADS: Final = 8
CONNECTIONS: Final = 1_000  # at a time; then whoever waited longest makes room
REQUEST_SECONDS: Final = 30.0  # from the first byte of a request to its last
IDLE_SECONDS: Final = 60  # without a byte in either direction
LOOK_SECONDS: Final = 2  # between two looks at who waits
HEADER_BYTES: Final = 16 * KIB  # all headers of a request
REQUEST_BYTES: Final = (
    4 * MIB
)  # the body of a request; every form and file has a smaller limit of its own
UNREAD_BYTES: Final = 64 * MIB  # of an answer that is read slowly; more than any page or dump has
UNREAD_TOGETHER_BYTES: Final = 512 * MIB  # of all answers that are kept until they are read

SETTINGS: Final = {
    "threads": THREADS,
    "connection_limit": CONNECTIONS
    * 2,  # Waitress would stop accepting here; the site makes room before
    "channel_timeout": IDLE_SECONDS,
    "cleanup_interval": LOOK_SECONDS,
    "max_request_header_size": HEADER_BYTES,
    "max_request_body_size": REQUEST_BYTES,
    "outbuf_high_watermark": UNREAD_BYTES,
    "asyncore_use_poll": True,  # select() knows no descriptor above 1023
    "ident": None,
    "log_socket_errors": False,
}


class Request(HTTPRequestParser):
    """A request whose end can be read in one way only."""

    def parse_header(self, header_plus: bytes) -> None:
        """Raises ParsingError for a request that says its length twice, in two ways."""
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding together")


class Connection(HTTPChannel):
    """A connection that knows since when its request has been unfinished, and gives one answer at a time."""

    parser_class = Request
    since: float = 0.0
    held = False  # its next request is here and waits until the answer before it has been read

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.since = time.monotonic()
        super().__init__(*arguments, **named)

    def received(self, data: bytes) -> bool:
        """Take in some bytes; a request counts from its first one."""
        if self.request is None and not self.requests:
            self.since = time.monotonic()
        return bool(super().received(data))

    def service(self) -> None:
        """Answer a request, unless an answer before it is still to be read: then no thread waits for that."""
        with self.outbuf_lock:
            self.held = bool(self.total_outbufs_len)
        if not self.held:
            super().service()

    def handle_write(self) -> None:
        """Send what can be sent; the request that waited for it is next."""
        super().handle_write()
        if self.held and self.connected and not self.total_outbufs_len:
            self.held = False
            self.since = time.monotonic()
            self.server.add_task(self)  # type: ignore[arg-type]  # its stubs know tasks only

    @property
    def waits(self) -> bool:
        """Whether it holds its place and needs no thread: silent, unfinished or slow to read its answer."""
        return (self.held or not self.requests) and not self.will_close

    @property
    def unread_bytes(self) -> int:
        """What is kept for it in memory or on the disk; a file that is there anyhow is not."""
        if not self.total_outbufs_len:
            return 0
        return sum(
            len(one) for one in list(self.outbufs) if not isinstance(one, ReadOnlyFileBasedBuffer)
        )

    @property
    def is_unfinished(self) -> bool:
        """Whether a request was begun and not ended."""
        return self.request is not None and self.waits


class Site(TcpWSGIServer):
    """The server of the public site on a socket that is open already."""

    channel_class = Connection
    active_channels: dict[int, Connection]  # type: ignore[assignment]  # as it is, not as its stubs say

    def __init__(self, application: Any, listening: socket.socket, parent: int) -> None:
        place = (listening.family, listening.type, listening.proto, listening.getsockname())
        self._parent = parent
        super().__init__(
            application,
            _sock=listening,
            adj=Adjustments(**SETTINGS),
            sockinfo=place,
            bind_socket=False,
        )

    def maintenance(self, now: float) -> None:
        """Every few seconds: who is silent or never finishes is let go; without its parent the process ends."""
        super().maintenance(now)  # type: ignore[arg-type]
        if os.getppid() != self._parent:
            raise SystemExit(0)
        latest = time.monotonic() - REQUEST_SECONDS
        for one in self.active_channels.values():
            if one.is_unfinished and one.since < latest:
                one.will_close = True
            if one.held and one.last_activity < now - self.adj.channel_timeout:
                one.will_close = True
        self._make_room()
        for one in list(self.active_channels.values()):
            if one.will_close:  # who reads nothing would never be told
                one.handle_write()

    def _make_room(self) -> None:
        """Let go who has kept an answer unread for longest, until all that is unread fits."""
        kept = {
            one: size
            for one in self.active_channels.values()
            if one.waits and (size := one.unread_bytes)
        }
        unread = sum(kept.values())
        for one in sorted(kept, key=lambda each: each.since):
            if unread <= UNREAD_TOGETHER_BYTES:
                return
            one.will_close = True
            unread -= kept[one]

    def handle_accept(self) -> None:
        """Take in who knocks; where all places are taken, who waited longest makes room."""
        held = [one for one in self.active_channels.values() if not one.will_close]
        super().handle_accept()  # first: the newcomer must not take over the number of who goes
        if len(held) >= CONNECTIONS:
            waiting = [one for one in held if one.waits]
            # Who reads an answer goes last: its work is done and only its line is slow.
            oldest = min(
                waiting, key=lambda one: (bool(one.total_outbufs_len), one.since), default=None
            )
            if oldest is not None:
                oldest.will_close = True
                oldest.handle_write()


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main(words: list[str]) -> int:
    """Serve until the parent ends or says so; 2 for other words."""
    if len(words) != 2 or not all(one.isdecimal() for one in words):
        sys.stderr.write(__doc__ or "")
        return 2
    from comity.gateway.wsgi import application

    signal.signal(signal.SIGTERM, _end)
    descriptor, parent = int(words[0]), int(words[1])
    Site(application, socket.socket(fileno=descriptor), parent).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
