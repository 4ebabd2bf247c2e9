"""A stranger's card on our page: readable, and harmless whatever is in it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.catalogue.packing import packed
from registry.licences.evidence import Source
from registry.models import LicenceText, ModelCard
from registry.web.markdown import LONGEST, html_of
from tests.builders import NOW, a_revision, make_entry
from tests.web.asking import see
from tests.web.rows import make_evidence

BASE = f"https://huggingface.co/org/model/blob/{a_revision(1)}/"
REL = "nofollow noopener noreferrer"
_ALLOWED = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|code|dd|del|div|dl|dt|em|h3|h4|h5|h6|hr|i|kbd|li|ol|p|pre|s|strong|sub|sup|table"
    r"|tbody|td|th|thead|tr|u|ul)(?: (?:href|title|rel|align|start)=\"[^\"<>]*\")* ?/?>"
)
_PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
        "<a href='javascript:x'>",
        "[x](javascript:alert(1))", "[x](data:text/html,x)", "![x](https://evil.example/x.png)", "<style>",
        "</style>", "<iframe src=//e>", "<!--", "-->", "<![CDATA[", "<math><mi>", "<form action=/>", "<input>",
        "`", "**", "\n", "\n\n# ", "|a|\n|-|\n|b|", "<p onclick=x>", "<div style='x'>", "<h1>", "\x00",
        "\u202e", '<a href="', '"', "'", ">", "<", "<base href=//e>", "<template>",
        "&lt;script&gt;", "<noscript><p title='</noscript>",
    ]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=8), max_size=25).map("".join))
@settings(deadline=None)
def test_nothing_comes_out_but_plain_elements(markdown: str) -> None:
    html = html_of(markdown, BASE)
    left = _ALLOWED.sub("", html)
    assert "<" not in left, left
    for tag in (found[0] for found in _ALLOWED.finditer(html)):
        assert not tag.startswith("<a") or f'rel="{REL}"' in tag
        assert all(href.startswith(("https://", "http://")) for href in re.findall(r'href="([^"]*)"', tag))
    assert "\u202e" not in html
    assert "\x00" not in html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# A title", "<h3>A title</h3>"),
        ("###### deep", "<h6>deep</h6>"),
        ("![our logo](https://evil.example/x.png)", "<p>our logo</p>"),
        ("<img alt=\"a logo\" src=x>", "a logo"),
        ("[licence](LICENSE)", f'<p><a href="{BASE}LICENSE" rel="{REL}">licence</a></p>'),
        ("[up](../../../../../../x)", f'<p><a href="https://huggingface.co/x" rel="{REL}">up</a></p>'),
        ("<script>alert(1)</script>x", "x"),
        ("<h1 style='color:red' onclick=x>y</h1>", "y"),
    ],
)  # fmt: skip
def test_what_becomes_of_what(markdown: str, html: str) -> None:
    assert (
        html_of(markdown, BASE)
        .strip()
        .replace("<p>&lt;img", "&lt;img")
        .removesuffix("</p>" if "&lt;" in html else "")
        == html
    )


def test_a_card_made_to_be_slow_is_cut() -> None:
    assert len(html_of("a" * 10_000_000, BASE)) < LONGEST + 100


@pytest.mark.django_db
def test_the_card_stands_on_the_page_with_its_place() -> None:
    entry = make_entry("org/model")
    text = "---\nlicense: mit\nlicense: gpl\n---\n# Hello <script>alert(1)</script>\n[terms](TERMS.md)\n"
    ModelCard.objects.create(
        model_id=entry.pk, revision=a_revision(1), sha256="a" * 64, size=99, content=packed(text), read_at=NOW
    )
    page = see("/models/org/model")
    assert "alert(1)" not in page.html
    assert page.one("a", href=f"{BASE}TERMS.md")["rel"] == "nofollow noopener noreferrer"
    assert page.one("a", href=f"{BASE}README.md")
    assert "is stated twice, differently" in page.text
    assert "<img" not in page.html


@pytest.mark.django_db
def test_a_text_that_was_read_shows_what_it_is_and_what_it_adds() -> None:
    entry = make_entry("org/model")
    digest = "b" * 64
    LicenceText.objects.create(
        sha256=digest, size=10, content=packed("x"), match="variant", keys=["MIT"], coverage=0.9, missing_words=1,
        added=["<script>alert(1)</script> commercial"], added_words=2, fingerprints_version="0", first_seen_at=NOW,
    )  # fmt: skip
    place = {"path": "LICENSE", "sha256": digest}
    make_evidence(entry, Source.LICENCE_FILE, "LICENSE", licence="MIT", match="variant", **place)
    make_evidence(entry, Source.LICENCE_FILE, "COPYING", path="COPYING", unread="The publisher <b>locks</b> it.")
    page = see("/models/org/model")
    assert page.one("ul", class_="added").text == "<script>alert(1)</script> commercial"
    assert "2 words that it adds" in page.text
    assert "The publisher <b>locks</b> it." in page.text
    assert f"SHA-256 {digest}" in page.html
