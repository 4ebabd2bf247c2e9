"""JSON, CSV and the negotiation about them. Answers are finished bytes before the framework sees them."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework.renderers import BaseRenderer

JSON = "application/json"
CSV = "text/csv"


def to_json(value: object) -> bytes:
    """Return a value of `shapes` as UTF-8 JSON; times in UTC, texts of a catalogue in the active language."""
    return _ENCODER.encode(value)


_ENCODER = msgspec.json.Encoder(enc_hook=str)


class JsonRenderer(BaseRenderer):
    """Says that an address answers in JSON."""

    media_type = JSON
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the bytes of ``data``; nothing for an answer without a body."""
        return b"" if data is None else to_json(data)


class CsvRenderer(JsonRenderer):
    """Says that an address answers in CSV; what it answers is streamed by the view itself."""

    media_type = CSV
    format = "csv"
