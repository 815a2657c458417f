"""Generation of the `grpo` sampler against transformers' `generate`, on the embedded model and one thread, in
processor seconds (other work on the machine disturbs these less).

    PYTHONPATH=trainer python bench/sampler.py

64 conversations whose prompts share their first 330 tokens, three turns each: 32 tokens are generated, then
the environment appends 40. The sampler keeps what it has computed; `generate` begins each turn with the whole
conversation, left-padded, as a trainer does that calls it once a turn.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

from understudy_trainer.environment import set_environment

set_environment()

import numpy as np  # noqa: E402
import torch  # noqa: E402
from transformers import AutoModelForCausalLM, logging  # noqa: E402
from understudy_trainer.sampler import Sampler, draw  # noqa: E402

WEIGHTS = Path(__file__).parent.parent / "models/embedded/weights"
ROWS, SHARED, OWN, TURNS, NEW, ANSWER = 64, 330, 70, 3, 32, 40

torch.set_num_threads(1)
logging.set_verbosity_error()
rng = random.Random(7)
model = AutoModelForCausalLM.from_pretrained(WEIGHTS, dtype=torch.float32, attn_implementation="sdpa").eval()


def tokens(count: int) -> list[int]:
    return [rng.randrange(300, 760) for _ in range(count)]


shared = tokens(SHARED)
prompts = [shared + tokens(OWN + row % 8) for row in range(ROWS)]
answers = [[tokens(ANSWER) for _ in range(TURNS)] for _ in range(ROWS)]


def ours() -> None:
    sampler = Sampler(model, slots=ROWS, context=1024, temperature=1.0, dtype="fp32", pad=0)
    uniform = np.random.default_rng(7)
    pieces = sampler.begin(0, prompts)
    for turn in range(TURNS):
        logprobs = sampler.feed(0, pieces)
        for _ in range(NEW - 1):
            chosen, _ = draw(logprobs, uniform.random(ROWS))
            logprobs = sampler.feed(0, [[token] for token in chosen])
        chosen, _ = draw(logprobs, uniform.random(ROWS))
        pieces = [[token, *answers[row][turn]] for row, token in enumerate(chosen)]


@torch.no_grad()
def theirs() -> None:
    talks = [list(prompt) for prompt in prompts]
    for turn in range(TURNS):
        longest = max(map(len, talks))
        ids = torch.tensor([[0] * (longest - len(talk)) + talk for talk in talks])
        mask = torch.tensor([[0] * (longest - len(talk)) + [1] * len(talk) for talk in talks])
        made = model.generate(
            input_ids=ids,
            attention_mask=mask,
            do_sample=True,
            top_k=0,
            max_new_tokens=NEW,
            min_new_tokens=NEW,
            pad_token_id=0,
            use_cache=True,
        )
        new = made[:, longest:].tolist()
        talks = [talk + new[row] + answers[row][turn] for row, talk in enumerate(talks)]


for name, work in (("sampler of grpo", ours), ("transformers generate", theirs)):
    work()
    times = []
    for _ in range(3):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    times.sort()
    made = ROWS * TURNS * NEW
    print(f"{name:<24} {made / times[1]:.0f} tokens a processor second ({times[0]:.2f} to {times[-1]:.2f} s)")
