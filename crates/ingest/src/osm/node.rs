//! Gates, bollards and kerbs: what stands at a node, by [`super::access`].
//!
//! Only a `barrier` or a kerb stops anybody; a crossing that is tagged `access=no` does not close the
//! street. Walkers are stopped by what the table says, by `foot` and by `access` where it closes;
//! vehicles by what their most specific key says.

use allways_streets::{Mode, ModeSet, NodeFacts, Permit, SizeLimits};

use super::access::{CLOSES, OPENS, stopped_by};
use super::speed;
use super::tags::Tags;
use super::traits::kerb_at;
use super::vehicle::permit;

/// What stands there; `None` if it hinders nobody. The row of the node is for the caller to set.
pub(super) fn of_node(tags: &Tags<'_>) -> Option<NodeFacts> {
    let barrier = tags.get("barrier");
    let kerb_cm = kerb_at(tags);
    if barrier.is_none() && kerb_cm.is_none() {
        return None;
    }
    let facts = NodeFacts {
        node: 0,
        closed: barrier.map_or(ModeSet::NONE, |barrier| closed(tags, barrier)),
        kerb_cm,
        size: barrier.map_or(SizeLimits::default(), |_| speed::size(tags)),
    };
    (facts != NodeFacts::default()).then_some(facts)
}

fn closed(tags: &Tags<'_>, barrier: &str) -> ModeSet {
    let usual = stopped_by(barrier);
    let mut closed = ModeSet::NONE;
    let on_foot = !tags.is("foot", OPENS)
        && (tags.is("foot", CLOSES) || tags.is("access", CLOSES) || usual.contains(Mode::Walk));
    if on_foot {
        closed = closed.with(Mode::Walk);
    }
    let on_wheels = match tags.get("wheelchair") {
        Some("yes" | "designated") => on_foot,
        Some("no") => true,
        _ => on_foot || (usual.contains(Mode::Wheel) && !usual.contains(Mode::Walk)),
    };
    if on_wheels {
        closed = closed.with(Mode::Wheel);
    }
    for mode in [Mode::Cycle, Mode::Drive, Mode::Truck] {
        if permit(tags, "forward", !usual.contains(mode), mode) == Permit::Closed {
            closed = closed.with(mode);
        }
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of the modes that are stopped, and what else stands there.
    fn read(text: &str) -> String {
        let Some(facts) = of_node(&Tags::read(text)) else { return "nothing".to_owned() };
        let letters = ["w", "s", "c", "d", "t"];
        let stopped =
            Mode::ALL.iter().zip(letters).filter(|(mode, _)| facts.closed.contains(**mode));
        let mut said: String = stopped.map(|(_, letter)| letter).collect();
        if let Some(kerb) = facts.kerb_cm {
            said += &format!(" kerb {kerb}");
        }
        if facts.size.height_cm > 0 {
            said += &format!(" height {}", facts.size.height_cm);
        }
        said
    }

    #[test]
    fn barriers() {
        for (tags, wanted) in [
            ("highway=crossing access=no", "nothing"),
            ("barrier=gate", "nothing"),
            ("barrier=gate access=private", "wscdt"),
            ("barrier=gate access=private foot=yes", "cdt"),
            ("barrier=gate access=private motor_vehicle=yes", "wsc"),
            ("barrier=lift_gate motor_vehicle=private", "dt"),
            ("barrier=bollard", "dt"),
            ("barrier=bollard access=yes", "dt"),
            ("barrier=bollard motor_vehicle=yes", "nothing"),
            ("barrier=bollard foot=no", "wsdt"),
            ("barrier=bollard bicycle=no", "cdt"),
            ("barrier=wall", "wscdt"),
            ("barrier=stile", "scdt"),
            ("barrier=stile wheelchair=yes", "cdt"),
            ("barrier=kissing_gate", "cdt"),
            ("barrier=kissing_gate wheelchair=no", "scdt"),
            ("barrier=cattle_grid", "nothing"),
            ("barrier=something_new", "nothing"),
            ("barrier=height_restrictor maxheight=2.1", " height 210"),
            ("barrier=kerb kerb=lowered", " kerb 3"),
            ("kerb=raised", " kerb 12"),
            ("kerb=flush", " kerb 0"),
        ] {
            assert_eq!(read(tags), wanted, "{tags}");
        }
    }
}
