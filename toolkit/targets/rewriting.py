"""Versions removed from a repository on the Hub for good.

A tag holds all that its commit grew from, so a version that grew from one that goes must go too: all but the latest.
Its files stand on `main`: once `main` has forgotten its history, it gets its tag on the one commit that is left.

A kill spoils nothing: LFS objects go while the commits that name them can still be asked, then the refs, then the
history; then come the latest version's entry and its tag. Whoever comes next does what is left to do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.errors import ConflictError, RemoteError, Where
from toolkit.targets.catalog import FOLDER, Catalog, Entry, object_bytes
from toolkit.targets.hub import HubClient, LostAnswer
from toolkit.targets.hub_values import Change, Refs
from toolkit.targets.target import Purge

_MAIN = "main"
_UNREACHED = (
    "what readers have downloaded, and copies of the repository under other names",
    "what the Hub itself keeps for a while: its viewer's pages, and commits asked for by their full id",
)


@dataclass(frozen=True, slots=True)
class Survey:
    """What has to go. `squash`: `main` grew from it; `anchor`: the latest version needs its tag anew."""

    versions: tuple[Entry, ...]
    tags: tuple[str, ...]
    converts: tuple[str, ...]
    objects: frozenset[str]
    squash: bool
    anchor: Entry | None
    others: tuple[str, ...]  # refs of others that lead to it

    def purge(self) -> Purge:
        """In words."""
        removed = [f"the tag {tag}" for tag in self.tags] + [f"the converted branch {ref}" for ref in self.converts]
        removed += [f"{len(self.objects)} LFS objects"] if self.objects else []
        removed += ["the history of main: one commit with the latest version is left"] if self.squash else []
        removed += [f"the tag v{self.anchor.version} is set anew, on that commit"] if self.anchor else []
        others = [f"{ref}, which leads to it: delete it on the Hub" for ref in self.others]
        return Purge(self.versions, tuple(removed), (*others, *_UNREACHED))


@dataclass(frozen=True)
class Rewriting:
    """Of one repository, `tag_of` names the tag of a version."""

    hub: HubClient
    catalog: Catalog
    tag_of: Callable[[str], str]

    def survey(self, gone: Sequence[Entry]) -> Survey:
        """Raises `ConflictError` where the latest version is one of those, or none is left."""
        latest, refs = self._latest(gone), self.hub.refs(requests=True)
        main, tainted = self.hub.history(_MAIN), {entry.place for entry in gone}
        others = [one for one in self.catalog.entries.values() if one not in gone and one != latest]
        histories = {one.version: self._history(main, one, refs) for one in others}
        going = (*gone, *(one for one in others if tainted & set(histories[one.version])))
        squash = bool({entry.place for entry in going} & set(main))
        kept = [histories[one.version][0] for one in others if one not in going and histories[one.version]]
        stays = not squash and latest.place in main and refs.tags.get(self.tag_of(latest.version)) == latest.place
        return Survey(
            versions=going,
            tags=tuple(tag for one in going if (tag := self.tag_of(one.version)) in refs.tags),
            converts=tuple(refs.converts),
            objects=self._objects([*(main if squash else ()), *self._tagged(going, refs)], [*kept, *_tips(refs)]),
            squash=squash,
            anchor=None if stays else latest,
            others=tuple(self._leading(refs, tainted)),
        )

    def purge(self, survey: Survey) -> tuple[str, ...]:
        """What the Hub refuses to remove."""
        held = self.hub.objects() if survey.objects else {}
        self.hub.forget([held[sha] for sha in sorted(survey.objects & held.keys())])
        refused = [ref for ref in survey.converts if not self._removed(self.hub.unbranch, ref)]
        for tag in survey.tags:
            self._untag(tag)
        if survey.squash:
            self.hub.squash()
        if survey.anchor is not None:
            self._anchor(survey.anchor)
        return tuple(f"{ref}: the Hub does not let it go; it is made anew from main" for ref in refused)

    def _latest(self, gone: Sequence[Entry]) -> Entry:
        latest = self.catalog.latest
        if latest is None or latest in gone:
            mend = "publish a version without it first, or delete the repository on the Hub"
            raise ConflictError("no version would be left on main", where=Where(self.hub.repo), mend=mend)
        held, published = self.hub.tree(_MAIN), self.hub.tree(latest.place)
        ours = (path for path in published if not path.startswith(f"{FOLDER}/"))
        other = next((path for path in ours if held.get(path) != published[path]), None)
        if other is not None:
            what, mend = (
                f"{other} on main is not that of {latest.version}",
                "end the publish that was begun, or put it back",
            )
            raise ConflictError(what, where=Where(self.hub.repo), mend=mend)
        return latest

    def _history(self, main: Sequence[str], entry: Entry, refs: Refs) -> Sequence[str]:
        """What the tag of a version leads to, the newest first; nothing where it has none."""
        if self.tag_of(entry.version) not in refs.tags:
            return ()
        return main[main.index(entry.place) :] if entry.place in main else self.hub.history(entry.place)

    def _tagged(self, going: Iterable[Entry], refs: Refs) -> list[str]:
        return [entry.place for entry in going if self.tag_of(entry.version) in refs.tags]

    def _objects(self, dropped: Iterable[str], kept: Iterable[str]) -> frozenset[str]:
        """LFS objects of commits that go, and of none that stays."""
        return self._named(dropped) - self._named(kept)

    def _named(self, commits: Iterable[str]) -> frozenset[str]:
        trees = (self.hub.tree(commit) for commit in dict.fromkeys(commits))
        return frozenset(stored.sha256 for tree in trees for stored in tree.values() if stored.sha256)

    def _leading(self, refs: Refs, tainted: set[str]) -> list[str]:
        """Branches and pull requests whose history holds what goes; they are not ours to remove."""
        theirs = {name: name for name in refs.branches if name != _MAIN} | {ref: ref for ref in refs.requests}
        return [name for name in theirs if tainted & set(self.hub.history(name))]

    def _removed(self, remove: Callable[[str], None], ref: str) -> bool:
        try:
            remove(ref)
        except RemoteError:
            return ref not in self.hub.refs().converts
        return True

    def _untag(self, tag: str) -> None:
        """A tag that is gone already, as after an answer that was lost, is gone."""
        try:
            self.hub.untag(tag)
        except RemoteError:
            if tag in self.hub.refs().tags:
                raise

    def _anchor(self, latest: Entry) -> None:
        """The latest version lies at the first commit of `main` from now on: its entry says so, then its tag."""
        main, tag = self.hub.history(_MAIN), self.tag_of(latest.version)
        place = latest.place if latest.place in main else main[-1]
        anew = latest.model_copy(update={"place": place})
        if latest.place != place:
            self._replace(anew)
        if self.hub.tags().get(tag) not in (None, place):
            self._untag(tag)
        self.hub.tag(tag, place)

    def _replace(self, entry: Entry) -> None:
        head = self.hub.head()
        change = Change(f"Say where {entry.version} lies now", {entry.path: object_bytes(entry)})
        try:
            self.hub.commit(change, head[0] if head else "", lambda path: None)
        except LostAnswer as error:
            raise RemoteError(
                error.what, where=error.where, mend="run it again; it goes on where it stopped"
            ) from error


def _tips(refs: Refs) -> list[str]:
    """Commits that stay whatever goes: `main` as it stands, and the refs of others."""
    named: Mapping[str, str] = {**refs.branches, **refs.requests}
    return list(named.values())
