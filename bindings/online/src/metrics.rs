//! Counters and states for a monitoring system, in the text format of OpenMetrics 1.0.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use qoltanba::Moment;
use qoltanba::revocation::Crl;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A list.
    Crl,
    /// An OCSP answer.
    Ocsp,
    /// A time stamp.
    Timestamp,
}

impl What {
    /// The word in metrics and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Crl => "crl",
            Self::Ocsp => "ocsp",
            Self::Timestamp => "timestamp",
        }
    }
}

/// What was asked, what came, and how current the lists are. Shared by threads.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    requests: BTreeMap<(What, &'static str), u64>,
    seconds: BTreeMap<What, (u64, Duration)>,
    bytes: BTreeMap<What, u64>,
    reused: BTreeMap<What, u64>,
    lists: BTreeMap<String, ListState>,
}

#[derive(Debug, Clone, Default)]
struct ListState {
    this_update: Option<Moment>,
    next_update: Option<Moment>,
    entries: Option<usize>,
    last_success: Option<Moment>,
    failures: u64,
}

impl Metrics {
    pub(crate) fn requested(&self, what: What, outcome: &'static str, took: Duration) {
        let mut state = self.state();
        *state.requests.entry((what, outcome)).or_default() += 1;
        let (count, sum) = state.seconds.entry(what).or_default();
        *count += 1;
        *sum += took;
    }

    pub(crate) fn received(&self, what: What, size: usize) {
        *self.state().bytes.entry(what).or_default() += u64::try_from(size).unwrap_or(u64::MAX);
    }

    /// Something current was at hand, and nothing was asked.
    pub(crate) fn reused(&self, what: What) {
        *self.state().reused.entry(what).or_default() += 1;
    }

    /// What was made of the list at an address.
    pub(crate) fn list(&self, url: &str, at_hand: Option<&Crl>, succeeded: Option<Moment>) {
        let mut state = self.state();
        // The addresses are those of the operator and of trusted authorities: few.
        if state.lists.len() >= crate::limits::MEMORY_LISTS && !state.lists.contains_key(url) {
            return;
        }
        let list = state.lists.entry(url.to_owned()).or_default();
        if let Some(crl) = at_hand {
            list.this_update = Some(crl.this_update());
            list.next_update = crl.next_update();
            list.entries = crl.entries().ok();
        }
        match succeeded {
            Some(moment) => list.last_success = Some(moment),
            None => list.failures += 1,
        }
    }

    /// The whole text, ending in `# EOF`.
    #[must_use]
    pub fn to_openmetrics(&self) -> String {
        let state = self.state();
        let mut text = String::new();
        let mut family = |name: &str, kind: &str, unit: &str, help: &str, samples: Vec<(String, String)>| {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "# TYPE {name} {kind}");
            if !unit.is_empty() {
                let _ = writeln!(text, "# UNIT {name} {unit}");
            }
            let _ = writeln!(text, "# HELP {name} {help}");
            for (labels, value) in samples {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        };
        let requests = state.requests.iter().map(|((what, outcome), count)| {
            (format!("_total{{what=\"{}\",outcome=\"{outcome}\"}}", what.word()), count.to_string())
        });
        family(
            "qoltanba_requests",
            "counter",
            "",
            "Requests by what they were for and how they ended.",
            requests.collect(),
        );
        let seconds = state.seconds.iter().flat_map(|(what, (count, sum))| {
            [
                (format!("_count{{what=\"{}\"}}", what.word()), count.to_string()),
                (format!("_sum{{what=\"{}\"}}", what.word()), format!("{:.6}", sum.as_secs_f64())),
            ]
        });
        family("qoltanba_request_seconds", "summary", "seconds", "How long requests took.", seconds.collect());
        let counted = |counts: &BTreeMap<What, u64>| {
            counts
                .iter()
                .map(|(what, count)| (format!("_total{{what=\"{}\"}}", what.word()), count.to_string()))
                .collect()
        };
        family("qoltanba_received_bytes", "counter", "bytes", "Content received.", counted(&state.bytes));
        family("qoltanba_reused", "counter", "", "Answers taken from the cache.", counted(&state.reused));
        let lists = |value: fn(&ListState) -> Option<String>| -> Vec<(String, String)> {
            state.lists.iter().filter_map(|(url, list)| Some((label(url), value(list)?))).collect()
        };
        let mut gauge = |name: &str, unit: &str, help: &str, value: fn(&ListState) -> Option<String>| {
            family(name, "gauge", unit, help, lists(value));
        };
        gauge("qoltanba_list_this_update_seconds", "seconds", "thisUpdate of the list at hand.", |list| {
            unix(list.this_update)
        });
        gauge("qoltanba_list_next_update_seconds", "seconds", "nextUpdate of the list at hand.", |list| {
            unix(list.next_update)
        });
        let help = "When the list was last fetched or found unchanged.";
        gauge("qoltanba_list_last_success_seconds", "seconds", help, |list| unix(list.last_success));
        gauge("qoltanba_list_entries", "", "Entries of the list at hand.", |list| {
            list.entries.map(|entries| entries.to_string())
        });
        let failures = lists(|list| Some(list.failures.to_string()));
        let failures = failures.into_iter().map(|(label, value)| (format!("_total{label}"), value)).collect();
        family("qoltanba_list_failures", "counter", "", "Attempts to bring a list up to date that failed.", failures);
        text.push_str("# EOF\n");
        text
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unix(moment: Option<Moment>) -> Option<String> {
    moment.map(|moment| moment.unix().to_string())
}

fn label(url: &str) -> String {
    format!("{{url=\"{}\"}}", url.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
