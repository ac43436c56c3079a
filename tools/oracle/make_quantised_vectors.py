"""Writes sw/import/test-data/quantised/: tiny checkpoints as AutoAWQ ("GEMV"), GPTQ, llm-compressor and FP8 publish them, and the
weights that they stand for as SHA-256 of their little-endian float32 bytes (expected.json).

    pip install numpy ml_dtypes safetensors
    python3 tools/oracle/make_quantised_vectors.py

Layouts are those of the packers: WQLinear_GEMV.from_linear of AutoAWQ 0.2, QuantLinear.pack of AutoGPTQ 0.7, pack_to_int32 of
compressed-tensors 0.9. FP8 is rounded and read by ml_dtypes.
"""

import hashlib
import json
import shutil
import struct
from pathlib import Path

import ml_dtypes
import numpy as np

TARGET = Path(__file__).resolve().parents[2] / "sw" / "import" / "test-data" / "quantised"
HIDDEN, KV, FFN, VOCAB = 128, 16, 64, 32
LINEAR = {
    "self_attn.q_proj": (HIDDEN, HIDDEN),
    "self_attn.k_proj": (KV, HIDDEN),
    "self_attn.v_proj": (KV, HIDDEN),
    "self_attn.o_proj": (HIDDEN, HIDDEN),
    "mlp.gate_proj": (FFN, HIDDEN),
    "mlp.up_proj": (FFN, HIDDEN),
    "mlp.down_proj": (HIDDEN, FFN),
}
DTYPES = {
    "float32": "F32", "float16": "F16", "bfloat16": "BF16", "float8_e4m3fn": "F8_E4M3", "int32": "I32", "int64": "I64",
}  # fmt: skip


def save(path: Path, tensors: dict[str, np.ndarray]) -> None:
    """safetensors' own NumPy writer knows no FP8."""
    header, data = {}, b""
    for name, value in tensors.items():
        raw = np.ascontiguousarray(value).tobytes()
        header[name] = {
            "dtype": DTYPES[value.dtype.name],
            "shape": list(value.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def words(nibbles: np.ndarray) -> np.ndarray:
    """[rows, 8 * columns] of 0..15 → int32 [rows, columns], the first value lowest"""
    eights = nibbles.reshape(len(nibbles), -1, 8).astype(np.uint32)
    return (eights << (4 * np.arange(8, dtype=np.uint32))).sum(axis=-1, dtype=np.uint32).view(np.int32)


def numbers(random, n, k, group, *, symmetric=False):
    q = random.integers(0, 16, (n, k))
    zeros = np.full((n, k // group), 8) if symmetric else random.integers(1, 16, (n, k // group))
    scales = np.abs(random.normal(0, 0.02, (n, k // group))).astype(np.float16)
    return q, zeros, scales


def weights(q, zeros, scales, groups):
    """groups [K]: the group of each input"""
    return (q - zeros[:, groups]).astype(np.float32) * scales[:, groups].astype(np.float32)


def gemv(random, n, k, group, zero_point=True):
    q, zeros, scales = numbers(random, n, k, group, symmetric=not zero_point)
    step = {128: 1, 64: 2, 32: 4}[min(group, 128)]
    width = -(-(-(-(k // group) // 8)) // step) * step
    wide = lambda values: np.pad(values, ((0, 0), (0, 8 * width - values.shape[1])))
    parts = {"qweight": words(q), "qzeros": words(wide(zeros)), "scales": wide(scales)}
    if not zero_point:
        del parts["qzeros"]
    return parts, weights(q, zeros, scales, np.arange(k) // group)


def gptq(random, n, k, group, symmetric=True, in_order=True, offset=1):
    q, zeros, scales = numbers(random, n, k, group, symmetric=symmetric)
    groups = np.arange(k) // group
    if not in_order:
        groups = random.permutation(groups)
    parts = {
        "qweight": words(q).T.copy(),
        "qzeros": words(zeros.T - offset),
        "scales": scales.T.copy(),
        "g_idx": groups.astype(np.int32),
        "bias": np.zeros(n, np.float16),
    }
    return parts, weights(q, zeros, scales, groups)


def compressed(random, n, k, group, symmetric=True, dtype=ml_dtypes.bfloat16):
    q, zeros, scales = numbers(random, n, k, group, symmetric=symmetric)
    scales = np.maximum(scales, np.float16(0.001)).astype(dtype)
    parts = {
        "weight_packed": words(q),
        "weight_scale": scales,
        "weight_shape": np.array([n, k], np.int64),
    }
    if not symmetric:
        rows = np.pad(zeros, ((0, -n % 8), (0, 0)))
        parts["weight_zero_point"] = words(rows.T.copy()).T.copy()
    return parts, weights(q, zeros, scales.astype(np.float32), np.arange(k) // group)


def fp8(random, n, k, scale):
    values = random.normal(0, 30, (n, k)).astype(ml_dtypes.float8_e4m3fn)
    values[0, :4] = [0, -0.0, 2**-9, 448]
    name, shape, spread = scale(n, k)
    scales = np.abs(random.normal(0, 0.001, shape)).astype(np.float32)
    whole = scales.repeat(spread[0], 0)[:n].repeat(spread[1], 1)[:, :k] if len(shape) == 2 else scales
    parts = {"weight": values, name: scales, "input_scale": np.ones(1, np.float32)}
    return parts, values.astype(np.float32) * whole


INT4 = {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 64, "dynamic": False, "observer": "minmax"}
FLOAT8 = {"num_bits": 8, "type": "float", "strategy": "channel", "symmetric": True, "dynamic": False}
ACTIVATIONS = {"num_bits": 8, "type": "float", "strategy": "token", "dynamic": True, "symmetric": True}


def llm_compressor(weights, form, activations=None):
    group = {"targets": ["Linear"], "weights": weights, "input_activations": activations, "output_activations": None}
    return {
        "quant_method": "compressed-tensors", "format": form, "config_groups": {"group_0": group}, "ignore": ["lm_head"],
        "quantization_status": "compressed", "global_compression_ratio": 1.5, "kv_cache_scheme": None,
    }  # fmt: skip


def autoawq(group, zero_point=True):
    return {
        "quant_method": "awq", "version": "gemv", "bits": 4, "group_size": group, "zero_point": zero_point,
        "modules_to_not_convert": None,
    }  # fmt: skip


def autogptq(group, **more):
    return {"quant_method": "gptq", "bits": 4, "group_size": group, "desc_act": False, "sym": True, **more}


CASES = {
    "gemv-g64": (lambda r, n, k: gemv(r, n, k, 64), autoawq(64)),
    "gemv-no-zeros": (lambda r, n, k: gemv(r, n, k, 64, False), autoawq(64, False)),
    "gemv-g32": (lambda r, n, k: gemv(r, n, k, 32), autoawq(32)),
    "gptq-g64": (lambda r, n, k: gptq(r, n, k, 64), autogptq(64)),
    "gptq-asymmetric": (lambda r, n, k: gptq(r, n, k, 64, symmetric=False), autogptq(64, sym=False)),
    "gptq-v2": (
        lambda r, n, k: gptq(r, n, k, 64, symmetric=False, offset=0),
        autogptq(64, sym=False, checkpoint_format="gptq_v2"),
    ),
    "gptq-act-order": (lambda r, n, k: gptq(r, n, k, 64, in_order=False), autogptq(64, desc_act=True)),
    "compressed-g64": (lambda r, n, k: compressed(r, n, k, 64), llm_compressor(INT4, "pack-quantized")),
    "compressed-channel": (
        lambda r, n, k: compressed(r, n, k, k),
        llm_compressor({**INT4, "strategy": "channel", "group_size": None}, "pack-quantized"),
    ),
    "compressed-asymmetric": (
        lambda r, n, k: compressed(r, n, k, 64, symmetric=False),
        llm_compressor({**INT4, "symmetric": False}, "pack-quantized"),
    ),
    "compressed-fp8": (
        lambda r, n, k: fp8(r, n, k, lambda n, k: ("weight_scale", (n, 1), (1, k))),
        llm_compressor(FLOAT8, "float-quantized", ACTIVATIONS),
    ),
    "compressed-fp8-tensor": (
        lambda r, n, k: fp8(r, n, k, lambda n, k: ("weight_scale", (1,), (n, k))),
        llm_compressor({**FLOAT8, "strategy": "tensor"}, "float-quantized", ACTIVATIONS),
    ),
    "fp8-blocks": (
        lambda r, n, k: fp8(r, n, k, lambda n, k: ("weight_scale_inv", (-(-n // 48), -(-k // 96)), (48, 96))),
        {
            "quant_method": "fp8", "fmt": "e4m3", "activation_scheme": "dynamic", "weight_block_size": [48, 96],
            "modules_to_not_convert": ["lm_head"],
        },
    ),
}  # fmt: skip


def make(index: int, name: str) -> None:
    build, quantization = CASES[name]
    random = np.random.default_rng(index)
    tensors, expected = {}, {}
    for module, (n, k) in LINEAR.items():
        parts, values = build(random, n, k)
        tensors |= {f"model.layers.0.{module}.{part}": value for part, value in parts.items()}
        expected[f"model.layers.0.{module}.weight"] = hashlib.sha256(values.astype("<f4").tobytes()).hexdigest()
    for norm in ("model.norm", "model.layers.0.input_layernorm", "model.layers.0.post_attention_layernorm"):
        tensors[f"{norm}.weight"] = np.ones(HIDDEN, np.float16)
    tensors["model.embed_tokens.weight"] = random.normal(0, 1, (VOCAB, HIDDEN)).astype(np.float16)
    config = {
        "model_type": "llama", "hidden_size": HIDDEN, "intermediate_size": FFN, "num_hidden_layers": 1,
        "num_attention_heads": 8, "num_key_value_heads": 1, "vocab_size": VOCAB, "max_position_embeddings": 64,
        "rms_norm_eps": 1e-5, "tie_word_embeddings": True, "quantization_config": quantization,
    }  # fmt: skip
    folder = TARGET / name
    folder.mkdir(parents=True)
    save(folder / "model.safetensors", tensors)
    (folder / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    shutil.rmtree(TARGET, ignore_errors=True)
    for index, name in enumerate(CASES):
        make(index, name)
    print(f"{TARGET}: {sum(p.stat().st_size for p in TARGET.rglob('*.*'))} bytes")
