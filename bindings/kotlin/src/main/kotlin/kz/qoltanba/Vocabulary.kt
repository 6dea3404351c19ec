package kz.qoltanba

/** A word of a closed list, as it stands in the data and in the XML. */
public sealed interface Listed {
    /** The word. */
    public val word: String
}

/** The way on which a service is asked for. */
public enum class Channel(override val word: String) : Listed {
    /** The web portal: the consumer acts and signs. */
    PORTAL("portal"),

    /** On the spot at the provider (in astana-2016 its office). */
    PROVIDER("provider"),

    /** On the spot at a public service centre. */
    CENTRE("centre"),
    ;

    override fun toString(): String = word
}

/** Who acts in a step, or what system does. */
public enum class Actor(override val word: String) : Listed {
    /** The person or organisation that asks for the service (потребитель, тұтынушы). */
    CONSUMER("consumer"),

    /** Who acts for the consumer by a power of attorney. */
    REPRESENTATIVE("representative"),

    /** The child whose data a registry is asked for. */
    CHILD("child"),

    /** The body that renders the service (услугодатель, ММ, ЖАО). */
    PROVIDER("provider"),

    /** An employee of that body. */
    PROVIDER_EMPLOYEE("provider-employee"),

    /** The authorised person of that body (уполномоченное лицо). */
    AUTHORISED_PERSON("authorised-person"),

    /** That body as the signer of its output (уәкілетті орган). */
    AUTHORISED_BODY("authorised-body"),

    /** The employee of the office (кеңсе қызметкері). */
    OFFICE_EMPLOYEE("office-employee"),

    /** The head of the provider (басшы). */
    PROVIDER_HEAD("provider-head"),

    /** The executor whom the head names (жауапты орындаушы). */
    RESPONSIBLE_EXECUTOR("responsible-executor"),

    /** The precinct commission (учаскелік комиссия). */
    COMMISSION("commission"),

    /** The operator of the centre (оператор Центра). */
    CENTRE_OPERATOR("centre-operator"),

    /** The web portal of the electronic government (ПЭП, ЭҮП). */
    PORTAL("portal"),

    /** The gateway (ШЭП, ЭҮШ). */
    GATEWAY("gateway"),

    /** The regional gateway (РШЭП, ЭҮӨШ). */
    REGIONAL_GATEWAY("regional-gateway"),

    /** The workstation of the regional gateway (АРМ РШЭП, ЭҮӨШ АЖО). */
    REGIONAL_WORKSTATION("regional-workstation"),

    /** The information system of the provider (ЖАО АЖ). */
    PROVIDER_SYSTEM("provider-system"),

    /** The information system of the centre (АРМ ИС ЦОН, ХҚКО АЖ). */
    CENTRE_SYSTEM("centre-system"),

    /** A registry (ГБД ФЛ, ЕНИС, АХАЖ АЖ). */
    REGISTRY("registry"),

    /** The text names nobody. */
    NOT_STATED("not-stated"),
    ;

    override fun toString(): String = word
}

/** Why data cannot be obtained. */
public enum class SubReason(override val word: String) : Listed {
    /** The person is absent in the registry. */
    PERSON_ABSENT("person-absent"),

    /** The power of attorney is absent in the notarial registry. */
    POWER_OF_ATTORNEY_ABSENT("power-of-attorney-absent"),

    /** The child is absent in the civil status registry. */
    CHILD_ABSENT("child-absent"),
    ;

    override fun toString(): String = word
}

/** The kinds of result. */
public enum class ResultKind(override val word: String) : Listed {
    /** Certificate of registration as unemployed. */
    UNEMPLOYED_CERTIFICATE("unemployed-certificate"),

    /** Notification that support is awarded. */
    SUPPORT_AWARD_NOTIFICATION("support-award-notification"),

    /** Notification that assistance is awarded. */
    ASSISTANCE_AWARD_NOTIFICATION("assistance-award-notification"),

    /** Referral to a pre-school organisation. */
    PRESCHOOL_REFERRAL("preschool-referral"),

    /** Notification of registration in the queue. */
    QUEUE_NOTIFICATION("queue-notification"),

    /** Certificate of guardianship or trusteeship. */
    GUARDIANSHIP_CERTIFICATE("guardianship-certificate"),

    /** Certificate for transactions with the property of minors. */
    MINORS_PROPERTY_CERTIFICATE("minors-property-certificate"),

    /** Certificate for a pension fund. */
    PENSION_FUND_CERTIFICATE("pension-fund-certificate"),

    /** Certificate for a bank. */
    BANK_DEPOSIT_CERTIFICATE("bank-deposit-certificate"),

    /** Certificate for the road police. */
    ROAD_POLICE_CERTIFICATE("road-police-certificate"),

    /** Notification of the place in the housing queue. */
    HOUSING_QUEUE_NOTIFICATION("housing-queue-notification"),

    /** Archive certificate. */
    ARCHIVE_CERTIFICATE("archive-certificate"),

    /** Decision on the payment for foster care. */
    FOSTER_PAYMENT_DECISION("foster-payment-decision"),

    /** Decision on the payment for an adoption. */
    ADOPTION_PAYMENT_DECISION("adoption-payment-decision"),
    ;

    override fun toString(): String = word
}

/** Whose words a wording is. */
public enum class Origin(override val word: String) : Listed {
    /** Printed in the decree of the regulation. */
    DECREE("decree"),

    /** Printed in the regulation of the same service in another decree. */
    PARALLEL("parallel"),

    /** A translation of this library. */
    LIBRARY("library"),
    ;

    override fun toString(): String = word
}

/** How a question of a questionnaire is answered. */
public enum class Satisfaction(override val word: String) : Listed {
    /** «не удовлетворен», «қанағаттанбаймын». */
    NOT_SATISFIED("not-satisfied"),

    /** «частично удовлетворен», «ішінара қанағаттанамын». */
    PARTLY_SATISFIED("partly-satisfied"),

    /** «удовлетворен», «қанағаттанамын». */
    SATISFIED("satisfied"),
    ;

    override fun toString(): String = word
}

/** What a notification tells. */
public enum class NotificationKind(override val word: String) : Listed {
    /** The request is accepted; when the result is to be had. */
    ACCEPTANCE_REPORT("acceptance-report"),

    /** The documents were received (қолхат). */
    RECEIPT("receipt"),

    /** The application is registered. */
    REGISTRATION_NOTICE("registration-notice"),

    /** The status of the request changed. */
    STATUS_NOTIFICATION("status-notification"),

    /** The term of the service is extended. */
    EXTENSION_NOTIFICATION("extension-notification"),

    /** There is a place. */
    PLACE_NOTICE("place-notice"),

    /** The result is ready. */
    READY_NOTICE("ready-notice"),

    /** Why documents were returned. */
    RETURN_JUSTIFICATION("return-justification"),
    ;

    override fun toString(): String = word
}

/** What a form is for. */
public enum class FormRole(override val word: String) : Listed {
    /** The consumer asks with it. */
    APPLICATION("application"),

    /** A block of signatures under another form. */
    BLOCK("block"),

    /** The positive answer. */
    RESULT("result"),

    /** The negative answer. */
    REFUSAL("refusal"),
    ;

    override fun toString(): String = word
}

/** The type of a value. */
public enum class ValueType(override val word: String) : Listed {
    /** Text in one or more lines. */
    TEXT("text"),

    /** A day, `2024-03-08`. */
    DATE("date"),

    /** A year, `2024`. */
    YEAR("year"),

    /** A number of things, without sign. */
    COUNT("count"),

    /** An amount of tenge, `1500` or `1500.50`. */
    MONEY("money"),

    /** A telephone number. */
    PHONE("phone"),

    /** An address of e-mail. */
    EMAIL("email"),

    /** An IIN. */
    IIN("iin"),

    /** A BIN. */
    BIN("bin"),

    /** One of the words of the field. */
    CHOICE("choice"),

    /** One thing a line. */
    LIST("list"),

    /** An attachment with the key of the field as its name. */
    ATTACHMENT("attachment"),

    /** Text of the form itself: nothing is filled in. */
    FIXED("fixed"),
    ;

    override fun toString(): String = word
}

/** What a step is. */
public enum class StepKind(override val word: String) : Listed {
    /** A numbered process or an act. */
    PROCESS("process"),

    /** A numbered condition: it has two branches. */
    CONDITION("condition"),

    /** A sentence that stands among the steps and asks nobody to do anything; a procedure walks over it. */
    STATEMENT("statement"),
    ;

    override fun toString(): String = word
}

/** What is checked in a step. */
public enum class StepCheck(override val word: String) : Listed {
    /** The login data of the subject are authentic. */
    ACCOUNT("account"),

    /** The form is filled in by its structure and format requirements. */
    FORM_FORMAT("form-format"),

    /** An employee compares data with originals. */
    DATA_CORRECT("data-correct"),

    /** The person is present in the registry of natural persons. */
    PERSON_REGISTRY("person-registry"),

    /** The child is present in the civil status registry. */
    CIVIL_REGISTRY("civil-registry"),

    /** The power of attorney is present in the notarial registry. */
    POA_REGISTRY("poa-registry"),

    /** Identification data are requested from the certification centre; no comparison is stated. */
    CA_DATA_REQUEST("ca-data-request"),

    /** The certificate is within its validity period. */
    VALIDITY_PERIOD("validity-period"),

    /** The certificate is absent from the list of revoked certificates. */
    REVOCATION("revocation"),

    /** The IIN of the request is that of the certificate. */
    IDENTITY_MATCH_IIN("identity-match-iin"),

    /** The IIN or BIN of the request is that of the certificate. */
    IDENTITY_MATCH_IIN_OR_BIN("identity-match-iin-or-bin"),

    /** The electronic signature is authentic. */
    SIGNATURE("signature"),

    /** The documents conform to the standard, and the grounds exist. */
    DOCUMENTS_CONFORM("documents-conform"),

    /** The consumer accepts or declines an offered place. */
    CONSUMER_DECISION("consumer-decision"),
    ;

    override fun toString(): String = word
}

/** What is signed. */
public enum class SignedObject(override val word: String) : Listed {
    /** The request as an electronic document. */
    REQUEST("request"),

    /** The filled form; whether scans are covered is not stated. */
    FORM_DATA("form-data"),

    /** The filled form and the scanned documents. */
    FORM_DATA_AND_ATTACHMENTS("form-data+attachments"),

    /** The output document. */
    RESULT("result"),

    /** The reasoned refusal as an electronic document. */
    REFUSAL("refusal"),
    ;

    override fun toString(): String = word
}

/** Where a request stands. No decree lists statuses; these are derived from the steps. */
public enum class Status(override val word: String) : Listed {
    /** Nothing has happened yet. */
    NEW("new"),

    /** The login is good. */
    AUTHORISED("authorised"),

    /** The form is being filled in. */
    IN_ENTRY("in-entry"),

    /** The registry knows the person. */
    DATA_FOUND("data-found"),

    /** Data are entered by hand from originals. */
    MANUAL_ENTRY("manual-entry"),

    /** The consumer chose a certificate. */
    CERTIFICATE_CHOSEN("certificate-chosen"),

    /** The chosen certificate passed its check. */
    READY_TO_SIGN("ready-to-sign"),

    /** A check could not be decided. */
    CHECK_UNDETERMINED("check-undetermined"),

    /** The request or the form is signed. */
    SIGNED("signed"),

    /** The signature is confirmed. */
    SIGNATURE_CONFIRMED("signature-confirmed"),

    /** The second signature is made. */
    COUNTERSIGNED("countersigned"),

    /** Sent to the provider. */
    SENT("sent"),

    /** Registered, with a number. */
    REGISTERED("registered"),

    /** The provider considers it. */
    UNDER_REVIEW("under-review"),

    /** Sent back to the centre. */
    RETURNED_TO_CENTRE("returned-to-centre"),

    /** In the queue. */
    QUEUED("queued"),

    /** A place is offered. */
    PLACE_OFFERED("place-offered"),

    /** The result is signed. */
    RESULT_SIGNED("result-signed"),

    /** The result is with the consumer. */
    DELIVERED("delivered"),

    /** Ended by a refusal. */
    REFUSED("refused"),

    /** The text does not say what follows; the application decides. */
    NOT_STATED("not-stated"),
    ;

    override fun toString(): String = word
}

/** The kinds of refusal. The words are stable. A check itself gives only one of them, Refusal; the words of the others are in RefusalKind. */
public enum class RefusalCode(override val word: String) : Listed {
    /** The login data of consumer, employee or operator are wrong. */
    AUTHORISATION_REFUSED("authorisation-refused"),

    /** A check of the certificate or of the signature failed. */
    SIGNATURE_NOT_CONFIRMED("signature-not-confirmed"),

    /** Person, power of attorney or child is absent in a registry. */
    DATA_UNOBTAINABLE("data-unobtainable"),

    /** The documents do not conform to the standard. */
    DOCUMENTS_NOT_CONFORMING("documents-not-conforming"),

    /** The reasoned refusal of the provider as the result. */
    NEGATIVE_ANSWER("negative-answer"),

    /** Violations in the data that the consumer brought on paper. */
    DATA_VIOLATIONS("data-violations"),

    /** Errors in application or documents: the application is given back. */
    APPLICATION_RETURNED("application-returned"),

    /** The employee's signature is not confirmed: signing is refused, not the service. */
    SIGNING_REFUSED("signing-refused"),

    /** The provider sends the documents back to the centre. */
    RETURNED_TO_CENTRE("returned-to-centre"),

    /** The centre informs the consumer of the return. */
    RETURN_JUSTIFIED("return-justified"),

    /** The consumer declines the offered place; not a refusal by the provider. */
    PLACE_DECLINED("place-declined"),
    ;

    override fun toString(): String = word
}
