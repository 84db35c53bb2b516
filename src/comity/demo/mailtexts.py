"""The words, oddities and attachments from which the invented mail store is made.

Sentences in the six languages with the encodings that mail in them really uses, and the broken
things that real stores hold. No verbs beyond making an attachment's bytes.
"""

import io
import random
import struct
import zipfile
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One language: its sentences, and the (charset, transfer encoding) pairs seen in mail."""

    language: str
    sender: str
    mail: str
    subjects: tuple[str, ...]
    sentences: tuple[str, ...]
    encodings: tuple[tuple[str, str], ...]


TEXTS = (
    Text(
        "ar",
        "سالم",
        "salem@misrad.example",
        ("بخصوص الفاتورة", "موعد الاجتماع", "تأكيد التحويل"),
        (
            "وصلت الرسالة اليوم.",
            "يرجى إرسال المبلغ قبل المساء.",
            "سأكتب لك غدا من مكتبي.",
            "الملف مرفق.",
        ),
        (
            ("utf-8", "base64"),
            ("windows-1256", "quoted-printable"),
            ("iso-8859-6", "base64"),
            ("utf-8", "8bit"),
        ),
    ),
    Text(
        "en",
        "J. Doe",
        "j.doe@harbour.example",
        ("Your order", "Re: meeting on Thursday", "Password reset"),
        (
            "The parcel has left the warehouse.",
            "Please send the code before noon.",
            "See you on Thursday - bring the papers.",
            "From the beginning this line looks like a separator.",
        ),
        (("us-ascii", "7bit"), ("utf-8", "quoted-printable"), ("utf-8", "base64")),
    ),
    Text(
        "es",
        "María Peña",
        "m.pena@puerto.example",
        ("Acción requerida", "Mañana a las ocho", "Envío"),
        (
            "El envío llegó ayer por la mañana.",
            "¿Puedes confirmar la dirección?",
            "La contraseña cambió el año pasado.",
            "Adjunto la información.",
        ),
        (("iso-8859-1", "quoted-printable"), ("utf-8", "8bit"), ("iso-8859-1", "8bit")),
    ),
    Text(
        "fr",
        "Hélène Dupré",
        "h.dupre@rivage.example",
        ("Facture impayée", "Réunion décalée", "Très urgent"),
        (
            "Le virement a été effectué hier.",
            "Merci de répondre avant lundi.",
            "Voilà la pièce jointe demandée.",
            "Rendez-vous à la gare à huit heures.",
        ),
        (
            ("iso-8859-1", "8bit"),
            ("utf-8", "quoted-printable"),
            ("windows-1252", "quoted-printable"),
        ),
    ),
    Text(
        "ru",
        "Борис",
        "boris@bereg.example",
        ("Счёт", "Встреча завтра", "Новый пароль"),
        (
            "Посылка пришла сегодня утром.",
            "Пожалуйста, переведите сумму до вечера.",
            "Файл приложен.",
            "Ответьте, когда прочитаете.",
        ),
        (
            ("koi8-r", "8bit"),
            ("iso-8859-5", "base64"),
            ("windows-1251", "quoted-printable"),
            ("utf-8", "base64"),
        ),
    ),
    Text(
        "zh",
        "李明",
        "liming@haigang.example",
        ("合同附件", "明天开会", "付款确认"),
        ("包裹今天早上到了。", "请在中午之前付款。", "附件是合同。", "看到后请回复。"),
        (("gb18030", "base64"), ("utf-8", "base64"), ("gb2312", "8bit")),
    ),
)

ODD_HEADERS = (
    b"X-Folded: one\n\ttwo\n three",
    b"Subject: a second subject",
    b"X-Raw: caf\xe9 \xd0\xbf\xd1\x80",  # two encodings in one unencoded header
    b"X-Empty:",
    b"Received: from [192.0.2.9] (HELO x) by mx1; Thu, 01 Jan 1970 00:00:00 +0000",
    b"X-Word: =?unknown-charset?B?////?=",
)

ODD_DATES: tuple[list[bytes], ...] = (
    [],  # none at all
    [b"Date: yesterday, around nine"],
    [b"Date: Wed, 32 Foo 2026 99:99:99 +9999"],
    [b"Date: Mon, 02 Nov 2026 10:00:00"],  # no zone
)

ODD_MESSAGES = (
    b"",
    b"\x00\x01\x02 not a message at all \xff\xfe",
    b"From x@y Thu Jan  1 00:00:00 1970\nSubject: an mbox line in a Maildir\n\nbody\n",
    b"Subject: only CR LF\r\nContent-Type: text/plain\r\n\r\nbody\r\n",
    b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nnever closed',
    b"Content-Type: text/plain; charset=no-such-charset\n\n\xe9\xe8\n",
    b"Content-Transfer-Encoding: base64\n\n!!! not base64 !!!\n",
)

ODD_LINES = (
    b"",
    b"-- log rotated --",
    b'198.51.100.23 - - [32/Foo/2026:99:99:99 +0100] "GET / HTTP/1.1" 200 1 "-" "-"',
    b'198.51.100.23 - - [01/Nov/2026:10:00:00] "GET / HTTP/1.1" 200 1 "-" "-"',  # no zone
    b'\x16\x03\x01 binary \xff\xfe "',
)


def pdf(rng: random.Random) -> bytes:
    """Bytes that begin and end as a PDF does."""
    body = rng.randbytes(rng.randint(800, 12_000))
    head = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Length "
    return (
        head + str(len(body)).encode() + b" >>\nstream\n" + body + b"\nendstream\nendobj\n%%EOF\n"
    )


def png(rng: random.Random) -> bytes:
    """A valid grey picture, 32 by 32."""
    rows = b"".join(b"\x00" + rng.randbytes(32) for _ in range(32))
    header = struct.pack(">IIBBBBB", 32, 32, 8, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def zipped(rng: random.Random) -> bytes:
    """A valid ZIP file with one stored member and a fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("list.csv", date_time=(2026, 1, 1, 0, 0, 0))
        archive.writestr(info, rng.randbytes(rng.randint(500, 8_000)).hex())
    return out.getvalue()
