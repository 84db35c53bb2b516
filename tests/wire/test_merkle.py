"""RFC 9162 proofs: the vectors of Sigstore and Trillian, pymerkle as a judge from outside, every small tree."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pymerkle
import pytest

from comity.wire import merkle
from comity.wire.merkle import ConsistencyWrongError, InclusionWrongError, TreeRangeError

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "testdata" / "merkle"
SIZES = 33


def vectors(kind: str) -> list[Any]:
    if not VECTORS.exists() and not os.environ.get("CI"):
        why = "the folder shared/testdata/merkle is not beside this repository"
        return [pytest.param(None, marks=pytest.mark.skip(reason=why))]
    found = sorted((VECTORS / kind).rglob("*.json"))
    assert found, f"no vectors in {VECTORS / kind}"
    return [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in found]


def hashes(texts: list[str] | None) -> list[bytes]:
    return [base64.b64decode(text) for text in texts or []]


@pytest.mark.parametrize("path", vectors("inclusion"))
def test_inclusion_vectors(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))

    def check() -> None:
        merkle.verify_inclusion(
            leaf=base64.b64decode(case["leafHash"]),
            index=case["leafIdx"],
            size=case["treeSize"],
            proof=hashes(case["proof"]),
            root=base64.b64decode(case["root"]),
        )

    judge(case, check, InclusionWrongError)


@pytest.mark.parametrize("path", vectors("consistency"))
def test_consistency_vectors(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))

    def check() -> None:
        merkle.verify_consistency(
            old_size=case["size1"],
            new_size=case["size2"],
            proof=hashes(case["proof"]),
            old_root=base64.b64decode(case["root1"]),
            new_root=base64.b64decode(case["root2"]),
        )

    judge(case, check, ConsistencyWrongError)


def judge(case: dict[str, Any], check: Any, error: type[Exception]) -> None:
    if case["wantErr"]:
        with pytest.raises(error):
            check()
    else:
        check()


LEAVES = [b"entry %d" % number for number in range(SIZES)]


@pytest.fixture(scope="module")
def oracle() -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in LEAVES:
        tree.append_entry(leaf)
    return tree


def test_roots_as_pymerkle_makes_them(oracle: pymerkle.InmemoryTree) -> None:
    for size in range(1, SIZES + 1):
        assert merkle.root(LEAVES, size) == oracle.get_root(size)


def test_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.root([]).hex().startswith("e3b0c44298fc1c14")


def test_every_inclusion_proof_of_every_small_tree(oracle: pymerkle.InmemoryTree) -> None:
    for size in range(1, SIZES + 1):
        root = oracle.get_root(size)
        for index in range(size):
            proof = merkle.inclusion_proof(LEAVES, index, size)
            leaf = merkle.leaf_hash(LEAVES[index])
            theirs = [
                bytes.fromhex(item) for item in path_of(oracle.prove_inclusion(index + 1, size))
            ]
            assert theirs == [leaf, *proof]
            merkle.verify_inclusion(leaf=leaf, index=index, size=size, proof=proof, root=root)
            with pytest.raises(InclusionWrongError):
                other = merkle.leaf_hash(b"other")
                merkle.verify_inclusion(leaf=other, index=index, size=size, proof=proof, root=root)


def path_of(proof: pymerkle.MerkleProof) -> list[str]:
    path: list[str] = proof.serialize()["path"]
    return path


def test_every_consistency_proof_of_every_small_tree(oracle: pymerkle.InmemoryTree) -> None:
    changed = [b"changed", *LEAVES[1:]]
    for new in range(1, SIZES + 1):
        for old in range(1, new + 1):
            proof = merkle.consistency_proof(LEAVES, old, new)
            roots = {"old_root": oracle.get_root(old), "new_root": oracle.get_root(new)}
            merkle.verify_consistency(old_size=old, new_size=new, proof=proof, **roots)
            roots["new_root"] = merkle.root(changed, new)
            with pytest.raises(ConsistencyWrongError):
                merkle.verify_consistency(old_size=old, new_size=new, proof=proof, **roots)
            proof = merkle.consistency_proof(changed, old, new)
            with pytest.raises(ConsistencyWrongError):
                merkle.verify_consistency(old_size=old, new_size=new, proof=proof, **roots)


def test_a_proof_of_one_place_does_not_serve_another() -> None:
    root = merkle.root(LEAVES, 20)
    proof = merkle.inclusion_proof(LEAVES, 7, 20)
    leaf = merkle.leaf_hash(LEAVES[7])
    for index in [*range(7), *range(8, 20), 20, -1, 2**64]:
        with pytest.raises(InclusionWrongError):
            merkle.verify_inclusion(leaf=leaf, index=index, size=20, proof=proof, root=root)


def test_an_inner_node_is_no_leaf() -> None:
    """Without the prefixes of RFC 9162 the two halves of a node would pass as an entry."""
    halves = [merkle.leaf_hash(leaf) for leaf in LEAVES[:2]]
    with pytest.raises(InclusionWrongError):
        merkle.verify_inclusion(
            leaf=merkle.leaf_hash(b"".join(halves)),
            index=0,
            size=1,
            proof=[],
            root=merkle.root(LEAVES, 2),
        )


EMPTY = merkle.EMPTY_ROOT
ONE = merkle.root(LEAVES, 1)

WRONG_ENDS = {
    "a root for nothing": (0, 1, [], ONE, ONE),
    "a proof for nothing": (0, 1, [ONE], EMPTY, ONE),
    "nothing twice, differing": (0, 0, [], EMPTY, ONE),
    "same size, other root": (1, 1, [], EMPTY, ONE),
    "same size, a proof": (1, 1, [ONE], ONE, ONE),
    "shrinking": (2, 1, [], ONE, ONE),
    "negative": (-1, 1, [], EMPTY, ONE),
    "short root": (1, 1, [], b"x", b"x"),
    "empty proof": (3, 5, [], ONE, ONE),
    "short hash in the proof": (1, 2, [b"x"], ONE, ONE),
}


@pytest.mark.parametrize("case", WRONG_ENDS.values(), ids=WRONG_ENDS.keys())
def test_ends_of_consistency(case: tuple[int, int, list[bytes], bytes, bytes]) -> None:
    old, new, proof, old_root, new_root = case
    with pytest.raises(ConsistencyWrongError):
        merkle.verify_consistency(
            old_size=old, new_size=new, proof=proof, old_root=old_root, new_root=new_root
        )


def test_the_empty_journal_is_continued_by_every_other() -> None:
    for size in (0, 1, 5):
        merkle.verify_consistency(
            old_size=0,
            new_size=size,
            proof=merkle.consistency_proof(LEAVES, 0, size),
            old_root=EMPTY,
            new_root=merkle.root(LEAVES, size),
        )


def test_asking_outside_the_tree_is_refused() -> None:
    for index, size in ((5, 5), (-1, 5), (0, 0)):
        with pytest.raises(TreeRangeError):
            merkle.inclusion_proof(LEAVES, index, size)
    for old, new in ((6, 5), (-1, 5)):
        with pytest.raises(TreeRangeError):
            merkle.consistency_proof(LEAVES, old, new)


def test_proofs_read_few_nodes() -> None:
    """A journal of a million entries is proved from some tens of nodes."""
    asked: list[tuple[int, int]] = []

    def source(level: int, index: int) -> bytes:
        asked.append((level, index))
        return bytes(32)

    size = 1_000_003
    merkle.inclusion_proof(source, 654_321, size)
    merkle.consistency_proof(source, 654_321, size)
    merkle.root(source, size)
    assert len(asked) <= 3 * 2 * size.bit_length()
