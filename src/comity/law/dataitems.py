"""The tick list of data that may be asked for, and the categories of each instrument.

The list is that of the European forms and serves every measure. Categories are never converted from
one instrument to another: the person names the category together with the instrument.
"""

from comity.law.documents import Category, DataClass, DataItem
from comity.law.errors import UnknownCategoryError, UnknownDataItemError
from comity.law.release import in_use


def classes() -> tuple[DataClass, ...]:
    """The classes a, b, c-i to c-iv and d with their items."""
    return in_use().data_items.classes


def all() -> tuple[DataItem, ...]:
    """Every item, in the order of the list."""
    return tuple(item for one in classes() for item in one.items)


def get(code: str) -> DataItem:
    """The item with that code, such as ``d.mailbox``. Raises UnknownDataItemError."""
    for item in all():
        if item.code == code:
            return item
    raise UnknownDataItemError(
        f"No data item {str(code)[:40]!r} is in the list. Choose one that the form offers.",
        code=str(code)[:40],
    )


def title(code: str) -> str:
    """What the item is called. Raises UnknownDataItemError."""
    return get(code).title


def categories(instrument: str) -> tuple[Category, ...]:
    """The categories of an instrument, defined or expressly left undefined by it; may be empty."""
    return tuple(one for one in in_use().data_items.categories if one.instrument == instrument)


def category(instrument: str, code: str) -> Category:
    """One category of an instrument. Raises UnknownCategoryError."""
    for one in categories(instrument):
        if one.code == code:
            return one
    raise UnknownCategoryError(
        f"{str(instrument)[:40]} has no data category {str(code)[:40]!r} in the data. "
        "Choose one that the form offers for this instrument.",
        instrument=str(instrument)[:40],
        code=str(code)[:40],
    )
