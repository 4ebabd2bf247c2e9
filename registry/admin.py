"""The operators' tables: for looking, not for deciding. What a run or a command writes is read-only here."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from registry.models import (
    ApiToken,
    Check,
    Entry,
    Evidence,
    Examination,
    History,
    HubModel,
    Licence,
    LicenceStack,
    SyncRun,
    UnreadableRow,
)

if TYPE_CHECKING:  # only the type stubs know ModelAdmin as a generic
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin


class ReadOnly(_Admin):
    """A table that people look at; three million rows are never counted for a page."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds by hand what a command writes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes by hand what a command writes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes by hand what a command writes."""
        return False


@admin.register(HubModel)
class HubModelAdmin(ReadOnly):
    """Repositories, found by their exact name."""

    list_display = ("repo_id", "hub_id", "gate", "source", "changed_at", "removed_at")
    search_fields = ("=repo_id", "=hub_id")
    ordering = ("-id",)


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    """Search rows, found by their exact name."""

    list_display = ("repo_id", "licence_concluded", "licence_status", "params_total", "downloads", "stale")
    search_fields = ("=repo_id",)
    ordering = ("-downloads", "-model_id")


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    """What sources say of licences."""

    list_display = ("repo_id", "source", "component", "value", "licence", "seen_at")
    search_fields = ("=repo_id",)
    ordering = ("-id",)


@admin.register(History)
class HistoryAdmin(ReadOnly):
    """What changed."""

    list_display = ("model", "field", "old", "new", "seen_at")
    list_select_related = ("model",)
    ordering = ("-id",)


@admin.register(Licence)
class LicenceAdmin(ReadOnly):
    """The knowledge as it was loaded from its files."""

    list_display = ("key", "name", "licence_class", "knowledge_version")
    search_fields = ("key", "name")
    ordering = ("key",)


@admin.register(LicenceStack)
class LicenceStackAdmin(ReadOnly):
    """The distinct stacks."""

    list_display = ("id", "concluded", "status", "licence_class", "first_seen_at")
    ordering = ("-id",)


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnly):
    """Runs with what they saw."""

    list_display = ("id", "kind", "state", "started_at", "ended_at", "pages", "rows", "unreadable", "message")
    ordering = ("-id",)


@admin.register(UnreadableRow)
class UnreadableRowAdmin(ReadOnly):
    """Rows that could not be read."""

    list_display = ("repo_id", "hub_id", "reason", "times", "last_seen_at")
    ordering = ("-id",)


@admin.register(Examination)
class ExaminationAdmin(ReadOnly):
    """The queue of repositories to look into."""

    list_display = ("repo_id", "revision", "reason", "state", "attempts", "asked_at")
    ordering = ("-id",)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly):
    """Tokens by name; their digests stay out of sight."""

    list_display = ("name", "created_at", "last_used_at", "revoked_at")
    exclude = ("digest",)
    ordering = ("name",)


@admin.register(Check)
class CheckAdmin(ReadOnly):
    """Checks that are kept. What a token asked for stays until somebody deletes it here."""

    list_display = ("asked_at", "number", "entity", "requested_by", "asker", "expires_at", "digest")
    exclude = ("public_id",)
    ordering = ("-id",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may change tables may delete a check, with its results."""
        return bool(request.user.is_superuser)
