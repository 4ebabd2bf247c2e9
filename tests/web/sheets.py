"""The page of one model as tests read it."""

from urllib.parse import quote

from tests.web.asking import Seen, see


def shown(name: str) -> Seen:
    """Return the page of a model that there is."""
    page = see(f"/models/{quote(name)}")
    assert page.status == 200, page.text
    return page


def told(page: Seen) -> dict[str, str]:
    """Return what stands beside each label of the page."""
    labels, values = page.all("dt"), page.all("dd")
    assert len(labels) == len(values)
    return {label.text: value.text for label, value in zip(labels, values, strict=True)}
