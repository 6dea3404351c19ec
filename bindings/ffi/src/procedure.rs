//! The procedure that walks a service on a channel.
//!
//! Its whole state is the regulation, the parties and the audit trail: every call walks the trail again, so that what is
//! kept between calls is exactly what the application stores.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qoltanba::check::Report;
use qoltanba::document::{Addressee, Document, Number};
use qoltanba::regulation::{
    self, Act, AuditTrail, DayKind, Ending, Expected, Hold, IssuedRefusal, Move, Outcome, Parties, ReportDigest,
    SignatureNeed, SignatureRule, Status, Step, StepReport, StepSignature,
};
use qoltanba::{Bin, Iin, Moment};
use serde::{Deserialize, Serialize};

use crate::error::{InputError, argument};
use crate::json;
use crate::regulation::Catalogue;

/// A service being walked on a channel.
#[derive(Debug, uniffi::Object)]
pub struct Procedure {
    catalogue: Arc<Catalogue>,
    service: String,
    parties: Parties,
    trail: Mutex<AuditTrail>,
}

/// A signature that was made in a step.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignatureOfStep {
    /// The report on the signed document, as its JSON.
    pub report: String,
    /// Which signer of the report, from 0.
    pub signer: u32,
}

/// The days on which a body works: Monday to Friday, but for these.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Calendar {
    /// How far its clock is ahead of UTC.
    pub offset_seconds: i64,
    /// Days that are not worked, `2024-03-08`.
    pub holidays: Vec<String>,
    /// Saturdays and Sundays that are worked.
    pub working_days: Vec<String>,
}

/// When a term ends, in seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Deadline {
    /// The last moment within the term.
    pub latest: i64,
    /// The earliest moment that a range names.
    pub earliest: Option<i64>,
    /// Which days were counted: `none`, `working`, `calendar` or `not-stated`.
    pub days: String,
}

#[uniffi::export]
impl Procedure {
    /// Starts at the first step of a channel.
    ///
    /// # Errors
    /// An unknown service or channel, parties that cannot be read.
    #[uniffi::constructor]
    pub fn start(
        catalogue: Arc<Catalogue>,
        service: String,
        channel: &str,
        parties: &str,
        at: i64,
    ) -> Result<Self, InputError> {
        let channel = regulation::ChannelId::parse(channel)
            .ok_or_else(|| argument("channel", "it is portal, provider or centre"))?;
        let parties = self::parties(parties)?;
        let regulation = catalogue.find(&service)?;
        let started = regulation::Procedure::start(regulation, channel, parties.clone(), Moment::from_unix(at))?;
        let trail = Mutex::new(started.trail().clone());
        Ok(Self { catalogue, service, parties, trail })
    }

    /// Goes on from a trail that was kept, after its chain and every move were checked.
    ///
    /// # Errors
    /// A trail that was changed, or is of another regulation.
    #[uniffi::constructor]
    pub fn replay(catalogue: Arc<Catalogue>, trail: &str, parties: &str) -> Result<Self, InputError> {
        let trail = AuditTrail::from_json(trail)?;
        let (service, parties) = (trail.start().service.clone(), self::parties(parties)?);
        regulation::Procedure::replay(catalogue.find(&service)?, &trail, parties.clone())?;
        Ok(Self { catalogue, service, parties, trail: Mutex::new(trail) })
    }

    /// Where it stands, as JSON: `next`, `ending`, `status`, `notices`, `moves`.
    ///
    /// # Errors
    /// None that is known.
    pub fn state(&self) -> Result<String, InputError> {
        json::write(&State::of(&self.walk(&self.lock())?))
    }

    /// Reports what came out of the current step. `evidence` is the report behind the outcome, as its JSON. The answer is the
    /// move as JSON: `{"to": …}` or `{"held": …}`.
    ///
    /// # Errors
    /// An outcome that is illegal at this step, a report that is none; nothing is recorded then.
    pub fn report(
        &self,
        act: &str,
        signatures: Vec<SignatureOfStep>,
        evidence: Option<String>,
    ) -> Result<String, InputError> {
        let act = json::read::<ActJson>("act", act)?.act(signatures, evidence)?;
        let mut trail = self.lock();
        let mut procedure = self.walk(&trail)?;
        let moved = match procedure.report(&act)? {
            Move::Advanced(target) => MoveJson { to: Some(target.to_string()), held: None },
            Move::Held(hold) => MoveJson { to: None, held: Some(hold) },
        };
        *trail = procedure.trail().clone();
        json::write(&moved)
    }

    /// The audit trail as JSON.
    ///
    /// # Errors
    /// None that is known.
    pub fn trail(&self) -> Result<String, InputError> {
        Ok(self.lock().to_json()?)
    }

    /// The last digest of the trail's chain: the value to keep safe.
    ///
    /// # Errors
    /// None that is known.
    pub fn trail_head(&self) -> Result<Vec<u8>, InputError> {
        Ok(self.lock().head()?.to_vec())
    }

    /// Until when the current step is to be done, if it has a term.
    ///
    /// # Errors
    /// A calendar that has no working day, or days that are none.
    pub fn step_deadline(&self, calendar: Calendar) -> Result<Option<Deadline>, InputError> {
        Ok(self.walk(&self.lock())?.step_deadline(&calendar.read()?)?.map(Deadline::from))
    }

    /// Until when the service is to be rendered, once the counting has started.
    ///
    /// # Errors
    /// As [`step_deadline`](Self::step_deadline).
    pub fn whole_deadline(&self, calendar: Calendar) -> Result<Option<Deadline>, InputError> {
        Ok(self.walk(&self.lock())?.whole_deadline(&calendar.read()?)?.map(Deadline::from))
    }

    /// The refusal that ended it, as a document; none when it goes on or ended otherwise. The addressee is JSON.
    ///
    /// # Errors
    /// An addressee that cannot be read.
    pub fn refusal_document(
        &self,
        number: Option<String>,
        addressee: Option<String>,
        at: i64,
    ) -> Result<Option<String>, InputError> {
        let trail = self.lock();
        let procedure = self.walk(&trail)?;
        let Some(refusal) = procedure.ending().and_then(refusal_of) else { return Ok(None) };
        self.document(refusal, number, addressee, at).map(Some)
    }

    /// A notice after which the procedure went on, as a document; `place` counts the notices from 0.
    ///
    /// # Errors
    /// A place that has none, an addressee that cannot be read.
    pub fn notice_document(
        &self,
        place: u32,
        number: Option<String>,
        addressee: Option<String>,
        at: i64,
    ) -> Result<String, InputError> {
        let trail = self.lock();
        let procedure = self.walk(&trail)?;
        let notice = usize::try_from(place).ok().and_then(|place| procedure.notices().get(place));
        let notice = notice.ok_or_else(|| argument("place", "there is such a notice"))?;
        self.document(notice, number, addressee, at)
    }
}

impl Procedure {
    // A report either happens or does not; a panic of another thread leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, AuditTrail> {
        self.trail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn walk(&self, trail: &AuditTrail) -> Result<regulation::Procedure<'_>, InputError> {
        Ok(regulation::Procedure::replay(self.catalogue.find(&self.service)?, trail, self.parties.clone())?)
    }

    fn document(
        &self,
        refusal: &IssuedRefusal,
        number: Option<String>,
        addressee: Option<String>,
        at: i64,
    ) -> Result<String, InputError> {
        let addressee = addressee.map(|text| json::read::<Addressee>("addressee", &text)).transpose()?;
        let document = refusal.to_document(self.catalogue.get(), number, addressee, Moment::from_unix(at));
        json::write(&Document::Refusal(Box::new(document)))
    }
}

const fn refusal_of(ending: &Ending) -> Option<&IssuedRefusal> {
    match ending {
        Ending::NegativeResult(refusal)
        | Ending::Refused(refusal)
        | Ending::Returned(refusal)
        | Ending::NotSigned(refusal) => Some(refusal),
        Ending::Result | Ending::NotStated(_) => None,
    }
}

impl Calendar {
    fn read(&self) -> Result<regulation::Calendar, InputError> {
        let mut calendar = regulation::Calendar::five_days(self.offset_seconds)?;
        for day in &self.holidays {
            calendar = calendar.holiday(day)?;
        }
        for day in &self.working_days {
            calendar = calendar.working_day(day)?;
        }
        Ok(calendar)
    }
}

impl From<regulation::Deadline> for Deadline {
    fn from(deadline: regulation::Deadline) -> Self {
        let days = match deadline.days {
            DayKind::None => "none",
            DayKind::Working => "working",
            DayKind::Calendar => "calendar",
            DayKind::NotStated => "not-stated",
        };
        Self { latest: deadline.latest.unix(), earliest: deadline.earliest.map(Moment::unix), days: days.to_owned() }
    }
}

/// Where a procedure stands.
#[derive(Serialize)]
struct State<'p> {
    next: Option<NextJson<'p>>,
    ending: Option<EndingJson<'p>>,
    status: Status,
    notices: &'p [IssuedRefusal],
    moves: usize,
}

#[derive(Serialize)]
struct NextJson<'p> {
    step: &'p Step,
    expected: Expected,
    signature: Option<NeedJson>,
}

#[derive(Serialize)]
struct NeedJson {
    rule: SignatureRule,
    need: &'static str,
}

#[derive(Serialize)]
struct EndingJson<'p> {
    kind: &'static str,
    refusal: Option<&'p IssuedRefusal>,
    step: Option<&'p str>,
}

#[derive(Serialize)]
struct MoveJson {
    to: Option<String>,
    held: Option<Hold>,
}

impl<'p> State<'p> {
    fn of(procedure: &'p regulation::Procedure<'p>) -> Self {
        let next = procedure.next().map(|next| NextJson {
            step: next.step,
            expected: next.expected,
            signature: next.signature.map(|(rule, need)| NeedJson {
                rule,
                need: match need {
                    SignatureNeed::Required => "required",
                    SignatureNeed::Accepted => "accepted",
                },
            }),
        });
        let ending = procedure.ending().map(|ending| EndingJson {
            kind: match ending {
                Ending::Result => "result",
                Ending::NegativeResult(_) => "negative-result",
                Ending::Refused(_) => "refused",
                Ending::Returned(_) => "returned",
                Ending::NotSigned(_) => "not-signed",
                Ending::NotStated(_) => "not-stated",
            },
            refusal: refusal_of(ending),
            step: match ending {
                Ending::NotStated(step) => Some(step),
                Ending::Result
                | Ending::NegativeResult(_)
                | Ending::Refused(_)
                | Ending::Returned(_)
                | Ending::NotSigned(_) => None,
            },
        });
        Self {
            next,
            ending,
            status: procedure.status(),
            notices: procedure.notices(),
            moves: procedure.trail().entries().len(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartiesJson {
    applicant: Option<Number>,
    provider: Option<Bin>,
    centre: Option<Bin>,
    co_signers: Vec<Iin>,
}

/// The parties that a wrapper wrote.
pub(crate) fn parties(text: &str) -> Result<Parties, InputError> {
    let PartiesJson { applicant, provider, centre, co_signers } = json::read("parties", text)?;
    Ok(Parties { applicant, provider, centre, co_signers })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActJson {
    outcome: Outcome,
    at: Moment,
    because: Vec<String>,
}

impl ActJson {
    fn act(self, signatures: Vec<SignatureOfStep>, evidence: Option<String>) -> Result<Act, InputError> {
        let Self { outcome, at, because } = self;
        let signatures = signatures.into_iter().map(SignatureOfStep::read).collect::<Result<_, _>>()?;
        let report = evidence.map(|text| {
            let check = Report::from_json(&text)?.decision().into();
            Ok::<_, InputError>(StepReport { check, digest: ReportDigest::of(text.as_bytes()) })
        });
        Ok(Act { outcome, at, signatures, report: report.transpose()?, because })
    }
}

impl SignatureOfStep {
    fn read(self) -> Result<StepSignature, InputError> {
        let signer = usize::try_from(self.signer).unwrap_or(usize::MAX);
        let signature = StepSignature::of(&Report::from_json(&self.report)?, signer)?;
        Ok(StepSignature { report: Some(ReportDigest::of(self.report.as_bytes())), ..signature })
    }
}
