"""Generation for many conversations at once, each with its own place in one key-value cache.

A slot of the cache belongs to a conversation and keeps what was computed over all its turns. Slots that
generate lie in front, so that one forward pass over a contiguous piece of the cache serves them all; a
conversation that waits for its environment is swapped behind them. Works with any decoder of transformers
that takes position ids and a 4-dimensional mask.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from .arithmetic import DIRECT_HEADS, autocast
from .generation import Speaking

WORTH_SHARING = 32  # tokens; fewer are computed as quickly as copied
PREFILL_TOKENS = 16_384  # padded tokens of a prompt pass; more needs more memory and gains nothing


class SlotCache:
    """What transformers calls a cache: `update` stores keys and values and gives back all up to now."""

    is_compileable = False

    def __init__(self, slots: int, context: int) -> None:
        self._slots, self._context = slots, context
        self._keys: dict[int, torch.Tensor] = {}
        self._values: dict[int, torch.Tensor] = {}
        self._first = 0
        self._positions = torch.zeros(0)
        self._up_to = 0

    def point_at(self, first: int, positions: torch.Tensor, up_to: int) -> None:
        """The next pass is about the slots from `first`, one for each row of `positions` (int64 [rows, new
        tokens]; `context` for padding, a place nobody looks at); keys up to `up_to` are attended to."""
        self._first, self._positions, self._up_to = first, positions, up_to

    def update(
        self, keys: torch.Tensor, values: torch.Tensor, layer: int, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        rows, heads, _, width = keys.shape
        last = self._first + rows
        found = []
        for kept, new in ((self._keys, keys), (self._values, values)):
            if layer not in kept:
                kept[layer] = torch.zeros(
                    self._slots, heads, self._context + 1, new.shape[-1], dtype=new.dtype, device=new.device
                )
            place = kept[layer][self._first : last]
            index = torch.arange(rows, device=new.device)[:, None]
            place[index, :, self._positions] = new.transpose(1, 2).to(place.dtype)
            found.append(place[:, :, : self._up_to].to(new.dtype))
        return found[0], found[1]

    def swap(self, one: int, other: int, length: int) -> None:
        """Exchange two slots, as far as `length` tokens."""
        for kept in (self._keys, self._values):
            for tensor in kept.values():
                held = tensor[one, :, :length].clone()
                tensor[one, :, :length] = tensor[other, :, :length]
                tensor[other, :, :length] = held

    def copy(self, one: int, others: slice, length: int) -> None:
        """The first `length` tokens of a slot, into others."""
        for kept in (self._keys, self._values):
            for tensor in kept.values():
                tensor[others, :, :length] = tensor[one, :, :length]

    def get_seq_length(self, *_: Any) -> int:
        return self._up_to


class Sampler:
    """A `Generation`. `lengths[slot]` tokens of a slot are in the cache. Behind the slots lies one more for
    what many conversations begin with: it is computed once and copied."""

    def __init__(
        self, model: Any, *, slots: int, context: int, temperature: float, dtype: str, pad: int
    ) -> None:
        self._model, self._temperature, self._dtype, self._pad = model, temperature, dtype, pad
        self._context = context
        self._device = next(model.parameters()).device
        self._direct = model.config.model_type in DIRECT_HEADS
        self._cache = SlotCache(slots + 1, context)
        self._spare, self._common = slots, list[int]()
        self.lengths = np.zeros(slots + 1, dtype=np.int64)
        self.computed = 0
        # Slot i belongs to the i-th of them; in the first `_active` the model is in the middle of a message.
        self._speaking: list[Any] = []
        self._active = 0

    def wake(self) -> None:
        """Nothing that was computed counts any more."""
        self.lengths[:] = 0
        self._common, self._speaking, self._active = [], [], 0

    def sleep(self) -> None:
        """Nothing to do: the cache stays where it is."""

    def open(self, new: list[Any]) -> None:
        first = len(self._speaking)
        self._speaking += new
        if new:
            self.begin(first, [one.ids for one in new])

    def speak(self, ending: Callable[[Any], str]) -> list[Any]:
        """A message that ended waits until enough others did: one request to the environment then moves them
        all."""
        waiting = self._speaking[self._active :]
        if waiting:
            first, self._active = self._active, len(self._speaking)
            pieces = [one.ids[int(self.lengths[first + place]) :] for place, one in enumerate(waiting)]
            for one in waiting:
                one.begin()
            self._take(first, self.feed(first, pieces), ending)
        enough = max(1, len(self._speaking) // 3)
        while self._active > 0 and len(self._speaking) - self._active < enough:
            pieces = [[one.sample[-1]] for one in self._speaking[: self._active]]
            self._take(0, self.feed(0, pieces), ending)
        return self._speaking[self._active :]

    def rewritten(self, one: Any) -> None:
        self.lengths[self._speaking.index(one)] = 0

    def close(self, one: Any) -> None:
        """The slot goes to the last conversation."""
        self._exchange(self._speaking.index(one), len(self._speaking) - 1)
        self._speaking.pop()

    def _take(self, first: int, logprobs: torch.Tensor, ending: Callable[[Any], str]) -> None:
        """A token for each slot from `first` on; those whose message is over go behind the ones that
        generate."""
        drawing: list[Speaking] = self._speaking[first : first + len(logprobs)]
        tokens, chosen = draw(logprobs, np.array([one.uniform.random() for one in drawing]))
        for one, token, logprob in zip(drawing, tokens, chosen, strict=True):
            one.sample.append(token)
            one.logprobs.append(logprob)
            one.stop = ending(one)
        for slot in reversed(range(first, first + len(drawing))):
            if self._speaking[slot].stop:
                self._active -= 1
                self._exchange(slot, self._active)

    def _exchange(self, one: int, other: int) -> None:
        self.swap(one, other)
        self._speaking[one], self._speaking[other] = self._speaking[other], self._speaking[one]

    def begin(self, first: int, prompts: list[list[int]]) -> list[list[int]]:
        """Make the slots from `first` those of new conversations, with the beginning that their prompts
        share. Returns what of each is still to be fed, one token at least."""
        most = min(len(prompt) for prompt in prompts) - 1
        common = min(most, _shared([*prompts, self._common]))
        if common < WORTH_SHARING:
            common = min(most, _shared(prompts))
            if common < WORTH_SHARING or len(prompts) < 2:
                self.lengths[first : first + len(prompts)] = 0
                return prompts
            self.lengths[self._spare] = 0
            self._common = prompts[0][:common]
            self._pass(self._spare, [self._common])
        self._cache.copy(self._spare, slice(first, first + len(prompts)), common)
        self.lengths[first : first + len(prompts)] = common
        return [prompt[common:] for prompt in prompts]

    def swap(self, one: int, other: int) -> None:
        if one == other:
            return
        self._cache.swap(one, other, int(max(self.lengths[one], self.lengths[other])))
        self.lengths[[one, other]] = self.lengths[[other, one]]

    def feed(self, first: int, pieces: list[list[int]]) -> torch.Tensor:
        """Append `pieces[i]` (not empty) to slot `first + i`. Returns log-probabilities of the next token
        under the sampling temperature, float32 [rows, vocabulary]."""
        parts, start = [], 0
        while start < len(pieces):
            size, longest = 1, len(pieces[start])
            while start + size < len(pieces):
                longest = max(longest, len(pieces[start + size]))
                if longest * (size + 1) > PREFILL_TOKENS:
                    break
                size += 1
            parts.append(self._pass(first + start, pieces[start : start + size]))
            start += size
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    @torch.no_grad()
    def _pass(self, first: int, pieces: list[list[int]]) -> torch.Tensor:
        rows, longest = len(pieces), max(len(piece) for piece in pieces)
        ids = np.full((rows, longest), self._pad, dtype=np.int64)
        positions = np.full((rows, longest), self._context, dtype=np.int64)
        for row, piece in enumerate(pieces):
            start = self.lengths[first + row]
            ids[row, : len(piece)] = piece
            positions[row, : len(piece)] = np.arange(start, start + len(piece))
        counts = np.array([len(piece) for piece in pieces])
        self.lengths[first : first + rows] += counts
        up_to = int(self.lengths[first : first + rows].max())
        where = torch.from_numpy(positions).to(self._device)
        mask = (torch.arange(up_to, device=self._device) <= where[:, :, None])[:, None]
        self._cache.point_at(first, where, up_to)
        self.computed += rows * longest
        last = torch.from_numpy(counts - 1).to(self._device)
        chosen = torch.arange(rows, device=self._device)
        given = {
            "input_ids": torch.from_numpy(ids).to(self._device),
            "position_ids": where.clamp(max=self._context - 1),
            "attention_mask": mask,
            "past_key_values": self._cache,
            "use_cache": True,
        }
        with autocast(self._dtype, self._device):
            if self._direct:
                hidden = self._model.get_decoder()(**given).last_hidden_state[chosen, last]
                logits = self._model.get_output_embeddings()(hidden)
            else:
                logits = self._model(**given).logits[chosen, last]
        return torch.log_softmax(logits.float() / self._temperature, -1)


def _shared(prompts: list[list[int]]) -> int:
    """Length of the longest common beginning."""
    low, high = min(prompts), max(prompts)  # in dictionary order these two share the least
    return next(
        (at for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high))
    )


def draw(logprobs: torch.Tensor, uniform: np.ndarray) -> tuple[list[int], list[float]]:
    """One token for each row by inversion of its distribution at `uniform` (0 to 1), and its
    log-probability."""
    sums = logprobs.double().exp().cumsum(-1)
    at = torch.from_numpy(uniform).to(logprobs.device)[:, None] * sums[:, -1:]
    tokens = torch.searchsorted(sums, at, right=True).clamp(max=logprobs.shape[-1] - 1)
    return tokens[:, 0].tolist(), logprobs.gather(1, tokens)[:, 0].tolist()
