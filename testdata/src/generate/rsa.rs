//! RSA key pairs from the seed (`ring` signs with keys but makes none).

use num_bigint::BigUint;
use qoltanba::asn1::Writer;
use qoltanba::oid;

use super::seed::Stream;

/// The public exponent of every key of the national PKI.
const EXPONENT: u32 = 65_537;
/// Candidates are sieved by the primes below this bound before the first Miller–Rabin round.
const SIEVE: u32 = 20_000;
/// Rounds of Miller–Rabin. For random candidates of 1024 bits and more, five rounds leave an error below 2^-112
/// (FIPS 186-4, table C.3).
const ROUNDS: usize = 8;

/// The PKCS#8 PrivateKeyInfo of a key whose modulus has exactly `bits` bits.
pub(super) fn generate(bits: u64, stream: &mut Stream) -> Vec<u8> {
    let small = small_primes();
    let e = BigUint::from(EXPONENT);
    loop {
        let (first, second) = (prime(bits / 2, &small, stream), prime(bits / 2, &small, stream));
        let (p, q) = if first > second { (first, second) } else { (second, first) };
        let phi = (&p - 1u32) * (&q - 1u32);
        if p == q || &phi % EXPONENT == BigUint::ZERO {
            continue;
        }
        if let Some(d) = e.modinv(&phi) {
            return pkcs8(&p, &q, &e, &d);
        }
    }
}

/// RFC 5958 around RFC 8017, A.1.2.
fn pkcs8(p: &BigUint, q: &BigUint, e: &BigUint, d: &BigUint) -> Vec<u8> {
    let mut key = Writer::new();
    key.sequence(|key| {
        key.unsigned(0);
        let coefficient = q.modinv(p).expect("p and q are different primes");
        for number in [&(p * q), e, d, p, q, &(d % (p - 1u32)), &(d % (q - 1u32)), &coefficient] {
            key.unsigned_bytes(&number.to_bytes_be());
        }
    });
    let mut info = Writer::new();
    info.sequence(|info| {
        info.unsigned(0);
        info.sequence(|algorithm| {
            algorithm.oid(&oid::RSA_ENCRYPTION).null();
        });
        info.octet_string(&key.into_bytes());
    });
    info.into_bytes()
}

/// A prime of exactly `bits` bits with the two top bits set, so that the product of two has twice as many bits.
fn prime(bits: u64, small: &[u32], stream: &mut Stream) -> BigUint {
    let width = usize::try_from(bits / 8).unwrap_or_default();
    let mut start = BigUint::from_bytes_be(&stream.bytes(width));
    for bit in [0, bits - 2, bits - 1] {
        start.set_bit(bit, true);
    }
    // Walking upwards from a random odd number; the remainders by the small primes are computed once.
    let remainders: Vec<u64> = small.iter().map(|prime| remainder(&start, *prime)).collect();
    (0u64..)
        .step_by(2)
        .filter(|step| {
            let sieved = small.iter().zip(&remainders);
            sieved.into_iter().all(|(prime, start)| (start + step) % u64::from(*prime) != 0)
        })
        .map(|step| &start + step)
        .find(|candidate| is_prime(candidate, stream))
        .expect("there is a prime in every range of this size")
}

fn remainder(number: &BigUint, divisor: u32) -> u64 {
    (number % divisor).iter_u64_digits().next().unwrap_or_default()
}

/// Miller–Rabin (FIPS 186-4, C.3.1).
fn is_prime(candidate: &BigUint, stream: &mut Stream) -> bool {
    let one = BigUint::from(1u32);
    let minus_one = candidate - 1u32;
    let twos = minus_one.trailing_zeros().unwrap_or_default();
    let odd = &minus_one >> twos;
    (0..ROUNDS).all(|_| {
        let mut x = stream.number_below(&minus_one).modpow(&odd, candidate);
        if x == one || x == minus_one {
            return true;
        }
        (1..twos).any(|_| {
            x = &x * &x % candidate;
            x == minus_one
        })
    })
}

fn small_primes() -> Vec<u32> {
    let mut primes: Vec<u32> = Vec::new();
    for number in 3..SIEVE {
        if number % 2 == 1
            && primes.iter().take_while(|prime| *prime * *prime <= number).all(|prime| number % prime != 0)
        {
            primes.push(number);
        }
    }
    primes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primality_is_decided_correctly() {
        let mut stream = Stream::new("test");
        // 2^521 - 1 is a Mersenne prime, 2^523 - 1 is composite; 561 and 41041 are Carmichael numbers.
        assert!(is_prime(&((BigUint::from(1u32) << 521u32) - 1u32), &mut stream));
        assert!(!is_prime(&((BigUint::from(1u32) << 523u32) - 1u32), &mut stream));
        assert!(!is_prime(&BigUint::from(561u32), &mut stream));
        assert!(!is_prime(&BigUint::from(41_041u32), &mut stream));
        assert_eq!(small_primes().iter().take(5).collect::<Vec<_>>(), [&3, &5, &7, &11, &13]);
    }
}
