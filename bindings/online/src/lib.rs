//! Evidence from the network for `qoltanba`: revocation lists, OCSP answers and time stamps.
//!
//! The library takes bytes; this crate fetches them, keeps them fresh in a folder that processes share, and says what it
//! could not have. [`OnlineEvidence`] is given to a verifier, which asks it about each certificate whose revocation is asked:
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use qoltanba::check::Verifier;
//! use qoltanba::trust::TrustStore;
//! use qoltanba_online::{FetchError, OnlineEvidence, Settings};
//!
//! fn online(trust: TrustStore) -> Result<Verifier, FetchError> {
//!     let mut settings = Settings::default();
//!     settings.folder = Some("/var/cache/qoltanba".into());
//!     Ok(Verifier::new(trust).with_evidence_source(Arc::new(OnlineEvidence::new(settings)?)))
//! }
//! ```
//!
//! What holds whatever the network does:
//!
//! - Nothing is asked of a host that is not allowed; addresses count only in certificates with a verified path.
//! - A list or answer is kept only when its signature and its dates hold, and a list never gives way to an older one.
//! - A check that has a current list does not wait: the list is brought up to date in the background.
//! - No answer is no evidence: the status is undetermined, never good.
//!
//! Texts and logs name hosts, serial numbers and rules, never the holder of a certificate.

mod allow_list;
mod cache_folder;
mod client;
mod crl_sync;
mod error;
mod evidence;
mod in_flight;
pub mod limits;
mod lists;
mod metrics;
mod ocsp_client;
mod retry;
mod tsp_client;

pub use allow_list::{AllowList, AllowedUrl, NATIONAL_HOSTS};
pub use client::Transport;
pub use crl_sync::Synced;
pub use error::FetchError;
pub use evidence::{OnlineEvidence, Order, Settings};
pub use lists::Refreshed;
pub use metrics::{Metrics, What};
pub use ocsp_client::Nonce;
pub use retry::Retry;
pub use tsp_client::stamp;

/// The examples of the book are compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../../core/docs/src/how-to/online.md")]
struct Book;
