//! Reading the file key by key, so that every fault is found at once, with its line and its key.

use std::path::{Path, PathBuf};

use qoltanba::check::Language;
use qoltanba_online::AllowList;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, Named, Outcome, Problem};
use crate::args::{OnlineArg, RevocationArg};

/// The longest time that makes sense, in seconds: a day.
const LONGEST: u64 = 86_400;

/// The largest cache that makes sense, in megabytes: a terabyte.
const MOST_MEGABYTES: u64 = 1 << 20;

struct Reader<'t> {
    text: &'t str,
    /// Paths in the file are relative to the folder of the file.
    folder: &'t Path,
    problems: Vec<Problem>,
    named: Vec<Named>,
}

/// A value with the whole name of its key.
struct Item<'a> {
    key: String,
    value: &'a Spanned<DeValue<'a>>,
}

pub(super) fn read(text: &str, folder: &Path) -> Outcome {
    let mut reader = Reader { text, folder, problems: Vec::new(), named: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let line = reader.line(error.span().map_or(0, |span| span.start));
        let rule = error.message().lines().next().unwrap_or("this is no TOML").to_owned();
        reader.problems.push(Problem { line, key: String::new(), rule });
    }
    let mut config = Config::default();
    for (key, value) in table.get_ref() {
        let name = key.get_ref().as_ref();
        let item = Item { key: name.to_owned(), value };
        match name {
            "language" => config.language = reader.word(&item, &LANGUAGES),
            "trust" => reader.section(&item, |reader, name, item| match name {
                "anchors" => config.anchors = reader.paths(item),
                "intermediates" => config.intermediates = reader.paths(item),
                _ => reader.unknown(item, "anchors, intermediates"),
            }),
            "evidence" => reader.section(&item, |reader, name, item| match name {
                "crl" => config.crl = reader.paths(item),
                "ocsp" => config.ocsp = reader.paths(item),
                "revocation" => config.revocation = reader.choice::<RevocationArg>(item),
                _ => reader.unknown(item, "crl, ocsp, revocation"),
            }),
            "online" => reader.section(&item, |reader, name, item| reader.online(&mut config.online, name, item)),
            _ => reader.unknown(&item, "language, trust, evidence, online"),
        }
    }
    reader.problems.sort_by_key(|problem| problem.line);
    Outcome { config, problems: reader.problems, named: reader.named }
}

const LANGUAGES: [(&str, Language); 3] = [("kk", Language::Kk), ("ru", Language::Ru), ("en", Language::En)];

impl Reader<'_> {
    fn online(&mut self, online: &mut super::Online, name: &str, item: &Item<'_>) {
        match name {
            "order" => online.order = self.choice::<OnlineArg>(item),
            "allow" => {
                let hosts = self.texts(item);
                for host in &hosts {
                    if let Err(rule) = AllowList::nobody().with(host) {
                        self.problem(item, rule);
                    }
                }
                online.allow = Some(hosts);
            }
            "crl_urls" => online.crl_urls = self.texts(item).into_iter().filter(|url| self.is_url(item, url)).collect(),
            "ocsp_url" => online.ocsp_url = self.text(item).filter(|url| self.is_url(item, url)),
            "cache" => online.cache = self.text(item).map(|path| self.folder.join(path)),
            "cache_limit" => online.cache_limit = self.number(item, "megabytes", MOST_MEGABYTES),
            "proxy" => online.proxy = self.text(item),
            "tls_roots" => online.tls_roots = self.text(item).map(|path| self.path(item, &path)),
            "timeout" => online.timeout = self.seconds(item),
            "refresh_after" => online.refresh_after = self.seconds(item),
            "ocsp_reuse" => online.ocsp_reuse = self.seconds(item),
            "ocsp_nonce" => match item.value.get_ref().as_bool() {
                Some(send) => online.ocsp_nonce = Some(send),
                None => self.problem(item, "it is true or false"),
            },
            _ => self.unknown(
                item,
                "order, allow, crl_urls, ocsp_url, cache, cache_limit, proxy, tls_roots, timeout, refresh_after, ocsp_reuse, \
                 ocsp_nonce",
            ),
        }
    }

    fn section(&mut self, item: &Item<'_>, mut each: impl FnMut(&mut Self, &str, &Item<'_>)) {
        let Some(table) = item.value.get_ref().as_table() else {
            return self.problem(item, &format!("it is a section: [{}]", item.key));
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            each(self, name, &Item { key: format!("{}.{name}", item.key), value });
        }
    }

    fn text(&mut self, item: &Item<'_>) -> Option<String> {
        match item.value.get_ref().as_str() {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            Some(_) | None => {
                self.problem(item, "it is a text in quotation marks, and not empty");
                None
            }
        }
    }

    /// One text, or a list of them.
    fn texts(&mut self, item: &Item<'_>) -> Vec<String> {
        match item.value.get_ref().as_array() {
            None => self.text(item).into_iter().collect(),
            Some(array) => array.iter().filter_map(|value| self.text(&Item { key: item.key.clone(), value })).collect(),
        }
    }

    fn paths(&mut self, item: &Item<'_>) -> Vec<PathBuf> {
        self.texts(item).iter().map(|path| self.path(item, path)).collect()
    }

    fn path(&mut self, item: &Item<'_>, path: &str) -> PathBuf {
        let path = self.folder.join(path);
        let line = self.line(item.value.span().start);
        self.named.push(Named { line, key: item.key.clone(), path: path.clone() });
        path
    }

    fn is_url(&mut self, item: &Item<'_>, url: &str) -> bool {
        let good = AllowList::nobody().with_host_of(url).is_ok();
        if !good {
            self.problem(item, "it is an http or https URL without a user name");
        }
        good
    }

    fn seconds(&mut self, item: &Item<'_>) -> Option<u64> {
        self.number(item, "seconds", LONGEST)
    }

    fn number(&mut self, item: &Item<'_>, unit: &str, most: u64) -> Option<u64> {
        let number = item.value.get_ref().as_integer().filter(|number| number.radix() == 10);
        let number = number.and_then(|number| number.as_str().replace('_', "").parse::<u64>().ok());
        let number = number.filter(|number| (1..=most).contains(number));
        if number.is_none() {
            self.problem(item, &format!("it is a number of {unit} from 1 to {most}"));
        }
        number
    }

    fn choice<T: clap::ValueEnum + 'static>(&mut self, item: &Item<'_>) -> Option<T> {
        let named: Vec<(String, T)> = T::value_variants()
            .iter()
            .filter_map(|variant| Some((variant.to_possible_value()?.get_name().to_owned(), variant.clone())))
            .collect();
        let pairs: Vec<(&str, T)> = named.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        self.word(item, &pairs)
    }

    fn word<T: Clone>(&mut self, item: &Item<'_>, words: &[(&str, T)]) -> Option<T> {
        let found = item.value.get_ref().as_str().and_then(|text| words.iter().find(|(word, _)| *word == text));
        if found.is_none() {
            let all: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.problem(item, &format!("it is one of {}", all.join(", ")));
        }
        found.map(|(_, value)| value.clone())
    }

    fn unknown(&mut self, item: &Item<'_>, known: &str) {
        self.problem(item, &format!("there is no such key; those here are {known}"));
    }

    fn problem(&mut self, item: &Item<'_>, rule: &str) {
        let line = self.line(item.value.span().start);
        self.problems.push(Problem { line, key: item.key.clone(), rule: rule.to_owned() });
    }

    fn line(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(usize, String)> {
        let outcome = read(text, Path::new("/etc/qoltanba"));
        outcome.problems.into_iter().map(|problem| (problem.line, problem.key)).collect()
    }

    #[test]
    fn every_fault_is_found_with_its_line_and_key() {
        let text = "language = \"fr\"\nlangage = \"kk\"\n[trust]\nanchors = 7\nroots = []\n[online]\norder = \"both\"\n\
                    timeout = 0\nallow = [\"http://a.kz\"]\ncrl_urls = [\n  \"ftp://a.kz/\",\n]\nocsp_nonce = \"yes\"\n";
        let expected = [
            (1, "language"),
            (2, "langage"),
            (4, "trust.anchors"),
            (5, "trust.roots"),
            (7, "online.order"),
            (8, "online.timeout"),
            (9, "online.allow"),
            (10, "online.crl_urls"),
            (13, "online.ocsp_nonce"),
        ];
        assert_eq!(problems(text), expected.map(|(line, key)| (line, key.to_owned())));
        assert_eq!(problems("trust = 1\n"), [(1, "trust".to_owned())]);
    }

    #[test]
    fn what_is_no_toml_has_a_line() {
        let found = problems("language = \"kk\"\n[online\ntimeout = 3\n");
        assert!(found.iter().any(|(line, key)| *line == 2 && key.is_empty()), "{found:?}");
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let outcome = read("[trust]\nanchors = [\"roots\", \"/other\"]\n", Path::new("/etc/qoltanba"));
        assert_eq!(outcome.config.anchors, [PathBuf::from("/etc/qoltanba/roots"), PathBuf::from("/other")]);
        assert_eq!(outcome.named.len(), 2);
    }

    #[test]
    fn the_example_is_sound_and_names_every_key() {
        let outcome = read(super::super::EXAMPLE, Path::new("/"));
        assert_eq!(outcome.problems, []);
        // Keys that are commented out have to be sound too.
        let open: String = super::super::EXAMPLE
            .lines()
            .map(|line| line.strip_prefix("#:").unwrap_or(line))
            .flat_map(|line| [line, "\n"])
            .collect();
        let outcome = read(&open, Path::new("/"));
        assert_eq!(outcome.problems, []);
        let online = outcome.config.online;
        assert!(online.proxy.is_some() && online.tls_roots.is_some() && online.ocsp_url.is_some());
    }
}
