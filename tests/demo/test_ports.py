"""Two demos that are set up at the same time get different ports, and nobody else takes them meanwhile."""

import socket

import pytest

from comity.demo.world import Ports


def test_what_one_demo_keeps_no_other_gets() -> None:
    first, second = Ports(), Ports()
    mine = first.take(3)
    first.make_room()  # its processes do not listen yet
    theirs = second.take(3)
    assert not set(mine) & set(theirs)
    first.give_back()
    third = Ports()
    assert min(third.take(1)) < max(theirs)
    second.give_back()
    third.give_back()


def test_another_program_cannot_take_a_port_while_the_demo_is_set_up() -> None:
    ports = Ports()
    (port,) = ports.take(1)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
        ports.make_room()
        other.bind(("127.0.0.1", port))
        other.listen()
        later = Ports()
        assert port not in later.take(5)
        later.give_back()
    ports.give_back()
