"""What a launcher starts in test_distributed.py: jobs one after the other, in every process of the world.

    launched.py JOB[:CANCEL_AFTER_STEP] … [zero3 JOB …]

`CANCEL_AFTER_STEP` is asked of the first process only. What comes after `zero3` runs as if launched with
that ZeRO stage. Exits with the last job's code, or 9 where a job that was to be cancelled was not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from conftest import run_here

from understudy_trainer.distributed import World

if __name__ == "__main__":
    # One group for all of them: a second one in the same process would meet the first one's traces.
    World.leave = lambda self: None
    code = 0
    for argument in sys.argv[1:]:
        if argument == "zero3":
            os.environ["ACCELERATE_DEEPSPEED_ZERO_STAGE"] = "3"
            continue
        job, _, cancel = argument.partition(":")
        asked = int(cancel) if cancel and os.environ["RANK"] == "0" else None
        code, _ = run_here(Path(job), ask_stop_after=asked)
        if cancel and code != 3:
            sys.exit(9)
    sys.exit(code)
