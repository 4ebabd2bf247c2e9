"""The numbers and facts of one model as finished values. Pure; the clock comes in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext

from registry.catalogue.model import Model
from registry.catalogue.witnesses import Topic
from registry.web import numbers
from registry.web.present import plain
from registry.web.values import NOT_EXAMINED, Line, Value, absent, unreadable
from registry.web.words import GATES, word_of


def counts(model: Model) -> Iterable[Line]:
    """Return how many parameters there are, in each way of counting, and how large the files are.

    No listing tells how many are active, nor the size of each file: where it is not known, nobody has looked.
    """
    result, unknown = model.result, absent(model, Topic.COUNTS)
    yield Line(gettext("In total"), number(result.params_total, unknown))
    yield Line(gettext("Active for each token"), number(result.params_active, NOT_EXAMINED))
    yield Line(gettext("Stored elements"), number(result.params_stored, unknown))
    if result.weights_bytes is None:
        yield Line(gettext("Weights"), NOT_EXAMINED)
    else:
        size = numbers.size(result.weights_bytes)
        yield Line(gettext("Weights"), Value((size.text,), size.exact))


def number(value: int | None, unknown: Value = NOT_EXAMINED) -> Value:
    """Return a count of parameters, or what is said where there is none."""
    if value is None:
        return unknown
    figure = numbers.parameters(value)
    return Value((figure.text,), figure.exact)


def facts(model: Model, now: datetime) -> Iterable[Line]:
    """Return what the Hub says about a model, in the order in which people look for it."""
    result = model.result
    gate = word_of(GATES, result.gate)
    yield Line(gettext("Task"), _texts(model, Topic.TASK, (result.pipeline_tag,), "pipeline_tag"))
    yield Line(gettext("Library"), _texts(model, Topic.LIBRARY, (result.library,), "library_name"))
    yield Line(gettext("Access"), Value((str(gate.label),), str(gate.meaning)))
    yield Line(gettext("Downloads in 30 days"), _counter(model, Topic.DOWNLOADS, result.downloads, "downloads"))
    yield Line(gettext("Likes"), _counter(model, Topic.LIKES, result.likes, "likes"))
    yield Line(gettext("Languages"), _texts(model, Topic.LANGUAGES, result.languages, "cardData.language"))
    yield Line(gettext("Created"), _time(model, result.created_at, "createdAt", now))
    yield Line(gettext("Updated"), _time(model, result.last_modified, "lastModified", now))
    yield Line(gettext("Architecture"), _configured(model, model.architectures, "config.architectures"))
    yield Line(gettext("Quantisation"), _configured(model, (model.quantisation,), "config.quantization_config"))
    yield Line(gettext("Weight formats"), _formats(model))
    yield Line(gettext("Datasets named"), _texts(model, Topic.DATASETS, model.datasets, "cardData.datasets"))


def _texts(model: Model, topic: Topic, texts: Sequence[str | None], field: str) -> Value:
    return _stated(texts) or unreadable(model, field) or absent(model, topic)


def _configured(model: Model, texts: Sequence[str | None], field: str) -> Value:
    """Return what the configuration says; where nothing of it is known, it was not read."""
    unknown = Value(nothing="not_stated") if model.configuration_read else NOT_EXAMINED
    return _stated(texts) or unreadable(model, field, "config") or unknown


def _stated(texts: Sequence[str | None]) -> Value | None:
    stated = tuple(plain(text) for text in texts if text)
    return Value(stated) if stated else None


def _counter(model: Model, topic: Topic, value: int | None, field: str) -> Value:
    if value is None:
        return unreadable(model, field) or absent(model, topic)
    figure = numbers.count(value)
    return Value((figure.text,), figure.exact)


def _time(model: Model, value: datetime | None, field: str, now: datetime) -> Value:
    if value is None:
        return unreadable(model, field) or absent(model, Topic.TIMES)
    shown = numbers.dated(value, now)
    return Value((shown.text,), shown.exact, iso=shown.iso)


def _formats(model: Model) -> Value:
    if model.weight_formats is None:
        return unreadable(model, "siblings") or Value(
            nothing="not_examined", why=gettext("Its files have not been listed.")
        )
    return _stated(model.weight_formats) or Value(nothing="not_stated")
