//! The data of the regulations.

use std::sync::OnceLock;

use qoltanba::regulation::{AuditTrail, Catalogue, Term};

/// A regulation that is accepted breaks no rule; a trail that is read is written again to the same trail; a term keeps
/// its text.
pub(super) fn data(input: &[u8]) {
    static BUILTIN: OnceLock<Option<Catalogue>> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Some(term) = Term::parse(text) {
        assert_eq!(Term::parse(&term.to_string()), Some(term));
    }
    if let Some(builtin) = BUILTIN.get_or_init(|| Catalogue::builtin().ok().cloned()) {
        let mut catalogue = builtin.clone();
        if catalogue.add_regulation(text).is_ok() {
            assert_eq!(catalogue.regulations().len(), builtin.regulations().len() + 1);
        }
        let _ = catalogue.add_decree(text);
    }
    if let Ok(trail) = AuditTrail::from_json(text) {
        assert!(trail.check().is_ok());
        let again = trail.to_json().and_then(|json| AuditTrail::from_json(&json));
        assert!(again.is_ok_and(|again| again.head() == trail.head()));
    }
}
