//! The maps: evidence above the city's base map, or above a graticule where it leaves the city.

use allways_base::LonLat;
use allways_city::verdict::{BaseMap, MapFeature, MapRole, Shape};

use super::graticule::graticule;
use super::labels::{Wanted, place};
use super::markup::{add, each, esc, px};
use super::shapes::{draw, lines, marker, rank, spots};
use super::view::{View, WIDTH};
use crate::frame::{Bounds, Frame, bounds};
use crate::geojson::role_word;
use crate::words::short_name;

/// Points of the base map nearer than this to the last one are dropped, in metres.
const FINE: f64 = 15.0;

/// The base map, drawn once in metres, reused by every city map.
pub(super) struct BaseLayer {
    frame: Option<Frame>,
    features: Vec<MapFeature>,
    width: f64,
}

impl BaseLayer {
    pub(super) fn of(map: &BaseMap) -> Self {
        let mut features = map.features.clone();
        features.sort_by_key(|f| rank(f.role));
        let all: Vec<LonLat> = features.iter().flat_map(|f| lines(&f.shape).concat()).collect();
        let frame = Frame::around(&all);
        let extent = frame.and_then(|f| bounds(all.iter().map(|&p| f.xy(p))));
        Self { frame, features, width: extent.map_or(0.0, |b| b.width().max(b.height())) }
    }

    /// The shared drawing; points are lines of no length, so that they keep their size.
    pub(super) fn defs(&self) -> String {
        let Some(frame) = &self.frame else { return String::new() };
        let (land, rest): (Vec<&MapFeature>, Vec<&MapFeature>) =
            self.features.iter().partition(|f| f.role == MapRole::District);
        let shape = |f: &MapFeature| {
            let d = match &f.shape {
                Shape::Point(p) => ground(&[*p], frame, false),
                Shape::Line(line) => ground(line, frame, false),
                Shape::Polygon(rings) => each(rings, |r| ground(r, frame, true)),
                Shape::Cells(..) => String::new(),
            };
            if d.is_empty() {
                return String::new();
            }
            let point = if matches!(f.shape, Shape::Point(_)) { " m-basedot" } else { "" };
            format!("<path class=\"m-base m-base-{}{point}\" d=\"{d}\"/>", role_word(f.role))
        };
        let (land, rest) = (each(land, shape), each(rest, shape));
        format!(
            "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\" \
             focusable=\"false\"><defs><g id=\"aw-base\">\
             <g id=\"aw-land\">{land}</g>{rest}</g></defs></svg>"
        )
    }

    fn city(&self) -> Option<(&Frame, f64)> {
        self.frame.as_ref().map(|frame| (frame, self.width))
    }

    fn is_corner_of(&self, view: &View) -> bool {
        view.ground_width() > self.width * 1.8
    }

    /// None where the city is only a corner of the map: they would lie on each other.
    fn labels(&self, view: &View) -> Vec<Wanted> {
        if self.is_corner_of(view) {
            return Vec::new();
        }
        let named = self.features.iter().filter(|f| !f.label.is_empty());
        named
            .filter_map(|f| {
                let spots = spots(&f.shape, view);
                let text = f.label.clone();
                (!spots.is_empty()).then_some(Wanted {
                    text,
                    spots,
                    role: f.role,
                    base: true,
                    reach: 0.0,
                })
            })
            .collect()
    }

    fn markers(&self, view: &View) -> Vec<Bounds> {
        if self.is_corner_of(view) {
            return Vec::new();
        }
        let is_place = |f: &&MapFeature| matches!(f.role, MapRole::Place | MapRole::End);
        self.features
            .iter()
            .filter(is_place)
            .filter_map(|f| match f.shape {
                Shape::Point(p) if p.is_valid() => Some(around(view.at(p), 4.0)),
                _ => None,
            })
            .collect()
    }
}

fn around((x, y): (f64, f64), r: f64) -> Bounds {
    Bounds { x0: x - r, y0: y - r, x1: x + r, y1: y + r }
}

/// Path in whole metres, y to the south, relative steps.
fn ground(points: &[LonLat], frame: &Frame, close: bool) -> String {
    let mut path = String::new();
    let mut last: Option<(f64, f64)> = None;
    for p in points.iter().filter(|p| p.is_valid()) {
        let (x, y) = frame.xy(*p);
        let (x, y) = (x.round(), -y.round());
        match last {
            None => {
                add(&mut path, format_args!("M{} {}", px(x), px(y)));
                if points.len() == 1 {
                    path.push_str("h0");
                }
            }
            Some((a, b)) if (x - a).hypot(y - b) < FINE => continue,
            Some((a, b)) => add(&mut path, format_args!("l{} {}", px(x - a), px(y - b))),
        }
        last = Some((x, y));
    }
    if close && last.is_some() {
        path.push('z');
    }
    path
}

/// The whole base map, once, near the top of the page.
pub(super) fn overview(base: &BaseLayer) -> String {
    let all: Vec<Vec<LonLat>> = base.features.iter().flat_map(|f| lines(&f.shape)).collect();
    let Some(view) = View::around(&all, None, base.city()) else { return String::new() };
    let roles: Vec<MapRole> = base.features.iter().map(|f| f.role).collect();
    format!(
        "<section class=\"overview\" aria-labelledby=\"aw-map\"><h2 id=\"aw-map\">The city in \
         this plan</h2>\n{}\n</section>",
        figure(base, &view, &[], "The districts, lines and places of the plan", &roles)
    )
}

/// The evidence of one promise; nothing if it has no shapes.
pub(super) fn evidence_map(base: &BaseLayer, promise: &str, features: &[MapFeature]) -> String {
    let all: Vec<Vec<LonLat>> = features.iter().flat_map(|f| lines(&f.shape)).collect();
    let hub = features.iter().find_map(|f| match f.shape {
        Shape::Point(p) if f.role == MapRole::End && p.is_valid() => Some(p),
        _ => None,
    });
    let Some(view) = View::around(&all, hub, base.city()) else { return String::new() };
    let mut sorted: Vec<&MapFeature> = features.iter().collect();
    sorted.sort_by_key(|f| rank(f.role));
    let mut roles: Vec<MapRole> = features.iter().map(|f| f.role).collect();
    if !view.world {
        roles.extend(base.features.iter().map(|f| f.role));
    }
    figure(base, &view, &sorted, &spoken(promise, features), &roles)
}

/// What the map shows, for those who do not see it.
fn spoken(promise: &str, features: &[MapFeature]) -> String {
    let ends: Vec<&str> = features
        .iter()
        .filter(|f| f.role == MapRole::End && !f.label.is_empty())
        .map(|f| f.label.as_str())
        .collect();
    let between =
        if ends.is_empty() { String::new() } else { format!(", between {}", ends.join(" and ")) };
    format!("Map of the evidence for {promise}{between}")
}

fn figure(
    base: &BaseLayer,
    view: &View,
    features: &[&MapFeature],
    spoken: &str,
    roles: &[MapRole],
) -> String {
    let has_base = !view.world && base.frame.is_some();
    let (land, under, mut taken) = if has_base {
        let at = view.base_transform();
        (
            format!("<use class=\"m-land\" href=\"#aw-land\" transform=\"{at}\"/>"),
            format!("<use href=\"#aw-base\" transform=\"{at}\"/>"),
            base.markers(view),
        )
    } else if view.world {
        let (lines, names) = graticule(view);
        (String::new(), lines, names)
    } else {
        (String::new(), String::new(), Vec::new())
    };
    let (ground, above): (Vec<&MapFeature>, Vec<&MapFeature>) =
        features.iter().partition(|f| rank(f.role) <= rank(MapRole::Covered));
    let mut wanted: Vec<Wanted> = features.iter().filter_map(|f| want(f, view)).collect();
    if view.world {
        let hub = wanted.iter().find(|w| w.role == MapRole::End).map(|w| w.spots[0]);
        for w in &mut wanted {
            w.reach = hub.map_or(0.0, |h| (w.spots[0].0 - h.0).hypot(w.spots[0].1 - h.1));
        }
    }
    for f in features {
        match f.shape {
            Shape::Point(p) if p.is_valid() => {
                let r = if f.role == MapRole::End { 9.0 } else { 4.0 };
                taken.push(around(view.at(p), r));
            }
            _ => {}
        }
    }
    if has_base {
        wanted.extend(base.labels(view));
    }
    let height = px(view.height);
    format!(
        "<figure class=\"map\"><div class=\"scroll\" role=\"region\" tabindex=\"0\" \
         aria-label=\"Map\"><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\
         <title>{spoken}</title><desc>{desc}</desc><rect class=\"m-paper\" width=\"{WIDTH}\" height=\"{height}\"/>\
         {land}{ground}{under}{above}{labels}{scale}{north}</svg></div>\
         <figcaption>{legend}</figcaption></figure>",
        spoken = esc(spoken),
        desc = esc(&description(view, features)),
        ground = each(ground, |f| draw(f, view)),
        above = each(above, |f| draw(f, view)),
        labels = place(wanted, taken, view),
        scale = view.scale_bar(),
        north = view.north(),
        legend = legend(roles, features, &base.features),
    )
}

fn want(f: &MapFeature, view: &View) -> Option<Wanted> {
    let silent = matches!(f.role, MapRole::Covered | MapRole::NotCovered | MapRole::Walk);
    if f.label.is_empty() || silent {
        return None;
    }
    let spots = spots(&f.shape, view);
    let text = f.label.clone();
    (!spots.is_empty()).then_some(Wanted { text, spots, role: f.role, base: false, reach: 0.0 })
}

/// What is drawn, for those who do not see it.
fn description(view: &View, features: &[&MapFeature]) -> String {
    let across = View::distance(view.ground_width());
    let mut names: Vec<&str> = Vec::new();
    for f in features {
        let name = short_name(&f.label);
        let point = matches!(f.role, MapRole::End | MapRole::Place | MapRole::Stop);
        if point && !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    let named = match names.len() {
        0 => String::new(),
        n if n > 12 => format!(" It names {} and {} more.", names[..12].join(", "), n - 12),
        _ => format!(" It names {}.", names.join(", ")),
    };
    let kind = if view.world {
        "Corridor map with meridians and parallels, distances true from the middle"
    } else {
        "City map, north at the top"
    };
    format!("{kind}, about {across} across.{named}")
}

/// One entry per role, in drawing order from the top.
fn legend(roles: &[MapRole], features: &[&MapFeature], base: &[MapFeature]) -> String {
    let mut roles = roles.to_vec();
    roles.sort_by_key(|r| std::cmp::Reverse(rank(*r)));
    roles.dedup();
    let items = each(roles, |role| {
        let own = features.iter().any(|f| f.role == role);
        let text = esc(&role_text(role, own, features, base));
        format!("<li>{}<span>{text}</span></li>", swatch(role, own))
    });
    format!("<ul class=\"legend\" aria-label=\"Legend\">{items}</ul>")
}

fn role_text(role: MapRole, own: bool, features: &[&MapFeature], base: &[MapFeature]) -> String {
    let text = match role {
        MapRole::District => "district (schematic)",
        MapRole::Area if own => "area in question",
        MapRole::Area => "area of the plan",
        MapRole::Line => "line",
        MapRole::NewLine => "line that a project adds",
        MapRole::Stop => "stop or station",
        MapRole::Place => "place",
        MapRole::Covered => "covered",
        MapRole::NotCovered => "not covered",
        MapRole::Ride => "ride",
        MapRole::Walk => "walk",
        MapRole::Link => "link (shortest way, schematic)",
        MapRole::End => "start or end",
    };
    // An outline is named here too: on a crowded map its own label may find no room.
    if role == MapRole::Area {
        let mut names: Vec<&str> = Vec::new();
        let shown = features.iter().copied().chain(base).filter(|f| f.role == role);
        for name in shown.map(|f| f.label.trim()).filter(|name| !name.is_empty()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if !names.is_empty() && names.len() <= 4 {
            return format!("{text}: {}", names.join("; "));
        }
    }
    let side = features.iter().find_map(|f| match f.shape {
        Shape::Cells(_, side) if f.role == role => Some(side),
        _ => None,
    });
    side.map_or_else(
        || text.to_owned(),
        |side| format!("{text}, squares of {}\u{a0}m", crate::quantity::number(side)),
    )
}

/// A sample in the style of the map; roles that only the base map has are drawn as there.
fn swatch(role: MapRole, own: bool) -> String {
    let word = role_word(role);
    let inside = match role {
        MapRole::Stop | MapRole::Place | MapRole::End if own => marker(role, (14.0, 8.0)),
        MapRole::Stop | MapRole::Place | MapRole::End => {
            format!("<path class=\"m-base m-base-{word} m-basedot\" d=\"M14 8h0\"/>")
        }
        MapRole::Covered | MapRole::NotCovered => {
            format!("<rect class=\"m-{word} m-cells\" x=\"1\" y=\"2\" width=\"26\" height=\"12\"/>")
        }
        MapRole::District | MapRole::Area if own => format!(
            "<rect class=\"m-{word} m-fill\" x=\"1.5\" y=\"2.5\" width=\"25\" height=\"11\"/>"
        ),
        MapRole::District | MapRole::Area => format!(
            "<rect class=\"m-base m-base-{word}\" x=\"1.5\" y=\"2.5\" width=\"25\" height=\"11\"/>"
        ),
        _ if own => format!("<path class=\"m-{word}\" d=\"M1,8H27\"/>"),
        _ => format!("<path class=\"m-base m-base-{word}\" d=\"M1,8H27\"/>"),
    };
    format!("<svg width=\"28\" height=\"16\" aria-hidden=\"true\">{inside}</svg>")
}
