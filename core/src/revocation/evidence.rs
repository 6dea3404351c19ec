//! A set of lists and answers, found by issuer and by serial number.

use std::collections::HashMap;

use super::{Crl, OcspResponse};

/// Revocation evidence, not trusted by itself. Lists and answers are shared, so cloning is cheap; it is `Sync`, and
/// remembers which signatures were verified.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    crls: Vec<Crl>,
    crls_by_issuer: HashMap<Box<[u8]>, Vec<usize>>,
    ocsp: Vec<OcspResponse>,
    ocsp_by_serial: HashMap<Box<[u8]>, Vec<usize>>,
}

impl Evidence {
    /// No evidence: every status is undetermined.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a list, complete or delta.
    pub fn add_crl(&mut self, crl: Crl) {
        self.crls_by_issuer.entry(crl.issuer_key().into()).or_default().push(self.crls.len());
        self.crls.push(crl);
    }

    /// Adds an OCSP response. Nothing of it is believed before its signature was verified.
    pub fn add_ocsp(&mut self, response: OcspResponse) {
        for serial in response.serials() {
            let places = self.ocsp_by_serial.entry(serial.into()).or_default();
            // One response may answer for a serial number more than once.
            if places.last() != Some(&self.ocsp.len()) {
                places.push(self.ocsp.len());
            }
        }
        self.ocsp.push(response);
    }

    /// Adds lists and OCSP responses, after what is there.
    pub fn extend(&mut self, crls: &[Crl], ocsp: &[OcspResponse]) {
        crls.iter().for_each(|crl| self.add_crl(crl.clone()));
        ocsp.iter().for_each(|response| self.add_ocsp(response.clone()));
    }

    /// The lists, in the order in which they were added.
    #[must_use]
    pub fn crls(&self) -> &[Crl] {
        &self.crls
    }

    /// The OCSP responses, in the order in which they were added.
    #[must_use]
    pub fn ocsp_responses(&self) -> &[OcspResponse] {
        &self.ocsp
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.crls.is_empty() && self.ocsp.is_empty()
    }

    pub(super) fn crls_of<'a>(&'a self, issuer: &[u8]) -> impl Iterator<Item = &'a Crl> + use<'a> {
        let found = self.crls_by_issuer.get(issuer).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|place| self.crls.get(*place))
    }

    pub(super) fn answers_for<'a>(&'a self, serial: &[u8]) -> impl Iterator<Item = &'a OcspResponse> + use<'a> {
        let found = self.ocsp_by_serial.get(serial).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|place| self.ocsp.get(*place))
    }
}
