"""Asking for pages as a browser does, and reading what they hold."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import cast

from django.http.response import HttpResponseBase
from django.test import Client

_VOID = frozenset({"meta", "link", "input", "br", "option"})
_INLINE = frozenset({"a", "bdi", "span", "small", "strong", "del", "ins", "code", "time"})


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name, its attributes, and all text within it with single blanks."""

    name: str
    attributes: dict[str, str]
    text: str

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it was answered."""

    status: int
    headers: dict[str, str]
    html: str
    elements: tuple[Element, ...]

    def all(self, name: str, /, **attributes: str) -> list[Element]:
        """Return the elements of a name with these attributes, whose names have underscores for dashes."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}

        def fits(one: Element) -> bool:
            return all(value == one[key] or value in one[key].split() for key, value in wanted.items())

        return [one for one in self.elements if one.name == name and fits(one)]

    def one(self, name: str, /, **attributes: str) -> Element:
        """Return the only such element."""
        [found] = self.all(name, **attributes)
        return found

    def id(self, value: str) -> Element:
        """Return the element of that id."""
        [found] = [one for one in self.elements if one["id"] == value]
        return found

    @property
    def text(self) -> str:
        """All that is there to read."""
        return self.one("body").text

    @property
    def links(self) -> dict[str, str]:
        """Addresses of the links by what stands in them."""
        return {one.text: one["href"] for one in self.all("a")}

    @property
    def models(self) -> list[str]:
        """Names of the models in the list of results."""
        return [one.text for one in self.all("h2") if one.text in self.links and "/" in one.text]


class _Reader(HTMLParser):
    """Collects elements with their texts. Pages close what they open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str], list[str]]] = []
        self.found: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._part(tag)
        attributes = {key: value or "" for key, value in attrs}
        if tag in _VOID:
            self.found.append(Element(tag, attributes, ""))
        else:
            self.open.append((tag, attributes, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Drawings only: nothing to read."""

    def _part(self, tag: str) -> None:
        """Words in two blocks are two words; in two pieces of a line they are what stands between them."""
        if tag not in _INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for _, _, texts in self.open:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        self._part(tag)
        name, attributes, texts = self.open.pop()
        assert name == tag, f"<{name}> was open when </{tag}> came"
        self.found.append(Element(name, attributes, " ".join("".join(texts).split())))


def see(path: str, client: Client | None = None, **headers: str) -> Seen:
    """GET the path, as given and never followed, and read the page; header names with underscores."""
    asked = (client or Client(raise_request_exception=False)).get(path, headers=headers)
    return read(cast(HttpResponseBase, asked))


def read(response: HttpResponseBase) -> Seen:
    """Read the page of an answer."""
    html = response.getvalue().decode() if response.status_code != 204 else ""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, f"never closed: {[name for name, _, _ in reader.open]}"
    return Seen(response.status_code, dict(response.headers.items()), html, tuple(reader.found))
