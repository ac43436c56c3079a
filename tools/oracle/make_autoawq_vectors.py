"""Writes sw/import/test-data/autoawq/: tiny checkpoints in AutoAWQ's "GEMM" layout, and the weights they stand for
as SHA-256 of their little-endian float32 bytes (expected.json).

    pip install numpy safetensors
    python3 tools/oracle/make_autoawq_vectors.py
"""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

TARGET = Path(__file__).resolve().parents[2] / "sw" / "import" / "test-data" / "autoawq"
HIDDEN, KV, FFN, VOCAB = 128, 16, 128, 32
ORDER = [0, 2, 4, 6, 1, 3, 5, 7]  # output that nibble i of a word belongs to
LINEAR = {
    "self_attn.q_proj": (HIDDEN, HIDDEN),
    "self_attn.k_proj": (KV, HIDDEN),
    "self_attn.v_proj": (KV, HIDDEN),
    "self_attn.o_proj": (HIDDEN, HIDDEN),
    "mlp.gate_proj": (FFN, HIDDEN),
    "mlp.up_proj": (FFN, HIDDEN),
    "mlp.down_proj": (HIDDEN, FFN),
}


def pack(values: np.ndarray) -> np.ndarray:
    """[rows, N] of 0..15 → int32 [rows, N/8]"""
    columns = values.reshape(len(values), -1, 8)[:, :, ORDER].astype(np.uint32)
    return (columns << (4 * np.arange(8, dtype=np.uint32))).sum(axis=-1, dtype=np.uint32).view(np.int32)


def quantised(random: np.random.Generator, n: int, k: int, group: int):
    q = random.integers(0, 16, (k, n))
    zeros = random.integers(0, 16, (k // group, n))
    scales = np.abs(random.normal(0, 0.02, (k // group, n))).astype(np.float16)
    weights = (q - zeros.repeat(group, 0)).astype(np.float32) * scales.repeat(group, 0).astype(np.float32)
    return {"qweight": pack(q), "qzeros": pack(zeros), "scales": scales}, weights.T


def make(group: int) -> None:
    random = np.random.default_rng(group)
    tensors, expected = {}, {}
    for name, (n, k) in LINEAR.items():
        parts, weights = quantised(random, n, k, group)
        tensors |= {f"model.layers.0.{name}.{part}": value for part, value in parts.items()}
        expected[f"model.layers.0.{name}.weight"] = hashlib.sha256(weights.astype("<f4").tobytes()).hexdigest()
    for norm in ("model.norm", "model.layers.0.input_layernorm", "model.layers.0.post_attention_layernorm"):
        tensors[f"{norm}.weight"] = np.ones(HIDDEN, np.float16)
    tensors["model.embed_tokens.weight"] = random.normal(0, 1, (VOCAB, HIDDEN)).astype(np.float16)
    config = {
        "model_type": "llama",
        "hidden_size": HIDDEN,
        "intermediate_size": FFN,
        "num_hidden_layers": 1,
        "num_attention_heads": 8,
        "num_key_value_heads": 1,
        "vocab_size": VOCAB,
        "max_position_embeddings": 64,
        "rms_norm_eps": 1e-5,
        "tie_word_embeddings": True,
        "quantization_config": {
            "quant_method": "awq", "version": "gemm", "bits": 4, "group_size": group, "zero_point": True,
            "modules_to_not_convert": None,
        },
    }  # fmt: skip
    folder = TARGET / f"g{group}"
    folder.mkdir(parents=True)
    save_file(tensors, folder / "model.safetensors")
    (folder / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    shutil.rmtree(TARGET, ignore_errors=True)
    for size in (32, 64, 128):
        make(size)
    print(f"{TARGET}: {sum(p.stat().st_size for p in TARGET.rglob('*.*'))} bytes")
