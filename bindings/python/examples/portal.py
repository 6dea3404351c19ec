"""A portal endpoint: take a signed request (CMS or XML) and its IIN, answer 200 with the report, 422 with the refusal, or
503 when it could not be decided. The IIN is no part of the address: servers write that to their logs.

    QOLTANBA_ANCHORS=anchors QOLTANBA_CRLS=crls uvicorn portal:app
    curl --data-binary @request.cms -H 'Applicant-IIN: 123456789011' -H 'Accept-Language: kk' localhost:8000/requests
"""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from qoltanba import Decision, Evidence, InputError, Language, TrustStore, Verifier

app = FastAPI()


def verifier_from_environment() -> Verifier:
    """Built once. When new lists arrive, build another one and replace this."""
    anchors, crls = (Path(os.environ[name]) for name in ("QOLTANBA_ANCHORS", "QOLTANBA_CRLS"))
    intermediates = [Path(folder) for folder in os.environ.get("QOLTANBA_INTERMEDIATES", "").split(":") if folder]
    return Verifier(TrustStore([anchors], intermediates), Evidence(crls=[crls]))


def the_verifier(request: Request) -> Verifier:
    """The verifier of this process."""
    state = request.app.state
    if not hasattr(state, "verifier"):
        state.verifier = verifier_from_environment()
    verifier: Verifier = state.verifier
    return verifier


def now() -> datetime:
    """The moment of validation."""
    return datetime.now(timezone.utc)


def language(accept_language: Annotated[str, Header()] = "kk") -> Language:
    """The first of the caller's languages that there are texts in; Kazakh, the state language, if there is none."""
    asked = [part.split(";")[0].strip()[:2].lower() for part in accept_language.split(",")]
    known = {one.value: one for one in Language}
    return next((known[code] for code in asked if code in known), Language.KAZAKH)


@app.post("/requests")
async def receive(
    request: Request,
    applicant_iin: Annotated[str, Header(pattern="^[0-9]{12}$")],
    verifier: Annotated[Verifier, Depends(the_verifier)],
    at: Annotated[datetime, Depends(now)],
    caller: Annotated[Language, Depends(language)],
) -> Response:
    """Verifies every signature of the request, and that one of its signers is the person who asks."""
    body = await request.body()
    try:
        # The library lets other threads run while it works.
        report = await run_in_threadpool(verifier.verify, body, at=at, iin=applicant_iin)
    except InputError as error:
        return JSONResponse({"error": error.kind.value, "detail": error.detail, "offset": error.offset}, 400)
    if report.decision is Decision.CONFIRMED:
        return Response(report.to_json(), media_type="application/json")
    # Undetermined is neither yes nor no: the caller may try again when there is evidence.
    status = 422 if report.decision is Decision.REFUSED else 503
    refused = report.refusal
    text = refused.text(caller) if refused else report.decision.text(caller)
    answer: dict[str, Any] = {"decision": report.decision.value, "text": text, "report": report.to_dict()}
    return JSONResponse(answer, status, headers={"Content-Language": caller.value})
