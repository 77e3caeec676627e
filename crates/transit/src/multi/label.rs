//! Labels and bags of them.

use allways_base::ServiceTime;

use super::purse::Purse;

/// A way to be somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    /// When one is there, or ready to board.
    pub(super) time: ServiceTime,
    /// Seconds on foot so far.
    pub(super) walking: u32,
    pub(super) rides: u8,
    pub(super) purse: Purse,
    /// The step that led here.
    pub(super) step: u32,
}

impl Label {
    /// True if it is at least as good in everything, whatever may follow.
    pub(super) fn beats(&self, other: &Self) -> bool {
        self.time <= other.time
            && self.walking <= other.walking
            && self.rides <= other.rides
            && self.purse.is_as_good(&other.purse)
    }
}

/// Labels of which none beats another.
#[derive(Clone, Debug, Default)]
pub(super) struct Bag(pub(super) Vec<Label>);

impl Bag {
    /// Takes a label in, and those that it beats out; false if one here beats it.
    pub(super) fn insert(&mut self, label: Label) -> bool {
        if self.0.iter().any(|known| known.beats(&label)) {
            return false;
        }
        self.0.retain(|known| !label.beats(known));
        self.0.push(label);
        true
    }

    /// True if the label made by this step is still here.
    pub(super) fn holds(&self, label: &Label) -> bool {
        self.0.iter().any(|known| known.step == label.step && known.rides == label.rides)
    }
}
