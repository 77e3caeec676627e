//! Asking for memory before it is needed.

/// Bytes that a cache holds together.
const LINE: usize = 64;

/// Tells the processor that these values will be read soon, the first two cache lines of them. It
/// changes nothing but how long that takes.
#[inline]
pub fn prefetch<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let first = values.as_ptr().cast::<i8>();
        // SAFETY: nothing is read, and no address is wrong to ask for.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(first) };
        if size_of_val(values) > LINE {
            // SAFETY: as above.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(first.wrapping_add(LINE)) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (values, LINE);
}
