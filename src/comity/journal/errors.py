"""The named refusals of the journal.

JournalError
  writing    NoTransactionError, EventNameError, SubjectWrongError, FactsWrongError
  moving     StateMovedError (and MoveNotAllowedError, WrongTableError: lifecycles)
  reading    EntryUnknownError
  proving    JournalChangedError
"""

from comity.wire.errors import ComityError


class JournalError(ComityError):
    """The journal refused something."""


class NoTransactionError(JournalError):
    """An entry would stand even if the change it tells of did not."""

    sentence = "An entry is written in the transaction of the change that it tells of. Open one."


class EventNameError(JournalError):
    """An event has no name of the form ``source:subject:action``."""

    sentence = "An event is named source:subject:action, in lower case. Mend the name."


class SubjectWrongError(JournalError):
    """What an entry is about is missing, too long or too much."""

    sentence = "An entry says what it is about, in one to sixty-four short names. Mend the list."


class FactsWrongError(JournalError):
    """Facts that cannot be written as canonical JSON, or too many of them."""

    sentence = (
        "The facts of an entry are plain JSON without fractions and of limited length. Mend them."
    )


class StateMovedError(JournalError):
    """Somebody else moved the thing first."""

    fault = "receiver"
    sentence = "Somebody else moved this on while you were looking at it. Look again, then decide."


class EntryUnknownError(JournalError):
    """The journal has no entry of this number."""

    sentence = "The journal has no entry of this number. Look for it by what it is about."


class JournalChangedError(JournalError):
    """The journal is not what was written and signed: its past was changed."""

    sentence = (
        "The journal is not the one that was signed before: its past was changed, or a backup was put back. "
        "Stop the node, keep the database as it is, and tell the head of the authority."
    )
