//! GOST 34.311-95 with the test S-box (RFC 5831).

use gost94::Digest;

/// GOST 34.311-95, with the test S-box and a zero start vector: a digest of 32 octets.
#[derive(Clone)]
pub struct Gost34311(gost94::Gost94Test);

impl Gost34311 {
    /// The hash of nothing yet.
    pub fn new() -> Self {
        Self(gost94::Gost94Test::new())
    }

    /// Takes in more of the message.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The digest of the message.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

impl Default for Gost34311 {
    fn default() -> Self {
        Self::new()
    }
}
