//! The hierarchy against the definition: shortest times by trying every arc until nothing improves
//! (Bellman and Ford), and by `fast_paths`, a contraction hierarchy by other hands.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod answers;
mod porto;
mod towns;
mod work;
