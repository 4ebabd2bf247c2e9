"""The addresses of the REST door."""

from django.urls import path, re_path

from registry.api.alternatives import Alternatives, LegacyAlternatives
from registry.api.checks import Check, CheckReport, CheckResults, Checks, CheckTable
from registry.api.contexts import Context, Contexts
from registry.api.docs import Docs, Schema, problem, problems
from registry.api.edge import nowhere
from registry.api.filters import Filters
from registry.api.health import Health, Readiness
from registry.api.licences import Licence, LicenceDifferences, Licences
from registry.api.memory import Devices, LegacyMemory, Memory
from registry.api.models import History, LegacyHistory, LegacyModel, Model, PackageUrl
from registry.api.search import Models, ModelsCsv
from registry.api.sync import SyncState

urlpatterns = [
    path("healthz", Health.as_view()),
    path("readyz", Readiness.as_view()),
    path("api/v1/models", Models.as_view()),
    path("api/v1/models.csv", ModelsCsv.as_view()),
    path("api/v1/models/alternatives", LegacyAlternatives.as_view()),
    path("api/v1/models/history", LegacyHistory.as_view()),
    path("api/v1/models/memory", LegacyMemory.as_view()),
    path("api/v1/models/<str:namespace>/<str:name>/memory", Memory.as_view()),
    path("api/v1/devices", Devices.as_view()),
    re_path(r"^api/v1/models/(?P<purl>pkg:.+)\Z", PackageUrl.as_view()),
    path("api/v1/models/<str:namespace>/<str:name>/alternatives", Alternatives.as_view()),
    path("api/v1/models/<str:namespace>/<str:name>/history", History.as_view()),
    path("api/v1/models/<str:namespace>/<str:name>", Model.as_view()),
    path("api/v1/models/<str:name>", LegacyModel.as_view()),
    path("api/v1/licences", Licences.as_view()),
    path("api/v1/licences/<str:key>", Licence.as_view()),
    path("api/v1/licences/<str:key>/compare", LicenceDifferences.as_view()),
    path("api/v1/checks", Checks.as_view()),
    path("api/v1/checks/<str:public_id>", Check.as_view()),
    path("api/v1/checks/<str:public_id>/results", CheckResults.as_view()),
    path("api/v1/checks/<str:public_id>/report", CheckReport.as_view()),
    path("api/v1/checks/<str:public_id>/report.csv", CheckTable.as_view()),
    path("api/v1/contexts", Contexts.as_view()),
    path("api/v1/contexts/<str:slug>", Context.as_view()),
    path("api/v1/filters", Filters.as_view()),
    path("api/v1/sync", SyncState.as_view()),
    path("api/v1/schema/", Schema.as_view(), name="schema"),
    path("api/v1/docs/", Docs.as_view(), name="api-docs"),
    path("problems/", problems, name="problems"),
    path("problems/<slug:slug>", problem),
    re_path(r"^api/", nowhere),
]
