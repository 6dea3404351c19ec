//! The regulations of electronic government services: five decrees of 2011 to 2016 with 17 services, as data, and the
//! procedure that walks a service on a channel.
//!
//! The acts are history: a model of the process, not law in force. Every step, term and refusal names the lines of the
//! decree that print it; where a decree contradicts itself the chosen reading and the other one both stand in the data.
//!
//! ```
//! use qoltanba::regulation::{Catalogue, ChannelId};
//!
//! let catalogue = Catalogue::builtin()?;
//! let service = catalogue.regulation("kokpekty-2012-unemployed-certificate").expect("it is built in");
//! let check = service.channel(ChannelId::Portal).and_then(|portal| portal.step("portal.c2")).expect("condition 2");
//! assert_eq!(check.otherwise.as_ref().map(ToString::to_string).as_deref(), Some("portal.p4"));
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod audit;
mod calendar;
mod catalogue;
mod code;
mod model;
mod outcome;
mod procedure;
mod signer;
mod term;
mod validate;

pub use crate::document::Source;
pub use audit::{AUDIT_SCHEMA, AuditTrail, Entry, EntryBody, SignatureEntry, Start};
pub use calendar::{Calendar, DayKind, Deadline};
pub use catalogue::{Catalogue, Decree, Reading, RefusalKind};
pub use code::{
    Actor, ChannelId, Check, Language, Origin, RefusalCode, ResultKind, SignedObject, Status, StepKind, SubReason,
};
pub use model::{
    Action, ActionTable, Channel, CheckForm, CheckWhen, Consumer, DaysNotCounted, DerivedField, End, Fact, Finding,
    FindingKind, Identity, IdentityNumber, NextAction, OnlyIf, Place, REGULATION_SCHEMA, RefusalEffect, Regulation,
    SignatureAct, SignatureNote, SignatureRule, Statements, Step, StepRefusal, SubjectChecks, Target, UncountedDays,
    WholeTerm, Wording,
};
pub use outcome::{
    Act, CheckOutcome, Choice, Data, Decision, Ending, Expected, Form, Hold, IssuedRefusal, Login, Move, Outcome,
    Registry, ReportDigest, StepReport, StepSignature,
};
pub use procedure::{Next, Procedure, SignatureNeed};
pub use signer::{
    CoSignerRule, Misfit, NumberRule, Organisation, Parties, SignerFacts, SignerRule, co_signer_rules, misfits,
    missing_co_signers, signer_rule,
};
pub use term::{Length, Term, TermUnit};
pub use validate::{Violation, violations};
