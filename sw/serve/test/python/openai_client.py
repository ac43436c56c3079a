"""Asks a server by OpenAI's own Python package and prints what it answered, as one JSON object.

    python3 openai_client.py URL_OF_THE_STORY_MODEL URL_OF_A_MODEL_THAT_CHATS
"""

import concurrent.futures
import json
import sys

import openai

PROMPT = "Once upon a time there was a little dragon"


def completions(url: str) -> dict:
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
    settings = {"model": "story", "prompt": PROMPT, "max_tokens": 16, "temperature": 0}
    whole = client.completions.create(**settings, logprobs=2)
    stream = client.completions.create(**settings, stream=True, stream_options={"include_usage": True})
    chunks = list(stream)
    scored = client.completions.create(model="story", prompt=PROMPT, max_tokens=0, echo=True, logprobs=0)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        side_by_side = list(
            pool.map(
                lambda i: client.completions.create(**settings | {"temperature": 1, "seed": i}).choices[0].text,
                range(4),
            )
        )
    alone = [client.completions.create(**settings | {"temperature": 1, "seed": i}).choices[0].text for i in range(4)]
    try:
        client.completions.create(**settings | {"prompt": "the dragon " * 400})
        refused = None
    except openai.BadRequestError as error:
        refused = error.code
    try:
        client.models.retrieve("gpt-4")
        missing = None
    except openai.NotFoundError as error:
        missing = error.code
    vector = client.embeddings.create(model="story", input="a little dragon").data[0].embedding
    return {
        "models": [model.id for model in client.models.list()],
        "text": whole.choices[0].text,
        "tokens": whole.choices[0].logprobs.tokens,
        "usage": whole.usage.total_tokens,
        "streamed": "".join(chunk.choices[0].text for chunk in chunks if chunk.choices),
        "streamed_usage": chunks[-1].usage.total_tokens,
        "scores": scored.choices[0].logprobs.token_logprobs,
        "side_by_side": side_by_side,
        "alone": alone,
        "refused": refused,
        "missing": missing,
        "embedding": vector,
    }


def chat(url: str) -> dict:
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
    settings = {"model": "tiny", "messages": [{"role": "user", "content": "Hi"}], "temperature": 0}
    whole = client.chat.completions.create(**settings, max_tokens=9)
    streamed = ""
    for chunk in client.chat.completions.create(**settings, max_tokens=9, stream=True):
        streamed += chunk.choices[0].delta.content or ""
    schema = {
        "type": "object",
        "properties": {"kind": {"enum": ["a", "b"]}},
        "required": ["kind"],
        "additionalProperties": False,
    }
    held = client.chat.completions.create(
        **settings,
        max_tokens=60,
        response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": schema, "strict": True}},
    )
    tool = {"type": "function", "function": {"name": "weather", "parameters": schema}}
    called = client.chat.completions.create(**settings, max_tokens=100, tools=[tool], tool_choice="required")
    return {
        "text": whole.choices[0].message.content,
        "streamed": streamed,
        "json": json.loads(held.choices[0].message.content),
        "call": called.choices[0].message.tool_calls[0].function.name,
        "reason": called.choices[0].finish_reason,
    }


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(json.dumps({"completions": completions(sys.argv[1]), "chat": chat(sys.argv[2])}))
