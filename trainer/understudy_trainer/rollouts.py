"""Live episodes: the model speaks, the environment answers, until every episode is over.

What comes back are exact tokens: the ids that were in the context, which of them the model sampled, with what
log-probability and by which version of the policy. Nothing is tokenised twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from .environment_client import Environment
from .generation import Generation, Speaking
from .job.grpo import RlSpec
from .prompting import Message, Prompter


@dataclass
class TokenRow:
    """Lists of one length. `turns` is the model's turn (from 0) that sampled a token, -1 for what the
    environment wrote; `logprobs` (nats, temperature applied) and `versions` (updates of the weights) belong
    to sampled tokens."""

    ids: list[int] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)

    def prompt(self, ids: list[int]) -> None:
        self.ids += ids
        self.turns += [-1] * len(ids)
        self.logprobs += [0.0] * len(ids)
        self.versions += [-1] * len(ids)

    def sampled(self, ids: list[int], logprobs: list[float], turn: int, version: int) -> None:
        self.ids += ids
        self.turns += [turn] * len(ids)
        self.logprobs += logprobs
        self.versions += [version] * len(ids)


@dataclass
class Episode:
    """A finished episode. `reward` is None where something other than the policy broke; `penalties` and
    `shaped` are the rewards of single turns; `cut` counts messages that did not end in time. A new row begins
    where the template rewrote the conversation."""

    task: int
    sample: int
    rows: list[TokenRow] = field(default_factory=lambda: [TokenRow()])
    reward: float | None = None
    success: bool = False
    end: str = ""
    penalties: list[float] = field(default_factory=list)
    shaped: list[float] = field(default_factory=list)
    turns: int = 0
    cut: int = 0
    messages: list[Message] = field(default_factory=list)

    @property
    def completion_tokens(self) -> int:
        return sum(turn >= 0 for row in self.rows for turn in row.turns)

    def plain(self) -> dict[str, Any]:
        """For a checkpoint; the messages are for people and stay behind."""
        return asdict(self) | {"messages": []}

    @staticmethod
    def of(plain: dict[str, Any]) -> Episode:
        return Episode(**plain | {"rows": [TokenRow(**row) for row in plain["rows"]]})


@dataclass(frozen=True)
class Start:
    """An episode to be played: the task, which of its samples over the whole job, and the environment's
    seed."""

    task: int
    sample: int
    seed: int


def episode_seed(*parts: object) -> int:
    """0 to 2^32-1, the same for the same parts on every machine."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, parts)).encode()).digest()[:4], "big")


@dataclass(eq=False, kw_only=True)
class _Playing(Speaking):
    """`prompt` is what the conversation got since the model last spoke."""

    id: str
    episode: Episode
    prompt: list[int]


class Rollouts:
    """Plays episodes with one way of generating, `policy` being the name they are recorded under and
    `context` the tokens that a conversation may have."""

    def __init__(
        self,
        generation: Generation,
        environment: Environment,
        prompter: Prompter,
        rl: RlSpec,
        info: dict[str, Any],
        *,
        policy: str,
        seed: int,
        context: int,
    ) -> None:
        self._generation, self._environment, self._prompter, self._rl = generation, environment, prompter, rl
        self._tools = info["tools"]
        self._record = bool(info.get("records"))
        self._policy, self._seed, self._context = policy, seed, context
        self._slots = min(rl.slots, int(info["limits"]["episodes"]))
        self._playing: list[_Playing] = []
        self._version = 0
        self._done: list[Episode] = []

    def play(
        self, starts: list[Start], version: int, stop: Callable[[], bool] = lambda: False
    ) -> list[Episode] | None:
        """Every episode, in the order of `starts`; None when `stop` said so in between (they are closed
        then). Raises EnvironmentLost."""
        self._playing, self._version, self._done = [], version, []
        self._generation.wake()
        queue = list(starts)
        order = {(start.task, start.sample): place for place, start in enumerate(starts)}
        try:
            while queue or self._playing:
                if stop():
                    if self._playing:
                        self._environment.close([one.id for one in self._playing], "cancelled")
                    return None
                self._fill(queue)
                self._move(self._generation.speak(self._ending))
        finally:
            self._playing = []
        self._generation.sleep()
        return sorted(self._done, key=lambda episode: order[episode.task, episode.sample])

    def _fill(self, queue: list[Start]) -> None:
        """Open as many episodes as there are free slots; they wait with their opening."""
        taken = queue[: self._slots - len(self._playing)]
        if not taken:
            return
        del queue[: len(taken)]
        replies = self._environment.start(
            {"id": self._policy, "version": self._version, "templateHash": self._prompter.hash},
            [
                {"task": one.task, "seed": one.seed, "sample": one.sample, "maxTurns": self._rl.max_turns}
                for one in taken
            ],
        )
        opened: list[_Playing] = []
        for start, reply in zip(taken, replies, strict=True):
            episode = Episode(start.task, start.sample, messages=list(reply["messages"]))
            if reply["done"]:  # nobody was there to talk to
                self._finish(episode, reply["outcome"])
                continue
            key = episode_seed("sampling", self._seed, start.task, start.sample)
            prompt = self._prompter.opening(episode.messages, self._tools)
            uniform = np.random.Generator(np.random.Philox(key))
            opened.append(
                _Playing(ids=prompt, uniform=uniform, id=reply["id"], episode=episode, prompt=prompt)
            )
        self._playing += opened
        self._generation.open(opened)
        room = self._context - self._rl.max_tokens
        self._give_up([one for one in opened if len(one.prompt) > room])

    def _ending(self, one: _Playing) -> str:
        """Why the message ends with its newest token; empty where it goes on."""
        token = one.sample[-1]
        if token == self._prompter.end:
            return "end"
        if token in self._prompter.control.values():
            expected = self._prompter.call_close if one.in_call else self._prompter.call_open
            if token != expected:
                return "control"
            one.in_call = not one.in_call
        return "length" if len(one.sample) >= self._rl.max_tokens else ""

    def _move(self, spoken: list[_Playing]) -> None:
        """Send finished messages to the environment and take what it answers."""
        if not spoken:
            return
        replies = self._environment.step([self._spoken(one) for one in spoken])
        full: list[_Playing] = []
        # From behind: the sampler gives a slot that becomes free to its last conversation.
        for one, reply in reversed(list(zip(spoken, replies, strict=True))):
            answered = len(one.episode.messages)
            one.episode.messages += reply["messages"]
            if reply["done"]:
                self._finish(one.episode, reply["outcome"])
                self._close(one)
            elif not self._next_prompt(one, answered):
                full.append(one)
        self._give_up(full)

    def _spoken(self, one: _Playing) -> dict[str, Any]:
        """The message as the environment wants it; its tokens go into the episode's record."""
        row = one.episode.rows[-1]
        prefix = len(row.ids)
        row.prompt(one.prompt)
        row.sampled(one.sample, one.logprobs, one.episode.turns, self._version)
        one.episode.turns += 1
        one.episode.cut += one.stop == "length"
        ended = one.sample[:-1] if one.stop == "end" else one.sample
        step: dict[str, Any] = {"id": one.id, "output": self._prompter.segments(ended), "stop": one.stop}
        if self._record or one.stop == "length":
            step["tokens"] = {
                "prefix": prefix,
                "promptIds": one.prompt,
                "sampledIds": one.sample,
                "logprobs": [min(0.0, value) for value in one.logprobs],
                "temperature": self._rl.temperature,
            }
        return step

    def _next_prompt(self, one: _Playing, answered: int) -> bool:
        """What the conversation got before the next message; False when it does not fit any more."""
        episode = one.episode
        rest = self._prompter.after(episode.messages, self._tools, answered, one.sample[-1])
        if rest is None:
            one.prompt = self._prompter.opening(episode.messages, self._tools)
            episode.rows.append(TokenRow())
            self._generation.rewritten(one)
        else:
            one.prompt = rest
        one.ids = episode.rows[-1].ids + one.prompt
        return len(one.ids) + self._rl.max_tokens <= self._context

    def _give_up(self, full: list[_Playing]) -> None:
        """End episodes that have no room left, scored as they stand."""
        if not full:
            return
        replies = self._environment.close([one.id for one in full], "turn_limit")
        for one, reply in zip(full, replies, strict=True):
            self._finish(one.episode, reply["outcome"])
            self._close(one)

    def _close(self, one: _Playing) -> None:
        self._generation.close(one)
        self._playing.remove(one)

    def _finish(self, episode: Episode, outcome: dict[str, Any]) -> None:
        episode.reward = None if outcome["reward"] is None else float(outcome["reward"])
        episode.success = outcome["success"] is True
        episode.end = str(outcome["end"])
        turns = {int(step["turn"]): step for step in outcome["steps"]}
        episode.penalties = [float(turns.get(turn, {}).get("score", 0)) for turn in range(episode.turns)]
        episode.shaped = [float(turns.get(turn, {}).get("shaped", 0)) for turn in range(episode.turns)]
        episode.rows = [row for row in episode.rows if any(turn >= 0 for turn in row.turns)]
        self._done.append(episode)
