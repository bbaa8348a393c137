"""A browser window without the browser: Streamlit's own protocol over the socket of the running app.

It keeps the tree of elements from the messages, holds what stands in the boxes as the page's own script
does, and sends it along with every click. It can also do what people do to pages: click again before the
answer is there, close the window in the middle, come back to the same session, or open the address anew.
"""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

COOKIE = "bihuan_session"
_PATIENCE = 300.0  # seconds after which a page hangs, also on a machine with much else to do
_LARGEST = 64 * 1024 * 1024
_BEAT = "beat"
"""Stands in the address of every question. A page tells its address when it has taken the language out of
it, and so names the question that it answers: of two clicks in a row only the last one's page is waited for."""
_TYPED = ("text_area", "text_input")
_CHOSEN = ("radio", "selectbox")


class BrokenPage(AssertionError):
    """The page shows an exception instead of what was asked for."""


@dataclass
class Window:
    """One window at `path`; `token` is the cookie of who is signed in there, `query` what stands in the address."""

    address: str
    path: str = ""
    token: str = ""
    query: dict[str, str] = field(default_factory=dict)
    session: str = ""
    states: dict[str, WidgetState] = field(default_factory=dict)
    tree: dict[tuple[int, ...], tuple[str, Any]] = field(default_factory=dict)
    _line: websockets.ClientConnection | None = None
    _page: str = ""
    _run: str = ""
    _asked: int = 0
    _answering: int = 0
    _resting: bool = True

    # ── the window ──────────────────────────────────────────────────────────

    async def open(self) -> Window:
        """The address in a new session, as a reload does."""
        self.session, self._page = "", ""
        self.states, self.tree = {}, {}
        await self._connect()
        await self.ask()
        await self.settle()
        return self

    async def go(self, path: str) -> None:
        """Another page in the same session, as a click in the menu does."""
        self.path, self._page, self.query, self.states = path, "", {}, {}
        await self.ask()
        await self.settle()

    async def reconnect(self) -> None:
        """Back to the same session after the line broke; a run that was cut is asked for again, without the
        click that began it."""
        await self.close()
        cut = not self._resting
        await self._connect()
        if cut:
            await self.ask()
            await self.settle()

    async def close(self) -> None:
        """Gone, whatever the server is doing."""
        if self._line is not None:
            await self._line.close()
            self._line = None

    async def _connect(self) -> None:
        await self.close()
        words = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", *([self.session] if self.session else [])]
        self._line = await websockets.connect(
            self.address.replace("http://", "ws://") + "/_stcore/stream", max_size=_LARGEST,
            origin=self.address, open_timeout=_PATIENCE,
            subprotocols=[websockets.Subprotocol(w) for w in words], ping_interval=None,
            additional_headers={"Cookie": f"{COOKIE}={self.token}"} if self.token else {},
        )  # fmt: skip

    # ── what the page's script sends ────────────────────────────────────────

    async def ask(self, pressed: str | None = None) -> None:
        """One message: what stands in the boxes, and the button that was pressed."""
        assert self._line is not None, "the window is closed"
        self._asked, self._resting = self._asked + 1, False
        said = BackMsg()
        said.rerun_script.query_string = urlencode({**self.query, "lang": "zh", _BEAT: str(self._asked)})
        said.rerun_script.page_script_hash = self._page
        said.rerun_script.page_name = "" if self._page else self.path
        said.rerun_script.widget_states.widgets.extend(self.states.values())
        if pressed is not None:
            said.rerun_script.widget_states.widgets.append(WidgetState(id=pressed, trigger_value=True))
        await self._line.send(said.SerializeToString())

    async def read(self, messages: int) -> None:
        """So many messages of the answer, and no more; fewer when it is over before."""
        for _ in range(messages):
            if self._resting:
                return
            await self._hear()

    async def settle(self) -> None:
        """Until the page that answers the last question is complete."""
        while not self._resting:
            await self._hear()

    async def _hear(self) -> None:
        assert self._line is not None, "the window is closed"
        async with asyncio.timeout(_PATIENCE):
            raw = await self._line.recv()
        told = ForwardMsg()
        told.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
        self._take(told)

    # ── what the server says ────────────────────────────────────────────────

    def _take(self, told: ForwardMsg) -> None:
        kind = told.WhichOneof("type")
        if kind == "new_session":
            self._run, self.session = told.metadata.run.script_run_id, told.new_session.initialize.session_id
            self._page = told.new_session.page_script_hash
        elif kind == "navigation":
            self._page = told.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._moved(told.page_info_changed.query_string)
        elif kind == "delta":
            self._drawn(tuple(told.metadata.delta_path), told.delta)
        elif kind == "page_not_found":
            raise BrokenPage(f"there is no page {self.path!r}")
        elif kind == "script_finished":
            self._finished(told.script_finished)

    def _moved(self, query: str) -> None:
        found = dict(parse_qsl(query))
        self._answering = int(found.pop(_BEAT, self._answering))
        self.query = found

    def _drawn(self, path: tuple[int, ...], delta: Any) -> None:
        if delta.WhichOneof("type") == "add_block":
            self.tree.pop(path, None)
            return
        for below in [p for p in self.tree if p[: len(path)] == path]:
            del self.tree[below]
        element = delta.new_element
        if element.HasField("exception"):
            raise BrokenPage(f"{self.path!r}: {element.exception.type} {element.exception.message}")
        self.tree[path] = (self._run, element)
        self._hold(element)

    def _hold(self, element: Any) -> None:
        """What a box holds when it appears, or when the server changes it."""
        kind = element.WhichOneof("type")
        if kind not in (*_TYPED, *_CHOSEN):
            return
        box = getattr(element, kind)
        if box.set_value:
            now = box.value if kind in _TYPED else box.raw_value if box.HasField("raw_value") else None
        elif box.id in self.states:
            return
        elif kind in _TYPED:
            now = box.default if box.HasField("default") else None
        else:
            now = box.options[box.default] if box.HasField("default") else None
        self.states[box.id] = WidgetState(id=box.id, **({} if now is None else {"string_value": now}))

    def _finished(self, status: int) -> None:
        if status != ForwardMsg.FINISHED_SUCCESSFULLY or self._answering != self._asked:
            return
        self._resting = True
        self.tree = {p: (run, e) for p, (run, e) in self.tree.items() if run == self._run}
        there = {i for e in self._elements() if (i := _id_of(e))}
        self.states = {i: s for i, s in self.states.items() if i in there}

    # ── the hands ───────────────────────────────────────────────────────────

    def put(self, key: str, words: str) -> None:
        """Words into the box with such a key; nothing is sent yet."""
        self.states[self.id(key)] = WidgetState(id=self.id(key), string_value=words)

    async def type(self, key: str, words: str) -> None:
        """Words into a box; the page has answered when this returns."""
        self.put(key, words)
        await self.ask()
        await self.settle()

    async def choose(self, labels: Mapping[str, str]) -> None:
        """In each of these lists the option that reads so, all in one go."""
        for key, label in labels.items():
            (found,) = [o for o in self._box(self.id(key)).options if _plain(o) == label]
            self.put(key, found)
        await self.ask()
        await self.settle()

    def options(self, key: str) -> list[str]:
        """What a list offers."""
        return [_plain(o) for o in self._box(self.id(key)).options]

    def has(self, key: str) -> bool:
        """Whether a widget with such a key is on the page."""
        return any(_ends(_id_of(e), key) for e in self._elements())

    def id(self, key: str) -> str:
        """The one widget whose key ends so."""
        (found,) = {i for e in self._elements() if (i := _id_of(e)) and _ends(i, key)}
        return found

    def holds(self, key: str) -> str | None:
        """What stands in a box; None where the box is not on the page."""
        return self.states[self.id(key)].string_value if self.has(key) else None

    def words(self) -> str:
        """Everything that can be read on the page, what stands in the boxes included."""
        return "\n".join((*self.texts(), *(s.string_value for s in self.states.values())))

    def texts(self) -> Iterator[str]:
        """Labels and texts; the sheet that says how the page looks is none."""
        for e in self._elements():
            kind = e.WhichOneof("type")
            words = getattr(getattr(e, kind), "body", "") or getattr(getattr(e, kind), "label", "")
            if not str(words).startswith("<style"):
                yield str(words)

    def _elements(self) -> list[Any]:
        return [e for _, e in self.tree.values()]

    def _box(self, id_: str) -> Any:
        (found,) = [getattr(e, e.WhichOneof("type")) for e in self._elements() if _id_of(e) == id_]
        return found


def _id_of(element: Any) -> str:
    return str(getattr(getattr(element, element.WhichOneof("type") or "empty"), "id", ""))


def _plain(option: str) -> str:
    return option.replace("\\", "")


def _ends(id_: str, key: str) -> bool:
    """Whether the key is this one, or a field's that ends so; `act-do-*` fits any that begins so."""
    own = id_.split("-", 2)[-1]
    return fnmatch(own, key) or own.endswith(f".{key}")


def sign_in(address: str, person: str, password: str) -> str:
    """The cookie of a new session, by the form that the sign-in page posts. Raises PermissionError."""
    line = http.client.HTTPConnection(urlsplit(address).netloc)
    form = urlencode({"user": person, "password": password, "language": "zh"})
    kind = {"content-type": "application/x-www-form-urlencoded", "origin": address}
    line.request("POST", "/account/sign-in", body=form, headers=kind)
    answer = line.getresponse()
    given = answer.getheader("set-cookie") or ""
    where = answer.getheader("location") or ""
    line.close()
    if not given.startswith(f"{COOKIE}="):
        raise PermissionError(parse_qs(urlsplit(where).query).get("why", ["?"])[0])
    return given.removeprefix(f"{COOKIE}=").split(";")[0]
