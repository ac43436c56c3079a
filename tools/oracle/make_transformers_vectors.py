"""Writes sw/import/test-data/transformers/: tiny random models and what Hugging Face transformers computes with them.

A folder a model: config.json and model.safetensors as `save_pretrained` writes them, and vectors.json with
  tokens   the prompt (prefill), then the tokens that follow one at a time (decode)
  prefill  length of the prompt
  logits   base64 of little-endian float32 [tokens, vocabulary]: prefill in one pass, decode through transformers' KV cache
The model computes in float64 on the weights as stored, so what differs from these logits is the reader's own rounding.

    pip install transformers torch
    python3 tools/oracle/make_transformers_vectors.py
"""

import base64
import copy
import json
import shutil
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config, SmolLM3Config

TARGET = Path(__file__).resolve().parents[2] / "sw" / "import" / "test-data" / "transformers"
PREFILL, DECODE = 11, 5

# The shapes are odd on purpose: nothing here is a multiple of 32.
MODELS = {
    "qwen2-tied-bf16": (
        torch.bfloat16,
        Qwen2Config(
            vocab_size=97, hidden_size=56, intermediate_size=76, num_hidden_layers=2, num_attention_heads=7,
            num_key_value_heads=1, max_position_embeddings=64, rope_theta=1e6, tie_word_embeddings=True,
        ),
    ),
    "qwen2-untied-f16": (
        torch.float16,
        Qwen2Config(
            vocab_size=83, hidden_size=48, intermediate_size=100, num_hidden_layers=3, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=64, rope_theta=1e4, rms_norm_eps=1e-5,
        ),
    ),
    "qwen2-yarn": (
        torch.bfloat16,
        Qwen2Config(
            vocab_size=61, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=2,
            num_key_value_heads=1, max_position_embeddings=32, tie_word_embeddings=True,
            rope_parameters={
                "rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0, "original_max_position_embeddings": 8,
            },
        ),
    ),
    "llama-mha-untied": (
        torch.float32,
        LlamaConfig(
            vocab_size=71, hidden_size=40, intermediate_size=68, num_hidden_layers=2, num_attention_heads=5,
            num_key_value_heads=5, max_position_embeddings=64,
        ),
    ),
    "llama-gqa-tied-head-dim": (
        torch.float16,
        LlamaConfig(
            vocab_size=89, hidden_size=36, intermediate_size=92, num_hidden_layers=2, num_attention_heads=6,
            num_key_value_heads=2, head_dim=10, max_position_embeddings=64, tie_word_embeddings=True,
        ),
    ),
    "llama-rope-llama3": (
        torch.bfloat16,
        LlamaConfig(
            vocab_size=53, hidden_size=32, intermediate_size=44, num_hidden_layers=2, num_attention_heads=2,
            num_key_value_heads=1, max_position_embeddings=128, tie_word_embeddings=True,
            rope_parameters={
                "rope_type": "llama3", "rope_theta": 5e5, "factor": 8.0, "low_freq_factor": 1.0,
                "high_freq_factor": 4.0, "original_max_position_embeddings": 32,
            },
        ),
    ),
    "llama-rope-linear": (
        torch.float16,
        LlamaConfig(
            vocab_size=53, hidden_size=32, intermediate_size=44, num_hidden_layers=2, num_attention_heads=2,
            num_key_value_heads=1, max_position_embeddings=64,
            rope_parameters={"rope_type": "linear", "rope_theta": 1e4, "factor": 4.0},
        ),
    ),
    "qwen3-tied": (
        torch.bfloat16,
        Qwen3Config(
            vocab_size=79, hidden_size=44, intermediate_size=68, num_hidden_layers=2, num_attention_heads=6,
            num_key_value_heads=2, head_dim=14, max_position_embeddings=64, rope_theta=1e6, tie_word_embeddings=True,
        ),
    ),
    "mistral-no-window": (
        torch.float16,
        MistralConfig(
            vocab_size=67, hidden_size=40, intermediate_size=52, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=64, sliding_window=None,
        ),
    ),
    "smollm3-every-fourth": (
        torch.bfloat16,
        SmolLM3Config(
            vocab_size=73, hidden_size=40, intermediate_size=60, num_hidden_layers=5, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=64, pad_token_id=0, bos_token_id=1, eos_token_id=2,
        ),
    ),
    "smollm3-list": (
        torch.float16,
        SmolLM3Config(
            vocab_size=59, hidden_size=48, intermediate_size=52, num_hidden_layers=3, num_attention_heads=4,
            num_key_value_heads=1, max_position_embeddings=64, pad_token_id=0, bos_token_id=1, eos_token_id=2,
            no_rope_layers=[0, 1, 0], tie_word_embeddings=False,
        ),
    ),
}  # fmt: skip


def randomise(model: torch.nn.Module, dtype: torch.dtype) -> None:
    """Weights of a size that makes the logits differ clearly, rounded to what the file stores."""
    for name, tensor in model.named_parameters():
        with torch.no_grad():
            if "norm" in name:
                tensor.copy_(1 + 0.2 * torch.randn_like(tensor))
            elif name.endswith("bias"):
                tensor.copy_(0.5 * torch.randn_like(tensor))
            else:
                tensor.copy_(torch.randn_like(tensor) * 1.2 * tensor.shape[-1] ** -0.5)
            tensor.copy_(tensor.to(dtype))


@torch.no_grad()
def compute_logits(model: torch.nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    output = model(tokens[None, :PREFILL], use_cache=True)
    rows = [output.logits[0]]
    for position in range(PREFILL, len(tokens)):
        output = model(tokens[None, position : position + 1], past_key_values=output.past_key_values, use_cache=True)
        rows.append(output.logits[0])
    return torch.cat(rows).to(torch.float32)


def main() -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    for seed, (name, (dtype, config)) in enumerate(MODELS.items()):
        torch.manual_seed(seed)
        model = AutoModelForCausalLM.from_config(config).float().eval()
        randomise(model, dtype)
        # A copy goes into the file: casting the model would round its table of rotary frequencies too.
        copy.deepcopy(model).to(dtype).save_pretrained(TARGET / name)
        (TARGET / name / "generation_config.json").unlink(missing_ok=True)

        tokens = torch.randint(0, config.vocab_size, (PREFILL + DECODE,))
        logits = compute_logits(model.double(), tokens)
        vectors = {
            "tokens": tokens.tolist(),
            "prefill": PREFILL,
            "logits": base64.b64encode(logits.numpy().astype("<f4").tobytes()).decode(),
        }
        (TARGET / name / "vectors.json").write_text(json.dumps(vectors) + "\n")
        print(f"{name}: logits from {logits.min():.2f} to {logits.max():.2f}")


if __name__ == "__main__":
    main()
