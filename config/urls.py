"""Every address: the REST door under /api/v1/, health, the admin, and the pages."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("registry.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("registry.web.urls")),
]

handler400 = "registry.web.errors.bad_request"
handler403 = "registry.web.errors.forbidden"
handler404 = "registry.web.errors.not_found"
handler500 = "registry.web.errors.failed"
