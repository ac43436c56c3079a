#!/usr/bin/env python3
"""Train the story model from scratch. Resumes from the checkpoint in --run if there is one.

Learning rate: linear warm-up, a stable phase, linear decay to zero. The decay starts at
--decay-start steps, or, with --minutes, when that share of the time has gone; with --minutes
it is re-planned each step so that it ends on time however loaded the machine is.
Quantisation-aware training (INT4 grid in the forward pass, straight-through gradient) is on
from the beginning of the decay unless --no-qat is given.
"""

import argparse
import csv
import json
import math
import os
import platform
import random
import signal
import time
from pathlib import Path

import numpy as np
import tokenizers
import torch
from story_data import DEFAULT_DATA, DEFAULT_MODEL, END_OF_TEXT, DataError, fail, training_documents, validation_documents
from story_model import StoryModel, make_config

IGNORED = -100
COLUMNS = ["step", "tokens", "seconds", "phase", "lr_factor", "train_loss", "val_loss", "val_bits_per_byte"]


def orthogonalise(g: torch.Tensor) -> torch.Tensor:
    """Nearest semi-orthogonal matrices, roughly: five quintic Newton-Schulz steps on a stack."""
    x = g.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * (gram @ gram)) @ x
    return (x.mT if tall else x).float()


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised: for the matrices inside the layers. Same shapes go in one stack."""

    def __init__(self, parameters, lr: float, momentum: float, weight_decay: float):
        super().__init__(list(parameters), {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            stacks: dict[tuple, list] = {}
            for p in group["params"]:
                stacks.setdefault(tuple(p.shape), []).append(p)
            for (rows, columns), members in stacks.items():
                updates = []
                for p in members:
                    momentum = self.state[p].setdefault("momentum", torch.zeros_like(p))
                    momentum.lerp_(p.grad, 1 - group["momentum"])
                    updates.append(p.grad.lerp(momentum, group["momentum"]))
                scale = max(1.0, rows / columns) ** 0.5 * group["lr"]
                for p, update in zip(members, orthogonalise(torch.stack(updates))):
                    p.mul_(1 - group["lr"] * group["weight_decay"]).add_(update, alpha=-scale)


def pack(documents: list[np.ndarray], end: int, context: int, order: random.Random) -> np.ndarray:
    """Rows of context + 1 tokens, each beginning with a story; first fit, so little is padding.

    Every story ends with the end token and most begin after one. Half of the rows leave the first
    one out, because a prompt at inference is not preceded by it.
    """
    width = context + 1
    pieces = []
    for document in documents:
        lead = [] if order.random() < 0.5 else [end]
        tokens = np.concatenate([np.array(lead, np.int64), document, [end]])
        pieces += [tokens[i : i + width] for i in range(0, max(1, len(tokens) - 1), width - 1)]
    order.shuffle(pieces)
    rows: list[list[np.ndarray]] = []
    space: list[int] = []
    first_open = 0
    for piece in pieces:
        for index in range(max(first_open, len(rows) - 200), len(rows)):
            if space[index] >= len(piece):
                rows[index].append(piece)
                space[index] -= len(piece)
                break
        else:
            rows.append([piece])
            space.append(width - len(piece))
    packed = np.full((len(rows), width), IGNORED, np.int64)
    for row, parts in zip(packed, rows):
        tokens = np.concatenate(parts)
        row[: len(tokens)] = tokens
    return packed[np.array(order.sample(range(len(packed)), len(packed)))]


class Rows:
    """An endless, seeded supply of training rows; the position is a count of rows taken."""

    def __init__(self, documents: list[np.ndarray], end: int, context: int, seed: int):
        self.documents, self.end, self.context, self.seed = documents, end, context, seed
        self.epoch, self.position = -1, 0
        self.rows = np.empty((0, context + 1), np.int64)

    def take(self, count: int) -> torch.Tensor:
        taken = []
        while len(taken) < count:
            if self.position == len(self.rows):
                self.start_epoch(self.epoch + 1)
            taken.append(self.rows[self.position])
            self.position += 1
        return torch.from_numpy(np.stack(taken))

    def start_epoch(self, epoch: int) -> None:
        self.epoch, self.position = epoch, 0
        self.rows = pack(self.documents, self.end, self.context, random.Random(f"{self.seed}/{epoch}"))


def validation_rows(tokenizer, data: Path, context: int, limit: int) -> tuple[torch.Tensor, int]:
    """One row a story, cut at the context, and the bytes of the text that the rows predict."""
    stories = validation_documents(data)[:limit]
    end = tokenizer.token_to_id(END_OF_TEXT)
    rows = np.full((len(stories), context + 1), IGNORED, np.int64)
    size = 0
    for row, story in zip(rows, stories):
        ids = tokenizer.encode(story, add_special_tokens=False).ids[:context]
        row[: len(ids) + 1] = [end, *ids]
        size += len(tokenizer.decode(ids, skip_special_tokens=False).encode())
    return torch.from_numpy(rows), size


def split(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return rows[:, :-1].clamp(min=0), rows[:, 1:].contiguous()


@torch.no_grad()
def validate(model, rows: torch.Tensor, size: int) -> tuple[float, float]:
    """Nats a token and bits a byte."""
    total, count = 0.0, 0
    for part in rows.split(4):
        if len(part) < 4:
            break
        tokens, targets = split(part)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            total += model(tokens, targets).item()
        count += int((targets != IGNORED).sum())
    return total / count, total / math.log(2) / size


def versions() -> dict:
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "?")
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "tokenizers": tokenizers.__version__,
        "cpu": cpu,
        "threads": torch.get_num_threads(),
    }


def parse() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of story files (default: %(default)s)")
    p.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="folder with tokenizer.json (default: %(default)s)")
    p.add_argument("--run", type=Path, default=Path("story-run"), help="folder for checkpoint and log (default: %(default)s)")
    p.add_argument("--hidden", type=int, default=192)
    p.add_argument("--layers", type=int, default=6)
    p.add_argument("--heads", type=int, default=3)
    p.add_argument("--kv-heads", type=int, default=1)
    p.add_argument("--ffn", type=int, default=512)
    p.add_argument("--context", type=int, default=512)
    p.add_argument("--batch", type=int, default=16, help="rows of --context tokens a step (default: %(default)s)")
    p.add_argument("--micro", type=int, default=4, help="rows a forward pass (default: %(default)s)")
    p.add_argument("--lr-matrix", type=float, default=0.02, help="Muon, matrices in layers (default: %(default)s)")
    p.add_argument("--lr-other", type=float, default=0.004, help="AdamW, the rest (default: %(default)s)")
    p.add_argument("--weight-decay", type=float, default=0.05, help="of the matrices (default: %(default)s)")
    p.add_argument("--warmup", type=int, default=100, help="steps (default: %(default)s)")
    p.add_argument("--steps", type=int, default=4500, help="last step, unless --minutes (default: %(default)s)")
    p.add_argument("--decay-start", type=int, default=2700, help="first step of the decay, unless --minutes (default: %(default)s)")
    p.add_argument("--minutes", type=float, help="train for this long instead of --steps")
    p.add_argument("--decay-share", type=float, default=0.4, help="of --minutes (default: %(default)s)")
    p.add_argument("--no-qat", action="store_true", help="never quantise in training")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--eval-every", type=int, default=100, help="steps (default: %(default)s)")
    p.add_argument("--eval-stories", type=int, default=160, help="validation stories while training (default: %(default)s)")
    p.add_argument("--save-every", type=float, default=5, help="minutes (default: %(default)s)")
    return p.parse_args()


def main() -> None:
    a = parse()
    if a.batch % a.micro:
        fail(DataError(f"--batch {a.batch} is not a multiple of --micro {a.micro}"))
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    try:
        if not (a.model / "tokenizer.json").is_file():
            raise DataError(f"no tokenizer at {a.model / 'tokenizer.json'}: run train_tokenizer.py first")
        tokenizer = tokenizers.Tokenizer.from_file(str(a.model / "tokenizer.json"))
        end = tokenizer.token_to_id(END_OF_TEXT)
        texts = training_documents(a.data, a.seed)
        check, check_bytes = validation_rows(tokenizer, a.data, a.context, a.eval_stories)
    except DataError as error:
        fail(error)
    documents = [np.array(e.ids, np.int64) for e in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
    supply = Rows(documents, end, a.context, a.seed)

    config = make_config(a.hidden, a.layers, a.heads, a.kv_heads, a.ffn, tokenizer.get_vocab_size(), a.context)
    model = StoryModel(config)
    model.initialise()
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim < 2 or "embed" in n]
    muon = Muon(matrices, a.lr_matrix, 0.95, a.weight_decay)
    adam = torch.optim.AdamW(others, lr=a.lr_other, betas=(0.9, 0.95), eps=1e-10, weight_decay=0.0)
    optimisers = [(muon, a.lr_matrix), (adam, a.lr_other)]
    forward = torch.compile(model, dynamic=False)

    # Everything that must survive a restart.
    state = {"step": 0, "tokens": 0, "seconds": 0.0, "decay_step": None, "factor": 0.0, "pace": None}
    a.run.mkdir(parents=True, exist_ok=True)
    saved, log = a.run / "checkpoint.pt", a.run / "training.csv"
    if saved.is_file():
        checkpoint = torch.load(saved, weights_only=False)
        model.load_state_dict(checkpoint["model"])
        muon.load_state_dict(checkpoint["muon"])
        adam.load_state_dict(checkpoint["adam"])
        state |= checkpoint["state"]
        supply.start_epoch(checkpoint["epoch"])
        supply.position = checkpoint["position"]
        lines = log.read_text().splitlines()
        keep = [l for l in lines[1:] if int(l.split(",")[0]) <= state["step"]]
        log.write_text("\n".join([lines[0], *keep]) + "\n")
        print(f"resumed at step {state['step']}", flush=True)
    else:
        log.write_text(",".join(COLUMNS) + "\n")

    def save() -> None:
        temporary = saved.with_suffix(".tmp")
        torch.save(
            {
                "model": model.state_dict(), "muon": muon.state_dict(), "adam": adam.state_dict(), "state": state,
                "epoch": supply.epoch, "position": supply.position, "config": config,
                "arguments": {k: str(v) if isinstance(v, Path) else v for k, v in vars(a).items()},
                "versions": versions(), "documents": len(documents), "corpus_tokens": sum(map(len, documents)),
            },
            temporary,
        )  # fmt: skip
        os.replace(temporary, saved)

    stop = False

    def on_signal(*_) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)

    parameters = sum(p.numel() for p in model.parameters())
    print(f"{parameters} parameters, {len(documents)} stories, {sum(map(len, documents))} tokens", flush=True)
    last_save = time.monotonic()
    pace = state["pace"]  # seconds a step, smoothed
    losses = []
    while not stop:
        began = time.monotonic()
        budget = a.minutes * 60 if a.minutes else None
        decaying = state["decay_step"] is not None
        if not decaying and (
            state["seconds"] >= budget * (1 - a.decay_share) if budget else state["step"] >= a.decay_start
        ):
            state["decay_step"], decaying = state["step"], True
            print(f"decay from step {state['step']}", flush=True)
        if decaying:
            if not model.quantised and not a.no_qat:
                model.set_quantised(True)
            left = (budget - state["seconds"]) / (pace or 1) if budget else a.steps - state["step"]
            if left <= 0.5 or state["factor"] <= 1e-6:
                break
            state["factor"] *= 1 - 1 / max(left, 1)
        else:
            state["factor"] = min(1.0, (state["step"] + 1) / a.warmup)
        for optimiser, lr in optimisers:
            for group in optimiser.param_groups:
                group["lr"] = lr * state["factor"]
        for group in muon.param_groups:
            group["momentum"] = 0.85 + 0.10 * min(1.0, state["step"] / 300)

        rows = supply.take(a.batch)
        count = int((rows[:, 1:] != IGNORED).sum())
        total = 0.0
        for part in rows.split(a.micro):
            tokens, targets = split(part)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = forward(tokens, targets) / count
            loss.backward()
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(others, 1.0)
        for optimiser, _ in optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        state["step"] += 1
        state["tokens"] += count
        losses.append(total)
        if not math.isfinite(total):
            fail(DataError(f"the loss is {total} at step {state['step']}; the last checkpoint stands"))

        # Evaluating is not part of the pace, and compiling (a very long step) hardly.
        took = time.monotonic() - began
        pace = took if pace is None else pace + 0.1 * (min(took, 4 * pace) - pace)
        state["pace"] = pace
        if state["step"] % a.eval_every == 0:
            val, bits = validate(forward, check, check_bytes)
            phase = "warmup" if state["step"] < a.warmup else "decay" if decaying else "stable"
            row = [state["step"], state["tokens"], round(state["seconds"] + time.monotonic() - began, 1), phase,
                   round(state["factor"], 5), round(sum(losses) / len(losses), 5), round(val, 5), round(bits, 5)]  # fmt: skip
            with log.open("a", newline="") as file:
                csv.writer(file, lineterminator="\n").writerow(row)
            print(*row, f"epoch {supply.epoch}, {pace:.2f} s/step", flush=True)
            losses = []
        state["seconds"] += time.monotonic() - began
        if time.monotonic() - last_save > a.save_every * 60:
            save()
            last_save = time.monotonic()
    save()
    print(f"stopped at step {state['step']}, {state['tokens']} tokens, {state['seconds']:.0f} s", flush=True)


if __name__ == "__main__":
    main()
