//! The compression function of Streebog (RFC 6986) with 64 octets in one register: no table look-ups in memory, so the
//! time does not depend on the data either.

use core::arch::x86_64::{
    __m512i, _mm256_extract_epi64, _mm512_castsi512_si256, _mm512_extracti64x4_epi64, _mm512_gf2p8affine_epi64_epi8,
    _mm512_mask_blend_epi8, _mm512_movepi8_mask, _mm512_permutex2var_epi8, _mm512_permutexvar_epi8,
    _mm512_permutexvar_epi64, _mm512_set_epi64, _mm512_setzero_si512, _mm512_xor_si512,
};

use crate::{StreebogConstants, Vector};

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
fn load(words: &Vector) -> __m512i {
    let [a, b, c, d, e, f, g, h] = words.map(u64::cast_signed);
    _mm512_set_epi64(h, g, f, e, d, c, b, a)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
fn store(register: __m512i) -> Vector {
    let low = _mm512_castsi512_si256(register);
    let high = _mm512_extracti64x4_epi64::<1>(register);
    let words = [
        _mm256_extract_epi64::<0>(low),
        _mm256_extract_epi64::<1>(low),
        _mm256_extract_epi64::<2>(low),
        _mm256_extract_epi64::<3>(low),
        _mm256_extract_epi64::<0>(high),
        _mm256_extract_epi64::<1>(high),
        _mm256_extract_epi64::<2>(high),
        _mm256_extract_epi64::<3>(high),
    ];
    words.map(i64::cast_unsigned)
}

/// What a processor register holds of the constants.
struct Registers {
    substitution: [__m512i; 4],
    matrices: [__m512i; 8],
    /// Word r is the order of words that begins with word r.
    rotations: [__m512i; 8],
    transposition: __m512i,
}

impl Registers {
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
    fn new(constants: &StreebogConstants) -> Self {
        let mut rotations = [_mm512_setzero_si512(); 8];
        for (r, rotation) in (0u64..).zip(&mut rotations) {
            *rotation = load(&[0, 1, 2, 3, 4, 5, 6, 7].map(|i: u64| (i + r) % 8));
        }
        let mut matrices = [_mm512_setzero_si512(); 8];
        for (register, words) in matrices.iter_mut().zip(&constants.matrices) {
            *register = load(words);
        }
        let mut substitution = [_mm512_setzero_si512(); 4];
        for (register, words) in substitution.iter_mut().zip(&constants.substitution) {
            *register = load(words);
        }
        // Octet i of word j comes from octet j of word i.
        let transposition =
            load(&[0, 1, 2, 3, 4, 5, 6, 7].map(|j: u64| 0x3830_2820_1810_0800 + j * 0x0101_0101_0101_0101));
        Self { substitution, matrices, rotations, transposition }
    }

    /// The transformation LPS: substitute each octet, transpose, mix each word.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
    fn substitute_and_mix(&self, input: __m512i) -> __m512i {
        let [a, b, c, d] = self.substitution;
        let low = _mm512_permutex2var_epi8(a, input, b);
        let high = _mm512_permutex2var_epi8(c, input, d);
        let substituted = _mm512_mask_blend_epi8(_mm512_movepi8_mask(input), low, high);
        // Without the transposition word j holds octet j of each word to be mixed. Its contribution to octet b of each
        // of them is its product with an 8×8 matrix of bits, and the sum for b is to stand in word b: so each turn adds
        // to word b the contribution of word b + r.
        let mut mixed = _mm512_setzero_si512();
        for (matrix, rotation) in self.matrices.iter().zip(&self.rotations) {
            let turned = _mm512_permutexvar_epi64(*rotation, substituted);
            mixed = _mm512_xor_si512(mixed, _mm512_gf2p8affine_epi64_epi8::<0>(turned, *matrix));
        }
        // Word b holds octet b of each mixed word.
        _mm512_permutexvar_epi8(self.transposition, mixed)
    }
}

/// The compression function g_N(h, m) with N = `bits`.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
pub(crate) fn compress(constants: &StreebogConstants, hash: &Vector, message: &Vector, bits: &Vector) -> Vector {
    let registers = Registers::new(constants);
    let (hash, message) = (load(hash), load(message));
    let mut key = registers.substitute_and_mix(_mm512_xor_si512(hash, load(bits)));
    let mut state = message;
    for constant in &constants.iteration {
        state = registers.substitute_and_mix(_mm512_xor_si512(state, key));
        key = registers.substitute_and_mix(_mm512_xor_si512(key, load(constant)));
    }
    store(_mm512_xor_si512(_mm512_xor_si512(state, key), _mm512_xor_si512(hash, message)))
}
