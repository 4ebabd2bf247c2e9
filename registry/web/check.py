"""The pages of checks: the form, what a check came to, and the report to file."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from registry.catalogue.cursors import BadCursor
from registry.licences import grounds
from registry.policy.context_parameters import from_parameters, is_parameter
from registry.policy.context_reading import BadContext
from registry.procurement.check import check
from registry.procurement.lists import ReadList
from registry.procurement.report import MOST_MODELS as MOST_IN_REPORT
from registry.procurement.report import report
from registry.procurement.request import MOST_FOR_STRANGERS, MOST_MODELS, CheckRequest, fault_of_number
from registry.procurement.stored import StoredCheck, all_results, find_check, names_of, results
from registry.sync import queue
from registry.web import numbers
from registry.web.check_form import LINES, NotFilled, Trouble, context_given, read_form
from registry.web.check_sheet import check_sheet
from registry.web.context_chooser import chooser
from registry.web.report_sheet import report_sheet


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form of a check; or make the check that it asks for, and lead to it."""
    if request.method != "POST":
        return _form(request)
    if "again" in request.POST:
        return _again(request)
    filled = read_form(request, _most(request))
    if isinstance(filled, NotFilled):
        return _form(request, filled)
    return _made(filled.request, filled.given)


@require_safe
def checked(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a check came to, the worst first."""
    return _shown(request, _found(public_id))


@require_safe
def checked_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a check as a report to print and file."""
    found = _found(public_id)
    if found.number > MOST_IN_REPORT:
        page = {
            "number": numbers.whole(found.number),
            "most": numbers.whole(MOST_IN_REPORT),
            "public_id": public_id,
            "csv_url": f"/api/v1/checks/{public_id}/report.csv",
        }
        return _unlisted(render(request, "procurement/report_too_long.html", page, status=422))
    told = report(found, all_results(found), grounds.load())
    address = request.build_absolute_uri(reverse("check-report", args=[public_id]))
    sheet = report_sheet(told, get_language() or "en", timezone.now())
    return _unlisted(render(request, "procurement/report.html", {"sheet": sheet, "address": address}))


def _form(request: HttpRequest, wrong: NotFilled | None = None) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    page = {
        "chooser": chooser(context_given(request), get_language() or "en"),
        "list": said.get("list", ""),
        "lines": {name: said.get(name, "") for name in LINES},
        "troubles": wrong.troubles if wrong else (),
        "may_leave_out": wrong.may_leave_out if wrong else False,
        "most": numbers.whole(MOST_FOR_STRANGERS),
        "most_with_token": numbers.whole(MOST_MODELS),
        "api_command": _command(request),
    }
    return render(request, "procurement/ask.html", page, status=400 if wrong else 200)


def _again(request: HttpRequest) -> HttpResponse:
    """Judge the models of a check anew with what was answered besides."""
    before = _found(request.POST["again"])
    given = [
        (key, ",".join(text for text in texts if text.strip()))
        for key, texts in dict(request.POST.lists()).items()
        if is_parameter(key)
    ]
    try:
        context = from_parameters(given, over=before.context)
    except BadContext as error:
        told = [Trouble("", f"{one.pointer.removeprefix('?')}: {one.detail}") for one in error.faults]
        return _shown(request, before, tuple(told), status=400)
    names = names_of(before)
    if (wrong := fault_of_number(len(names), _most(request))) is not None:
        return _shown(request, before, (Trouble("", gettext("The list %s.") % wrong),), status=400)
    return _made(
        CheckRequest(names, context, before.slug, before.requested_by, before.entity, before.note),
        ReadList(before.list_kind, (), before.passed_over, before.others, before.repeated),
    )


def _most(request: HttpRequest) -> int:
    return MOST_MODELS if request.user.is_authenticated else MOST_FOR_STRANGERS


def _made(wanted: CheckRequest, given: ReadList) -> HttpResponse:
    now = timezone.now()
    made = check(wanted, grounds.load(), now, given=given)
    queue.ask_all(made.to_examine, now)
    return HttpResponseRedirect(reverse("checked", args=[made.public_id]), status=303)


def _shown(
    request: HttpRequest, found: StoredCheck, troubles: tuple[Trouble, ...] = (), status: int = 200
) -> HttpResponse:
    page = results(found, request.GET.get("after"))
    if isinstance(page, BadCursor):
        return HttpResponseRedirect(reverse("checked", args=[found.public_id]))
    sheet = check_sheet(found, page, get_language() or "en", timezone.now())
    return _unlisted(
        render(request, "procurement/checked.html", {"sheet": sheet, "troubles": troubles}, status=status)
    )


def _found(public_id: str) -> StoredCheck:
    found = find_check(public_id)
    if found is None:
        raise Http404(gettext("This check was deleted, or there never was one at this address."))
    return found


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Keep a page out of what machines that search the web collect, and its address to those who have it."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _command(request: HttpRequest) -> str:
    body = '{"models": ["deepseek-ai/DeepSeek-R1", "gpt2"], "context": "commercial-saas-eu"}'
    address = request.build_absolute_uri("/api/v1/checks")
    return f"curl -s {address} -H 'Content-Type: application/json' -d '{body}'"
