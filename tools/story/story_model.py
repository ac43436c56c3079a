"""The story model in PyTorch: the Qwen2 architecture, small. Parameter names are Hugging Face's."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

GROUP = 64  # inputs that share a scale and a zero point
LEVELS = 15  # 2**4 - 1


def quantise(weight: Tensor) -> Tensor:
    """Round to the INT4 grid of AWQ_MACRO: asymmetric, groups of 64 inputs, min/max, FP16 scale."""
    groups = weight.unflatten(-1, (-1, GROUP))
    low = groups.amin(-1, keepdim=True).clamp(max=0)
    high = groups.amax(-1, keepdim=True).clamp(min=0)
    scale = ((high - low) / LEVELS).half().float().clamp(min=1e-7)
    zero = (-low / scale).round().clamp(0, LEVELS)
    q = ((groups / scale).round() + zero).clamp(0, LEVELS)
    return ((q - zero) * scale).flatten(-2)


def fake_quantise(weight: Tensor) -> Tensor:
    """`quantise` in the forward pass, the identity in the backward pass."""
    return weight + (quantise(weight.detach()) - weight).detach()


class Linear(nn.Linear):
    """A linear layer that can see its weights as INT4 would store them."""

    quantised = False

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, fake_quantise(self.weight) if self.quantised else self.weight, self.bias)


class RMSNorm(nn.Module):
    def __init__(self, size: int, eps: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        x = x.float()
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.weight


def rotate(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """Rotary embedding, rotate-half: dimension i is paired with i + head_dim/2."""
    a, b = x.float().chunk(2, -1)
    return torch.cat((a * cosine - b * sine, b * cosine + a * sine), -1).to(x.dtype)


class Attention(nn.Module):
    def __init__(self, c: dict):
        super().__init__()
        self.heads, self.kv_heads = c["num_attention_heads"], c["num_key_value_heads"]
        self.size = c["hidden_size"] // self.heads
        self.q_proj = Linear(c["hidden_size"], self.heads * self.size)
        self.k_proj = Linear(c["hidden_size"], self.kv_heads * self.size)
        self.v_proj = Linear(c["hidden_size"], self.kv_heads * self.size)
        self.o_proj = Linear(self.heads * self.size, c["hidden_size"], bias=False)

    def forward(self, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
        def split(y: Tensor) -> Tensor:
            return y.unflatten(-1, (-1, self.size)).transpose(1, 2)

        q, k, v = split(self.q_proj(x)), split(self.k_proj(x)), split(self.v_proj(x))
        q, k = rotate(q, cosine, sine), rotate(k, cosine, sine)
        share = self.heads // self.kv_heads
        k, v = k.repeat_interleave(share, 1), v.repeat_interleave(share, 1)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(y.transpose(1, 2).flatten(2))


class MLP(nn.Module):
    def __init__(self, c: dict):
        super().__init__()
        self.gate_proj = Linear(c["hidden_size"], c["intermediate_size"], bias=False)
        self.up_proj = Linear(c["hidden_size"], c["intermediate_size"], bias=False)
        self.down_proj = Linear(c["intermediate_size"], c["hidden_size"], bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, c: dict):
        super().__init__()
        self.input_layernorm = RMSNorm(c["hidden_size"], c["rms_norm_eps"])
        self.self_attn = Attention(c)
        self.post_attention_layernorm = RMSNorm(c["hidden_size"], c["rms_norm_eps"])
        self.mlp = MLP(c)

    def forward(self, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cosine, sine)
        return x + self.mlp(self.post_attention_layernorm(x))


class Trunk(nn.Module):
    """What Hugging Face calls `model`: everything but the (tied) head."""

    def __init__(self, c: dict):
        super().__init__()
        self.embed_tokens = nn.Embedding(c["vocab_size"], c["hidden_size"])
        self.layers = nn.ModuleList(Layer(c) for _ in range(c["num_hidden_layers"]))
        self.norm = RMSNorm(c["hidden_size"], c["rms_norm_eps"])


class StoryModel(nn.Module):
    def __init__(self, config: dict):
        super().__init__()
        self.config = config
        self.model = Trunk(config)
        self.quantised = False
        size = config["hidden_size"] // config["num_attention_heads"]
        frequency = config["rope_theta"] ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
        angle = torch.arange(config["max_position_embeddings"], dtype=torch.float64)[:, None] * frequency
        self.register_buffer("cosine", angle.cos().float(), persistent=False)
        self.register_buffer("sine", angle.sin().float(), persistent=False)

    def initialise(self) -> None:
        for name, p in self.named_parameters():
            if name.endswith(("bias", "o_proj.weight", "down_proj.weight")):
                nn.init.zeros_(p)
            elif name.endswith("embed_tokens.weight"):
                nn.init.normal_(p, std=0.05)
            elif p.ndim == 2:
                nn.init.normal_(p, std=0.7 * p.shape[1] ** -0.5)

    def set_quantised(self, on: bool) -> None:
        self.quantised = on
        for module in self.modules():
            if isinstance(module, Linear):
                module.quantised = on

    def forward(self, tokens: Tensor, targets: Tensor | None = None) -> Tensor:
        """Logits; with targets, the summed cross-entropy in nats (targets of -100 do not count)."""
        table = self.model.embed_tokens.weight
        if self.quantised:
            table = fake_quantise(table)
        x = F.embedding(tokens, table)
        length = tokens.shape[1]
        cosine, sine = self.cosine[:length], self.sine[:length]
        for layer in self.model.layers:
            x = layer(x, cosine, sine)
        logits = F.linear(self.model.norm(x), table)
        if targets is None:
            return logits
        return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=-100, reduction="sum")


def make_config(hidden: int, layers: int, heads: int, kv_heads: int, ffn: int, vocabulary: int, context: int) -> dict:
    """A complete Hugging Face config.json for Qwen2."""
    return {
        "architectures": ["Qwen2ForCausalLM"],
        "attention_dropout": 0.0,
        "bos_token_id": 0,
        "eos_token_id": 0,
        "head_dim": hidden // heads,
        "hidden_act": "silu",
        "hidden_size": hidden,
        "initializer_range": 0.02,
        "intermediate_size": ffn,
        "max_position_embeddings": context,
        "max_window_layers": layers,
        "model_type": "qwen2",
        "num_attention_heads": heads,
        "num_hidden_layers": layers,
        "num_key_value_heads": kv_heads,
        "pad_token_id": 0,
        "rms_norm_eps": 1e-6,
        "rope_scaling": None,
        "rope_theta": 10000.0,
        "sliding_window": None,
        "tie_word_embeddings": True,
        "torch_dtype": "float16",
        "use_cache": True,
        "use_sliding_window": False,
        "vocab_size": vocabulary,
    }
