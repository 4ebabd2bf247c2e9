"""The addresses of the pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.i18n import set_language

from registry.web.alternatives import instead
from registry.web.catalogue import search
from registry.web.check import ask, checked, checked_report
from registry.web.contexts import context, contexts
from registry.web.devices import machines
from registry.web.examining import look_again
from registry.web.files import favicon, robots
from registry.web.fits import fits
from registry.web.licence import licence, licences, licences_compared
from registry.web.model import model
from registry.web.preferences import choose_theme
from registry.web.stories import deepseek
from registry.web.sync import sync

urlpatterns = [
    path("", search, name="search"),
    path("models/<path:name>", model, name="model"),
    path("examinations/<path:name>", look_again, name="examining"),
    path("alternatives/<path:name>", instead, name="instead"),
    path("check", ask, name="check"),
    path("checks/<str:public_id>", checked, name="checked"),
    path("checks/<str:public_id>/report", checked_report, name="check-report"),
    path("contexts", contexts, name="contexts"),
    path("contexts/<slug:slug>", context, name="context"),
    path("licences", licences, name="licences"),
    path("licences/compare", licences_compared, name="licences-compared"),
    path("licences/<path:key>", licence, name="licence"),
    path("devices", machines, name="devices"),
    path("fits", fits, name="fits"),
    path("stories/deepseek", deepseek, name="story-deepseek"),
    path("sync", sync, name="sync"),
    path("language", set_language, name="language"),
    path("theme", choose_theme, name="theme"),
    path("sign-in", LoginView.as_view(template_name="account/sign_in.html"), name="sign-in"),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
]
