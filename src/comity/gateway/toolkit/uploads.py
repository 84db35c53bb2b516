"""Files that a form sends: read into memory up to their limit, never onto the disk, never more than are allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from comity.gateway.toolkit import limits
from comity.gateway.toolkit.errors import (
    FileTooLargeError,
    FormBrokenError,
    FormTooLargeError,
    ToolkitError,
    TooManyFilesError,
)


@dataclass(frozen=True, slots=True)
class Upload:
    """One file: its name as the browser gave it, cut, and its bytes or what is wrong with it."""

    name: str
    data: bytes = b""
    error: ToolkitError | None = None


@dataclass(slots=True)
class Sent:
    """What a form has sent: all values of each field, and the files in their order."""

    fields: Mapping[str, list[str]] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)


class _Limited(FileUploadHandler):
    """Keeps small files; what is too large or too many is skipped and noted, not stored."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.found: list[Upload] = []
        self._count = 0
        self._parts: list[bytes] = []
        self._size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the next file, unless there have been enough."""
        super().new_file(*args, **kwargs)
        self._parts, self._size = [], 0
        self._count += 1
        if self._count > limits.FILES:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take what fits."""
        self._size += len(raw_data)
        if self._size > limits.FILE_BYTES:
            self.found.append(Upload(shown(self.file_name), error=FileTooLargeError()))
            raise SkipFile
        self._parts.append(raw_data)

    def file_complete(self, file_size: int) -> None:
        """The file is whole."""
        self.found.append(Upload(shown(self.file_name), b"".join(self._parts)))

    @property
    def too_many(self) -> bool:
        """Whether more files came than are allowed."""
        return self._count > limits.FILES


def shown(name: str | None) -> str:
    """The name of a file, as far as a page shows it."""
    text = "".join(one if one.isprintable() else "\ufffd" for one in name or "")
    return text[: limits.FILE_NAME_CHARS]


def sent(request: HttpRequest) -> Sent:
    """What the form has sent. Raises FormTooLargeError, FormBrokenError, TooManyFilesError."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > limits.REQUEST_BYTES:
        raise FormTooLargeError
    handler = _Limited(request)
    request.upload_handlers = [handler]
    try:
        fields = dict(request.POST.lists())
    except (RequestDataTooBig, TooManyFieldsSent):
        raise FormTooLargeError from None
    except TooManyFilesSent:
        raise TooManyFilesError from None
    except (
        BadRequest,
        MultiPartParserError,
        UnreadablePostError,
        SuspiciousOperation,
        LookupError,
    ):
        raise FormBrokenError from None
    if handler.too_many:
        raise TooManyFilesError
    return Sent(
        {str(name): [str(one) for one in all_] for name, all_ in fields.items()}, handler.found
    )
