"""Read an HTML email as a mail program does: its tags, its text, its links."""

from __future__ import annotations

from html.parser import HTMLParser


class Reading(HTMLParser):
    """`tags` in order, attributes of the last tag of each name, `text` that is shown, `links`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.links: list[str] = []
        self._shown: list[str] = []
        self._in_style = False
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """What is shown, with single spaces."""
        return " ".join("".join(self._shown).split())

    @property
    def structure(self) -> list[str]:
        """The tags without those that free text may add: line breaks and unbroken numbers."""
        return [tag for tag in self.tags if tag not in {"br", "span"}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes[tag] = dict(attrs)
        self._in_style = tag == "style"
        if tag in {"br", "p", "td", "a", "blockquote"}:
            self._shown.append(" ")
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self._shown.append(data)
