"""The queue of repositories to look into: doors insert rows, tasks claim them."""

from django.db import models
from django.db.models import Q

STATES = ("queued", "running", "done", "failed")


class Examination(models.Model):
    """A wish to read one repository at one revision. Claimed by a conditional update that sets the lease."""

    repo_id = models.TextField()
    revision = models.CharField(max_length=40, null=True)  # noqa: DJ001 - None: the current one
    reason = models.TextField()
    priority = models.SmallIntegerField(default=0)  # higher first
    state = models.TextField(choices=[(s, s) for s in STATES], default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    error = models.TextField(null=True)  # noqa: DJ001 - None: none happened
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "examination"
        constraints = [
            models.UniqueConstraint(
                fields=["repo_id", "revision"], name="examination_is_asked_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="examination_state_is_a_state"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False),
                name="examination_running_is_leased",
            ),
        ]
        indexes = [
            models.Index(
                models.F("priority").desc(),
                models.F("id"),
                name="examination_next",
                condition=Q(state="queued"),
            ),
        ]

    def __str__(self) -> str:
        return self.repo_id
