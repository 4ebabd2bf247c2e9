"""The shapes of single values."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

Time = Annotated[datetime, Meta(extra_json_schema={"format": "date-time"})]
Link = Annotated[str, Meta(extra_json_schema={"format": "uri"})]
Natural = Annotated[int, Meta(ge=0)]
