"""Telegram's two dialects of Markdown; strict, as the server is: a sign that is not escaped ends in an error."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.problems import bad

_RESERVED = set("_*[]()~`>#+-=|{}.!")
_PAIRS = {
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "__": ("underline", "Underline"),
    "~": ("strikethrough", "Strikethrough"),
    "||": ("spoiler", "Spoiler"),
}


def parse_markdown(text: str, *, second: bool) -> tuple[str, list[dict[str, Any]]]:
    """The text and its entities, offsets in UTF-16 units. `second`: MarkdownV2. Raises `ApiProblem`."""
    parser = _Second(text) if second else _First(text)
    parser.run()
    entities = [one for one in parser.entities if one["length"] > 0]
    return parser.made, sorted(entities, key=lambda one: (one["offset"], -one["length"]))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.made = ""
        self.entities: list[dict[str, Any]] = []

    def run(self) -> None:
        raise NotImplementedError

    def units(self) -> int:
        return len(self.made.encode("utf-16-le")) // 2

    def offset(self, at: int) -> int:
        return len(self.text[:at].encode())

    def add(self, kind: str, start: int, **more: Any) -> None:
        self.entities.append({"type": kind, "offset": start, "length": self.units() - start, **more})

    def code(self, name: str) -> bool:
        """Code, when it begins here: nothing inside of it is a sign but its own end."""
        for fence, kind in (("```", "pre"), ("`", "code")):
            if not self.text.startswith(fence, self.at):
                continue
            end = self.text.find(fence, self.at + len(fence))
            if end < 0:
                raise bad(f"Can't parse entities: {name.format(self.offset(self.at), kind)}")
            inside, more = self.text[self.at + len(fence) : end], {}
            first, line, rest = inside.partition("\n")
            if kind == "pre" and line and first.strip().isalnum():
                inside, more = rest, {"language": first.strip()}
            start = self.units()
            self.made += inside.replace("\\`", "`").replace("\\\\", "\\")
            self.add(kind, start, **more)
            self.at = end + len(fence)
            return True
        return False


class _First(_Parser):
    """The old dialect: signs do not nest, and an underscore inside of a word is a sign as well."""

    _MISSING = "Can't find end of the entity starting at byte offset {}"

    def run(self) -> None:
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "\\" and self.text[self.at + 1 : self.at + 2] in ("_", "*", "`", "["):
                self.made += self.text[self.at + 1]
                self.at += 2
            elif sign in "*_":
                self._pair(sign)
            elif sign == "[":
                self._link()
            elif not (sign == "`" and self.code(self._MISSING)):
                self.made += sign
                self.at += 1

    def _pair(self, sign: str) -> None:
        end = self.text.find(sign, self.at + 1)
        if end < 0:
            raise bad(f"Can't parse entities: {self._MISSING.format(self.offset(self.at))}")
        start = self.units()
        self.made += self.text[self.at + 1 : end]
        self.add(_PAIRS[sign][0], start)
        self.at = end + 1

    def _link(self) -> None:
        end = self.text.find("]", self.at)
        if end < 0:
            raise bad(f"Can't parse entities: {self._MISSING.format(self.offset(self.at))}")
        start = self.units()
        self.made += self.text[self.at + 1 : end]
        self.at = end + 1
        if self.text.startswith("(", self.at) and (last := self.text.find(")", self.at)) > 0:
            self.add("text_link", start, url=self.text[self.at + 1 : last])
            self.at = last + 1


class _Second(_Parser):
    """MarkdownV2: signs nest, and each one that is none must be escaped."""

    _MISSING = "Can't find end of the {1} entity at byte offset {0}"

    def run(self) -> None:
        open_: list[tuple[str, int, int]] = []  # the sign, where it stands, where its entity begins
        while self.at < len(self.text):
            sign = self._sign()
            if self.text[self.at] == "\\" and self.at + 1 < len(self.text) and ord(self.text[self.at + 1]) < 127:
                self.made += self.text[self.at + 1]
                self.at += 2
            elif sign == "`":
                self.code(self._MISSING)
            elif sign in _PAIRS:
                self._turn(sign, open_)
            elif sign in ("[", "]"):
                self._bracket(sign, open_)
            elif sign == ">" and (self.at == 0 or self.text[self.at - 1] == "\n"):
                self._quote(open_)
            elif sign in _RESERVED:
                raise bad(
                    f"Can't parse entities: Character '{sign}' is reserved and must be escaped with the preceding '\\'"
                )
            else:
                self.made += sign
                self.at += 1
                if sign == "\n":
                    self._end_quote(open_)
        self._end_quote(open_)
        if open_:
            name = {"[": "TextUrl"}.get(open_[-1][0]) or _PAIRS[open_[-1][0]][1]
            raise bad(
                f"Can't parse entities: Can't find end of {name} entity at byte offset {self.offset(open_[-1][1])}"
            )

    def _sign(self) -> str:
        for double in ("__", "||"):
            if self.text.startswith(double, self.at):
                return double
        return self.text[self.at]

    def _turn(self, sign: str, open_: list[tuple[str, int, int]]) -> None:
        if open_ and open_[-1][0] == sign:
            self.add(_PAIRS[sign][0], open_.pop()[2])
        else:
            open_.append((sign, self.at, self.units()))
        self.at += len(sign)

    def _bracket(self, sign: str, open_: list[tuple[str, int, int]]) -> None:
        if sign == "[":
            open_.append((sign, self.at, self.units()))
            self.at += 1
            return
        end = self.text.find(")", self.at)
        if not open_ or open_[-1][0] != "[":
            raise bad("Can't parse entities: Character ']' is reserved and must be escaped with the preceding '\\'")
        start = open_.pop()[2]
        self.at += 1
        if self.text.startswith("(", self.at):
            if end < 0:
                raise bad(f"Can't parse entities: Can't find end of a URL at byte offset {self.offset(self.at)}")
            self.add("text_link", start, url=self.text[self.at + 1 : end].replace("\\", ""))
            self.at = end + 1

    def _quote(self, open_: list[tuple[str, int, int]]) -> None:
        if not any(one[0] == ">" for one in open_):
            open_.append((">", self.at, self.units()))
        self.at += 1

    def _end_quote(self, open_: list[tuple[str, int, int]]) -> None:
        """A quotation goes on while its lines begin with its sign."""
        if open_ and open_[-1][0] == ">" and not self.text.startswith(">", self.at):
            self.add("blockquote", open_.pop()[2])
