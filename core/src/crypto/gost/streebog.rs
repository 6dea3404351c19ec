//! The hash functions of GOST R 34.11-2012 (RFC 6986).

use streebog::Digest;

/// Streebog with a digest of 32 octets.
#[derive(Clone)]
pub struct Streebog256(streebog::Streebog256);

/// Streebog with a digest of 64 octets.
#[derive(Clone)]
pub struct Streebog512(streebog::Streebog512);

impl Streebog256 {
    /// The hash of nothing yet.
    pub fn new() -> Self {
        Self(streebog::Streebog256::new())
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

impl Streebog512 {
    /// The hash of nothing yet.
    pub fn new() -> Self {
        Self(streebog::Streebog512::new())
    }

    /// Takes in more of the message.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The digest of the message.
    pub fn finish(self) -> [u8; 64] {
        self.0.finalize().into()
    }
}

impl Default for Streebog256 {
    fn default() -> Self {
        Self::new()
    }
}

impl Default for Streebog512 {
    fn default() -> Self {
        Self::new()
    }
}
