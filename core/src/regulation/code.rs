//! The closed vocabularies of the regulations: channels, actors, checks, refusals, kinds of result.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares a vocabulary: an enum whose words are the same in the data files, in JSON and in `as_str`.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every word of the vocabulary.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word of the data files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// From the word of the data files.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// The way on which a service is asked for.
    ChannelId {
        /// The web portal: the consumer acts and signs.
        Portal = "portal",
        /// On the spot at the provider (in astana-2016 its office).
        Provider = "provider",
        /// On the spot at a public service centre.
        Centre = "centre",
    }
}

vocabulary! {
    /// Who acts in a step, or what system does.
    Actor {
        /// The person or organisation that asks for the service (потребитель, тұтынушы).
        Consumer = "consumer",
        /// Who acts for the consumer by a power of attorney.
        Representative = "representative",
        /// The child whose data a registry is asked for.
        Child = "child",
        /// The body that renders the service (услугодатель, ММ, ЖАО).
        Provider = "provider",
        /// An employee of that body.
        ProviderEmployee = "provider-employee",
        /// The authorised person of that body (уполномоченное лицо).
        AuthorisedPerson = "authorised-person",
        /// That body as the signer of its output (уәкілетті орган).
        AuthorisedBody = "authorised-body",
        /// The employee of the office (кеңсе қызметкері).
        OfficeEmployee = "office-employee",
        /// The head of the provider (басшы).
        ProviderHead = "provider-head",
        /// The executor whom the head names (жауапты орындаушы).
        ResponsibleExecutor = "responsible-executor",
        /// The precinct commission (учаскелік комиссия).
        Commission = "commission",
        /// The operator of the centre (оператор Центра).
        CentreOperator = "centre-operator",
        /// The web portal of the electronic government (ПЭП, ЭҮП).
        Portal = "portal",
        /// The gateway (ШЭП, ЭҮШ).
        Gateway = "gateway",
        /// The regional gateway (РШЭП, ЭҮӨШ).
        RegionalGateway = "regional-gateway",
        /// The workstation of the regional gateway (АРМ РШЭП, ЭҮӨШ АЖО).
        RegionalWorkstation = "regional-workstation",
        /// The information system of the provider (ЖАО АЖ).
        ProviderSystem = "provider-system",
        /// The information system of the centre (АРМ ИС ЦОН, ХҚКО АЖ).
        CentreSystem = "centre-system",
        /// A registry (ГБД ФЛ, ЕНИС, АХАЖ АЖ).
        Registry = "registry",
        /// The text names nobody.
        NotStated = "not-stated",
    }
}

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
    /// The kinds of refusal. The words are stable; the texts are in [`RefusalKind`](super::RefusalKind).
    RefusalCode {
        /// The login data of consumer, employee or operator are wrong.
        AuthorisationRefused = "authorisation-refused",
        /// A check of the certificate or of the signature failed.
        SignatureNotConfirmed = "signature-not-confirmed",
        /// Person, power of attorney or child is absent in a registry.
        DataUnobtainable = "data-unobtainable",
        /// The documents do not conform to the standard.
        DocumentsNotConforming = "documents-not-conforming",
        /// The reasoned refusal of the provider as the result.
        NegativeAnswer = "negative-answer",
        /// Violations in the data that the consumer brought on paper.
        DataViolations = "data-violations",
        /// Errors in application or documents: the application is given back.
        ApplicationReturned = "application-returned",
        /// The employee's signature is not confirmed: signing is refused, not the service.
        SigningRefused = "signing-refused",
        /// The provider sends the documents back to the centre.
        ReturnedToCentre = "returned-to-centre",
        /// The centre informs the consumer of the return.
        ReturnJustified = "return-justified",
        /// The consumer declines the offered place; not a refusal by the provider.
        PlaceDeclined = "place-declined",
    }
}

vocabulary! {
    /// Why data cannot be obtained.
    SubReason {
        /// The person is absent in the registry.
        PersonAbsent = "person-absent",
        /// The power of attorney is absent in the notarial registry.
        PowerOfAttorneyAbsent = "power-of-attorney-absent",
        /// The child is absent in the civil status registry.
        ChildAbsent = "child-absent",
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
    /// The kinds of result.
    ResultKind {
        /// Certificate of registration as unemployed.
        UnemployedCertificate = "unemployed-certificate",
        /// Notification that support is awarded.
        SupportAwardNotification = "support-award-notification",
        /// Notification that assistance is awarded.
        AssistanceAwardNotification = "assistance-award-notification",
        /// Referral to a pre-school organisation.
        PreschoolReferral = "preschool-referral",
        /// Notification of registration in the queue.
        QueueNotification = "queue-notification",
        /// Certificate of guardianship or trusteeship.
        GuardianshipCertificate = "guardianship-certificate",
        /// Certificate for transactions with the property of minors.
        MinorsPropertyCertificate = "minors-property-certificate",
        /// Certificate for a pension fund.
        PensionFundCertificate = "pension-fund-certificate",
        /// Certificate for a bank.
        BankDepositCertificate = "bank-deposit-certificate",
        /// Certificate for the road police.
        RoadPoliceCertificate = "road-police-certificate",
        /// Notification of the place in the housing queue.
        HousingQueueNotification = "housing-queue-notification",
        /// Archive certificate.
        ArchiveCertificate = "archive-certificate",
        /// Decision on the payment for foster care.
        FosterPaymentDecision = "foster-payment-decision",
        /// Decision on the payment for an adoption.
        AdoptionPaymentDecision = "adoption-payment-decision",
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
