"""How gradients become new weights, and what of that is kept in a checkpoint.

The state of a checkpoint holds whole tensors, whoever held which part of them: what several processes began
goes on in any number of them.
"""

from __future__ import annotations

from typing import Any

import torch

from . import distributed
from .distributed import World
from .job import Optimisation


class Updates:
    """AdamW over the trained weights of `model`: in one process, in several that hold copies, or sharded by
    FSDP2. What computes with the model goes through `compute`."""

    def __init__(self, model: Any, h: Optimisation, world: World) -> None:
        self.world, self.limit = world, h.max_grad_norm
        self.compute = world.spread(model)
        self.trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
        matrices = [p for p in self.trained.values() if p.dim() >= 2]
        others = [p for p in self.trained.values() if p.dim() < 2]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": matrices, "weight_decay": h.weight_decay},
                {"params": others, "weight_decay": 0.0},
            ],
            lr=h.lr,
        )

    def backward(self, loss: torch.Tensor) -> None:
        """Add the gradient of this process's share of a step's loss."""
        (loss * self.world.loss_factor).backward()

    def step(self, lr: float) -> float:
        """Change the weights by what was added up, and forget it. Returns the gradient's norm before it was
        clipped."""
        self.world.add_gradients(self.trained.values())
        clipped = torch.nn.utils.clip_grad_norm_(self.trained.values(), self.limit)
        norm = distributed.whole(clipped).item()
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return norm

    def weights(self) -> dict[str, torch.Tensor]:
        """The trained weights, whole, on the CPU. All processes must ask."""
        return {name: distributed.whole(p).cpu() for name, p in self.trained.items()}

    def state(self) -> dict[str, Any]:
        """What `restore` needs. All processes must ask."""
        return {"weights": self.weights(), "optimizer": distributed.optimizer_state(self.optimizer)}

    @torch.no_grad()
    def restore(self, state: dict[str, Any]) -> None:
        """Go on from `state`. Call before the first step."""
        for name, p in self.trained.items():
            p.copy_(distributed.like(p, state["weights"][name]))
        distributed.restore_optimizer(self.optimizer, state["optimizer"])


def updates_of(model: Any, h: Optimisation, world: World) -> Updates:
    """As `world` shards the model: by DeepSpeed, by FSDP2 or not at all."""
    if world.zero:
        from .zero import ZeroUpdates

        return ZeroUpdates(model, h, world)
    return Updates(model, h, world)
