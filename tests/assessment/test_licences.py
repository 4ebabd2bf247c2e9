"""The table of licences says what the knowledge says, and what rested on other knowledge is redone."""

import io
from dataclasses import replace

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from registry.assessment import licences
from registry.licences import grounds
from registry.models import Entry, Licence
from tests.builders import make_entry

GROUNDS = grounds.load()
KNOWLEDGE = GROUNDS.knowledge

pytestmark = pytest.mark.django_db


def test_the_table_says_what_the_knowledge_says(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert licences.write(GROUNDS).licences == len(KNOWLEDGE.licences) == Licence.objects.count()
    llama = Licence.objects.get(key="LicenseRef-scancode-llama-3.1-license-2024")
    assert (llama.licence_class, llama.hub_ids, llama.knowledge_version) == (
        "community",
        ["llama3.1"],
        GROUNDS.version,
    )
    assert llama.knowledge["dated"] == "2024-07-23"
    assert llama.knowledge["class"] == "community"
    assert llama.knowledge["source"]["reading"] == "text-read"
    with django_assert_num_queries(1):
        assert licences.write(GROUNDS).stale == 0


def test_new_knowledge_replaces_the_old_and_marks_what_rested_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "BATCH", 2)
    licences.write(GROUNDS)
    old = [make_entry(knowledge_version=GROUNDS.version) for _ in range(5)]
    kept = dict(list(KNOWLEDGE.licences.items())[1:])
    other = replace(GROUNDS, knowledge=replace(KNOWLEDGE, version="f" * 16, licences=kept))
    new = make_entry(knowledge_version=other.version)
    written = licences.write(other)
    assert written == licences.Written(licences=len(kept), gone=1, stale=5)
    assert set(Entry.objects.filter(stale=True).values_list("pk", flat=True)) == {one.pk for one in old}
    assert not Entry.objects.get(pk=new.pk).stale
    assert set(Licence.objects.values_list("key", flat=True)) == set(kept)


def test_the_command_tells_what_it_did() -> None:
    output = io.StringIO()
    call_command("load_licences", stdout=output)
    assert GROUNDS.version in output.getvalue()
    assert f"{len(KNOWLEDGE.licences)} licences" in output.getvalue()
