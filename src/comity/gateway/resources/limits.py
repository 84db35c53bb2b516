"""What a stranger may ask of this room or hand to it, each with a name. Characters unless a name says otherwise."""

from typing import Final

WORDS_CHARS: Final = 100  # the words of a search among resources
CHOICE_CHARS: Final = 60  # one chosen value of the filter
REPEATED_CHARS: Final = 30  # of what was asked, as a refusal repeats it

COURSE_BYTES: Final = 256 * 1024  # a schema.org document
COURSE_DEPTH: Final = 16  # objects and lists inside each other
COURSE_VALUES: Final = 5_000  # values of all kinds in one document
COURSE_NODES: Final = 200  # objects among which courses and events are looked for
COURSE_TEXT: Final = 20_000  # one text of the document
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
