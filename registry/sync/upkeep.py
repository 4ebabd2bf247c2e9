"""What follows a run: marks and counts over the whole catalogue that no page of it can keep up to date."""

from datetime import datetime

from registry.catalogue.facets import count_facets
from registry.catalogue.head import mark_head


def keep_up(now: datetime) -> None:
    """Mark the most downloaded models anew and count the choices of the filters. Seconds at millions of models."""
    mark_head()
    count_facets(now)
