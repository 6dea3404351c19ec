//! `xml:base` of a subtree that lost its surroundings (Canonical XML 1.1, section 2.4 and appendix A).

/// The reference `reference` seen from `base`, where either may be relative.
///
/// RFC 3986, 5.2, with the changes of Canonical XML 1.1: a base may be relative, `..` at the start of a relative path
/// stays, doubled slashes become one, a path that ends with `..` gets a slash.
pub(super) fn join(base: &str, reference: &str) -> String {
    let (base, reference) = (Parts::of(base), Parts::of(reference));
    let (scheme, authority, path, query) = if reference.scheme.is_some() || reference.authority.is_some() {
        (reference.scheme.or(base.scheme), reference.authority, without_dots(reference.path), reference.query)
    } else if reference.path.is_empty() {
        (base.scheme, base.authority, base.path.to_owned(), reference.query.or(base.query))
    } else if reference.path.starts_with('/') {
        (base.scheme, base.authority, without_dots(reference.path), reference.query)
    } else {
        let folder = match base.path.rfind('/') {
            Some(slash) => base.path.get(..=slash).unwrap_or_default(),
            None if base.authority.is_some() => "/",
            None => "",
        };
        (base.scheme, base.authority, without_dots(&format!("{folder}{}", reference.path)), reference.query)
    };
    let mut text = String::new();
    for (before, part, after) in [("", scheme, ":"), ("//", authority, ""), ("", Some(&*path), ""), ("?", query, "")] {
        if let Some(part) = part {
            text.extend([before, part, after]);
        }
    }
    text
}

/// The components of a reference (RFC 3986, appendix B). A fragment is no part of a base.
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        let text = text.split_once('#').map_or(text, |(before, _)| before);
        let (text, query) = text.split_once('?').map_or((text, None), |(before, query)| (before, Some(query)));
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if !scheme.contains('/') => (Some(scheme), rest),
            Some(_) | None => (None, text),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(after) => {
                let end = after.find('/').unwrap_or(after.len());
                let (authority, path) = after.split_at_checked(end).unwrap_or((after, ""));
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self { scheme, authority, path, query }
    }
}

fn without_dots(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match (segment, kept.last()) {
            ("" | ".", _) => {}
            ("..", Some(&last)) if last != ".." => {
                kept.pop();
            }
            ("..", _) if absolute => {}
            (segment, _) => kept.push(segment),
        }
    }
    let folder = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    let start = if absolute { "/" } else { "" };
    let end = if folder && !kept.is_empty() { "/" } else { "" };
    format!("{start}{}{end}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    /// RFC 3986, 5.4, where Canonical XML 1.1 changes nothing; then what it changes.
    #[test]
    fn references_are_joined() {
        for (base, reference, expected) in [
            ("http://a/b/c/d;p?q", "g", "http://a/b/c/g"),
            ("http://a/b/c/d;p?q", "./g/", "http://a/b/c/g/"),
            ("http://a/b/c/d;p?q", "/g", "http://a/g"),
            ("http://a/b/c/d;p?q", "//g", "http://g"),
            ("http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"),
            ("http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q"),
            ("http://a/b/c/d;p?q", "..", "http://a/b/"),
            ("http://a/b/c/d;p?q", "../../g", "http://a/g"),
            ("http://a/b/c/d;p?q", "../../../g", "http://a/g"),
            ("http://a/b/c/d;p?q", "g:h", "g:h"),
            ("http://a", "g", "http://a/g"),
            ("foo/bar/", "baz", "foo/bar/baz"),
            ("foo", "bar", "bar"),
            ("../x/", "../y", "../y"),
            ("", "../..", "../../"),
            ("a//b/", "c", "a/b/c"),
        ] {
            assert_eq!(join(base, reference), expected, "{base} + {reference}");
        }
    }
}
