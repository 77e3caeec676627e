//! How sure a figure is: one scale for every table, plan and verdict.

/// How sure a figure is; ordered from the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Nobody published it.
    Assumed,
    /// Recalled, or a poor source.
    Low,
    /// One fair source.
    Medium,
    /// Official, or measured.
    High,
}

impl Confidence {
    /// Every value, weakest first.
    pub const ALL: &'static [Self] = &[Self::Assumed, Self::Low, Self::Medium, Self::High];

    /// As it is written in a table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Assumed => "assumed",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Reads a word in lower case, without space around it; `None` if it is no such word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|confidence| confidence.word() == word)
    }
}
