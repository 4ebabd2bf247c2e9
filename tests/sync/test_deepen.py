"""Looking into a repository: what is read becomes evidence at its revision; what cannot be read is told."""

from datetime import timedelta

import pytest

from registry.assessment import texts
from registry.catalogue.packing import unpacked
from registry.hub.files import LARGEST_TEXT
from registry.licences import fingerprints
from registry.licences.documents import DocumentKind
from registry.licences.fingerprints import Fingerprints
from registry.models import Entry, Evidence, Examination, LicenceText, ModelCard
from tests.builders import NOW
from tests.gguf import STRING, header, text
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.content import File
from tests.licences import wombats
from tests.sync.looking import claim, concluded, examine, go_on, read, walked
from tests.sync.saving import stored

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
CARD = "---\nlicense: mit\n---\n# A model\n\n## License\n\nMIT License\n"
BOMB = "---\na: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a]\n" for n in range(2_000)) + "license: *b1\n---\n"
# Two invented texts stand for those of real licences here.
INVENTED = wombats.fingerprints(
    (("MIT",), DocumentKind.AGREEMENT, wombats.SHORT), (("Apache-2.0",), DocumentKind.AGREEMENT, wombats.OTHER)
)
MIT, APACHE = wombats.SHORT, wombats.OTHER


@pytest.fixture(autouse=True)
def invented(monkeypatch: pytest.MonkeyPatch) -> Fingerprints:
    """Let the fingerprints of this release be those of two invented texts, called MIT and Apache-2.0."""
    monkeypatch.setattr(fingerprints, "load", lambda: INVENTED)
    return INVENTED


def make(
    hub: EmulatedHub, repo_id: str = "org/model", licence: str | None = "mit", **files: str | bytes | File
) -> str:
    """Let the Hub and the registry hold a model; ``_`` in the name of a file stands for a dot."""
    named = {path.replace("_", "."): content for path, content in files.items()}
    card = {"cardData": {"license": licence}, "tags": [f"license:{licence}"]} if licence else {}
    hub.data.create(repo_id, files={"config.json": "{}", **named}, **card)
    walked(hub, repo_id)
    return repo_id


def test_the_text_of_the_declared_licence_confirms_it(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=MIT, README_md=CARD)
    assert concluded(name) == ("stated", "MIT")
    assert examine(empty_hub, name).outcome == "done"
    assert concluded(name) == ("confirmed", "MIT")
    revision = empty_hub.data[name]["sha"]
    licence, card = read(name)["licence_file", "LICENSE"], read(name)["card_text", "README.md"]
    assert (licence.match, licence.licence, licence.revision) == ("exact", "MIT", revision)
    assert (card.licence, card.value) == ("MIT", "MIT License – MIT License")
    assert LicenceText.objects.get(pk=licence.sha256).match == "exact"
    kept = ModelCard.objects.get()
    assert (kept.revision, kept.sha256, unpacked(kept.content)) == (revision, card.sha256, CARD)
    assert Examination.objects.get().state == "done"


def test_another_text_than_the_declared_one_is_a_conflict(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=APACHE)
    examine(empty_hub, name)
    assert concluded(name) == ("conflicting", None)


def test_a_text_with_more_in_it_is_not_the_licence_and_its_words_are_kept(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=MIT.replace("700 wombats", "7 wombats for commercial purposes"))
    examine(empty_hub, name)
    assert concluded(name) == ("unresolved", None)
    licence = read(name)["licence_file", "LICENSE"]
    assert (licence.match, licence.licence) == ("variant", "MIT")
    kept = LicenceText.objects.get(pk=licence.sha256)
    assert any("commercial purposes" in piece for piece in kept.added)
    assert "7 wombats for commercial" in texts.text_of(kept)


def test_one_text_is_kept_once_however_many_have_it(empty_hub: EmulatedHub) -> None:
    for number in range(3):
        examine(empty_hub, make(empty_hub, f"org/m{number}", LICENSE=MIT))
    assert LicenceText.objects.count() == 1
    assert Evidence.objects.filter(match="exact").count() == 3


def test_nothing_declared_no_file_and_a_card_without_a_word_is_missing(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, licence=None, README_md="# A model\n")
    assert concluded(name)[0] == "not_examined"
    examine(empty_hub, name)
    assert concluded(name)[0] == "missing"
    assert read(name)["card_text", "README.md"].sha256


def test_no_card_at_all_is_as_good_as_one_that_says_nothing(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, licence=None)
    examine(empty_hub, name)
    assert concluded(name)[0] == "missing"
    assert not ModelCard.objects.exists()


def test_a_card_that_could_not_be_read_is_not_one_that_says_nothing(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, licence=None, README_md=File(b"a", 50_000_000))
    examine(empty_hub, name)
    assert concluded(name)[0] == "not_examined"


def test_a_phrase_of_the_card_is_a_hint(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, licence=None, README_md="# M\n## License\nUnder the MIT License.\n")
    examine(empty_hub, name)
    assert concluded(name) == ("inferred", "MIT")


@pytest.mark.parametrize(
    ("declared", "stated", "outcome"),
    [
        (None, "mit", ("inferred", "MIT")),
        ("mit", "mit", ("stated", "MIT")),
        ("apache-2.0", "mit", ("conflicting", None)),
        ("mit", "a name nobody knows", ("stated", "MIT")),
        (None, "a name nobody knows", ("missing", None)),
    ],
)
def test_what_a_weights_file_states_of_its_licence_is_a_hint(
    empty_hub: EmulatedHub, declared: str | None, stated: str, outcome: tuple[str, str | None]
) -> None:
    written = header(("general.license", STRING, text(stated)))
    name = make(empty_hub, licence=declared, model_gguf=File(written, 9_000_000_000, lfs=True))
    examine(empty_hub, name)
    examine(empty_hub, name)
    assert concluded(name) == outcome
    found = Evidence.objects.get(source="gguf_header")
    assert (found.value, found.path, found.revision) == (stated, "model.gguf", empty_hub.data[name]["sha"])


def test_the_prompt_of_a_gate_is_read_though_the_files_are_shut(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=MIT, README_md=CARD)
    empty_hub.data.touch(name, gated="manual", cardData={"license": "mit", "extra_gated_prompt": MIT})
    walked(empty_hub, name)
    examined = examine(empty_hub, name)
    assert (examined.outcome, "publisher gives the files only" in examined.sentence) == ("done", True)
    assert concluded(name) == ("confirmed", "MIT")
    told = read(name)
    assert told["gate_prompt", None].match == "exact"
    assert told["licence_file", "LICENSE"].match is None
    assert "gives the files only" in (told["licence_file", "LICENSE"].unread or "")
    assert "gives the files only" in (told["card_text", "README.md"].unread or "")
    assert len(empty_hub.asked("resolve")) == 1  # one closed door is enough
    examine(empty_hub, name, LATER, token=None)
    empty_hub.access.grant("reader", name)
    examine(empty_hub, name, LATER, token=EmulatedHub.token)
    assert read(name)["licence_file", "LICENSE"].match == "exact"


def test_files_that_are_no_texts_are_told_and_confirm_nothing(empty_hub: EmulatedHub) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 1\n"
    huge = File(b"a", 50_000_000)
    name = make(empty_hub, LICENSE=pointer, COPYING=huge, README_md=huge)
    examine(empty_hub, name)
    told = read(name)
    assert "pointer" in (told["licence_file", "LICENSE"].unread or "")
    assert str(LARGEST_TEXT) in (told["licence_file", "COPYING"].unread or "")
    assert str(LARGEST_TEXT) in (told["card_text", "README.md"].unread or "")
    assert concluded(name) == ("stated", "MIT")
    assert not LicenceText.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00\x80" * 50, b"\x00" * 5_000, "\u202eevil\u202c".encode() * 99, b"", b"../../etc/passwd",
        BOMB.encode(),
    ],
    ids=["odd bytes", "zeros", "turned round", "empty", "a link's target", "bomb"],
)  # fmt: skip
def test_hostile_bytes_are_read_as_nothing_we_know(empty_hub: EmulatedHub, content: bytes) -> None:
    name = make(empty_hub, LICENSE=content, README_md=content)
    assert examine(empty_hub, name).outcome == "done"
    assert concluded(name)[0] == "unresolved"
    assert read(name)["licence_file", "LICENSE"].match in ("unknown", "related")


def test_paths_that_leave_the_repository_are_never_asked_for(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, README_md=CARD)
    paths = ["../../LICENSE", "/LICENSE", "a/../LICENSE", "LICENSE\u202e.txt", "x" * 400 + "/LICENSE"]
    empty_hub.data.touch(name, siblings=[{"rfilename": path} for path in paths])
    walked(empty_hub, name)
    examine(empty_hub, name)
    asked = {one.request.path.rpartition("/")[2] for one in empty_hub.asked("resolve")}
    assert asked == {"README.md", "config.json"}


def test_a_link_to_another_host_is_not_followed(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, README_md=CARD)
    empty_hub.data.touch(name, cardData={"license": "other", "license_link": f"{empty_hub.elsewhere_url}/LICENSE"})
    walked(empty_hub, name)
    examine(empty_hub, name)
    assert empty_hub.asked("unknown", host="elsewhere") == ()


def test_everything_is_read_at_the_revision_that_the_hub_has_now(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=MIT)
    empty_hub.data.commit(name, files={"LICENSE": APACHE})
    now = empty_hub.data[name]["sha"]
    examine(empty_hub, name)
    assert Entry.objects.get().revision == now
    assert {one.revision for one in read(name).values()} == {now}
    assert all(f"/resolve/{now}/" in one.request.path for one in empty_hub.asked("resolve"))
    assert concluded(name) == ("conflicting", None)
    assert Examination.objects.get(revision=now).state == "done"


def test_a_new_commit_makes_what_was_read_void_and_reading_again_settles_it(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=MIT, README_md=CARD)
    examine(empty_hub, name)
    empty_hub.data.commit(name, files={"config.json": "{ }"})
    walked(empty_hub, name)
    assert concluded(name) == ("stated", "MIT")
    assert read(name) == {}
    examine(empty_hub, name, LATER)
    assert concluded(name) == ("confirmed", "MIT")


def test_the_same_done_twice_leaves_the_same(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=MIT, README_md=CARD)
    examine(empty_hub, name)
    before = stored(without=["id"])
    examine(empty_hub, name)
    assert stored(without=["id"]) == before


def test_a_model_that_only_others_recorded_takes_the_hub_s_word(empty_hub: EmulatedHub) -> None:
    empty_hub.data.create("org/model", files={"LICENSE": MIT}, cardData={"license": "mit"}, tags=["license:mit"])
    examine(empty_hub, "org/model")
    assert concluded("org/model") == ("confirmed", "MIT")


@pytest.mark.parametrize("change", ["delete", "disable"])
def test_a_repository_that_is_shut_is_given_up_and_the_reason_kept(empty_hub: EmulatedHub, change: str) -> None:
    name = make(empty_hub, LICENSE=MIT)
    getattr(empty_hub.data, change)(name)
    assert examine(empty_hub, name).outcome in ("failed", "done")
    assert Examination.objects.get().error
    assert concluded(name) == ("stated", "MIT")


def test_a_hub_that_does_not_answer_changes_nothing_and_is_asked_again(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=MIT, README_md=CARD)
    before = stored()
    empty_hub.faults.add(wrong.Status(503, retry_after=900), route="resolve", times=1)
    assert examine(empty_hub, name).outcome == "waiting"
    assert stored() == before
    wish = Examination.objects.get()
    assert (wish.state, wish.attempts) == ("queued", 1)
    assert wish.not_before is not None
    assert wish.not_before >= NOW + timedelta(seconds=900)
    assert wish.error


def test_a_lost_lease_stores_nothing(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=MIT)
    claimed = claim(name)
    Examination.objects.update(lease="another worker's")
    before = stored()
    assert go_on(empty_hub, claimed).outcome == "lost"
    assert stored() == before
    assert Examination.objects.get().state == "running"


def test_other_fingerprints_say_anew_what_a_text_is(empty_hub: EmulatedHub) -> None:
    name = make(empty_hub, LICENSE=MIT)
    examine(empty_hub, name)
    other = wombats.fingerprints((("Apache-2.0",), DocumentKind.AGREEMENT, wombats.SHORT))
    assert texts.recognise_again(other) == 1
    assert texts.recognise_again(other) == 0
    assert read(name)["licence_file", "LICENSE"].licence == "Apache-2.0"
    assert Entry.objects.get().stale
