//! Every limit, with where its number comes from. Those that an operator may want to change are fields of
//! [`Settings`](crate::Settings) and start from these.

use std::num::NonZeroUsize;
use std::time::Duration;

/// How long a connection may take to be made. A reachable host answers within a round trip; three lost packets are 7 s.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(7);

/// How long one request may take while nobody waits for it: national hosts are silent for 12 to 30 s at times (kz-pki
/// facts, section 3.5), and the production list of 21 MB needs 12 s at 2 MB/s.
pub const PATIENT_TIMEOUT: Duration = Duration::from_secs(45);

/// How long one request may take while a check waits for it. Longer than usual answers, shorter than people's patience; a
/// service that is slower is fetched by `crl sync` beforehand.
pub const CHECK_TIMEOUT: Duration = Duration::from_secs(10);

/// Attempts of one request, the first included.
pub const ATTEMPTS: u32 = 4;
/// The pause after the first failed attempt; it doubles after each further one.
pub const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause between two attempts, and the longest `Retry-After` that is kept to.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// After a request failed with all its attempts the same address is left in peace: so long at first, doubling with each
/// further failure. A check in that time is answered at once, without evidence from there.
pub const FIRST_REST: Duration = Duration::from_secs(1);
/// The longest rest: a service that comes back is used again within that time.
pub const LONGEST_REST: Duration = Duration::from_secs(300);

/// Redirects within one host that are followed; a loop is cut here.
pub const REDIRECTS: u32 = 3;

/// The largest list, that of the library: twelve times the production list.
pub const MAX_CRL: usize = qoltanba::revocation::MAX_CRL;
/// The largest OCSP answer, that of the library.
pub const MAX_OCSP: usize = qoltanba::revocation::MAX_OCSP_RESPONSE;
/// The largest answer of a time stamping service. A token with its certificates is below 10 KiB.
pub const MAX_TIMESTAMP: usize = 256 << 10;

/// After so long a list is asked for again, although it is still current: the national delta is made every few hours
/// (kz-pki facts, section 4.1), and an unchanged list costs one conditional request.
pub const REFRESH_AFTER: Duration = Duration::from_secs(15 * 60);

/// How long an OCSP answer is used again instead of asking anew. National answers have no nextUpdate: the service may know
/// better at any moment (RFC 6960, 4.2.2.1).
pub const OCSP_REUSE: Duration = Duration::from_secs(300);

/// The length of the nonce in an OCSP request: national responders were seen to repeat 8 bytes (kz-pki facts, section 4.2).
pub const OCSP_NONCE: usize = 8;

/// The size of a cache folder in bytes: the lists of all national authorities are below 100 MB, and 100 000 OCSP answers
/// of 4 KiB below 400 MB.
pub const FOLDER_BYTES: u64 = 1 << 30;

/// The answers that are kept in memory, about 4 KiB each.
pub const MEMORY_ANSWERS: usize = 10_000;

/// The lists that are kept in memory. The country has fewer than ten authorities, with a complete and a delta list each.
pub const MEMORY_LISTS: usize = 64;

/// Lists that are brought up to date at the same time, in the background or by one synchronisation.
pub const AT_ONCE: NonZeroUsize = NonZeroUsize::new(4).unwrap();

/// How long a process waits for another one that is fetching the same thing.
pub const FOLDER_LOCK_WAIT: Duration = Duration::from_secs(60);

/// Unfinished files that are older were left by a process that ended; a fetch takes far less.
pub const LEFT_OVER: Duration = Duration::from_secs(3_600);
