"""What a model needs, as it was read from its configuration and the headers of its weights."""

from django.db import models
from django.db.models import Q

from registry.models.hub_model import HubModel


class Measurement(models.Model):
    """Counts, weights and layers of one revision, each with its source; void with the next commit."""

    model = models.OneToOneField(HubModel, on_delete=models.CASCADE, primary_key=True, related_name="measurement")
    revision = models.CharField(max_length=40, null=True)  # noqa: DJ001 - None: whoever told it did not say
    told_by = models.TextField(null=True)  # noqa: DJ001 - starter facts: who recorded them; None: read on the Hub
    seen_at = models.DateTimeField()
    content = models.JSONField()  # a `hardware.measured.Measured`

    class Meta:
        db_table = "measurement"
        constraints = [
            models.CheckConstraint(
                condition=Q(revision=None) | Q(revision__regex="^[0-9a-f]{40}$"),
                name="measurement_revision_is_40_hex",
            ),
            models.CheckConstraint(
                condition=Q(revision__isnull=False) | Q(told_by__isnull=False),
                name="measurement_without_revision_names_its_witness",
            ),
        ]

    def __str__(self) -> str:
        return f"what {self.model_id} needs"
