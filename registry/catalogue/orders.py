"""The orders of a list. Each ends in the unique id, so that a page can begin where the last one ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from registry.catalogue.wording import Text

DEFAULT = "-downloads"
RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its column, which way, and whether rows that do not state the column are left out."""

    key: str
    label: Text
    column: str
    holds: Literal["integer", "float", "datetime"]
    descending: bool = True
    stated_only: bool = False


ORDERS: tuple[Order, ...] = (
    Order("-downloads", _("most downloaded"), "downloads", "integer"),
    Order("-likes", _("most liked"), "likes", "integer"),
    Order("-trending", _("trending"), "trending", "float"),
    Order("-last_modified", _("last updated"), "last_modified", "datetime", stated_only=True),
    Order("-params", _("largest"), "params_total", "integer", stated_only=True),
    Order("params", _("smallest"), "params_total", "integer", descending=False, stated_only=True),
    Order(RELEVANCE, _("best match"), "score", "float"),
)
BY_KEY: Mapping[str, Order] = {order.key: order for order in ORDERS}
