//! What a way is like, beyond being walkable: facts that tags state, each with its own "nothing
//! said".

use crate::draft::Known;
use crate::mode::Mode;

/// The class of a road or path (`highway=*`), from the largest down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are OSM's")]
pub enum RoadClass {
    Motorway,
    MotorwayLink,
    Trunk,
    TrunkLink,
    Primary,
    PrimaryLink,
    Secondary,
    SecondaryLink,
    Tertiary,
    TertiaryLink,
    Unclassified,
    Residential,
    LivingStreet,
    Service,
    Track,
    Pedestrian,
    Cycleway,
    Footway,
    Path,
    Steps,
    Ferry,
    /// Anything else, and what a walking network does not ask.
    #[default]
    Other,
}

/// What is under one's feet or wheels (`surface=*`), from the easiest to roll on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Surface {
    /// Nothing is said.
    #[default]
    Unknown,
    /// Asphalt, concrete, metal, wood, `paved`.
    Smooth,
    /// Paving stones, sett, cobblestone, grass pavers.
    Jointed,
    /// Compacted, fine gravel.
    Compacted,
    /// Gravel, earth, `unpaved`.
    Loose,
    /// Sand, mud, grass, snow.
    Soft,
}

/// Whether a way lies on the ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Structure {
    /// On it.
    #[default]
    Ground,
    /// Above it.
    Bridge,
    /// Below it.
    Tunnel,
}

/// Who may go along, in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permit {
    /// Nobody.
    #[default]
    Closed,
    /// Everybody of the mode.
    Open,
    /// Those who have a destination there. Kept apart so that a traveller may be kept out of it;
    /// that one may not go *through* is not enforced.
    Destination,
    /// Only pushing (`bicycle=dismount`).
    Push,
}

/// Permits in the drawn direction and against it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passage {
    /// From the first node to the last.
    pub forward: Permit,
    /// From the last node to the first.
    pub backward: Permit,
}

impl Passage {
    /// The same in both directions.
    pub const fn both(permit: Permit) -> Self {
        Self { forward: permit, backward: permit }
    }

    /// True if nobody may go either way.
    pub fn is_closed(self) -> bool {
        self.forward == Permit::Closed && self.backward == Permit::Closed
    }

    const fn turned(self) -> Self {
        Self { forward: self.backward, backward: self.forward }
    }
}

/// Largest vehicle; 0 where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SizeLimits {
    /// `maxweight`, kilograms.
    pub weight_kg: u32,
    /// `maxheight`, centimetres.
    pub height_cm: u16,
    /// `maxwidth`, centimetres.
    pub width_cm: u16,
    /// `maxlength`, centimetres.
    pub length_cm: u16,
}

impl SizeLimits {
    /// The stricter of both, limit by limit.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let least = |a: u16, b: u16| if a == 0 || b == 0 { a.max(b) } else { a.min(b) };
        let (a, b) = (self.weight_kg, other.weight_kg);
        Self {
            weight_kg: if a == 0 || b == 0 { a.max(b) } else { a.min(b) },
            height_cm: least(self.height_cm, other.height_cm),
            width_cm: least(self.width_cm, other.width_cm),
            length_cm: least(self.length_cm, other.length_cm),
        }
    }
}

/// Speed limits in the drawn direction and against it, millimetres a second; 0 where nothing is
/// known.
pub type SpeedLimits = [u16; 2];

/// Facts about a way; the default says nothing and opens nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WayTraits {
    /// `highway`.
    pub class: RoadClass,
    /// Where bicycles may go.
    pub cycle: Passage,
    /// Where cars may go.
    pub drive: Passage,
    /// Where goods vehicles may go.
    pub truck: Passage,
    /// Speed limits of cars.
    pub speed: SpeedLimits,
    /// Speed limits of goods vehicles, where they have their own.
    pub truck_speed: SpeedLimits,
    /// `speed` is the class's usual one, not a sign's.
    pub speed_is_assumed: bool,
    /// Of a ferry, the time of a crossing, seconds; 0 where nothing is said.
    pub ferry_seconds: u32,
    /// Largest vehicle.
    pub size: SizeLimits,
    /// `surface`.
    pub surface: Surface,
    /// `smoothness`: 1 excellent, 2 good, 3 intermediate, 4 bad, 5 very bad, 6 horrible, 7 very
    /// horrible, 8 impassable; 0 where nothing is said.
    pub smoothness: u8,
    /// `width`, centimetres; 0 where nothing is said.
    pub width_cm: u16,
    /// `incline` in thousandths, up in the drawn direction.
    pub incline: Option<i16>,
    /// A ramp for wheelchairs beside steps (`ramp:wheelchair`).
    pub ramp: Known,
    /// A ramp for prams beside steps (`ramp:stroller`, or one for wheelchairs).
    pub pram_ramp: Known,
    /// Highest kerb on the way itself (`kerb`), centimetres.
    pub kerb_cm: Option<u16>,
    /// A crossing: kerb nodes at its ends concern it and not the pavement that passes by.
    pub is_crossing: bool,
    /// `covered`.
    pub covered: Known,
    /// `lit`.
    pub lit: Known,
    /// `bridge`, `tunnel`.
    pub structure: Structure,
    /// `bridge:name`, `tunnel:name`; may be empty.
    pub structure_name: String,
}

impl WayTraits {
    /// As seen when the way is drawn the other way round.
    #[must_use]
    pub fn turned(mut self) -> Self {
        self.cycle = self.cycle.turned();
        self.drive = self.drive.turned();
        self.truck = self.truck.turned();
        self.speed.reverse();
        self.truck_speed.reverse();
        self.incline = self.incline.map(|up| -up);
        self
    }

    /// Where a vehicle may go; closed for walkers, whose permissions are the way's own.
    pub const fn passage(&self, mode: Mode) -> Passage {
        match mode {
            Mode::Cycle => self.cycle,
            Mode::Drive => self.drive,
            Mode::Truck => self.truck,
            Mode::Walk | Mode::Wheel => Passage::both(Permit::Closed),
        }
    }
}
