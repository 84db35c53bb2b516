"""The node's signature on an HTTP request (RFC 9421), made and checked; no Django, no network.

It covers method, address, the digest of the body, the node's name, and ranges where there are any. The
address that is checked is the one in the receiver's own directory entry, so a request cannot be carried
to another node. Refuses everything else before a byte of the body is parsed. Freshness is real time:
the node's clock may be a demo clock, the signature's is the machine's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    ContentDigest,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    MappingKeyResolver,
    VerifyResult,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from comity.exchange import limits
from comity.exchange.errors import (
    HttpBodyOtherError,
    HttpSignatureMissingError,
    HttpSignatureStaleError,
    HttpSignatureWrongError,
)
from comity.wire.keys import PublicKey, SigningKey

TAG = "comity-post-1"
LABEL = "comity"
NODE_HEADER = "Comity-Node"
ALWAYS = ("@method", "@target-uri", "content-digest", "comity-node")
WHEN_PRESENT = ("range", "content-range")
PARAMETERS = {"created", "keyid", "alg", "tag"}
HEADERS = ("signature", "signature-input", *ALWAYS[2:], *WHEN_PRESENT)


@dataclass
class Message:
    """A request as the signature sees it."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class _Verifier(HTTPMessageVerifier):
    max_clock_skew: ClassVar[timedelta] = limits.CLOCK_SKEW  # type: ignore[misc]

    def validate_created_and_expires(
        self, sig_input: Any, max_age: timedelta | None = None
    ) -> None:
        """The library's check, under our name for it."""
        try:
            super().validate_created_and_expires(sig_input, max_age=max_age)  # type: ignore[no-untyped-call]
        except HTTPMessageSignaturesException as error:
            raise HttpSignatureStaleError(reason=str(error)) from error


def _covered(headers: Mapping[str, str]) -> tuple[str, ...]:
    present = {name.lower() for name in headers}
    return ALWAYS + tuple(name for name in WHEN_PRESENT if name in present)


def sign(message: Message, body: bytes, *, node: str, key: SigningKey) -> None:
    """Add the digest, the node's name and its signature to the headers. ``key`` is an Ed25519 key."""
    message.headers[NODE_HEADER] = node
    message.headers["Content-Digest"] = ContentDigest.create(body)
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)
    prepared = signer.prepare(
        message,
        key_id=key.kid,
        label=LABEL,
        tag=TAG,
        covered_component_ids=_covered(message.headers),
        use_existing_digest=True,
    )
    signer.apply(message, prepared, key.sign(prepared.signature_base))


def claimed_node(message: Message) -> str:
    """Whose request it says it is: nothing is proved yet. Raises HttpSignatureMissingError."""
    names = {name.lower() for name in message.headers}
    if not {"signature", "signature-input", "content-digest", "comity-node"} <= names:
        raise HttpSignatureMissingError
    return next(v for k, v in message.headers.items() if k.lower() == "comity-node")


def verify(message: Message, *, key: PublicKey) -> VerifyResult:
    """Check the signature over everything but the body, with the node's key from the directory.

    Raises HttpSignatureMissingError, HttpSignatureStaleError, HttpSignatureWrongError.
    """
    claimed_node(message)
    try:
        public = Ed25519PublicKey.from_public_bytes(key.raw)
        verifier = _Verifier(
            signature_algorithm=algorithms.ED25519,
            key_resolver=MappingKeyResolver(public_keys={key.kid: public}, private_keys={}),
        )
        results = verifier.verify(
            message,
            max_age=limits.SIGNATURE_LIFE,
            expect_tag=TAG,
            require_components=_covered(message.headers),
        )
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise HttpSignatureWrongError(reason=str(error)) from error
    return _only(results, _covered(message.headers))


def _only(results: list[VerifyResult], covered: tuple[str, ...]) -> VerifyResult:
    """Exactly one signature that covers exactly what the protocol says, with no parameter besides."""
    if len(results) != 1:
        raise HttpSignatureWrongError(reason="more than one signature")
    found = {name.strip('"') for name in results[0].covered_components} - {"@signature-params"}
    if found != set(covered) or set(results[0].parameters) != PARAMETERS:
        raise HttpSignatureWrongError(reason="covers something else than the protocol says")
    return results[0]


def verify_body(result: VerifyResult, body: bytes) -> None:
    """Check that this is the body whose digest was signed. Raises HttpBodyOtherError."""
    try:
        signed = ContentDigest.verify_components(result.covered_components, body)
    except HTTPMessageSignaturesException as error:
        raise HttpBodyOtherError from error
    if not signed:
        raise HttpBodyOtherError


def headers_of(environ: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The headers of a WSGI request that the signature may cover."""
    for name in HEADERS:
        value = environ.get("HTTP_" + name.upper().replace("-", "_"))
        if isinstance(value, str):
            yield name, value
