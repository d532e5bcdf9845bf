//! Big-number powers for SRP, by FFI into the big-number code of aws-lc, which `aws-lc-rs` links but
//! does not expose. The only `unsafe` code of the project.
//!
//! Measured against the alternatives: 2.2 to 2.5 times faster than the pure-Rust big-number crates.

#![expect(unsafe_code, reason = "aws-lc-rs has no safe big-number API")]

use std::ptr::NonNull;

use aws_lc_sys::{
    BIGNUM, BN_CTX, BN_CTX_free, BN_CTX_new, BN_MONT_CTX, BN_MONT_CTX_free,
    BN_MONT_CTX_new_for_modulus, BN_bin2bn, BN_bn2bin_padded, BN_clear_free, BN_mod_add,
    BN_mod_exp_mont_consttime, BN_mod_mul, BN_mod_sub, BN_new, BN_nnmod,
};

const OUT_OF_MEMORY: &str =
    "aws-lc allocates a few kilobytes; failing there means no memory is left";

/// An owned big number, wiped when dropped.
struct Number(NonNull<BIGNUM>);

impl Number {
    fn zero() -> Self {
        // SAFETY: BN_new has no preconditions and returns null or an owned pointer.
        Self(NonNull::new(unsafe { BN_new() }).expect(OUT_OF_MEMORY))
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        // SAFETY: the pointer and the length describe `bytes`; a null third argument asks for a new number.
        let raw = unsafe { BN_bin2bn(bytes.as_ptr(), bytes.len(), std::ptr::null_mut()) };
        Self(NonNull::new(raw).expect(OUT_OF_MEMORY))
    }

    fn to_bytes(&self, length: usize) -> Vec<u8> {
        let mut out = vec![0; length];
        // SAFETY: `out` has `length` writable bytes; `self.0` is a live number.
        let done = unsafe { BN_bn2bin_padded(out.as_mut_ptr(), length, self.0.as_ptr()) };
        assert_eq!(
            done, 1,
            "a number below the modulus fits into the modulus's length"
        );
        out
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        // SAFETY: the pointer is owned by `self` and freed once.
        unsafe { BN_clear_free(self.0.as_ptr()) }
    }
}

/// Scratch space of one computation.
struct Scratch(NonNull<BN_CTX>);

impl Scratch {
    fn new() -> Self {
        // SAFETY: BN_CTX_new has no preconditions and returns null or an owned pointer.
        Self(NonNull::new(unsafe { BN_CTX_new() }).expect(OUT_OF_MEMORY))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // SAFETY: the pointer is owned by `self` and freed once.
        unsafe { BN_CTX_free(self.0.as_ptr()) }
    }
}

/// An odd modulus, prepared once for Montgomery arithmetic.
pub(crate) struct Modulus {
    number: Number,
    montgomery: NonNull<BN_MONT_CTX>,
    length: usize,
}

// SAFETY: both numbers are never written after `new`; aws-lc reads a BN_MONT_CTX from many threads.
unsafe impl Send for Modulus {}
// SAFETY: as above.
unsafe impl Sync for Modulus {}

impl Modulus {
    /// Prepares the modulus `bytes` (big-endian, odd).
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let number = Number::from_bytes(bytes);
        let scratch = Scratch::new();
        // SAFETY: both pointers are live for the call.
        let raw = unsafe { BN_MONT_CTX_new_for_modulus(number.0.as_ptr(), scratch.0.as_ptr()) };
        let montgomery =
            NonNull::new(raw).expect("the modulus is odd, as Montgomery arithmetic needs");
        Self {
            number,
            montgomery,
            length: bytes.len(),
        }
    }

    /// `base ^ exponent mod self`, in time that depends on the lengths alone. Big-endian, padded to
    /// the length of the modulus, as all results here.
    pub(crate) fn power(&self, base: &[u8], exponent: &[u8]) -> Vec<u8> {
        let base = self.reduced(base);
        let exponent = Number::from_bytes(exponent);
        self.compute(|result, scratch| {
            // SAFETY: all pointers are live for the call; `result` aliases none of the others.
            unsafe {
                BN_mod_exp_mont_consttime(
                    result,
                    base.0.as_ptr(),
                    exponent.0.as_ptr(),
                    self.number.0.as_ptr(),
                    scratch,
                    self.montgomery.as_ptr(),
                )
            }
        })
    }

    /// `a * b mod self`.
    pub(crate) fn product(&self, a: &[u8], b: &[u8]) -> Vec<u8> {
        let (a, b) = (self.reduced(a), self.reduced(b));
        self.compute(|result, scratch| {
            // SAFETY: all pointers are live for the call.
            unsafe {
                BN_mod_mul(
                    result,
                    a.0.as_ptr(),
                    b.0.as_ptr(),
                    self.number.0.as_ptr(),
                    scratch,
                )
            }
        })
    }

    /// `a + b mod self`.
    pub(crate) fn sum(&self, a: &[u8], b: &[u8]) -> Vec<u8> {
        let (a, b) = (self.reduced(a), self.reduced(b));
        self.compute(|result, scratch| {
            // SAFETY: all pointers are live for the call.
            unsafe {
                BN_mod_add(
                    result,
                    a.0.as_ptr(),
                    b.0.as_ptr(),
                    self.number.0.as_ptr(),
                    scratch,
                )
            }
        })
    }

    /// `a - b mod self`.
    pub(crate) fn difference(&self, a: &[u8], b: &[u8]) -> Vec<u8> {
        let (a, b) = (self.reduced(a), self.reduced(b));
        self.compute(|result, scratch| {
            // SAFETY: all pointers are live for the call.
            unsafe {
                BN_mod_sub(
                    result,
                    a.0.as_ptr(),
                    b.0.as_ptr(),
                    self.number.0.as_ptr(),
                    scratch,
                )
            }
        })
    }

    /// `number mod self`.
    pub(crate) fn remainder(&self, number: &[u8]) -> Vec<u8> {
        self.reduced(number).to_bytes(self.length)
    }

    fn reduced(&self, bytes: &[u8]) -> Number {
        let number = Number::from_bytes(bytes);
        let result = Number::zero();
        let scratch = Scratch::new();
        // SAFETY: all pointers are live for the call.
        let done = unsafe {
            BN_nnmod(
                result.0.as_ptr(),
                number.0.as_ptr(),
                self.number.0.as_ptr(),
                scratch.0.as_ptr(),
            )
        };
        assert_eq!(done, 1, "{OUT_OF_MEMORY}");
        result
    }

    fn compute(&self, operation: impl FnOnce(*mut BIGNUM, *mut BN_CTX) -> i32) -> Vec<u8> {
        let result = Number::zero();
        let scratch = Scratch::new();
        let done = operation(result.0.as_ptr(), scratch.0.as_ptr());
        assert_eq!(done, 1, "the operands are reduced, and {OUT_OF_MEMORY}");
        result.to_bytes(self.length)
    }
}

impl Drop for Modulus {
    fn drop(&mut self) {
        // SAFETY: the pointer is owned by `self` and freed once.
        unsafe { BN_MONT_CTX_free(self.montgomery.as_ptr()) }
    }
}
