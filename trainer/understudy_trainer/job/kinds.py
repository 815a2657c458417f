"""Every kind of job, by the name that stands in a job file."""

from __future__ import annotations

from .evaluation import EvalJob
from .export import ExportJob
from .grpo import GrpoJob
from .merge import MergeJob
from .preference import DpoJob, KtoJob
from .pretrain import PretrainJob
from .reward import RewardJob
from .sft import SftJob
from .sweep import SweepJob

AnyJob = (
    PretrainJob | SftJob | DpoJob | KtoJob | RewardJob | MergeJob | GrpoJob | ExportJob | EvalJob | SweepJob
)
KINDS: dict[str, type[AnyJob]] = {
    "pretrain": PretrainJob,
    "sft": SftJob,
    "dpo": DpoJob,
    "kto": KtoJob,
    "reward": RewardJob,
    "merge": MergeJob,
    "grpo": GrpoJob,
    "export_gguf": ExportJob,
    "eval": EvalJob,
    "sweep": SweepJob,
}
