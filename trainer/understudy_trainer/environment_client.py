"""The client of the environment server's session protocol: one connection, many episodes a request."""

from __future__ import annotations

import http.client
import json
import os
import time
from typing import Any
from urllib.parse import urlsplit

from .failures import BadJob, JobFailure
from .job.grpo import RlSpec

PROTOCOL = 1
TIMEOUT_S = 600
BROKEN = (
    "bad_request",
    "no_episode",
)  # refusals that concern one episode: its task is unsound, or it expired
IDLE_S = 20  # a connection unused for longer is opened anew: the server closes idle ones
RESTART = "Start the environment server again (`understudy grpo` does) and run the same job: it goes on."


class EnvironmentLost(JobFailure):
    """The server is gone or answers nonsense; what was learned so far is kept."""

    def __init__(self, message: str, hint: str = RESTART) -> None:
        super().__init__("environment_lost", message, hint, "rl.env_url")


def token_of(rl: RlSpec) -> str:
    """The token from its environment variable. Raises BadJob where it is not set."""
    token = os.environ.get(rl.token_env, "")
    if not token:
        raise BadJob(
            "no_token",
            f"the environment variable {rl.token_env} is not set",
            "Run the job by `understudy grpo`, or set it to the token of your own environment server.",
            "rl.token_env",
        )
    return token


class Environment:
    """`seconds` counts the wall time spent waiting for answers, JSON included."""

    def __init__(self, rl: RlSpec) -> None:
        self._token = token_of(rl)
        address = urlsplit(rl.env_url)
        self._kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self._host = address.netloc
        self._connection: http.client.HTTPConnection | None = None
        self._used = 0.0
        self.seconds = 0.0
        self.requests = 0

    def info(self) -> dict[str, Any]:
        """Pack, tasks, tools, limits. Raises EnvironmentLost, or BadJob for a server of another protocol."""
        found = self._ask("GET", "/v1/info", None)
        if found.get("protocol") != PROTOCOL:
            raise BadJob(
                "other_protocol",
                f"the environment speaks protocol {found.get('protocol')!r}, this trainer {PROTOCOL}",
                "Take both from one release.",
                "rl.env_url",
            )
        if not found.get("tasks"):
            raise BadJob("no_tasks", "the environment serves no task", "Serve some.", "rl.env_url")
        return found

    def start(self, policy: dict[str, Any], episodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return self._many("/v1/episodes", {"policy": policy, "episodes": episodes}, len(episodes))

    def step(self, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return self._many("/v1/step", {"steps": steps}, len(steps))

    def close(self, ids: list[str], reason: str) -> list[dict[str, Any]]:
        return self._many("/v1/close", {"ids": ids, "reason": reason}, len(ids))

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _many(self, path: str, body: dict[str, Any], count: int) -> list[dict[str, Any]]:
        replies = self._ask("POST", path, body).get("episodes")
        if not isinstance(replies, list) or len(replies) != count:
            raise EnvironmentLost(f"{path} answered for another number of episodes")
        return [reply if reply.get("ok") else _broken(reply, path) for reply in replies]

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        started = time.monotonic()
        if self._connection is None or started - self._used > IDLE_S:
            self.hang_up()
            self._connection = self._kind(self._host, timeout=TIMEOUT_S)
        payload = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            self._connection.request(method, path, payload, headers)
            response = self._connection.getresponse()
            text = response.read()
            answer = json.loads(text)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.hang_up()
            raise EnvironmentLost(f"no answer from {self._host} ({type(error).__name__}: {error})") from error
        finally:
            self._used = time.monotonic()
            self.seconds += self._used - started
            self.requests += 1
        if response.status != 200:
            self.hang_up()
            told = answer.get("error", {}) if isinstance(answer, dict) else {}
            message = f"{path}: {response.status} {told.get('code')}: {told.get('message')}"
            if response.status in (401, 403):
                raise BadJob(
                    "environment_refused", message, "Check rl.env_url and the token.", "rl.token_env"
                )
            raise EnvironmentLost(message)
        return answer


def _broken(reply: dict[str, Any], path: str) -> dict[str, Any]:
    """An episode that this one entry cannot go on with is over, and nobody can say what it was worth. Raises
    EnvironmentLost for a refusal that the others will meet too."""
    error = reply.get("error") or {}
    if error.get("code") not in BROKEN:
        raise EnvironmentLost(f"{path}: {error.get('code')}: {error.get('message')}")
    outcome = {"reward": None, "success": None, "end": "failed", "steps": []}
    return {"ok": True, "id": reply.get("id"), "messages": [], "done": True, "outcome": outcome}
