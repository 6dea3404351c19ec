//! The closed vocabularies of documents: channels, actors, kinds of result.

pub use crate::check::RefusalCode;
pub use crate::language::Language;
use crate::vocabulary::vocabulary;

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
    /// Whose words a wording is.
    Origin {
        /// Printed in the decree of the regulation.
        Decree = "decree",
        /// Printed in the regulation of the same service in another decree.
        Parallel = "parallel",
        /// A translation of this library.
        Library = "library",
    }
}

vocabulary! {
    /// How a question of a questionnaire is answered.
    Satisfaction {
        /// «не удовлетворен», «қанағаттанбаймын».
        NotSatisfied = "not-satisfied",
        /// «частично удовлетворен», «ішінара қанағаттанамын».
        PartlySatisfied = "partly-satisfied",
        /// «удовлетворен», «қанағаттанамын».
        Satisfied = "satisfied",
    }
}

vocabulary! {
    /// What a notification tells.
    NotificationKind {
        /// The request is accepted; when the result is to be had.
        AcceptanceReport = "acceptance-report",
        /// The documents were received (қолхат).
        Receipt = "receipt",
        /// The application is registered.
        RegistrationNotice = "registration-notice",
        /// The status of the request changed.
        StatusNotification = "status-notification",
        /// The term of the service is extended.
        ExtensionNotification = "extension-notification",
        /// There is a place.
        PlaceNotice = "place-notice",
        /// The result is ready.
        ReadyNotice = "ready-notice",
        /// Why documents were returned.
        ReturnJustification = "return-justification",
    }
}
