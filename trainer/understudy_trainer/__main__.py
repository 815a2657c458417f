"""`python -m understudy_trainer {doctor|validate|plan|run|score} …`. Exit codes: README.md."""

from __future__ import annotations

import sys

from .environment import set_environment

if __name__ == "__main__":
    set_environment()
    from .command import main

    sys.exit(main(sys.argv[1:]))
