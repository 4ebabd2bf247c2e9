"""The numbers and facts of one model as finished values. Pure; the clock comes in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext

from registry.catalogue.model import Model
from registry.catalogue.results import Result
from registry.web import numbers
from registry.web.present import plain
from registry.web.values import Line, Value, unreadable
from registry.web.words import GATES, word_of


def counts(result: Result) -> Iterable[Line]:
    """Return how many parameters there are, in each way of counting, and how large the files are."""
    yield Line(gettext("In total"), number(result.params_total))
    yield Line(gettext("Active for each token"), number(result.params_active))
    yield Line(gettext("Stored elements"), number(result.params_stored))
    if result.weights_bytes is None:
        yield Line(gettext("Weights"), Value(nothing="not_stated"))
    else:
        size = numbers.size(result.weights_bytes)
        yield Line(gettext("Weights"), Value((size.text,), size.exact))


def number(value: int | None) -> Value:
    """Return a count of parameters."""
    if value is None:
        return Value(nothing="not_stated")
    figure = numbers.parameters(value)
    return Value((figure.text,), figure.exact)


def facts(model: Model, now: datetime) -> Iterable[Line]:
    """Return what the Hub says about a model, in the order in which people look for it."""
    result = model.result
    gate = word_of(GATES, result.gate)
    yield Line(gettext("Task"), _texts(model, (result.pipeline_tag,), "pipeline_tag"))
    yield Line(gettext("Library"), _texts(model, (result.library,), "library_name"))
    yield Line(gettext("Access"), Value((str(gate.label),), str(gate.meaning)))
    yield Line(gettext("Downloads in 30 days"), _counter(model, result.downloads, "downloads"))
    yield Line(gettext("Likes"), _counter(model, result.likes, "likes"))
    yield Line(gettext("Languages"), _texts(model, result.languages, "cardData.language"))
    yield Line(gettext("Created"), _time(model, result.created_at, "createdAt", now))
    yield Line(gettext("Updated"), _time(model, result.last_modified, "lastModified", now))
    yield Line(gettext("Architecture"), _texts(model, model.architectures, "config.architectures", "config"))
    yield Line(gettext("Quantisation"), _texts(model, (model.quantisation,), "config.quantization_config"))
    yield Line(gettext("Weight formats"), _formats(model))
    yield Line(gettext("Datasets named"), _texts(model, model.datasets, "cardData.datasets"))


def _texts(model: Model, texts: Sequence[str | None], *fields: str) -> Value:
    stated = tuple(plain(text) for text in texts if text)
    return Value(stated) if stated else unreadable(model, *fields) or Value(nothing="not_stated")


def _counter(model: Model, value: int | None, field: str) -> Value:
    if value is None:
        return unreadable(model, field) or Value(nothing="not_stated")
    figure = numbers.count(value)
    return Value((figure.text,), figure.exact)


def _time(model: Model, value: datetime | None, field: str, now: datetime) -> Value:
    if value is None:
        return unreadable(model, field) or Value(nothing="not_stated")
    shown = numbers.moment(value, now)
    return Value((shown.text,), shown.exact)


def _formats(model: Model) -> Value:
    if model.weight_formats is None:
        return unreadable(model, "siblings") or Value(
            nothing="not_examined", why=gettext("Its files have not been listed.")
        )
    return _texts(model, model.weight_formats)
