//! A stop's times, one for each departure: stairs that never fall from one departure to the next,
//! since who sets out later is never there earlier.

/// Departures in a chunk of a window, at most.
pub const LANES: usize = 128;

/// departure → seconds from the beginning of the chunk. Never falls.
pub type Lanes = [u16; LANES];

/// Later than any time of a chunk.
pub const NEVER: u16 = u16::MAX;

/// Everyone who sets out with one of the first `label` departures is there at `time`. True if that
/// is news to any of them.
#[inline]
pub(super) fn lower(lanes: &mut Lanes, label: u8, time: u16) -> bool {
    // Who sets out last is served worst: if it is no news to them, it is none to the others.
    let mut departure = usize::from(label);
    if departure == 0 || lanes[departure - 1] <= time {
        return false;
    }
    while departure > 0 && lanes[departure - 1] > time {
        departure -= 1;
        lanes[departure] = time;
    }
    true
}

/// The boarding side of a stop: how many departures are ready there by now. Time only goes on, so
/// neither does this number ever fall.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    /// When the next departure will be ready.
    next: u16,
    /// How many are.
    label: u8,
}

impl Gate {
    pub(super) const SHUT: Self = Self { next: NEVER, label: 0 };

    /// The label of those who are ready at `now`, which is not before any earlier question.
    #[inline]
    pub(super) fn label_at(&mut self, lanes: &Lanes, now: u16) -> u8 {
        while self.next <= now {
            self.label += 1;
            self.next = lanes.get(usize::from(self.label)).copied().unwrap_or(NEVER);
        }
        self.label
    }

    /// [`lower`], for the lanes behind this gate; `time` is not before any question so far.
    #[inline]
    pub(super) fn lower(&mut self, lanes: &mut Lanes, label: u8, time: u16) -> bool {
        // Those that are ready already need not be told, and that is known without the lanes.
        let is_news = label > self.label && lower(lanes, label, time);
        if is_news {
            self.next = self.next.min(time);
        }
        is_news
    }
}
