"""The regulations are data, and a caller adds others."""

from __future__ import annotations

import json

import pytest

from qoltanba import (
    Actor,
    Catalogue,
    Channel,
    ErrorKind,
    InputError,
    Language,
    Origin,
    RefusalCode,
    SignedObject,
    StepCheck,
    StepKind,
    _native,
    _vocabulary,
    signer_rules,
)
from conftest import ROOT

SERVICE = "kokpekty-2012-unemployed-certificate"
DATA = ROOT / "core/src/regulation/data"


def test_the_portal_checks_the_certificate_before_it_signs() -> None:
    catalogue = Catalogue()
    assert len(catalogue.ids()) == len(set(catalogue.ids())) == 17
    portal = catalogue.regulation(SERVICE).channel(Channel.PORTAL)
    check = portal.step("portal.c2")
    assert (check.kind, check.next, check.otherwise) == (StepKind.CONDITION, "portal.p5", "portal.p4")
    assert check.checks[0].what == (StepCheck.VALIDITY_PERIOD, StepCheck.REVOCATION, StepCheck.IDENTITY_MATCH_IIN)
    signing = portal.step("portal.p5").signature
    assert signing is not None and (signing.signer, signing.object) == (Actor.CONSUMER, SignedObject.REQUEST)
    assert portal.step("portal.p4").refusals[0].code is RefusalCode.SIGNATURE_NOT_CONFIRMED
    with pytest.raises(KeyError):
        portal.step("portal.p99")


def test_every_regulation_is_read_whole() -> None:
    catalogue = Catalogue()
    decrees = {decree.key: decree for decree in catalogue.decrees}
    for id in catalogue.ids():
        regulation = catalogue.regulation(id)
        assert regulation.id == id and regulation.decree in decrees and regulation.result_kinds
        steps = {step.id for channel in regulation.channels for step in channel.steps}
        for channel in regulation.channels:
            assert regulation.channel(channel.id) is channel and channel.start in steps
            for step in channel.steps:
                assert step.src and (step.next in steps or step.next.startswith(("end:", "not-stated")))
        assert len(regulation.data["channel"]) == len(regulation.channels)
        assert all(isinstance(language, Language) for language in regulation.name)


def test_decrees_readings_and_refusals_are_shared() -> None:
    catalogue = Catalogue()
    assert len(catalogue.decrees) == 5 and all(len(decree.text_sha256) == 64 for decree in catalogue.decrees)
    assert [reading.number for reading in catalogue.readings] == list(range(1, len(catalogue.readings) + 1))
    kinds = {kind.code: kind for kind in catalogue.refusals}
    assert set(kinds) == set(RefusalCode)
    assert kinds[RefusalCode.SIGNATURE_NOT_CONFIRMED].en.origin is Origin.LIBRARY
    assert repr(catalogue) == "<Catalogue: 17 regulations>"


def test_a_caller_adds_a_regulation_in_toml_or_json() -> None:
    text = (DATA / f"{SERVICE}.toml").read_text("utf-8").replace(SERVICE, "kokpekty-2012-copy")
    catalogue = Catalogue()
    more = catalogue.adding_regulation(text)
    assert "kokpekty-2012-copy" in more.ids() and "kokpekty-2012-copy" not in catalogue.ids()
    as_json = json.dumps(more.regulation("kokpekty-2012-copy").data)
    assert catalogue.adding_regulation(as_json).regulation("kokpekty-2012-copy") == more.regulation("kokpekty-2012-copy")
    with pytest.raises(InputError) as taken:
        more.adding_regulation(as_json)
    assert taken.value.kind is ErrorKind.INVALID_ARGUMENT

    assert catalogue.violations(text) == ()
    broken = text.replace('next = "portal.c1"', 'next = "portal.c9"', 1)
    assert any("portal" in one.place for one in catalogue.violations(broken))
    with pytest.raises(InputError) as malformed:
        catalogue.adding_regulation("id = 1")
    assert malformed.value.kind is ErrorKind.MALFORMED and malformed.value.offset is not None


def test_a_caller_adds_a_decree() -> None:
    decree = {"key": "own-2026", "language": "kk", "act": "an act", "src": ["L1"], "text_sha256": "0" * 64}
    more = Catalogue().adding_decree(json.dumps(decree))
    assert more.decrees[-1].key == "own-2026"
    with pytest.raises(InputError):
        more.adding_decree(json.dumps(decree))


def test_an_unknown_one_is_an_error() -> None:
    with pytest.raises(InputError):
        Catalogue().regulation("there is none")
    with pytest.raises(KeyError):
        Catalogue().regulation("mangystau-2012-archive-certificate").channel(None)  # type: ignore[arg-type]


def test_who_may_sign_is_data() -> None:
    rules = {rule["role"]: rule for rule in signer_rules()["signer"]}
    assert rules["consumer"]["number"] == "applicant" and rules["provider-employee"]["organisation"] == "provider"


def test_the_enumerations_hold_the_words_of_the_library() -> None:
    lists = _native.closed_lists()
    assert len(lists) == 14
    for one in lists:
        assert [member.value for member in getattr(_vocabulary, one.name)] == one.words, one.name
