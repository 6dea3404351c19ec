//! `qoltanba crl sync`: lists fetched into the cache folder, once for cron or again and again.

use std::time::Duration;

use qoltanba::check::Language;
use qoltanba::text::visible;
use qoltanba::trust::TrustStore;
use qoltanba_online::{OnlineEvidence, Refreshed, Synced, limits};
use serde_json::json;

use crate::args::Sync;
use crate::context::{Context, Talk};
use crate::failure::{At as _, Failure, Status};
use crate::present::Style;
use crate::{input, online, output, present};

pub fn run(arguments: &Sync, context: &Context) -> Result<Status, Failure> {
    let mut settings = online::settings(&arguments.network, &context.config, limits::PATIENT_TIMEOUT)?;
    if settings.folder.is_none() {
        return Err(Failure::new("--cache", "name the folder, here or as online.cache in the configuration"));
    }
    settings.crl_urls =
        if arguments.url.is_empty() { context.config.online.crl_urls.clone() } else { arguments.url.clone() };
    if settings.crl_urls.is_empty() {
        return Err(Failure::new("URL", "name the lists, here or as online.crl_urls in the configuration"));
    }
    if !arguments.trust.is_named(&context.config) {
        return Err(Failure::new("--trust", "name whom you trust: a list is kept only when its signature is verified"));
    }
    if let Some(metrics) = &arguments.metrics {
        output::spares("--metrics", metrics, arguments.trust.paths().chain(context.config.paths()))?;
    }
    let store = arguments.trust.store(&context.config)?;
    let online = OnlineEvidence::new(settings).at("crl sync")?;
    loop {
        let outcome = round(arguments, context, &online, &store);
        if !arguments.watch {
            return outcome;
        }
        // A full disk passes; who watches the metrics file sees that it is old.
        if let Err(failure) = outcome {
            failure.print();
        }
        std::thread::sleep(Duration::from_secs(arguments.interval));
    }
}

fn round(arguments: &Sync, context: &Context, online: &OnlineEvidence, store: &TrustStore) -> Result<Status, Failure> {
    let results = online.sync(store, input::now());
    if let Some(path) = &arguments.metrics {
        output::write(path, online.metrics().to_openmetrics().as_bytes())?;
    }
    let language = context.language(&arguments.output.language);
    if arguments.output.json {
        results.iter().try_for_each(|synced| present::print(&format!("{}\n", json_of(synced))))?;
        present::print(&format!("{}\n", health_json(&results)))?;
    } else if context.talk == Talk::Usual {
        let style = Style::of_stdout();
        results.iter().try_for_each(|synced| present::print(&format!("{}\n", line(synced, language, style))))?;
        present::print(&format!("{}\n", health(&results, language, style)))?;
    }
    let all = results.iter().all(|synced| synced.current.is_some());
    Ok(if all { Status::Done } else { Status::Undetermined })
}

/// One line for one address; a failure says what to do.
fn line(synced: &Synced, language: Language, style: Style) -> String {
    let state = match (&synced.outcome, language) {
        (Ok(Refreshed::New(_)), Language::Kk) => "жаңартылды".to_owned(),
        (Ok(Refreshed::New(_)), Language::Ru) => "обновлён".to_owned(),
        (Ok(Refreshed::New(_)), Language::En) => "updated".to_owned(),
        (Ok(Refreshed::Unchanged(_)), Language::Kk) => "өзгерген жоқ".to_owned(),
        (Ok(Refreshed::Unchanged(_)), Language::Ru) => "без изменений".to_owned(),
        (Ok(Refreshed::Unchanged(_)), Language::En) => "unchanged".to_owned(),
        (Err(error), _) => visible(&error.text(language)),
    };
    let list = synced.current.as_ref().map_or_else(String::new, |crl| {
        let until = crl.next_update().map(|until| until.to_string()).unwrap_or_default();
        // Lists of the cache folder are read whole, so that the number is known.
        let entries = crl.entries().map_or_else(|_| "?".to_owned(), |entries| entries.to_string());
        match language {
            Language::Kk => format!(" ({entries} жазба, {until} дейін өзекті)"),
            Language::Ru => format!(" (записей: {entries}, актуален до {until})"),
            Language::En => format!(" ({entries} entries, current until {until})"),
        }
    });
    let mark = match (&synced.outcome, &synced.current) {
        (Ok(_), _) => style.good("✓"),
        (Err(_), Some(_)) => style.open("!"),
        (Err(_), None) => style.bad("✗"),
    };
    format!("{mark} {}: {state}{list}", visible(&synced.url))
}

/// The health line: how many lists are current, and for how long all of them are.
fn health(results: &[Synced], language: Language, style: Style) -> String {
    let (current, all) = (results.iter().filter(|synced| synced.current.is_some()).count(), results.len());
    let word = if current == all { style.good("OK") } else { style.bad("NOT OK") };
    let until = soonest(results).map_or_else(|| "–".to_owned(), |until| until.to_string());
    match language {
        Language::Kk => format!("{word}: {all} тізімнің {current} өзекті, ең ерте {until} дейін"),
        Language::Ru => format!("{word}: актуальны {current} из {all}, ближайший срок {until}"),
        Language::En => format!("{word}: {current} of {all} lists are current, the first until {until}"),
    }
}

fn soonest(results: &[Synced]) -> Option<qoltanba::Moment> {
    results.iter().filter_map(|synced| synced.current.as_ref()?.next_update()).min()
}

fn json_of(synced: &Synced) -> serde_json::Value {
    let (outcome, error) = match &synced.outcome {
        Ok(Refreshed::New(_)) => ("updated", None),
        Ok(Refreshed::Unchanged(_)) => ("unchanged", None),
        Err(error) => (error.word(), Some(error.to_string())),
    };
    let list = synced.current.as_ref().map(|crl| {
        json!({
            "issuer": crl.issuer().to_string(),
            "number": crl.number().map(ToString::to_string),
            "delta_base": crl.delta_base().map(ToString::to_string),
            "this_update": crl.this_update(),
            "next_update": crl.next_update(),
            "entries": crl.entries().ok(),
        })
    });
    json!({ "url": synced.url, "outcome": outcome, "error": error, "current": list })
}

fn health_json(results: &[Synced]) -> serde_json::Value {
    let current = results.iter().filter(|synced| synced.current.is_some()).count();
    json!({ "healthy": current == results.len(), "lists": results.len(), "current": current, "first_until": soonest(results) })
}
