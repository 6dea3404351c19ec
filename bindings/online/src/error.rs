//! Why something could not be fetched, in one line that says what to do.

use std::fmt;

use qoltanba::Language;

/// Why there is no answer. The text names hosts and rules, never the holder of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// The address is no `http` or `https` URL with a host, or it carries a user name.
    Address,
    /// The host is not on the list of allowed ones.
    HostNotAllowed {
        /// The host, with its port if it is not the usual one.
        host: String,
    },
    /// The answer leads to another host, as captive portals do, or in circles.
    Redirected {
        /// The host that it leads to.
        host: String,
    },
    /// The service answered with a status other than 200.
    Status(u16),
    /// The answer has no content.
    Empty,
    /// The answer is a web page.
    Page,
    /// The answer ended before it was complete.
    CutOff,
    /// The answer is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// There was no complete answer in time.
    TimedOut,
    /// The host has no address.
    UnknownHost,
    /// No connection could be made, or it broke.
    Connection,
    /// The certificate of the server could not be verified, or no authorities for that are at hand.
    Tls,
    /// The answer is no list, no OCSP answer or no time stamp.
    Unreadable(qoltanba::Error),
    /// The OCSP service reported an error instead of a status (RFC 6960, 4.2.1).
    ResponderError(u8),
    /// What came is not signed by whom it has to be, or is about something else.
    Untrusted(String),
    /// What came is not current.
    Stale(String),
    /// A list came that is older than the one at hand, or of another kind or authority, while that one is current.
    Displaced(&'static str),
    /// The address failed before, and is left in peace for a while.
    Resting {
        /// Seconds until it is asked again.
        seconds: u64,
    },
    /// Another process was fetching the same thing for too long.
    Busy,
    /// The time stamping service refused to stamp (RFC 3161, 2.4.2).
    NotStamped {
        /// PKIStatus.
        status: u64,
        /// The number of the first bit of PKIFailureInfo, when the service gives one.
        failure: Option<u32>,
    },
    /// The cache folder could not be used.
    Folder {
        /// Which file of it.
        path: String,
        /// What the system said.
        detail: String,
    },
}

/// Whether the next attempt may go better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outlook {
    /// It may: the fault was one of the moment.
    Passing,
    /// It will not.
    Lasting,
}

/// Who failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blames {
    /// The service: it would fail others too.
    Address,
    /// The service has no good answer to this question; it may have one to others.
    Question,
    /// Nothing was asked, or the fault was here.
    Nobody,
}

impl FetchError {
    pub(crate) const fn outlook(&self) -> Outlook {
        match self {
            // 408 and 429 ask to come again; 5xx are faults of the moment.
            Self::Status(408 | 429 | 500..=599)
            | Self::Empty
            | Self::Page
            | Self::CutOff
            | Self::TimedOut
            | Self::UnknownHost
            | Self::Connection
            | Self::ResponderError(_)
            // The answer was damaged on its way.
            | Self::Unreadable(_)
            | Self::Untrusted(_)
            // Captive portals come and go.
            | Self::Redirected { .. } => Outlook::Passing,
            Self::Address
            | Self::HostNotAllowed { .. }
            | Self::Status(_)
            // A list of 21 MB is not fetched four times in a row to find it as old as before.
            | Self::Stale(_)
            | Self::Displaced(_)
            | Self::TooLarge { .. }
            | Self::Tls
            | Self::Resting { .. }
            | Self::Busy
            | Self::NotStamped { .. }
            | Self::Folder { .. } => Outlook::Lasting,
        }
    }

    /// What is left in peace after this failure.
    pub(crate) const fn blames(&self) -> Blames {
        match self {
            Self::Redirected { .. }
            | Self::Status(_)
            | Self::Empty
            | Self::Page
            | Self::CutOff
            | Self::TooLarge { .. }
            | Self::TimedOut
            | Self::UnknownHost
            | Self::Connection
            | Self::Tls => Blames::Address,
            Self::Unreadable(_)
            | Self::ResponderError(_)
            | Self::Untrusted(_)
            | Self::Stale(_)
            | Self::Displaced(_)
            | Self::NotStamped { .. } => Blames::Question,
            Self::Address | Self::HostNotAllowed { .. } | Self::Resting { .. } | Self::Busy | Self::Folder { .. } => {
                Blames::Nobody
            }
        }
    }

    /// One word for metrics and logs.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::HostNotAllowed { .. } => "host-not-allowed",
            Self::Redirected { .. } => "redirected",
            Self::Status(_) => "status",
            Self::Empty => "empty",
            Self::Page => "page",
            Self::CutOff => "cut-off",
            Self::TooLarge { .. } => "too-large",
            Self::TimedOut => "timed-out",
            Self::UnknownHost => "unknown-host",
            Self::Connection => "connection",
            Self::Tls => "tls",
            Self::Unreadable(_) => "unreadable",
            Self::ResponderError(_) => "responder-error",
            Self::Untrusted(_) => "untrusted",
            Self::Stale(_) => "stale",
            Self::Displaced(_) => "displaced",
            Self::Resting { .. } => "resting",
            Self::Busy => "busy",
            Self::NotStamped { .. } => "not-stamped",
            Self::Folder { .. } => "folder",
        }
    }

    /// What happened and what to do, as one line without full stop.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let one = |kk: &str, ru: &str, en: &str| match language {
            Language::Kk => kk.to_owned(),
            Language::Ru => ru.to_owned(),
            Language::En => en.to_owned(),
        };
        match self {
            Self::Address => one(
                "мекенжай http немесе https URL емес; оны түзетіңіз",
                "адрес не является URL http или https; исправьте его",
                "the address is no http or https URL; correct it",
            ),
            Self::HostNotAllowed { host } => match language {
                Language::Kk => {
                    format!("{host} хостына сұрау рұқсат етілмеген; сенсеңіз, online.allow тізіміне қосыңыз")
                }
                Language::Ru => {
                    format!("запросы к узлу {host} не разрешены; если доверяете, добавьте его в online.allow")
                }
                Language::En => format!("the host {host} is not allowed; if you trust it, add it to online.allow"),
            },
            Self::Redirected { host } => match language {
                Language::Kk => {
                    format!("жауап {host} хостына бағыттайды; желінің кіру беті немесе жаңа мекенжай ма, тексеріңіз")
                }
                Language::Ru => format!("ответ перенаправляет на {host}; проверьте страницу входа в сеть и адрес"),
                Language::En => {
                    format!("the answer leads to {host}; look for a login page of the network, and at the address")
                }
            },
            Self::Status(404 | 410) => one(
                "бұл мекенжайда файл жоқ (404); жаңа атауын қараңыз, мысалы _2022",
                "по этому адресу файла нет (404); проверьте новое имя, например с _2022",
                "there is no such file there (404); look for its new name, for instance with _2022",
            ),
            Self::Status(status) => match language {
                Language::Kk => format!("қызмет {status} күйімен жауап берді; кейінірек қайталаңыз"),
                Language::Ru => format!("служба ответила статусом {status}; повторите позже"),
                Language::En => format!("the service answered with status {status}; try again later"),
            },
            Self::Empty => one(
                "жауап бос; кейінірек қайталаңыз",
                "ответ пуст; повторите позже",
                "the answer is empty; try again later",
            ),
            Self::Page => one(
                "тізімнің орнына веб-бет келді; желінің кіру бетін тексеріңіз",
                "вместо данных пришла веб-страница; проверьте страницу входа в сеть",
                "a web page came instead; look for a login page of the network",
            ),
            Self::CutOff => one(
                "жауап соңына дейін келмеді; қайталаңыз",
                "ответ оборван; повторите",
                "the answer was cut off; try again",
            ),
            Self::TooLarge { limit } => match language {
                Language::Kk => format!("жауап {limit} байттан үлкен; мекенжайды тексеріңіз"),
                Language::Ru => format!("ответ больше {limit} байт; проверьте адрес"),
                Language::En => format!("the answer is larger than {limit} bytes; look at the address"),
            },
            Self::TimedOut => one(
                "уақытында жауап болмады; кейінірек қайталаңыз немесе online.timeout мәнін ұлғайтыңыз",
                "ответа вовремя не было; повторите позже или увеличьте online.timeout",
                "there was no complete answer in time; try again later, or raise online.timeout",
            ),
            Self::UnknownHost => one(
                "хост табылмады; DNS пен мекенжайды тексеріңіз",
                "узел не найден; проверьте DNS и адрес",
                "the host is not known; look at the name service and the address",
            ),
            Self::Connection => one(
                "байланыс орнатылмады немесе үзілді; желі мен проксиді тексеріңіз",
                "соединение не установлено или прервано; проверьте сеть и прокси",
                "no connection was made, or it broke; look at the network and the proxy",
            ),
            Self::Tls => one(
                "сервердің TLS сертификаты расталмады; online.tls_roots мәнін тексеріңіз",
                "сертификат TLS сервера не подтверждён; проверьте online.tls_roots",
                "the TLS certificate of the server was not verified; look at online.tls_roots",
            ),
            Self::Unreadable(error) => match language {
                Language::Kk => format!("жауап оқылмайды ({error}); қайталаңыз"),
                Language::Ru => format!("ответ не читается ({error}); повторите"),
                Language::En => format!("the answer cannot be read ({error}); try again"),
            },
            Self::ResponderError(status) => match language {
                Language::Kk => format!("OCSP қызметі қате туралы хабарлады ({status}); кейінірек қайталаңыз"),
                Language::Ru => format!("служба OCSP сообщила об ошибке ({status}); повторите позже"),
                Language::En => format!("the OCSP service reported error {status}; try again later"),
            },
            Self::Untrusted(detail) => match language {
                Language::Kk => format!("жауапқа сенуге болмайды: {detail}"),
                Language::Ru => format!("ответу нельзя доверять: {detail}"),
                Language::En => format!("the answer cannot be trusted: {detail}"),
            },
            Self::Stale(detail) => match language {
                Language::Kk => format!("жауап өзекті емес: {detail}"),
                Language::Ru => format!("ответ не актуален: {detail}"),
                Language::En => format!("the answer is not current: {detail}"),
            },
            Self::Displaced(rule) => match language {
                Language::Kk => format!("келген тізім бардың орнын баса алмайды: {rule}"),
                Language::Ru => format!("пришедший список не заменяет имеющийся: {rule}"),
                Language::En => format!("the list that came does not replace the one at hand: {rule}"),
            },
            Self::Resting { seconds } => match language {
                Language::Kk => format!("бұған дейін жауап болмады; {seconds} секундтан кейін қайта сұралады"),
                Language::Ru => format!("ранее ответа не было; повторный запрос через {seconds} с"),
                Language::En => format!("it failed before; it is asked again in {seconds} s"),
            },
            Self::Busy => one(
                "басқа процесс соны жүктеп жатыр; кейінірек қайталаңыз",
                "то же самое загружает другой процесс; повторите позже",
                "another process is fetching the same thing; try again later",
            ),
            Self::NotStamped { status, failure } => {
                let why = refusal(*status, *failure);
                match language {
                    Language::Kk => format!("қызмет уақыт белгісін қоюдан бас тартты ({why})"),
                    Language::Ru => format!("служба отказала в метке времени ({why})"),
                    Language::En => format!("the service refused to stamp ({why})"),
                }
            }
            Self::Folder { path, detail } => match language {
                Language::Kk => format!("{path}: {detail}; орын мен құқықтарды тексеріңіз"),
                Language::Ru => format!("{path}: {detail}; проверьте место на диске и права"),
                Language::En => format!("{path}: {detail}; look at the space and the rights there"),
            },
        }
    }
}

/// What a time stamping service says of its refusal: the words of RFC 3161, 2.4.2.
fn refusal(status: u64, failure: Option<u32>) -> String {
    let status = match status {
        2 => "rejection".to_owned(),
        3 => "waiting".to_owned(),
        4 => "revocationWarning".to_owned(),
        5 => "revocationNotification".to_owned(),
        other => format!("status {other}"),
    };
    let failure = failure.map(|bit| match bit {
        0 => "badAlg".to_owned(),
        2 => "badRequest".to_owned(),
        5 => "badDataFormat".to_owned(),
        14 => "timeNotAvailable".to_owned(),
        15 => "unacceptedPolicy".to_owned(),
        16 => "unacceptedExtension".to_owned(),
        17 => "addInfoNotAvailable".to_owned(),
        25 => "systemFailure".to_owned(),
        other => format!("failure {other}"),
    });
    failure.map_or(status.clone(), |failure| format!("{status}, {failure}"))
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

impl std::error::Error for FetchError {}
