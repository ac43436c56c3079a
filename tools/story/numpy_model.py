"""A plain NumPy forward pass of a Qwen2 checkpoint folder.

Written from the architecture's definition, sharing nothing with the PyTorch code, so that it can
judge it. The element type is a parameter: float32 to evaluate, float64 for reference vectors.
"""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file


def int4(w: np.ndarray) -> np.ndarray:
    """What asymmetric 4-bit round-to-nearest in groups of 64 inputs makes of a matrix [outputs, inputs]."""
    result = np.empty(w.shape, np.float64)
    for start in range(0, w.shape[1], 64):
        g = w[:, start : start + 64].astype(np.float64)
        lowest = np.minimum(g.min(axis=1), 0)
        highest = np.maximum(g.max(axis=1), 0)
        s = ((highest - lowest) / 15).astype(np.float16).astype(np.float64)
        s[s == 0] = 2.0**-24
        z = np.clip(np.rint(-lowest / s), 0, 15)
        q = np.clip(np.rint(g / s[:, None]) + z[:, None], 0, 15)
        result[:, start : start + 64] = (q - z[:, None]) * s[:, None]
    return result


class NumpyModel:
    def __init__(self, folder: Path, dtype=np.float32, quantised: bool = False):
        self.c = json.loads((folder / "config.json").read_text())
        self.w = {}
        for name, tensor in load_file(str(folder / "model.safetensors")).items():
            if quantised and tensor.ndim == 2:
                tensor = int4(tensor)
            self.w[name] = tensor.astype(dtype)
        self.dtype = dtype
        self.heads, self.kv_heads = self.c["num_attention_heads"], self.c["num_key_value_heads"]
        self.size = self.c["hidden_size"] // self.heads
        half = self.size // 2
        inverse = 1.0 / self.c["rope_theta"] ** (np.arange(half) / half)
        self.angles = np.outer(np.arange(self.c["max_position_embeddings"]), inverse)
        self.cache: list = []

    def clear(self) -> None:
        self.cache = [[None, None] for _ in range(self.c["num_hidden_layers"])]

    def norm(self, x: np.ndarray, name: str) -> np.ndarray:
        mean = np.mean(x * x, axis=-1, keepdims=True)
        return x / np.sqrt(mean + self.c["rms_norm_eps"]) * self.w[name]

    def turn(self, x: np.ndarray, start: int) -> np.ndarray:
        """Rotary embedding of [tokens, heads, size]: dimensions i and i + size/2 are a plane."""
        angle = self.angles[start : start + len(x), None, :]
        cosine, sine = np.cos(angle).astype(self.dtype), np.sin(angle).astype(self.dtype)
        half = self.size // 2
        first, second = x[..., :half], x[..., half:]
        return np.concatenate((first * cosine - second * sine, second * cosine + first * sine), axis=-1)

    def attention(self, x: np.ndarray, index: int, start: int) -> np.ndarray:
        base = f"model.layers.{index}.self_attn."

        def project(name: str, heads: int) -> np.ndarray:
            y = x @ self.w[f"{base}{name}.weight"].T + self.w[f"{base}{name}.bias"]
            return y.reshape(len(x), heads, self.size)

        q = self.turn(project("q_proj", self.heads), start)
        k = self.turn(project("k_proj", self.kv_heads), start)
        v = project("v_proj", self.kv_heads)
        memory = self.cache[index]
        if start:
            k, v = np.concatenate((memory[0], k)), np.concatenate((memory[1], v))
        memory[:] = k, v

        visible = np.arange(len(k))[None, :] <= start + np.arange(len(x))[:, None]
        outputs = np.empty_like(q)
        for head in range(self.heads):
            source = head * self.kv_heads // self.heads
            score = q[:, head] @ k[:, source].T / self.dtype(np.sqrt(self.size))
            score = np.where(visible, score, -np.inf)
            score = np.exp(score - score.max(axis=-1, keepdims=True))
            outputs[:, head] = score / score.sum(axis=-1, keepdims=True) @ v[:, source]
        return outputs.reshape(len(x), -1) @ self.w[f"{base}o_proj.weight"].T

    def mlp(self, x: np.ndarray, index: int) -> np.ndarray:
        base = f"model.layers.{index}.mlp."
        gate = x @ self.w[f"{base}gate_proj.weight"].T
        up = x @ self.w[f"{base}up_proj.weight"].T
        return (gate / (1 + np.exp(-gate)) * up) @ self.w[f"{base}down_proj.weight"].T

    def forward(self, tokens: list[int], start: int = 0) -> np.ndarray:
        """Logits [tokens, vocabulary]; `start` is the position of the first one, earlier ones are remembered."""
        if start == 0:
            self.clear()
        x = self.w["model.embed_tokens.weight"][np.asarray(tokens)]
        for index in range(self.c["num_hidden_layers"]):
            base = f"model.layers.{index}."
            x = x + self.attention(self.norm(x, base + "input_layernorm.weight"), index, start)
            x = x + self.mlp(self.norm(x, base + "post_attention_layernorm.weight"), index)
        return self.norm(x, "model.norm.weight") @ self.w["model.embed_tokens.weight"].T

    def greedy(self, prompt: list[int], count: int, end: int | None = None):
        """Yields (token, margin to the runner-up) until `count` or the end token."""
        logits = self.forward(prompt)[-1]
        position = len(prompt)
        limit = self.c["max_position_embeddings"]
        for _ in range(count):
            second, best = np.argsort(logits)[-2:]
            yield int(best), float(logits[best] - logits[second])
            if best == end or position == limit:
                return
            logits = self.forward([int(best)], position)[-1]
            position += 1
