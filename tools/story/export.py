#!/usr/bin/env python3
"""Write a checkpoint of train.py as a Hugging Face folder: FP16 safetensors, configs, training record."""

import argparse
import json
import os
from pathlib import Path

import torch
from safetensors.torch import save_file
from story_data import DEFAULT_MODEL, DataError, fail


def replace_text(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def record(checkpoint: dict, tensors: dict, final: bool) -> dict:
    a, state = checkpoint["arguments"], checkpoint["state"]
    qat = not a["no_qat"] and state["decay_step"] is not None
    return {
        "final": final,
        "parameters": sum(t.numel() for t in tensors.values()),
        "seed": a["seed"],
        "versions": checkpoint["versions"],
        "corpus": {
            "source": "TinyStories (roneneldan/TinyStories, CDLA-Sharing-1.0): all files but val.txt",
            "stories": checkpoint["documents"],
            "tokens": checkpoint["corpus_tokens"],
        },
        "schedule": {
            "steps": state["step"],
            "tokens": state["tokens"],
            "epochs": round(state["tokens"] / (checkpoint["corpus_tokens"] + checkpoint["documents"]), 2),
            "seconds": round(state["seconds"]),
            "warmup_steps": a["warmup"],
            "decay_start_step": state["decay_step"],
            "shape": "linear warm-up, stable, linear decay to 0",
            "minutes_given": a["minutes"],
        },
        "batch": {"rows": a["batch"], "context": a["context"], "micro_rows": a["micro"]},
        "optimiser": {
            "layer_matrices": {"name": "Muon", "lr": a["lr_matrix"], "momentum": "0.85 to 0.95 over 300 steps, Nesterov",
                               "newton_schulz_steps": 5, "weight_decay": a["weight_decay"]},
            "embedding_norms_biases": {"name": "AdamW", "lr": a["lr_other"], "betas": [0.9, 0.95], "eps": 1e-10,
                                       "weight_decay": 0.0, "clip_norm": 1.0},
        },
        "precision": "FP32 weights, bfloat16 autocast, torch.compile",
        "quantisation_aware": {
            "used": qat,
            "from_step": state["decay_step"] if qat else None,
            "what": "straight-through fake quantisation in every forward pass of the decay: all Linear weights and the tied "
            "embedding/head; INT4 asymmetric, groups of 64 inputs, min/max, FP16 scales. The exported weights are the "
            "unquantised (latent) ones." if qat else None,
        },
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=Path("story-run/checkpoint.pt"), help="default: %(default)s")
    parser.add_argument("--out", type=Path, default=DEFAULT_MODEL, help="folder to write to (default: %(default)s)")
    parser.add_argument("--note", action="append", default=[], help="a remark for training.json; may be repeated")
    parser.add_argument("--intermediate", action="store_true", help="mark the record as not final")
    arguments = parser.parse_args()
    if not arguments.checkpoint.is_file():
        fail(DataError(f"no checkpoint at {arguments.checkpoint}: run train.py, or name one with --checkpoint"))
    checkpoint = torch.load(arguments.checkpoint, weights_only=False, map_location="cpu")
    tensors = {name: p.half().contiguous() for name, p in checkpoint["model"].items()}
    for name, tensor in tensors.items():
        if not tensor.isfinite().all():
            fail(DataError(f"{name} does not fit FP16"))

    out = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    temporary = out / "model.safetensors.tmp"
    save_file(tensors, temporary, metadata={"format": "pt"})
    temporary.chmod(0o644)
    os.replace(temporary, out / "model.safetensors")
    replace_text(out / "config.json", json.dumps(checkpoint["config"], indent=2) + "\n")
    generation = {"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0, "do_sample": False, "max_new_tokens": 256}
    replace_text(out / "generation_config.json", json.dumps(generation, indent=2) + "\n")
    training = record(checkpoint, tensors, not arguments.intermediate) | {"notes": arguments.note}
    replace_text(out / "training.json", json.dumps(training, indent=2) + "\n")
    log = arguments.checkpoint.with_name("training.csv")
    if log.is_file():
        replace_text(out / "training.csv", log.read_text())
    print(f"step {checkpoint['state']['step']}: {sum(t.numel() for t in tensors.values())} parameters to {out}")


if __name__ == "__main__":
    main()
