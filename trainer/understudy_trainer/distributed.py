"""A job in several processes, as `accelerate launch` or `torchrun` start them: who is first, what each one
takes of a batch, and how their gradients become one.

Every process reads the same job and plans the same batches. Of each batch it computes its share; the loss is
divided by what the whole step counts, so that the sum over the processes is what one process would have
computed. The first process alone writes: events, decisions, checkpoints, artifacts.

Of accelerate's environment this much is read: whether the model is sharded, by FSDP2 or by DeepSpeed (its
ZeRO stage), and whether FSDP2's weights are gathered anew for the backward pass. The arithmetic's precision
is the job's `model.dtype`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import torch
import torch.distributed as dist

from .failures import BadData, BadJob, JobFailure, Stopped

T = TypeVar("T")

PATIENCE = timedelta(hours=6)  # the first process may measure a reference alone for long
BUCKET = 16_000_000  # values of gradients summed at a time
KINDS = frozenset({"sft", "dpo", "kto"})  # the kinds that can be spread over processes


class Spread(torch.nn.Module):
    """The sharded model's outermost module. Weights are gathered when a forward pass begins, and the kinds
    call parts of a model on their own; so what they compute with it is called from here."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, compute: Callable[[], T]) -> T:
        return compute()


@dataclass(frozen=True)
class World:
    """The processes of this job. `beside`: how many of them share this machine. `sharded`: by DeepSpeed where
    `zero` is a stage of its ZeRO, else by FSDP2."""

    rank: int = 0
    size: int = 1
    beside: int = 1
    sharded: bool = False
    reshard: bool = True
    zero: int = 0

    @property
    def first(self) -> bool:
        return self.rank == 0

    def share(self, batch: list[int]) -> tuple[list[int], bool]:
        """(this process's part of a batch, whether it counts). Where a batch is smaller than the world, a
        process without a part computes the first example too, as all must take part, and counts it for
        nothing."""
        mine = batch[self.rank :: self.size]
        return (mine, True) if mine else (batch[:1], False)

    def gather(self, value: T) -> list[T]:
        """The values of all processes, by rank. They must be small and plain."""
        if self.size == 1:
            return [value]
        found: list[Any] = [None] * self.size
        dist.all_gather_object(found, value)
        return found

    def lead(self, act: Callable[[], T]) -> T:
        """What `act` returns in the first process, in all of them; how it fails there, in all too."""
        if self.size == 1:
            return act()
        box: list[Any] = [None, None]
        if self.first:
            try:
                box[0] = act()
            except (JobFailure, Stopped) as ended:
                box[1] = _packed(ended)
        dist.broadcast_object_list(box, src=0)
        if box[1] is not None:
            raise _unpacked(box[1])
        return box[0]

    def spread(self, model: Any) -> Callable[[Callable[[], Any]], Any]:
        """Shard `model` by FSDP2 if so asked. Returns what all that computes with it must go through."""
        if not self.sharded or self.zero:
            return lambda compute: compute()
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.fsdp import fully_shard

        mesh = init_device_mesh(next(model.parameters()).device.type, (self.size,))
        blocks = set(getattr(model, "_no_split_modules", None) or ())
        for module in list(model.modules()):
            if type(module).__name__ in blocks:
                fully_shard(module, mesh=mesh, reshard_after_forward=self.reshard)
        # The rest (embeddings, output layer, last norm) is gathered once a pass, of which it is both ends.
        return fully_shard(Spread(model), mesh=mesh, reshard_after_forward=True)

    @property
    def loss_factor(self) -> int:
        """FSDP and ZeRO take the mean of the processes' gradients; their sum is what counts here."""
        return self.size if self.sharded else 1

    @torch.no_grad()
    def add_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """The sum over the processes, in each of them, where FSDP has not seen to that."""
        if self.size == 1 or self.sharded:
            return
        bucket: list[torch.Tensor] = []
        for p in parameters:
            if p.grad is not None:
                bucket.append(p.grad)
                if sum(grad.numel() for grad in bucket) >= BUCKET:
                    _sum(bucket)
                    bucket = []
        if bucket:
            _sum(bucket)

    def wait(self) -> None:
        """Until all processes are here."""
        if self.size > 1:
            dist.barrier()

    def leave(self) -> None:
        """At the end of the process."""
        if self.size > 1 and dist.is_initialized():
            dist.destroy_process_group()


ALONE = World()


def started_first() -> bool:
    """Whether this process is the one that is heard, as its launcher says; known before it joins."""
    return os.environ.get("RANK", "0") == "0"


def join() -> World:
    """The world this process was started into. Raises BadJob for a launch that cannot be served."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return ALONE
    zero = 0
    if _asked("ACCELERATE_USE_DEEPSPEED"):
        from .zero import stage_asked

        zero = stage_asked()
    sharded = _asked("ACCELERATE_USE_FSDP")
    if sharded and os.environ.get("FSDP_VERSION", "1") != "2":
        hint = "Set fsdp_version: 2 in the accelerate configuration, or use accelerate/fsdp2.yaml."
        raise BadJob("fsdp_version", "only FSDP2 is supported", hint)
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    if not dist.is_initialized():
        backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
        dist.init_process_group(backend, timeout=PATIENCE)
    return World(
        rank=dist.get_rank(),
        size=size,
        beside=int(os.environ.get("LOCAL_WORLD_SIZE", "1")),
        sharded=sharded or zero > 0,
        zero=zero,
        reshard=_asked("FSDP_RESHARD_AFTER_FORWARD", default="true"),
    )


def check(world: World, kind: str, quant: str) -> None:
    """Raises BadJob for a job that cannot be spread as it was launched."""
    if world.size > 1 and kind not in KINDS:
        hint = f"Run it without a launcher; {', '.join(sorted(KINDS))} can be spread."
        raise BadJob(
            "one_process_only", f"{world.size} processes were started for a job of kind {kind}", hint
        )
    if world.sharded and quant != "none":
        hint = 'Use accelerate/ddp.yaml, or set model.quant to "none".'
        raise BadJob("quant_not_sharded", "4-bit weights cannot be sharded", hint, "model.quant")


def whole(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor itself, or of a sharded one all of it. All processes must ask."""
    gather = getattr(tensor, "full_tensor", None)
    return tensor.detach() if gather is None else gather().detach()


def like(tensor: torch.Tensor, given: torch.Tensor) -> torch.Tensor:
    """`given`, sharded as `tensor` is, if it is and they are of one shape."""
    if hasattr(tensor, "full_tensor") and given.shape == tensor.shape:
        from torch.distributed.tensor import distribute_tensor

        return distribute_tensor(given.to(tensor.device), tensor.device_mesh, tensor.placements)
    return given


def optimizer_state(optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """Its state with every sharded tensor whole."""
    state = optimizer.state_dict()
    return {**state, "state": {key: _all_whole(of) for key, of in state["state"].items()}}


def restore_optimizer(optimizer: torch.optim.Optimizer, state: Mapping[str, Any]) -> None:
    """Take `state` up, sharded as the optimizer's parameters are."""
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    spread = {
        index: {
            name: like(parameters[index], value) if isinstance(value, torch.Tensor) else value
            for name, value in of.items()
        }
        for index, of in state["state"].items()
    }
    optimizer.load_state_dict({**state, "state": spread})


def _all_whole(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: whole(one) if isinstance(one, torch.Tensor) else one for name, one in state.items()}


def _sum(grads: list[torch.Tensor]) -> None:
    flat = torch.cat([grad.reshape(-1) for grad in grads])
    dist.all_reduce(flat)
    for grad, part in zip(grads, flat.split([grad.numel() for grad in grads]), strict=True):
        grad.copy_(part.view_as(grad))


def _asked(name: str, default: str = "false") -> bool:
    return os.environ.get(name, default).lower() in {"1", "true"}


def _packed(ended: JobFailure | Stopped) -> dict[str, Any]:
    if isinstance(ended, Stopped):
        return {"stopped": ended.status}
    return {"type": type(ended).__name__, **ended.as_dict()}


def _unpacked(packed: dict[str, Any]) -> JobFailure | Stopped:
    if "stopped" in packed:
        return Stopped(packed["stopped"])
    made = {"BadJob": BadJob, "BadData": BadData}.get(packed["type"], JobFailure)
    return made(packed["code"], packed["message"], packed["hint"], packed["place"])
