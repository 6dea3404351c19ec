//! The network part of the options and of the configuration, as settings of `qoltanba-online`.

use std::sync::Arc;
use std::time::Duration;

use qoltanba_online::{AllowList, Nonce, OnlineEvidence, Order, Settings, Transport, limits};

use crate::args::{self, OnlineArg};
use crate::config::Config;
use crate::failure::{At as _, Failure};

/// How long a command waits, after it has answered, for lists that are being brought up to date: an unchanged list is asked
/// for in well under this time, and a list that takes longer is the task of `crl sync`.
pub const GRACE: Duration = Duration::from_secs(2);

/// The evidence from the network that a check asks for; `None` off line.
pub fn evidence(arguments: &args::Evidence, config: &Config) -> Result<Option<Arc<OnlineEvidence>>, Failure> {
    let order = match arguments.online.or(config.online.order) {
        None | Some(OnlineArg::Off) => return Ok(None),
        Some(OnlineArg::Crl) => Order::CrlOnly,
        Some(OnlineArg::Ocsp) => Order::OcspThenCrl,
    };
    let mut settings = settings(&arguments.network, config, limits::CHECK_TIMEOUT)?;
    settings.order = order;
    settings.crl_urls.clone_from(&config.online.crl_urls);
    settings.ocsp_url.clone_from(&config.online.ocsp_url);
    OnlineEvidence::new(settings).map(|evidence| Some(Arc::new(evidence))).at("--online")
}

/// The settings that lists and checks share.
pub fn settings(network: &args::Network, config: &Config, timeout: Duration) -> Result<Settings, Failure> {
    let online = &config.online;
    let mut settings = Settings::default();
    let hosts = if network.allow_host.is_empty() { online.allow.as_ref() } else { Some(&network.allow_host) };
    if let Some(hosts) = hosts {
        settings.allow = hosts.iter().try_fold(AllowList::nobody(), |list, host| list.with(host)).at("--allow-host")?;
    }
    settings.folder = network.cache.clone().or_else(|| online.cache.clone());
    if let Some(megabytes) = online.cache_limit {
        settings.folder_bytes = megabytes << 20;
    }
    settings.transport = transport(network, config, timeout);
    if let Some(seconds) = online.refresh_after {
        settings.refresh_after = Duration::from_secs(seconds);
    }
    if let Some(seconds) = online.ocsp_reuse {
        settings.ocsp_reuse = Duration::from_secs(seconds);
    }
    settings.nonce = match online.ocsp_nonce {
        Some(false) => Nonce::Omit,
        Some(true) | None => Nonce::Send,
    };
    Ok(settings)
}

/// How requests are made; `timeout` holds when nobody chose another.
pub fn transport(network: &args::Network, config: &Config, timeout: Duration) -> Transport {
    let online = &config.online;
    Transport {
        timeout: network.timeout.or(online.timeout).map_or(timeout, Duration::from_secs),
        proxy: network.proxy.clone().or_else(|| online.proxy.clone()),
        tls_roots: online.tls_roots.clone(),
        ..Transport::default()
    }
}
