"""Invented rows of a listing, in the shape and about the size of the Hub's; the same seed gives the same rows."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

Row = dict[str, Any]

_LINES = (
    "llama-3.1", "llama-3.2", "qwen2.5", "qwen3", "gemma-3", "mistral", "phi-4", "deepseek-r1-distill", "smollm2",
    "bert-base", "roberta", "whisper-large", "sdxl", "flux-dev", "vit-base", "t5", "yolo", "wav2vec2",
)  # fmt: skip
_SIZES = ("0.5b", "1b", "1.5b", "3b", "4b", "7b", "8b", "14b", "27b", "32b", "70b")
_ENDS = (
    "instruct", "chat", "gguf", "awq", "gptq", "lora", "sft", "dpo", "base", "v2", "medical", "code", "french",
    "roleplay", "merged", "4bit", "8bit", "ner", "sentiment", "finetuned", "reasoning", "uncensored",
)  # fmt: skip
_TASKS = ("text-generation",) * 6 + (
    "text-classification", "token-classification", "text-to-image", "feature-extraction", "image-classification",
    "automatic-speech-recognition", "translation", "summarization", "image-text-to-text", "fill-mask",
)  # fmt: skip
_LIBRARIES = ("transformers",) * 5 + ("peft", "diffusers", "gguf", "sentence-transformers", "mlx", "keras", "timm")
_LICENCES = ("apache-2.0",) * 6 + ("mit",) * 3 + (
    "llama3.1", "llama3.2", "gemma", "openrail", "creativeml-openrail-m", "cc-by-nc-4.0", "cc-by-4.0", "other",
    "cc-by-sa-4.0", "gpl-3.0", "bigscience-bloom-rail-1.0", "unknown",
)  # fmt: skip
_LANGUAGES = ("en",) * 6 + ("fr", "de", "zh", "es", "ja", "ko", "hi", "ar", "multilingual")
_RELATIONS = ("finetune", "adapter", "quantized", "merge")
_BEGAN = datetime(2022, 3, 2, tzinfo=UTC)


def rows(count: int, seed: int) -> Iterator[Row]:
    """Yield ``count`` rows, oldest first, about 2 kB each; other seeds give other ids and names."""
    dice = random.Random(seed)  # noqa: S311 - a seed gives every run the same invented rows; it guards nothing
    for number in range(count):
        yield _row(number, seed, dice)


def later(before: list[Row], seed: int, *, facts: float, counters: float) -> Iterator[Row]:
    """Yield the same rows at a later time: of these shares, a fact or the counters are other ones."""
    dice = random.Random(seed)  # noqa: S311 - a seed gives every run the same invented rows; it guards nothing
    for row in before:
        changed = dict(row)
        if dice.random() < counters:
            changed |= {"downloads": row["downloads"] + dice.randrange(1, 500), "likes": row["likes"] + 1}
        if dice.random() < facts:
            changed |= _commit(row, dice)
        yield changed


def _row(number: int, seed: int, dice: random.Random) -> Row:
    maker = f"maker-{int(dice.paretovariate(0.6)) % 200_000}"
    line, size = dice.choice(_LINES), dice.choice(_SIZES)
    ends = "-".join(dice.sample(_ENDS, dice.randrange(0, 3)))
    unlike = (number * 2_654_435_761) % 2**32  # names of models do not count up, and neither do their beginnings
    name = f"{line}-{size}-{ends}-{unlike:08x}{seed:x}".replace("--", "-")
    licence, task, library = dice.choice(_LICENCES), dice.choice(_TASKS), dice.choice(_LIBRARIES)
    created = _BEGAN + timedelta(minutes=seed * 100 + number / 2)
    relation = dice.choice(_RELATIONS)
    parent = f"base/{line}-{size}"
    language = dice.choice(_LANGUAGES)
    total = int(float(size[:-1]) * 10**9 * dice.uniform(0.95, 1.05))
    row: Row = {
        "_id": f"{seed:08x}{number:016x}",
        "id": f"{maker}/{name}",
        "author": maker,
        "sha": f"{dice.getrandbits(160):040x}",
        "createdAt": _stamp(created),
        "lastModified": _stamp(created + timedelta(days=dice.randrange(300))),
        "private": False,
        "disabled": False,
        "gated": dice.choice((False,) * 30 + ("auto", "manual")),
        "downloads": int(dice.paretovariate(0.7)) % 50_000_000,
        "likes": int(dice.paretovariate(1.2)) % 10_000,
        "trendingScore": 0 if dice.random() < 0.98 else dice.randrange(200),
        "pipeline_tag": task,
        "library_name": library,
        "tags": [library, "safetensors", task, language, *dice.sample(_ENDS, 3), f"base_model:{parent}",
                 f"base_model:{relation}:{parent}", f"license:{licence}", "endpoints_compatible", "region:us"],
        "cardData": {"license": licence, "language": [language], "base_model": [parent], "datasets": ["maker/set"],
                     "tags": dice.sample(_ENDS, 3)},
        "baseModels": {"relation": relation, "models": [{"_id": f"{dice.getrandbits(96):024x}", "id": parent}]},
        "config": {"architectures": ["LlamaForCausalLM"], "model_type": "llama"},
        "siblings": [{"rfilename": name} for name in _files(dice)],
    }  # fmt: skip
    if dice.random() < 0.7:
        row["safetensors"] = {"parameters": {"BF16": total}, "total": total}
    return row


def _files(dice: random.Random) -> list[str]:
    shards = dice.randrange(1, 6)
    weights = [f"model-{shard:05}-of-{shards:05}.safetensors" for shard in range(1, shards + 1)]
    return [".gitattributes", "README.md", "config.json", "tokenizer.json", "tokenizer_config.json",
            "special_tokens_map.json", "generation_config.json", *weights,
            *(["LICENSE"] if dice.random() < 0.1 else [])]  # fmt: skip


def _commit(row: Row, dice: random.Random) -> Row:
    moved = _stamp(datetime.fromisoformat(row["lastModified"]) + timedelta(days=1))
    changed: Row = {"sha": f"{dice.getrandbits(160):040x}", "lastModified": moved}
    if dice.random() < 0.2:
        licence = dice.choice(_LICENCES)
        tags = [tag for tag in row["tags"] if not tag.startswith("license:")]
        changed |= {"tags": [*tags, f"license:{licence}"], "cardData": row["cardData"] | {"license": licence}}
    return changed


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
