"""Objects of the native library have one owner: nothing copies or pickles what holds one."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from conftest import Synthetic

import qoltanba
from qoltanba import Decision, Evidence, TrustStore, Verifier, _native, archive

GENERATED: Any = _native.qoltanba_ffi  # type: ignore[attr-defined]


def classes(module: Any, having: Callable[[type], bool]) -> dict[str, type]:
    """The classes of a module that have a property, by their names."""
    return {name: one for name, one in inspect.getmembers(module, inspect.isclass) if having(one)}


# A generated class clones its number for each call; a class of the package keeps what was generated in a slot.
OWNERS = classes(GENERATED, lambda one: hasattr(one, "_uniffi_clone_handle"))
WRAPPERS = {
    name: one
    for module in (qoltanba, archive)
    for name, one in classes(module, lambda one: "_native" in vars(one).get("__slots__", ())).items()
}

WAYS: list[Callable[[Any], object]] = [copy.copy, copy.deepcopy]
WAYS += [lambda one, protocol=protocol: pickle.dumps(one, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]


def test_every_class_that_holds_an_object_is_known() -> None:
    assert len(OWNERS) >= 10
    assert set(WRAPPERS) == set(OWNERS), "each generated class has one class of the package, of the same name"


@pytest.mark.parametrize("kind", [*OWNERS.values(), *WRAPPERS.values()], ids=str)
def test_it_is_neither_copied_nor_pickled(kind: type) -> None:
    # Without __init__ there is no object to free; the protocols ask the class.
    one = kind.__new__(kind)
    for way in WAYS:
        with pytest.raises(TypeError, match=f"^{kind.__name__} cannot be copied or pickled; share it"):
            way(one)


@dataclass
class Service:
    """What an application keeps together."""

    verifier: Verifier


def test_a_verifier_stays_the_one_that_was_made(synthetic: Synthetic) -> None:
    def trusting(anchor: str) -> Verifier:
        folder = synthetic.folder / "ca"
        trust = TrustStore([folder / anchor], [folder / "foreign-authority.cer", folder / "nca-gost2015.cer"])
        return Verifier(trust, Evidence(crls=[synthetic.folder / "crl"]))

    foreign = synthetic.folder / "other/foreign-individual.cer"
    strict = trusting("root-gost2015.cer")
    before = strict.check_certificate(foreign, at=synthetic.AT)
    assert before.decision is not Decision.CONFIRMED
    for way in [*WAYS, lambda one: asdict(Service(one))]:
        with pytest.raises(TypeError):
            way(strict)
        # A copy that is gone would have freed its number for the next object.
        other = trusting("foreign-root.cer")
        assert other.check_certificate(foreign, at=synthetic.AT).decision is Decision.CONFIRMED
        assert strict.check_certificate(foreign, at=synthetic.AT) == before
