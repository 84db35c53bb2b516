"""IP addresses as requests name them: one form per address, no port, no network, no interface.

Refuses what cannot have belonged to a user: the unspecified address, and groups (multicast).
"""

import ipaddress

from comity.wire.errors import IpAddressWrongError


def parse(text: object) -> str:
    """The address in its one form. Raises IpAddressWrongError."""
    if not isinstance(text, str) or "%" in text:
        raise IpAddressWrongError
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise IpAddressWrongError from None
    if address.is_multicast or address.is_unspecified:
        raise IpAddressWrongError
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)


def is_public(text: str) -> bool:
    """Whether the address is routed on the internet; a private one names nobody to a provider elsewhere."""
    return ipaddress.ip_address(parse(text)).is_global
