//! What is wrong with the *data*. Not an error: reading goes on, and the user sees every problem.

use std::collections::BTreeMap;
use std::fmt;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Kept as it is, but worth a look.
    Note,
    /// A row was repaired or dropped; the rest is usable.
    Warning,
    /// Results that depend on this would be wrong.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One thing wrong with the input, where, and what mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// A stable kebab-case code; tests, filters and scripts use it.
    pub code: &'static str,
    /// `stop_times.txt:1042`, `way/335`: what a person needs to find it.
    pub place: String,
    /// What is wrong, with the offending value, in the user's terms; one sentence, no full stop.
    pub message: String,
    /// What to do about it; one sentence, no full stop.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, code, place, message, remedy } = self;
        write!(f, "{severity}[{code}] {place}: {message}; {remedy}")
    }
}

/// Most problems kept per code; the rest are counted.
pub const KEPT_PER_CODE: usize = 100;

/// Problems in input order. A feed with a million bad rows must not cost a gigabyte of messages,
/// so only the first [`KEPT_PER_CODE`] of each code are kept; all are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    counts: BTreeMap<&'static str, usize>,
}

impl Problems {
    /// Adds a problem, built only if it will be kept.
    pub fn add(&mut self, code: &'static str, problem: impl FnOnce() -> Problem) {
        let count = self.counts.entry(code).or_insert(0);
        *count += 1;
        if *count <= KEPT_PER_CODE {
            self.list.push(problem());
        }
    }

    /// Adds a problem.
    pub fn push(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(code, || Problem {
            severity,
            code,
            place: place.into(),
            message: message.into(),
            remedy: remedy.into(),
        });
    }

    /// The same, each place behind `source: `, where file names alone do not tell which source is
    /// meant.
    #[must_use]
    pub fn of_source(mut self, source: &str) -> Self {
        for problem in &mut self.list {
            problem.place = format!("{source}: {}", problem.place);
        }
        self
    }

    /// Appends all of `other`, adding up the counts.
    pub fn extend(&mut self, other: Self) {
        for problem in other.list {
            let kept = self.list.iter().filter(|p| p.code == problem.code).count();
            if kept < KEPT_PER_CODE {
                self.list.push(problem);
            }
        }
        for (code, n) in other.counts {
            *self.counts.entry(code).or_insert(0) += n;
        }
    }

    /// The kept problems, in input order.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// How many problems of each code there were, kept or not.
    pub fn counts(&self) -> &BTreeMap<&'static str, usize> {
        &self.counts
    }

    /// True if nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The worst severity, if there is any problem.
    pub fn worst(&self) -> Option<Severity> {
        self.list.iter().map(|p| p.severity).max()
    }
}

/// A value that is usable as far as `problems` allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked<T> {
    /// What could be read.
    pub value: T,
    /// What was wrong.
    pub problems: Problems,
}

impl<T> Checked<T> {
    /// Passes the problems on and hands out the value.
    pub fn into_value(self, problems: &mut Problems) -> T {
        problems.extend(self.problems);
        self.value
    }
}
