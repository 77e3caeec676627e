//! How a mode is drawn: shape and dash first, colour last (Okabe and Ito, 2008), so that a diagram
//! and a map are read in grey too.

use allways_city::corridor::OptionRecord;

use super::markup::px;

/// The modes in the order of a legend.
pub(super) const ALL: [&str; 7] = ["rail", "hsr", "road", "river", "sea", "air", "transit"];

/// The word of a mode as a reader says it.
pub(super) fn name(mode: &str) -> &str {
    match mode {
        "hsr" => "high-speed rail",
        "transit" => "city transit",
        mode => mode,
    }
}

/// A change of gauge is a piece of the railway.
pub(super) fn drawn_as(mode: &str) -> &str {
    if mode == "gauge-change" { "rail" } else { mode }
}

/// Class of its lines and marks; one for all that have no style of their own.
pub(super) fn class(mode: &str) -> &'static str {
    match mode {
        "rail" => "c-rail",
        "hsr" => "c-hsr",
        "road" => "c-road",
        "river" => "c-river",
        "sea" => "c-sea",
        "air" => "c-air",
        "transit" => "c-transit",
        _ => "c-other",
    }
}

/// The mode with the most hours under way, and of equals the first one used.
pub(super) fn main_mode(option: &OptionRecord) -> &'static str {
    let mut best = ("", -1.0);
    for mode in option.modes() {
        let word = mode.word();
        let legs = option.legs.iter().filter(|leg| leg.mode == mode);
        let hours: f64 = legs.map(|leg| leg.parts.ride_h).sum();
        if hours > best.1 {
            best = (word, hours);
        }
    }
    best.0
}

/// Half the size of a mark, in pixels.
pub(super) const MARK: f64 = 6.0;

/// Square, standing bar, triangles, lozenge, disc, cross: none like another.
pub(super) fn mark(mode: &str, (x, y): (f64, f64)) -> String {
    let class = class(mode);
    let (cx, cy) = (px(x), px(y));
    let path = |d: String| format!("<path class=\"c-mark {class}\" d=\"{d}\"/>");
    match mode {
        "rail" => path(format!("M{},{}h10v10h-10z", px(x - 5.0), px(y - 5.0))),
        "hsr" => path(format!("M{},{}h6v12h-6z", px(x - 3.0), px(y - 6.0))),
        "road" => path(format!("M{},{}h12l-6,11z", px(x - 6.0), px(y - 5.0))),
        "river" => path(format!("M{cx},{}l6,6-6,6-6-6z", px(y - 6.0))),
        "air" => path(format!("M{cx},{}l6,11h-12z", px(y - 6.0))),
        "transit" => path(format!("M{},{}h4v4h4v4h-4v4h-4v-4h-4v-4h4z", px(x - 2.0), px(y - 6.0))),
        _ => format!("<circle class=\"c-mark {class}\" cx=\"{cx}\" cy=\"{cy}\" r=\"5.5\"/>"),
    }
}
