//! The façade: opens a plan folder, compiles scenarios, evaluates measures, judges promises.

pub mod verdict;
