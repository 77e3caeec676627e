//! The corridor crate, from one link to random networks against slow twins.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod ladder;
mod toy;
mod twins;
