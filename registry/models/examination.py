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
    lease = models.CharField(max_length=32, null=True)  # noqa: DJ001 - who is at it
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)  # the Hub could not be asked; when to try again
    error = models.TextField(null=True)  # noqa: DJ001 - why it is not done, or what could not be read; None: nothing
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
            models.Index(fields=["lease_until"], name="examination_leased", condition=Q(state="running")),
        ]

    def __str__(self) -> str:
        return self.repo_id
