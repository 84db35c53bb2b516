"""The root of every named refusal in Comity, and those of the wire formats.

An error is named for the defect, says whose fault it is, and carries one sentence that tells a
person what to do. Codes for the outside are the class names; they are made nowhere else.
"""


class ComityError(Exception):
    """A refusal with a name. ``sentence`` is for a person; ``facts`` are for the journal."""

    fault = "us"  # "sender", "receiver" or "us": who has to mend it
    sentence = "Something was refused. Look at the journal for the reason."

    def __init__(self, sentence: str = "", **facts: object) -> None:
        self.facts = facts
        if sentence:
            self.sentence = sentence
        super().__init__(self.sentence)

    @property
    def code(self) -> str:
        """The public name of this refusal: the name of its class."""
        return type(self).__name__

    def as_dict(self) -> dict[str, object]:
        """What is shown to whoever has to mend it (never internal facts)."""
        return {"error": self.code, "sentence": self.sentence, "fault": self.fault}


class WireError(ComityError):
    """A document from outside does not have the form that the protocol asks for."""

    fault = "sender"
