"""The closed lists of documents, forms and regulations; the values are the words of the data and of the XML."""

from __future__ import annotations

from enum import Enum


class _Listed(Enum):
    """A word of a closed list."""

    def __str__(self) -> str:
        return str(self.value)


class Channel(_Listed):
    """The way on which a service is asked for."""

    PORTAL = "portal"
    """The web portal: the consumer acts and signs."""
    PROVIDER = "provider"
    """On the spot at the provider (in astana-2016 its office)."""
    CENTRE = "centre"
    """On the spot at a public service centre."""


class Actor(_Listed):
    """Who acts in a step, or what system does."""

    CONSUMER = "consumer"
    """The person or organisation that asks for the service (потребитель, тұтынушы)."""
    REPRESENTATIVE = "representative"
    """Who acts for the consumer by a power of attorney."""
    CHILD = "child"
    """The child whose data a registry is asked for."""
    PROVIDER = "provider"
    """The body that renders the service (услугодатель, ММ, ЖАО)."""
    PROVIDER_EMPLOYEE = "provider-employee"
    """An employee of that body."""
    AUTHORISED_PERSON = "authorised-person"
    """The authorised person of that body (уполномоченное лицо)."""
    AUTHORISED_BODY = "authorised-body"
    """That body as the signer of its output (уәкілетті орган)."""
    OFFICE_EMPLOYEE = "office-employee"
    """The employee of the office (кеңсе қызметкері)."""
    PROVIDER_HEAD = "provider-head"
    """The head of the provider (басшы)."""
    RESPONSIBLE_EXECUTOR = "responsible-executor"
    """The executor whom the head names (жауапты орындаушы)."""
    COMMISSION = "commission"
    """The precinct commission (учаскелік комиссия)."""
    CENTRE_OPERATOR = "centre-operator"
    """The operator of the centre (оператор Центра)."""
    PORTAL = "portal"
    """The web portal of the electronic government (ПЭП, ЭҮП)."""
    GATEWAY = "gateway"
    """The gateway (ШЭП, ЭҮШ)."""
    REGIONAL_GATEWAY = "regional-gateway"
    """The regional gateway (РШЭП, ЭҮӨШ)."""
    REGIONAL_WORKSTATION = "regional-workstation"
    """The workstation of the regional gateway (АРМ РШЭП, ЭҮӨШ АЖО)."""
    PROVIDER_SYSTEM = "provider-system"
    """The information system of the provider (ЖАО АЖ)."""
    CENTRE_SYSTEM = "centre-system"
    """The information system of the centre (АРМ ИС ЦОН, ХҚКО АЖ)."""
    REGISTRY = "registry"
    """A registry (ГБД ФЛ, ЕНИС, АХАЖ АЖ)."""
    NOT_STATED = "not-stated"
    """The text names nobody."""


class SubReason(_Listed):
    """Why data cannot be obtained."""

    PERSON_ABSENT = "person-absent"
    """The person is absent in the registry."""
    POWER_OF_ATTORNEY_ABSENT = "power-of-attorney-absent"
    """The power of attorney is absent in the notarial registry."""
    CHILD_ABSENT = "child-absent"
    """The child is absent in the civil status registry."""


class ResultKind(_Listed):
    """The kinds of result."""

    UNEMPLOYED_CERTIFICATE = "unemployed-certificate"
    """Certificate of registration as unemployed."""
    SUPPORT_AWARD_NOTIFICATION = "support-award-notification"
    """Notification that support is awarded."""
    ASSISTANCE_AWARD_NOTIFICATION = "assistance-award-notification"
    """Notification that assistance is awarded."""
    PRESCHOOL_REFERRAL = "preschool-referral"
    """Referral to a pre-school organisation."""
    QUEUE_NOTIFICATION = "queue-notification"
    """Notification of registration in the queue."""
    GUARDIANSHIP_CERTIFICATE = "guardianship-certificate"
    """Certificate of guardianship or trusteeship."""
    MINORS_PROPERTY_CERTIFICATE = "minors-property-certificate"
    """Certificate for transactions with the property of minors."""
    PENSION_FUND_CERTIFICATE = "pension-fund-certificate"
    """Certificate for a pension fund."""
    BANK_DEPOSIT_CERTIFICATE = "bank-deposit-certificate"
    """Certificate for a bank."""
    ROAD_POLICE_CERTIFICATE = "road-police-certificate"
    """Certificate for the road police."""
    HOUSING_QUEUE_NOTIFICATION = "housing-queue-notification"
    """Notification of the place in the housing queue."""
    ARCHIVE_CERTIFICATE = "archive-certificate"
    """Archive certificate."""
    FOSTER_PAYMENT_DECISION = "foster-payment-decision"
    """Decision on the payment for foster care."""
    ADOPTION_PAYMENT_DECISION = "adoption-payment-decision"
    """Decision on the payment for an adoption."""


class Origin(_Listed):
    """Whose words a wording is."""

    DECREE = "decree"
    """Printed in the decree of the regulation."""
    PARALLEL = "parallel"
    """Printed in the regulation of the same service in another decree."""
    LIBRARY = "library"
    """A translation of this library."""


class Satisfaction(_Listed):
    """How a question of a questionnaire is answered."""

    NOT_SATISFIED = "not-satisfied"
    """«не удовлетворен», «қанағаттанбаймын»."""
    PARTLY_SATISFIED = "partly-satisfied"
    """«частично удовлетворен», «ішінара қанағаттанамын»."""
    SATISFIED = "satisfied"
    """«удовлетворен», «қанағаттанамын»."""


class NotificationKind(_Listed):
    """What a notification tells."""

    ACCEPTANCE_REPORT = "acceptance-report"
    """The request is accepted; when the result is to be had."""
    RECEIPT = "receipt"
    """The documents were received (қолхат)."""
    REGISTRATION_NOTICE = "registration-notice"
    """The application is registered."""
    STATUS_NOTIFICATION = "status-notification"
    """The status of the request changed."""
    EXTENSION_NOTIFICATION = "extension-notification"
    """The term of the service is extended."""
    PLACE_NOTICE = "place-notice"
    """There is a place."""
    READY_NOTICE = "ready-notice"
    """The result is ready."""
    RETURN_JUSTIFICATION = "return-justification"
    """Why documents were returned."""


class FormRole(_Listed):
    """What a form is for."""

    APPLICATION = "application"
    """The consumer asks with it."""
    BLOCK = "block"
    """A block of signatures under another form."""
    RESULT = "result"
    """The positive answer."""
    REFUSAL = "refusal"
    """The negative answer."""


class ValueType(_Listed):
    """The type of a value."""

    TEXT = "text"
    """Text in one or more lines."""
    DATE = "date"
    """A day, `2024-03-08`."""
    YEAR = "year"
    """A year, `2024`."""
    COUNT = "count"
    """A number of things, without sign."""
    MONEY = "money"
    """An amount of tenge, `1500` or `1500.50`."""
    PHONE = "phone"
    """A telephone number."""
    EMAIL = "email"
    """An address of e-mail."""
    IIN = "iin"
    """An IIN."""
    BIN = "bin"
    """A BIN."""
    CHOICE = "choice"
    """One of the words of the field."""
    LIST = "list"
    """One thing a line."""
    ATTACHMENT = "attachment"
    """An attachment with the key of the field as its name."""
    FIXED = "fixed"
    """Text of the form itself: nothing is filled in."""


class StepKind(_Listed):
    """What a step is."""

    PROCESS = "process"
    """A numbered process or an act."""
    CONDITION = "condition"
    """A numbered condition: it has two branches."""
    STATEMENT = "statement"
    """A sentence that stands among the steps and asks nobody to do anything; a procedure walks over it."""


class StepCheck(_Listed):
    """What is checked in a step."""

    ACCOUNT = "account"
    """The login data of the subject are authentic."""
    FORM_FORMAT = "form-format"
    """The form is filled in by its structure and format requirements."""
    DATA_CORRECT = "data-correct"
    """An employee compares data with originals."""
    PERSON_REGISTRY = "person-registry"
    """The person is present in the registry of natural persons."""
    CIVIL_REGISTRY = "civil-registry"
    """The child is present in the civil status registry."""
    POA_REGISTRY = "poa-registry"
    """The power of attorney is present in the notarial registry."""
    CA_DATA_REQUEST = "ca-data-request"
    """Identification data are requested from the certification centre; no comparison is stated."""
    VALIDITY_PERIOD = "validity-period"
    """The certificate is within its validity period."""
    REVOCATION = "revocation"
    """The certificate is absent from the list of revoked certificates."""
    IDENTITY_MATCH_IIN = "identity-match-iin"
    """The IIN of the request is that of the certificate."""
    IDENTITY_MATCH_IIN_OR_BIN = "identity-match-iin-or-bin"
    """The IIN or BIN of the request is that of the certificate."""
    SIGNATURE = "signature"
    """The electronic signature is authentic."""
    DOCUMENTS_CONFORM = "documents-conform"
    """The documents conform to the standard, and the grounds exist."""
    CONSUMER_DECISION = "consumer-decision"
    """The consumer accepts or declines an offered place."""


class SignedObject(_Listed):
    """What is signed."""

    REQUEST = "request"
    """The request as an electronic document."""
    FORM_DATA = "form-data"
    """The filled form; whether scans are covered is not stated."""
    FORM_DATA_AND_ATTACHMENTS = "form-data+attachments"
    """The filled form and the scanned documents."""
    RESULT = "result"
    """The output document."""
    REFUSAL = "refusal"
    """The reasoned refusal as an electronic document."""


class Status(_Listed):
    """Where a request stands. No decree lists statuses; these are derived from the steps."""

    NEW = "new"
    """Nothing has happened yet."""
    AUTHORISED = "authorised"
    """The login is good."""
    IN_ENTRY = "in-entry"
    """The form is being filled in."""
    DATA_FOUND = "data-found"
    """The registry knows the person."""
    MANUAL_ENTRY = "manual-entry"
    """Data are entered by hand from originals."""
    CERTIFICATE_CHOSEN = "certificate-chosen"
    """The consumer chose a certificate."""
    READY_TO_SIGN = "ready-to-sign"
    """The chosen certificate passed its check."""
    CHECK_UNDETERMINED = "check-undetermined"
    """A check could not be decided."""
    SIGNED = "signed"
    """The request or the form is signed."""
    SIGNATURE_CONFIRMED = "signature-confirmed"
    """The signature is confirmed."""
    COUNTERSIGNED = "countersigned"
    """The second signature is made."""
    SENT = "sent"
    """Sent to the provider."""
    REGISTERED = "registered"
    """Registered, with a number."""
    UNDER_REVIEW = "under-review"
    """The provider considers it."""
    RETURNED_TO_CENTRE = "returned-to-centre"
    """Sent back to the centre."""
    QUEUED = "queued"
    """In the queue."""
    PLACE_OFFERED = "place-offered"
    """A place is offered."""
    RESULT_SIGNED = "result-signed"
    """The result is signed."""
    DELIVERED = "delivered"
    """The result is with the consumer."""
    REFUSED = "refused"
    """Ended by a refusal."""
    NOT_STATED = "not-stated"
    """The text does not say what follows; the application decides."""


class RefusalCode(_Listed):
    """The kinds of refusal. The words are stable. A check itself gives only one of them, Refusal; the words of the others are in RefusalKind."""

    AUTHORISATION_REFUSED = "authorisation-refused"
    """The login data of consumer, employee or operator are wrong."""
    SIGNATURE_NOT_CONFIRMED = "signature-not-confirmed"
    """A check of the certificate or of the signature failed."""
    DATA_UNOBTAINABLE = "data-unobtainable"
    """Person, power of attorney or child is absent in a registry."""
    DOCUMENTS_NOT_CONFORMING = "documents-not-conforming"
    """The documents do not conform to the standard."""
    NEGATIVE_ANSWER = "negative-answer"
    """The reasoned refusal of the provider as the result."""
    DATA_VIOLATIONS = "data-violations"
    """Violations in the data that the consumer brought on paper."""
    APPLICATION_RETURNED = "application-returned"
    """Errors in application or documents: the application is given back."""
    SIGNING_REFUSED = "signing-refused"
    """The employee's signature is not confirmed: signing is refused, not the service."""
    RETURNED_TO_CENTRE = "returned-to-centre"
    """The provider sends the documents back to the centre."""
    RETURN_JUSTIFIED = "return-justified"
    """The centre informs the consumer of the return."""
    PLACE_DECLINED = "place-declined"
    """The consumer declines the offered place; not a refusal by the provider."""
