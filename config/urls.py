"""Every address: the REST door under /api/v1/, health, the admin, and the pages."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("registry.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("registry.web.urls")),
]
