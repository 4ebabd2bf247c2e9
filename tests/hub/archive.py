"""The files and commits of repositories, by `_id`: written by tests, or made up from rows when first asked for."""

from collections.abc import Iterable, Mapping

from tests.hub.content import Commit, File, Revisions, file_of
from tests.hub.encoding import Row
from tests.hub.synthesis import files_of

Files = Mapping[str, bytes | str | File]


class Archive:
    """What `resolve`, `tree` and `commits` answer from. Nothing is made up before someone looks."""

    def __init__(self) -> None:
        self._written: dict[str, dict[str, File]] = {}
        self._revisions: dict[str, Revisions] = {}

    def write(self, key: str, files: Files) -> None:
        """Let these be the contents of a repository's files of these names."""
        self._written[key] = {path: file_of(path, content) for path, content in files.items()}

    def rewrite(self, row: Row, files: Files, without: Iterable[str]) -> list[Row]:
        """Change some files of a repository and drop others; the siblings it has then."""
        tree: dict[str, bytes | str | File] = {**self.revisions(row).head.files, **files}
        for path in without:
            del tree[path]
        self.write(row["_id"], tree)
        return siblings_of(tree)

    def revisions(self, row: Row) -> Revisions:
        """A repository's commits and refs; a `sha` not met before becomes a new commit on top."""
        revisions = self._revisions.setdefault(row["_id"], Revisions())
        sha = str(row.get("sha"))
        if not revisions.commits or revisions.head.sha != sha:
            title = "Update" if revisions.commits else "initial commit"
            files = files_of(row, self._written.get(row["_id"], {}))
            revisions.commits.insert(0, Commit(sha, title, str(row.get("lastModified")), files))
        return revisions


def siblings_of(files: Files) -> list[Row]:
    """Files as a row lists them."""
    return [{"rfilename": path} for path in files]
