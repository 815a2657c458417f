"""DeepSpeed's ZeRO, stages 1 to 3, under our own loop.

Only its sharding is used: no optimizer, schedule, precision or checkpoint of DeepSpeed's, none of its
compiled extensions, no offloading. A stage holds a share of the optimizer's state (1), of the gradients too
(2), of the weights too (3).
"""

from __future__ import annotations

import importlib.util
import math
import os
from functools import cached_property
from typing import Any

import torch

from .distributed import BUCKET, Spread, World
from .failures import BadJob, JobFailure
from .job import Optimisation
from .updating import Updates

STAGES = (1, 2, 3)
MOMENTS = ("exp_avg", "exp_avg_sq")  # what AdamW keeps of each weight
UNSERVED = ("offload_optimizer_device", "offload_param_device", "config_file", "moe_layer_cls_names")


def installed() -> bool:
    """Whether the package is there."""
    return importlib.util.find_spec("deepspeed") is not None


def stage_asked() -> int:
    """The ZeRO stage that `accelerate launch` was asked for. Raises BadJob for what cannot be served."""
    if not installed():
        hint = (
            'python -m pip install "deepspeed>=0.19.8,<0.20", or use accelerate/fsdp2.yaml, '
            "which shards what ZeRO-3 does."
        )
        raise BadJob("no_deepspeed", "the package deepspeed is not installed", hint)
    hint = "Use accelerate/deepspeed-zero2.yaml, deepspeed-zero3.yaml or fsdp2.yaml as they are."
    for name in UNSERVED:
        value = os.environ.get(f"ACCELERATE_DEEPSPEED_{name.upper()}", "none")
        if value.lower() not in {"", "none"}:
            message = f"{name} ({value}) of the accelerate configuration is not supported"
            raise BadJob("deepspeed_setting", message, hint)
    stage = os.environ.get("ACCELERATE_DEEPSPEED_ZERO_STAGE", "2")
    if stage not in {str(one) for one in STAGES}:
        raise BadJob("deepspeed_setting", f"zero_stage is {stage}; 1, 2 and 3 are supported", hint)
    return int(stage)


class ZeroUpdates(Updates):
    """AdamW over weights that DeepSpeed shards. It does so when the model first computes, after `restore`:
    weights are restored whole, and only the optimizer's state is dealt out."""

    def __init__(self, model: Any, h: Optimisation, world: World) -> None:
        super().__init__(model, h, world)
        self._model = model
        self._groups = self.optimizer.state_dict()["param_groups"]
        self._order = [p for group in self.optimizer.param_groups for p in group["params"]]
        self.compute = lambda compute: self._engine(compute)

    @cached_property
    def _engine(self) -> Any:
        import deepspeed
        from deepspeed.accelerator import get_accelerator

        if get_accelerator().device_name() == "cpu":
            # It would compile an extension for sums in shared memory at every first start; gloo does them.
            deepspeed.ops.__compatible_ops__["deepspeed_shm_comm"] = False
        groups = self.optimizer.param_groups
        self.optimizer.param_groups = [group for group in groups if group["params"]]
        vectors = [p.numel() for p in self._model.parameters() if p.dim() < 2]
        config = {
            # Both are required; the loop decides what a step is made of, and calls `step` at its end.
            "train_micro_batch_size_per_gpu": 1,
            "gradient_accumulation_steps": 1,
            "managed_gradient_accumulation": False,
            "gradient_clipping": self.limit,
            "zero_optimization": {
                "stage": self.world.zero,
                "reduce_bucket_size": BUCKET,
                # Vectors stay whole in stage 3: to gather them costs more than they weigh.
                "stage3_param_persistence_threshold": max(vectors, default=0),
            },
        }
        engine, *_ = deepspeed.initialize(
            model=Spread(self._model), optimizer=self.optimizer, config=config, dist_init_required=False
        )
        # As AdamW begins with; made here, so that it can be restored, and read before the first step.
        zero = engine.optimizer
        third = self.world.zero == 3
        for part in zero.fp32_partitioned_groups_flat if third else zero.single_partition_of_fp32_groups:
            zeros = {name: torch.zeros_like(part, requires_grad=False) for name in MOMENTS}
            self.optimizer.state[part] = {"step": torch.tensor(0.0), **zeros}
        if not third:
            # Lets weights find their part of it; DeepSpeed does so itself when only the first group has any.
            zero._lazy_init_hp_params_optimizer_state()
        return engine

    def backward(self, loss: torch.Tensor) -> None:
        self._engine.backward(loss * self.world.loss_factor, scale_wrt_gas=False)

    def step(self, lr: float) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self._engine.step()
        norm = float(self._engine.get_global_grad_norm())
        if not math.isfinite(norm):  # DeepSpeed has left such a step out
            raise JobFailure("diverged", f"the gradient is {norm}", "Lower hparams.lr and start over.")
        return norm

    def weights(self) -> dict[str, torch.Tensor]:
        from deepspeed.utils import safe_get_full_fp32_param

        _ = self._engine
        return {name: safe_get_full_fp32_param(p).detach().cpu() for name, p in self.trained.items()}

    def state(self) -> dict[str, Any]:
        from deepspeed.utils import safe_get_full_optimizer_state

        weights = self.weights()
        step = next(iter(self.optimizer.state.values()))["step"]
        state = {
            index: {
                "step": step.clone(),
                **{key: safe_get_full_optimizer_state(p, key).detach().cpu() for key in MOMENTS},
            }
            for index, p in enumerate(self._order)
        }
        return {"weights": weights, "optimizer": {"state": state, "param_groups": self._groups}}

    def restore(self, state: dict[str, Any]) -> None:
        with torch.no_grad():
            for name, p in self.trained.items():
                p.copy_(state["weights"][name])
        _ = self._engine
        kept = state["optimizer"]["state"]
        for index, p in enumerate(self._order):
            for key in MOMENTS:
                self._deal_out(p, kept[index][key].to(p.device), key)
        for held in self.optimizer.state.values():
            held["step"].copy_(kept[0]["step"])

    def _deal_out(self, p: torch.nn.Parameter, whole: torch.Tensor, key: str) -> None:
        """Give each process its part of what the optimizer keeps of `p`."""
        from deepspeed.utils import safe_set_full_optimizer_state, safe_set_local_optimizer_state

        if self.world.zero < 3:
            safe_set_full_optimizer_state(p, whole, key)
            return
        # Equal parts, the last ones filled up: DeepSpeed's own cut fails where they do not divide the whole.
        size = p.ds_tensor.numel()
        part = whole.flatten()[self.world.rank * size : (self.world.rank + 1) * size]
        safe_set_local_optimizer_state(p, torch.nn.functional.pad(part, (0, size - part.numel())), key)
