//! The corridor crate, from one link to random networks against slow twins.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod directions;
mod full_twin;
mod ladder;
mod robust;
mod toy;
mod trucks;
mod twins;
mod week_ladder;
