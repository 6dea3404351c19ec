//! The closed vocabularies of the steps.

pub use crate::document::{Actor, ChannelId, Language, Origin, RefusalCode, ResultKind, SubReason};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a step is.
    StepKind {
        /// A numbered process or an act.
        Process = "process",
        /// A numbered condition: it has two branches.
        Condition = "condition",
        /// A sentence that stands among the steps and asks nobody to do anything; a procedure walks over it.
        Statement = "statement",
    }
}

vocabulary! {
    /// What is checked in a step.
    Check {
        /// The login data of the subject are authentic.
        Account = "account",
        /// The form is filled in by its structure and format requirements.
        FormFormat = "form-format",
        /// An employee compares data with originals.
        DataCorrect = "data-correct",
        /// The person is present in the registry of natural persons.
        PersonRegistry = "person-registry",
        /// The child is present in the civil status registry.
        CivilRegistry = "civil-registry",
        /// The power of attorney is present in the notarial registry.
        PoaRegistry = "poa-registry",
        /// Identification data are requested from the certification centre; no comparison is stated.
        CaDataRequest = "ca-data-request",
        /// The certificate is within its validity period.
        ValidityPeriod = "validity-period",
        /// The certificate is absent from the list of revoked certificates.
        Revocation = "revocation",
        /// The IIN of the request is that of the certificate.
        IdentityMatchIin = "identity-match-iin",
        /// The IIN or BIN of the request is that of the certificate.
        IdentityMatchIinOrBin = "identity-match-iin-or-bin",
        /// The electronic signature is authentic.
        Signature = "signature",
        /// The documents conform to the standard, and the grounds exist.
        DocumentsConform = "documents-conform",
        /// The consumer accepts or declines an offered place.
        ConsumerDecision = "consumer-decision",
    }
}

vocabulary! {
    /// What is signed.
    SignedObject {
        /// The request as an electronic document.
        Request = "request",
        /// The filled form; whether scans are covered is not stated.
        FormData = "form-data",
        /// The filled form and the scanned documents.
        FormDataAndAttachments = "form-data+attachments",
        /// The output document.
        Result = "result",
        /// The reasoned refusal as an electronic document.
        Refusal = "refusal",
    }
}

vocabulary! {
    /// Where a request stands. No decree lists statuses; these are derived from the steps.
    Status {
        /// Nothing has happened yet.
        New = "new",
        /// The login is good.
        Authorised = "authorised",
        /// The form is being filled in.
        InEntry = "in-entry",
        /// The registry knows the person.
        DataFound = "data-found",
        /// Data are entered by hand from originals.
        ManualEntry = "manual-entry",
        /// The consumer chose a certificate.
        CertificateChosen = "certificate-chosen",
        /// The chosen certificate passed its check.
        ReadyToSign = "ready-to-sign",
        /// A check could not be decided.
        CheckUndetermined = "check-undetermined",
        /// The request or the form is signed.
        Signed = "signed",
        /// The signature is confirmed.
        SignatureConfirmed = "signature-confirmed",
        /// The second signature is made.
        Countersigned = "countersigned",
        /// Sent to the provider.
        Sent = "sent",
        /// Registered, with a number.
        Registered = "registered",
        /// The provider considers it.
        UnderReview = "under-review",
        /// Sent back to the centre.
        ReturnedToCentre = "returned-to-centre",
        /// In the queue.
        Queued = "queued",
        /// A place is offered.
        PlaceOffered = "place-offered",
        /// The result is signed.
        ResultSigned = "result-signed",
        /// The result is with the consumer.
        Delivered = "delivered",
        /// Ended by a refusal.
        Refused = "refused",
        /// The text does not say what follows; the application decides.
        NotStated = "not-stated",
    }
}
