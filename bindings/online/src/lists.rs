//! The lists: from memory, from the folder, from the network, and brought up to date.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use qoltanba::Moment;
use qoltanba::crypto::to_hex;
use qoltanba::revocation::{Crl, RevocationOptions, UndeterminedReason, check_list};
use qoltanba::trust::TrustStore;

use crate::allow_list::{AllowList, AllowedUrl};
use crate::cache_folder::{CacheFolder, Kept, Stamp, State};
use crate::client::{Answer, Asked, Client, Method, Request, Validators};
use crate::error::FetchError;
use crate::in_flight::InFlight;
use crate::limits;
use crate::metrics::{Metrics, What};

/// Under what a list is accepted: whom the caller trusts, and the moment at which it has to be current.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) store: TrustStore,
    pub(crate) options: RevocationOptions,
}

impl Gate {
    pub(crate) fn at(store: &TrustStore, moment: Moment) -> Self {
        Self { store: store.clone(), options: RevocationOptions::new(moment) }
    }

    fn check(&self, crl: &Crl) -> Result<(), FetchError> {
        check_list(crl, &self.store, &self.options).map_err(|(reason, detail)| match reason {
            UndeterminedReason::StaleEvidence => FetchError::Stale(detail),
            UndeterminedReason::NoEvidence
            | UndeterminedReason::EvidenceUntrusted
            | UndeterminedReason::StatusUnknown => FetchError::Untrusted(detail),
        })
    }
}

/// What bringing a list up to date gave.
#[derive(Debug, Clone)]
pub enum Refreshed {
    /// Another list than before.
    New(Crl),
    /// The same as before.
    Unchanged(Crl),
}

impl Refreshed {
    /// The list.
    #[must_use]
    pub const fn list(&self) -> &Crl {
        match self {
            Self::New(crl) | Self::Unchanged(crl) => crl,
        }
    }
}

#[derive(Debug)]
struct Loaded {
    crl: Crl,
    stamp: Option<Stamp>,
    validators: Validators,
    asked: Option<Instant>,
    /// Whether it passed the gate; its dates are looked at every time.
    accepted: Accepted,
}

/// Whether a list was found to be signed by a trusted authority. A check judges it again; this saves the way to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Accepted {
    Yes,
    NotYet,
}

/// The lists that are at hand.
#[derive(Debug)]
pub(crate) struct Lists {
    client: Client,
    allow: AllowList,
    folder: Option<Arc<CacheFolder>>,
    refresh_after: Duration,
    memory: Mutex<HashMap<String, Loaded>>,
    in_flight: InFlight,
    metrics: Arc<Metrics>,
    background: Background,
}

/// Counts the threads that bring lists up to date.
#[derive(Debug, Default)]
struct Background {
    running: AtomicUsize,
    ended: (Mutex<()>, Condvar),
}

/// One of the threads that bring lists up to date; its place is free again when this is dropped.
struct Running(Arc<Lists>);

impl Running {
    /// `None` when there are enough.
    fn start(lists: &Arc<Lists>) -> Option<Self> {
        if lists.background.running.fetch_add(1, Ordering::SeqCst) >= limits::AT_ONCE.get() {
            lists.background.running.fetch_sub(1, Ordering::SeqCst);
            return None;
        }
        Some(Self(Arc::clone(lists)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let (lock, ended) = &self.0.background.ended;
        let _guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.background.running.fetch_sub(1, Ordering::SeqCst);
        ended.notify_all();
    }
}

impl Lists {
    pub(crate) fn new(
        client: Client,
        allow: AllowList,
        folder: Option<Arc<CacheFolder>>,
        refresh_after: Duration,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            client,
            allow,
            folder,
            refresh_after,
            memory: Mutex::default(),
            in_flight: InFlight::default(),
            metrics,
            background: Background::default(),
        }
    }

    /// The list at an address. A current one that is at hand is given at once, and brought up to date in the background when
    /// its time has come; only without one does the caller wait for the network.
    pub(crate) fn get(self: &Arc<Self>, url: &str, gate: &Gate) -> Result<Crl, FetchError> {
        let allowed = self.allow.check(url)?;
        let name = CacheFolder::name(url, &[]);
        if let Some(crl) = self.usable(&name, gate)? {
            self.metrics.reused(What::Crl);
            if self.is_due(&name) && self.client.is_ready(&allowed, &name) {
                self.refresh_in_background(name, allowed, gate);
            }
            return Ok(crl);
        }
        self.in_flight.after_others(&name, || {
            // Whoever was at it before may have brought it.
            match self.usable(&name, gate)? {
                Some(crl) => Ok(crl),
                None => self.fetch(&allowed, &name, gate, Asked::ByCheck).map(|refreshed| refreshed.list().clone()),
            }
        })
    }

    /// Asks for the list at an address, whatever is at hand.
    pub(crate) fn refresh(&self, url: &str, gate: &Gate) -> Result<Refreshed, FetchError> {
        let allowed = self.allow.check(url)?;
        let name = CacheFolder::name(url, &[]);
        self.in_flight.after_others(&name, || self.fetch(&allowed, &name, gate, Asked::ByOperator))
    }

    /// The current list at hand, if there is one.
    pub(crate) fn current(&self, url: &str, gate: &Gate) -> Option<Crl> {
        self.usable(&CacheFolder::name(url, &[]), gate).ok().flatten()
    }

    /// Waits until no list is being brought up to date in the background, at most so long.
    pub(crate) fn settle(&self, patience: Duration) {
        let (lock, ended) = &self.background.ended;
        let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let running = |(): &mut ()| self.background.running.load(Ordering::SeqCst) > 0;
        // Whether time ran out makes no difference: what is unfinished stays unfinished.
        let _ = ended.wait_timeout_while(guard, patience, running);
    }

    fn refresh_in_background(self: &Arc<Self>, name: String, url: AllowedUrl, gate: &Gate) {
        let Some(running) = Running::start(self) else { return };
        let gate = gate.clone();
        let work = move || {
            let lists = &running.0;
            // What failed is in the log and the metrics; the list at hand stays.
            let _ = lists.in_flight.unless_others(&name, || lists.fetch(&url, &name, &gate, Asked::ByCheck));
        };
        // Without a thread the list is brought up to date some other time; the closure is dropped, and with it its place.
        let _ = std::thread::Builder::new().name("list refresh".to_owned()).spawn(work);
    }

    /// The list at hand, when it is trusted and current.
    fn usable(&self, name: &str, gate: &Gate) -> Result<Option<Crl>, FetchError> {
        let Some(crl) = self.at_hand(name)? else { return Ok(None) };
        let is_it = |loaded: &Loaded| loaded.crl.sha256() == crl.sha256();
        let accepted = self.memory().get(name).is_some_and(|loaded| loaded.accepted == Accepted::Yes && is_it(loaded));
        if accepted {
            let moment = gate.options.moment;
            let current = crl.this_update() <= moment && crl.next_update().is_some_and(|next| moment <= next);
            return Ok(current.then_some(crl));
        }
        if gate.check(&crl).is_err() {
            return Ok(None);
        }
        if let Some(loaded) = self.memory().get_mut(name).filter(|loaded| is_it(loaded)) {
            loaded.accepted = Accepted::Yes;
        }
        Ok(Some(crl))
    }

    /// The newest version that memory or the folder has, current or not.
    fn at_hand(&self, name: &str) -> Result<Option<Crl>, FetchError> {
        let Some(folder) = &self.folder else {
            return Ok(self.memory().get(name).map(|loaded| loaded.crl.clone()));
        };
        let now = folder.stamp(Kept::List, name);
        if let Some(loaded) = self.memory().get(name).filter(|loaded| loaded.stamp == now && now.is_some()) {
            return Ok(Some(loaded.crl.clone()));
        }
        let Some((bytes, stamp)) = folder.read(Kept::List, name)? else {
            // Somebody cleared the folder: what was read before is as good as it was.
            return Ok(self.memory().get(name).map(|loaded| loaded.crl.clone()));
        };
        // A damaged file is as good as none: it is fetched anew.
        let Ok(crl) = Crl::from_vec(bytes) else { return Ok(None) };
        let state = folder.state(name);
        let validators = if state.sha256 == to_hex(&crl.sha256()) { state.validators } else { Validators::default() };
        let loaded =
            Loaded { crl: crl.clone(), stamp: Some(stamp), validators, asked: None, accepted: Accepted::NotYet };
        self.remember(name, loaded);
        Ok(Some(crl))
    }

    /// Whether the list was not asked for lately, by this process or another one.
    fn is_due(&self, name: &str) -> bool {
        let here = self.memory().get(name).and_then(|loaded| loaded.asked).map(|asked| asked.elapsed());
        let there = self.folder.as_ref().and_then(|folder| folder.asked(name));
        // A time in the future is that of a clock that was put back.
        let there = there.map(|asked| SystemTime::now().duration_since(asked).unwrap_or_default());
        let since = here.into_iter().chain(there).min();
        since.is_none_or(|since| since >= self.refresh_after)
    }

    /// One conditional request. What comes is kept only when it is trusted, current and no step back.
    fn fetch(&self, url: &AllowedUrl, name: &str, gate: &Gate, asked: Asked) -> Result<Refreshed, FetchError> {
        let outcome = self.fetch_locked(url, name, gate, asked);
        let address = url.to_string();
        match &outcome {
            Ok(refreshed) => {
                let crl = refreshed.list();
                tracing::info!(url = %address, this_update = %crl.this_update(), entries = crl.entries().ok(), "list is current");
                self.metrics.list(&address, Some(crl), Some(gate.options.moment));
            }
            Err(error) => {
                tracing::warn!(url = %address, reason = error.word(), "list was not brought up to date");
                self.metrics.list(&address, self.at_hand(name).ok().flatten().as_ref(), None);
            }
        }
        outcome
    }

    fn fetch_locked(&self, url: &AllowedUrl, name: &str, gate: &Gate, asked: Asked) -> Result<Refreshed, FetchError> {
        let before = self.folder.as_ref().and_then(|folder| folder.stamp(Kept::List, name));
        let patience = match asked {
            Asked::ByCheck => self.client.timeout(),
            Asked::ByOperator => limits::FOLDER_LOCK_WAIT,
        };
        let _lock = self.folder.as_ref().map(|folder| folder.lock(name, patience)).transpose()?;
        let old = self.usable(name, gate)?;
        // Another process brought a list while this one waited for the lock.
        if let Some(crl) = &old
            && self.folder.as_ref().is_some_and(|folder| folder.stamp(Kept::List, name) != before)
        {
            return Ok(Refreshed::New(crl.clone()));
        }
        let validators = match &old {
            Some(_) => self.memory().get(name).map(|loaded| loaded.validators.clone()).unwrap_or_default(),
            None => Validators::default(),
        };
        let request = Request {
            what: What::Crl,
            url,
            question: name,
            method: Method::Get(&validators),
            limit: limits::MAX_CRL,
            asked,
        };
        let (crl, validators) = self.client.ask(&request, |answer| match (answer, &old) {
            (Answer::NotModified, Some(old)) => Ok((old.clone(), validators.clone())),
            // It was not asked: a service that says so all the same gave no list.
            (Answer::NotModified, None) => Err(FetchError::Empty),
            (Answer::Body(bytes, validators), old) => {
                let crl = one_list(bytes)?;
                gate.check(&crl)?;
                if let Some(old) = old {
                    is_no_step_back(old, &crl)?;
                }
                Ok((crl, validators))
            }
        })?;
        let unchanged = old.as_ref().is_some_and(|old| old.sha256() == crl.sha256());
        let mut stamp = before;
        if let Some(folder) = &self.folder {
            if !unchanged || before.is_none() {
                stamp = folder.store(Kept::List, name, crl.der())?;
            }
            let state = State { url: url.to_string(), validators: validators.clone(), sha256: to_hex(&crl.sha256()) };
            folder.store_state(name, &state)?;
        }
        // The old object remembers by whom it was signed.
        let crl = old.filter(|_| unchanged).unwrap_or(crl);
        let (asked, accepted) = (Some(Instant::now()), Accepted::Yes);
        self.remember(name, Loaded { crl: crl.clone(), stamp, validators, asked, accepted });
        Ok(if unchanged { Refreshed::Unchanged(crl) } else { Refreshed::New(crl) })
    }

    fn remember(&self, name: &str, loaded: Loaded) {
        let mut memory = self.memory();
        if memory.len() >= limits::MEMORY_LISTS && !memory.contains_key(name) {
            let oldest = memory.iter().min_by_key(|(_, loaded)| loaded.crl.this_update()).map(|(name, _)| name.clone());
            if let Some(oldest) = oldest {
                memory.remove(&oldest);
            }
        }
        memory.insert(name.to_owned(), loaded);
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, HashMap<String, Loaded>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An address gives one list, DER or PEM.
fn one_list(bytes: Vec<u8>) -> Result<Crl, FetchError> {
    if bytes.first() == Some(&0x30) {
        return Crl::from_vec(bytes).map_err(FetchError::Unreadable);
    }
    let mut lists = Crl::list_from_der_or_pem(&bytes).map_err(FetchError::Unreadable)?;
    match (lists.pop(), lists.is_empty()) {
        (Some(crl), true) => Ok(crl),
        (Some(_) | None, _) => Err(FetchError::Displaced("an address gives one list")),
    }
}

/// HTTP proves nothing: whoever stands in between may repeat an old list, or give the list of another address. While the
/// list at hand is current it is replaced only by a newer one of the same authority and kind.
fn is_no_step_back(old: &Crl, new: &Crl) -> Result<(), FetchError> {
    if !old.issuer().matches(&new.issuer()) {
        return Err(FetchError::Displaced("it is of another authority"));
    }
    if old.delta_base().is_some() != new.delta_base().is_some() {
        return Err(FetchError::Displaced("one is a complete list, the other a delta"));
    }
    let numbers = old.number().zip(new.number());
    if new.this_update() < old.this_update() || numbers.is_some_and(|(old, new)| new < old) {
        return Err(FetchError::Displaced("it is older"));
    }
    Ok(())
}
