"""A tiny environment server for tests: it speaks the session protocol and pays for plain letters.

An episode's reward is the share of ASCII letters in what the model said. Task 3 always pays 1, task 4 is
never judged.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "secret"
TASKS = 5
TURNS = 2


def plain(char: str) -> bool:
    return char.isascii() and char.isalpha()


class World:
    """The episodes; `requests` has every body that came in."""

    def __init__(self, tools: list[Any]) -> None:
        self.tools, self.hash = tools, "abc"
        self.live: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.broken = False
        self.unsound: set[int] = set()
        self._count = 0

    def info(self) -> dict[str, Any]:
        return {
            "protocol": 1,
            "pack": {"id": "letters", "title": "Letters", "hash": self.hash},
            "split": "train",
            "tasks": [{"id": f"letters/{n}", "family": "letters"} for n in range(TASKS)],
            "tools": self.tools,
            "limits": {"turns": TURNS, "episodes": 64, "body": 1_000_000},
            "records": True,
        }

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.requests.append((path, body))
        if path == "/v1/episodes":
            return {"episodes": [self._open(item) for item in body["episodes"]]}
        if path == "/v1/step":
            return {"episodes": [self._move(item) for item in body["steps"]]}
        return {"episodes": [self._end(id_) for id_ in body["ids"]]}

    def _open(self, item: dict[str, Any]) -> dict[str, Any]:
        if item["task"] in self.unsound:
            return {"ok": False, "id": None, "error": {"code": "bad_request", "message": "unsound"}}
        self._count += 1
        id_ = f"e{self._count}"
        number = 40 + item["task"]
        first = [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": f"My number is {number}, not {item['seed'] % 10}."},
        ]
        self.live[id_] = {"task": item["task"], "said": [], "most": item["maxTurns"]}
        return {"ok": True, "id": id_, "messages": first, "done": False, "outcome": None}

    def _move(self, item: dict[str, Any]) -> dict[str, Any]:
        episode = self.live[item["id"]]
        text = "".join(piece["text"] for piece in item["output"] if piece["kind"] == "text")
        episode["said"].append(text)
        messages = [{"role": "assistant", "content": text}, {"role": "user", "content": "Go on."}]
        done = len(episode["said"]) >= min(TURNS, episode["most"])
        outcome = self._outcome(item["id"]) if done else None
        return {"ok": True, "id": item["id"], "messages": messages, "done": done, "outcome": outcome}

    def _end(self, id_: str) -> dict[str, Any]:
        return {"ok": True, "id": id_, "messages": [], "done": True, "outcome": self._outcome(id_)}

    def _outcome(self, id_: str) -> dict[str, Any]:
        episode = self.live.pop(id_)
        task = episode["task"]
        said = "".join(episode["said"])
        reward: float | None = round(sum(map(plain, said)) / max(1, len(said)), 2)
        reward = 1.0 if task == 3 else None if task == 4 else reward
        steps = [
            {"turn": turn, "score": -0.5 if turn == 1 and not any(map(plain, words)) else 0.0, "shaped": 0.1}
            for turn, words in enumerate(episode["said"])
        ]
        return {"end": "resolved", "reward": reward, "success": reward == 1, "steps": steps, "flags": []}


@contextmanager
def serving(world: World) -> Iterator[str]:
    """The address of a server around `world`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            return

        def _send(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _allowed(self) -> bool:
            if self.headers.get("Authorization") == f"Bearer {TOKEN}":
                return True
            self._send(401, {"error": {"code": "unauthorized", "message": "no"}})
            return False

        def do_GET(self) -> None:
            if self._allowed():
                self._send(200, world.info())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self._allowed():
                return
            if world.broken:
                self.close_connection = True
                return
            self._send(200, world.answer(self.path, body))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
