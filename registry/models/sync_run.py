"""Runs of the synchronisation with the Hub: where each stands, what it saw, what it could not read."""

from django.db import models
from django.db.models import Q

KINDS = ("walk", "delta", "starter")
STATES = ("running", "done", "failed", "held")


class SyncRun(models.Model):
    """One walk, delta or starter load. Its cursor moves in the transaction that stores the page."""

    kind = models.TextField(choices=[(k, k) for k in KINDS])
    state = models.TextField(choices=[(s, s) for s in STATES], default="running")
    endpoint = models.TextField()
    next_link = models.TextField(null=True)  # noqa: DJ001 - None: at the first page, or at the end
    watermark = models.DateTimeField(null=True)  # delta: newest lastModified seen; starter: its newest day
    stop_at = models.DateTimeField(null=True)  # delta: pages end where lastModified falls below
    facts_from = models.DateTimeField(null=True)  # starter: the day of its oldest facts
    limit = models.PositiveIntegerField(null=True)
    lease = models.CharField(max_length=32, null=True)  # noqa: DJ001 - who holds the run
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    advanced_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    new = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    unreadable = models.PositiveBigIntegerField(default=0)
    removed = models.PositiveBigIntegerField(default=0)
    vanished = models.PositiveBigIntegerField(default=0)  # held back: listed no more, not yet concluded removed
    requests = models.PositiveBigIntegerField(default=0)
    retries = models.PositiveBigIntegerField(default=0)
    quota_left = models.IntegerField(null=True)
    message = models.TextField(default="")  # what happened, why, what to do; for people

    class Meta:
        db_table = "sync_run"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="sync_run_only_one_is_running"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="sync_run_kind_is_a_kind"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="sync_run_state_is_a_state"),
            models.CheckConstraint(
                condition=Q(state="running") | Q(ended_at__isnull=False),
                name="sync_run_that_ended_has_its_end",
            ),
        ]
        indexes = [models.Index(models.F("id").desc(), models.F("kind"), name="sync_run_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class UnreadableRow(models.Model):
    """A row of the Hub's that could not be read, with the reason; the same row again only counts."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="unreadable_rows")
    digest = models.BinaryField(max_length=16, unique=True)
    hub_id = models.TextField(null=True)  # noqa: DJ001 - None: the row tells none
    repo_id = models.TextField(null=True)  # noqa: DJ001 - None: the row tells none
    reason = models.TextField()
    excerpt = models.TextField()
    times = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        db_table = "unreadable_row"

    def __str__(self) -> str:
        return f"{self.repo_id or self.hub_id or 'a row'}: {self.reason}"
