"""The named refusals about orders to providers, holds and the sources behind them.

ProviderError
  orders        UnknownOrderError, OrderNotAllowedNowError, OrderNotOursError, ScopeEmptyError,
                RangeWrongError, DataItemUnknownError, OrderEndWrongError, OrderTooLongError,
                PreservationUnknownError, RowDisagreesError
  holds         NothingHeldError, HoldNotReadyError, HoldStillBoundError, FreezeOvertakenError
  sources       ConnectorConfigError, ConnectorFailedError, ContainerBrokenError
"""

from comity.wire.errors import ComityError


class ProviderError(ComityError):
    """Something about an order to a provider was refused."""


class UnknownOrderError(ProviderError):
    """No order of this matter on this node, or none that this person may see."""

    sentence = "There is no such order here, or it is not yours to see. Look it up in your queue."


class OrderNotAllowedNowError(ProviderError):
    """The lifecycle does not allow this letter from this side in the present state."""

    sentence = (
        "This step is not possible for the order now. Open it again and see what is possible."
    )


class OrderNotOursError(ProviderError):
    """Only the other side of the order may do this."""

    sentence = "Only the other side of this order may do this."


class ScopeEmptyError(ProviderError):
    """An order that names nobody or nothing would mean everybody or everything."""

    fault = "sender"
    sentence = "Name at least one identifier and at least one kind of data in the order."


class RangeWrongError(ProviderError):
    """The time range of an order does not lie on the line of time."""

    fault = "sender"
    sentence = "The time range must be in UTC and end after it begins. Mend the range."


class DataItemUnknownError(ProviderError):
    """The order asks for a kind of data that is not in the list."""

    fault = "sender"
    sentence = "This kind of data is not in the list. Choose one that the form offers."


class OrderEndWrongError(ProviderError):
    """An order, or its secrecy, ends before it begins, or the renewal would shorten it."""

    sentence = (
        "The order must end later than now, and a renewal later than the order that it renews."
    )


class OrderTooLongError(ProviderError):
    """The order would last longer than the law of the State allows for one order."""

    sentence = "One order may not last that long under the law of this State. Choose an earlier end and renew."


class PreservationUnknownError(ProviderError):
    """A production order names a preservation order that is not of these two, or not here."""

    sentence = "The preservation order named here is not known between these two. Choose one from the list."


class PreservationNotHereError(PreservationUnknownError):
    """A production order arrived that draws on a hold which this provider does not keep for its writer."""

    fault = "sender"


class EntityOtherError(ProviderError):
    """The order names another provider than the one that it was sent to."""

    fault = "sender"
    sentence = "The order names another provider than the one it was sent to. Draft it anew."


class OrderForeignError(ProviderError):
    """An authority of another State cannot order a provider: its request goes to the provider's State."""

    fault = "sender"
    sentence = (
        "Only an authority of the provider's own State can order it. "
        "Ask that State for assistance; it decides and orders."
    )


class RowDisagreesError(ProviderError):
    """The row could not be brought to the state that its letters say; nothing was changed."""

    sentence = "The record of this order disagrees with its letters. Call the administrator."


class NothingHeldError(ProviderError):
    """There is no frozen copy that could be certified or produced from."""

    sentence = (
        "Nothing is held under this order. Wait for the copy, or report that it cannot be executed."
    )


class HoldNotReadyError(ProviderError):
    """The copy is still being made."""

    sentence = "The data are still being copied. Look again in a moment."


class HoldStillBoundError(ProviderError):
    """The order behind the hold still stands, or something produced from it is still awaited."""

    sentence = (
        "The order still stands, or a production from the copy is open: the copy must be kept."
    )


class FreezeOvertakenError(ProviderError):
    """Another worker took this copy over, or the order was ended meanwhile; what was copied is gone."""

    sentence = "This copy was taken over by another worker or is no longer wanted. Nothing needs to be done."


class ConnectorConfigError(ProviderError):
    """The settings of a connector cannot be used."""

    sentence = (
        "The provider's connectors in node.json cannot be used. Mend the value that is named."
    )


class ConnectorFailedError(ProviderError):
    """A source stopped giving data before its end."""

    sentence = (
        "The source could not be read to its end. What was copied is held; it is tried again."
    )


class ContainerBrokenError(ProviderError):
    """A frozen copy does not read as it was written."""

    sentence = "The frozen copy does not read as it was written. Do not produce from it; call the administrator."
