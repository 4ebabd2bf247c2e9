"""How many live models bear each value that lists can be filtered by, as last counted."""

from django.db import models


class FacetCount(models.Model):
    """One value of one facet. Written whole by `catalogue.facets.count_facets` alone."""

    facet = models.TextField()
    value = models.TextField()
    number = models.BigIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "facet_count"
        constraints = [
            models.UniqueConstraint(fields=["facet", "value"], name="facet_count_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.facet} {self.value}: {self.number}"
