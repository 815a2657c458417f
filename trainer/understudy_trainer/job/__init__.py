"""The job file: its shape, defaults and limits. Parsed once here; everything after trusts it.

`base.py` has what every kind shares, one module the fields of each kind, `kinds.py` the list of kinds,
`reading.py` the parsing and its errors in a person's words.
"""

from .base import (
    AdapterFolder,
    AdapterSpec,
    Count,
    DataFile,
    DataFiles,
    DataSpec,
    Fraction,
    Job,
    LimitSpec,
    ModelSpec,
    NotNegative,
    Optimisation,
    Positive,
    SaveSpec,
    Strict,
)
from .evaluation import EvalHparams, EvalJob
from .export import ExportHparams, ExportJob
from .grpo import GrpoHparams, GrpoJob, RlSpec
from .kinds import KINDS, AnyJob
from .merge import MergeHparams, MergeInput, MergeJob
from .preference import BatchedHparams, DpoHparams, DpoJob, KtoData, KtoHparams, KtoJob, PairData
from .pretrain import HEAD_DIM, Emphasis, PretrainHparams, PretrainJob, RoleWeights
from .reading import inspect_job, read_job
from .reward import RewardData, RewardHparams, RewardJob
from .sft import SftHparams, SftJob
from .sweep import Space, SweepHparams, SweepJob

__all__ = [
    "HEAD_DIM",
    "KINDS",
    "AdapterFolder",
    "AdapterSpec",
    "AnyJob",
    "BatchedHparams",
    "Count",
    "DataFile",
    "DataFiles",
    "DataSpec",
    "DpoHparams",
    "DpoJob",
    "Emphasis",
    "EvalHparams",
    "EvalJob",
    "ExportHparams",
    "ExportJob",
    "Fraction",
    "GrpoHparams",
    "GrpoJob",
    "Job",
    "KtoData",
    "KtoHparams",
    "KtoJob",
    "LimitSpec",
    "MergeHparams",
    "MergeInput",
    "MergeJob",
    "ModelSpec",
    "NotNegative",
    "Optimisation",
    "PairData",
    "Positive",
    "PretrainHparams",
    "PretrainJob",
    "RewardData",
    "RewardHparams",
    "RewardJob",
    "RlSpec",
    "RoleWeights",
    "SaveSpec",
    "SftHparams",
    "SftJob",
    "Space",
    "Strict",
    "SweepHparams",
    "SweepJob",
    "inspect_job",
    "read_job",
]
