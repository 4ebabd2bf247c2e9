"""What changed about a model, when, from what to what; never a counter."""

from django.db import models

from registry.models.hub_model import HubModel

FIELDS = ("licence", "gating", "base_models", "name", "removal", "library", "pipeline", "parameters")


class History(models.Model):
    """One observed change of one field. Values are JSON, so that a list stays a list."""

    model = models.ForeignKey(HubModel, on_delete=models.CASCADE, related_name="history", db_index=False)
    field = models.TextField(choices=[(field, field) for field in FIELDS])
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    revision = models.CharField(max_length=40, null=True)  # noqa: DJ001 - the commit at which it was seen
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "history"
        verbose_name_plural = "history"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(field__in=FIELDS), name="history_is_of_a_fact_not_a_counter"
            ),
        ]
        indexes = [models.Index(models.F("model"), models.F("id").desc(), name="history_of_a_model")]

    def __str__(self) -> str:
        return f"{self.field} of {self.model_id}"
