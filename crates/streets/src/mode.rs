//! Modes: each has a network of its own, compiled from the one draft.
//!
//! A network holds only what its mode may use and is cut only where something changes that its
//! travellers ask about. So a walker's search does not stop at every change of a speed limit, and an
//! island is an island *of that mode*. Who travels, and how, is a parameter of the search.

/// What a network is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Anyone on foot; knows steps and `wheelchair`, nothing finer.
    Walk,
    /// On foot or on small wheels (wheelchairs, prams): the same ways, with kerbs, surface, width
    /// and incline.
    Wheel,
    /// Bicycles.
    Cycle,
    /// Cars.
    Drive,
    /// Goods vehicles, with limits of weight, height, width and length.
    Truck,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 5] = [Self::Walk, Self::Wheel, Self::Cycle, Self::Drive, Self::Truck];

    /// True for modes that keep to one-ways of vehicles and to turn restrictions.
    pub const fn is_vehicle(self) -> bool {
        matches!(self, Self::Cycle | Self::Drive | Self::Truck)
    }

    /// For messages: `not connected on foot`.
    pub const fn how(self) -> &'static str {
        match self {
            Self::Walk => "on foot",
            Self::Wheel => "on foot or small wheels",
            Self::Cycle => "by bicycle",
            Self::Drive => "by car",
            Self::Truck => "by truck",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Walk => 1,
            Self::Wheel => 2,
            Self::Cycle => 4,
            Self::Drive => 8,
            Self::Truck => 16,
        }
    }
}

/// A set of modes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModeSet(u8);

impl ModeSet {
    /// No mode.
    pub const NONE: Self = Self(0);
    /// Bicycles, cars and trucks.
    pub const VEHICLES: Self = Self(4 | 8 | 16);
    /// Cars and trucks.
    pub const MOTOR: Self = Self(8 | 16);

    /// With a mode added.
    #[must_use]
    pub const fn with(self, mode: Mode) -> Self {
        Self(self.0 | mode.bit())
    }

    /// With a mode taken away.
    #[must_use]
    pub const fn without(self, mode: Mode) -> Self {
        Self(self.0 & !mode.bit())
    }

    /// All of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True if the mode is in it.
    pub const fn contains(self, mode: Mode) -> bool {
        self.0 & mode.bit() != 0
    }

    /// True if no mode is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}
