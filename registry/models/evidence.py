"""What one source says about one model's licence."""

from django.db import models

from registry.licences.evidence import Component, Match, Source
from registry.models.hub_model import HubModel


class Evidence(models.Model):
    """One statement with its place: repository, revision, path, when it was seen."""

    model = models.ForeignKey(HubModel, on_delete=models.CASCADE, related_name="evidence", db_index=False)
    source = models.TextField(choices=[(s.value, s.value) for s in Source])
    component = models.TextField(choices=[(c.value, c.value) for c in Component])
    value = models.TextField()
    licence = models.TextField(null=True)  # noqa: DJ001 - a licence key, where the value names one
    match = models.TextField(null=True, choices=[(m.value, m.value) for m in Match])  # noqa: DJ001 - None: no text was read
    repo_id = models.TextField()
    revision = models.CharField(max_length=40, null=True)  # noqa: DJ001 - None: not stated
    path = models.TextField(null=True)  # noqa: DJ001 - None: no file
    sha256 = models.CharField(max_length=64, null=True)  # noqa: DJ001 - None: no text was read
    unread = models.TextField(null=True)  # noqa: DJ001 - why its text could not be read; None: it was, or was not tried
    url = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "evidence"
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["model", "source", "component", "path", "value"],
                name="evidence_is_kept_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=[s.value for s in Source]), name="evidence_has_a_source"
            ),
            models.CheckConstraint(
                condition=models.Q(component__in=[c.value for c in Component]),
                name="evidence_has_a_component",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.value}"
