"""`pretrain`: a small Llama from nothing. Tokenizer, copying curriculum, then the data, in a plain torch
loop."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch

from . import checkpoint, data
from .arithmetic import autocast, choose_device, choose_dtype, training_attention, usable_cores, weighted_loss
from .batches import collate, endless_batches
from .copy_circuit import write_copy_circuit
from .copying import copy_accuracy, copy_row
from .data import Row
from .evaluation import evaluate_rows
from .export import load_model
from .failures import BadData, JobFailure, Stopped
from .job import HEAD_DIM, PretrainHparams, PretrainJob
from .planning import announce, pretrain_shape
from .run import Pace, Run, folder_in_place
from .schedule import lr_factor
from .tokenizer import END, MARKERS, PAD, load, train_bpe, wrap
from .watching import Watch
from .weights import weigher

COPY_WARMUP = 20  # steps
TOKENIZER_ROWS = 20_000


def make_tokenizer(job: PretrainJob, base: Path) -> Any:
    """The tokenizer named in the job, or one trained on the (first) training rows."""
    given = job.hparams.tokenizer or job.hparams.continue_from
    if given is not None:
        return load(str(base / given))
    if job.data.format != "messages":
        raise BadData(
            "no_tokenizer",
            "rows of token ids come without the tokenizer that made them",
            "Give hparams.tokenizer, the folder of that tokenizer.",
            "data.format",
        )
    lines = data.read_lines(job.data.train, base)
    rows = (row for row, _ in zip(lines, range(TOKENIZER_ROWS), strict=False))
    return wrap(train_bpe(data.texts(rows), job.hparams.vocab))


def read_rows(job: PretrainJob, base: Path, tokenizer: Any) -> tuple[data.Rows, data.Rows]:
    """(training rows, evaluation rows)."""
    limit = min(job.data.max_length, job.hparams.ctx)
    reweigh = weigher(tokenizer, job.hparams.role_weights, job.hparams.emphasis)
    train, evaluation = (
        data.load(
            job.data,
            files,
            base,
            max_length=limit,
            vocab=len(tokenizer),
            tokenizer=lambda: tokenizer,
            reweigh=reweigh,
        )
        for files in (job.data.train, job.data.eval)
    )
    data.require_rows(train, "data.train")
    return train, evaluation


def build_model(hparams: PretrainHparams, tokenizer: Any, attention: str, seed: int) -> Any:
    """A LlamaForCausalLM with untied embeddings. Matrices start at d^-0.5, those that write into the residual
    stream at 0.3 of it, embeddings at 0.02: copying forms sooner than from a flat 0.02.
    """
    from transformers import LlamaConfig, LlamaForCausalLM

    width = hparams.heads * HEAD_DIM
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=width,
            intermediate_size=hparams.ffn,
            num_hidden_layers=hparams.layers,
            num_attention_heads=hparams.heads,
            num_key_value_heads=hparams.kv_heads or hparams.heads,
            head_dim=HEAD_DIM,
            max_position_embeddings=hparams.ctx,
            rms_norm_eps=1e-5,
            rope_parameters={"rope_type": "default", "rope_theta": hparams.rope_theta},
            tie_word_embeddings=False,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            attn_implementation=attention,
        )
    )
    for name, weight in model.named_parameters():
        if weight.dim() == 2:
            residual = "o_proj" in name or "down_proj" in name
            outer = "embed_tokens" in name or "lm_head" in name
            torch.nn.init.normal_(weight, std=0.02 if outer else width**-0.5 * (0.3 if residual else 1.0))
    if hparams.start == "copying":
        write_copy_circuit(model, hparams.rope_theta, seed)
    return model


def build_optimizers(model: Any, hparams: PretrainHparams) -> list[torch.optim.Optimizer]:
    """AdamW, with Muon for the blocks' matrices if asked for. Only those matrices decay."""
    inner = [p for n, p in model.named_parameters() if p.dim() == 2 and ".layers." in n]
    outer = [p for n, p in model.named_parameters() if p.dim() != 2 or ".layers." not in n]
    betas, decay = (0.9, hparams.beta2), hparams.weight_decay
    if hparams.muon_lr is None:
        groups = [{"params": inner, "weight_decay": decay}, {"params": outer, "weight_decay": 0.0}]
        return [torch.optim.AdamW(groups, lr=hparams.lr, betas=betas, fused=True)]
    return [
        torch.optim.Muon(inner, lr=hparams.muon_lr, weight_decay=decay, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(outer, lr=hparams.lr, betas=betas, weight_decay=0.0, fused=True),
    ]


class Pretraining:
    """The loop's state: everything a checkpoint holds, and one step of it."""

    def __init__(
        self, run: Run, job: PretrainJob, tokenizer: Any, train: list[Row], evaluation: list[Row]
    ) -> None:
        self.run, self.job, self.h = run, job, job.hparams
        self.train_rows, self.eval_rows = train, evaluation
        self.device = choose_device()
        self.dtype = run.decide("dtype", lambda: choose_dtype(job.hparams.dtype, self.device))
        torch.set_num_threads(run.decide("threads", lambda: job.hparams.threads or usable_cores()))
        torch.manual_seed(job.seed)
        self.model = build_model(
            job.hparams, tokenizer, training_attention(self.device, "llama"), job.seed
        ).to(self.device)
        if job.hparams.continue_from is not None:
            self.model.load_state_dict(load_model(run.base / job.hparams.continue_from).state_dict())
        self.optimizers = build_optimizers(self.model, job.hparams)
        self.peaks = [[group["lr"] for group in optimizer.param_groups] for optimizer in self.optimizers]
        markers = set(tokenizer.convert_tokens_to_ids(MARKERS))
        self.plain_tokens = np.array([i for i in range(len(tokenizer)) if i not in markers])
        self.pad = tokenizer.pad_token_id
        self.copied = 0  # steps done in the copying phase
        self.copying_done = job.hparams.copy_steps == 0
        self.trained = 0  # steps done on the data
        self.batches = endless_batches(
            [len(row.ids) for row in train], tokens=self.main_tokens, seed=job.seed
        )

    @property
    def main_tokens(self) -> int:
        """Padded tokens of a batch that are data; the rest are copy rows."""
        return max(1, round(self.h.batch_tokens * (1 - self.h.copy_fraction)))

    @property
    def step(self) -> int:
        return self.copied + self.trained

    @property
    def total(self) -> int:
        return (self.copied if self.copying_done else self.h.copy_steps) + self.h.steps

    def restore(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        for optimizer, kept in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        self.copied, self.copying_done, self.trained = (
            state["copied"],
            state["copying_done"],
            state["trained"],
        )
        for _ in range(self.trained):
            next(self.batches)

    def state(self) -> dict[str, Any]:
        return {
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "copied": self.copied,
            "copying_done": self.copying_done,
            "trained": self.trained,
        }

    def next_batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        rng = np.random.default_rng([self.job.seed, self.step])
        h = self.h
        if not self.copying_done:
            count, length, rows = max(1, h.batch_tokens // h.copy_length), h.copy_length, []
        else:
            rows = [self.train_rows[index] for index in next(self.batches)]
            length = max(len(row.ids) for row in rows)
            count = (
                round(h.copy_fraction / max(1e-9, 1 - h.copy_fraction) * len(rows))
                if h.copy_fraction < 1
                else 0
            )
            count = max(count, 1) if h.copy_fraction > 0 else 0
        longest = min(h.copy_max, max(h.copy_min, length // 2))
        rows += [copy_row(rng, self.plain_tokens, h.copy_min, longest, length) for _ in range(count)]
        return collate(rows, self.pad)

    def advance(self) -> dict[str, Any]:
        """One optimizer step. Returns its metrics; raises JobFailure when the loss is not finite."""
        factor = (
            lr_factor(self.h, self.trained, self.h.steps)
            if self.copying_done
            else min(1.0, (self.copied + 1) / COPY_WARMUP)
        )
        ids, weights = (tensor.to(self.device) for tensor in self.next_batch())
        with autocast(self.dtype, self.device):
            loss_sum, weight_sum = weighted_loss(self.model, ids, weights)
        loss = loss_sum / weight_sum
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.h.max_grad_norm)
        value = loss.item()
        if not math.isfinite(value):
            raise JobFailure(
                "diverged", f"the loss is {value} at step {self.step + 1}", "Lower hparams.lr and start over."
            )
        for optimizer, peaks in zip(self.optimizers, self.peaks, strict=True):
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * factor
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        stage = "data" if self.copying_done else "copying"
        if self.copying_done:
            self.trained += 1
        else:
            self.copied += 1
            self.copying_done = value < self.h.copy_until or self.copied >= self.h.copy_steps
        return {
            "stage": stage,
            "loss": value,
            "lr": self.h.lr * factor,
            "grad_norm": norm.item(),
            "tokens": ids.numel(),
        }

    def evaluate(self) -> dict[str, float]:
        """Copying on its own, and the evaluation rows where there are any."""
        tokens, strings = copy_accuracy(self.model, self.plain_tokens, self.job.seed)
        out = {"copy_token_accuracy": tokens, "copy_string_accuracy": strings}
        return out | (
            evaluate_rows(self.model, self.eval_rows, self.pad, self.dtype) if self.eval_rows else {}
        )


def run_pretrain(run: Run, job: PretrainJob) -> None:
    """Run the job to its end. Raises Stopped after saving when asked to stop."""
    run.phase("tokenizer")
    folder = run.out / "tokenizer"
    if not folder.exists():
        with folder_in_place(folder) as beside:
            make_tokenizer(job, run.base).save_pretrained(beside)
    tokenizer = load(str(folder))
    check_markers(tokenizer)
    run.phase("data")
    train, evaluation = read_rows(job, run.base, tokenizer)
    run.stop.check()
    work = Pretraining(run, job, tokenizer, train.kept, evaluation.kept)
    announce(
        run,
        train,
        pretrain_shape(job.hparams, len(tokenizer)),
        sum(p.numel() for p in work.model.parameters()),
        job.hparams.batch_tokens,
        vocab=len(tokenizer),
        steps=work.total,
        dtype=work.dtype,
        threads=torch.get_num_threads(),
        device=work.device.type,
    )
    checkpoints = run.out / "checkpoints"
    kept = checkpoint.load_newest(checkpoints)
    if kept is not None:
        work.restore(kept)
    run.phase("train", resumed_at=work.step)
    work.model.train()
    _loop(run, job, work, checkpoints, Watch(run, kept is not None))
    run.phase("export")
    with folder_in_place(run.out / "model") as beside:
        work.model.set_attn_implementation("sdpa")
        work.model.save_pretrained(beside)
        tokenizer.save_pretrained(beside)
    run.artifact(run.out / "model")


def _loop(run: Run, job: PretrainJob, work: Pretraining, checkpoints: Path, watch: Watch) -> None:
    pace = Pace(work.step)
    while work.trained < job.hparams.steps:
        metrics = work.advance()
        speed, left = pace.step(work.step, work.total, metrics.pop("tokens"))
        done = work.trained == job.hparams.steps
        if done or work.step % job.hparams.log_every == 0:
            watch.metric(work.step, tokens_per_s=speed, **metrics)
            run.events.emit("progress", step=work.step, total=work.total, eta_s=left)
        reason = run.stop.reason
        if reason is not None or (work.step % job.save.every == 0 and not done):
            path = checkpoint.save(checkpoints, work.step, work.state(), job.save.keep)
            watch.keep()
            run.events.emit("checkpoint", step=work.step, path=path.relative_to(run.out).as_posix())
        if reason is not None:
            raise Stopped(reason)
        if done or (work.trained and work.trained % job.hparams.eval_every == 0):
            watch.metric(work.step, **work.evaluate())


def check_markers(tokenizer: Any) -> None:
    """Raise BadData unless the tokenizer knows the roles, the end and the padding."""
    missing = [marker for marker in MARKERS if tokenizer.convert_tokens_to_ids(marker) is None]
    if missing or tokenizer.pad_token != PAD or tokenizer.eos_token != END:
        raise BadData(
            "foreign_tokenizer",
            f"it lacks {', '.join(missing) or 'the pad and end tokens as such'}",
            "Pretraining needs a tokenizer made by this package.",
            "hparams.tokenizer",
        )
