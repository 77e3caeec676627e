//! Shapes of the evidence as SVG, in pixels of one map.

use allways_base::LonLat;
use allways_city::verdict::{MapFeature, MapRole, Shape};

use super::markup::{add, each, px};
use super::view::View;
use crate::cells::strips;
use crate::geojson::role_word;

/// What lies under what: grounds, then lines, then points.
pub(super) const fn rank(role: MapRole) -> u8 {
    match role {
        MapRole::NotCovered => 0,
        MapRole::Covered => 1,
        MapRole::Area => 2,
        MapRole::District => 3,
        MapRole::Line => 4,
        MapRole::Link => 5,
        MapRole::NewLine => 6,
        MapRole::Walk => 7,
        MapRole::Ride => 8,
        MapRole::Stop => 9,
        MapRole::Place => 10,
        MapRole::End => 11,
    }
}

/// The valid points of a shape, line by line; a point alone is a line of one.
pub(super) fn lines(shape: &Shape) -> Vec<Vec<LonLat>> {
    let all = match shape {
        Shape::Point(p) => vec![vec![*p]],
        Shape::Line(points) => vec![points.clone()],
        Shape::Polygon(rings) => rings.clone(),
        Shape::Cells(cells, _) => cells.iter().map(|&c| vec![c]).collect(),
    };
    let valid = |line: Vec<LonLat>| line.into_iter().filter(|p| p.is_valid()).collect();
    all.into_iter().map(valid).collect()
}

pub(super) fn draw(feature: &MapFeature, view: &View) -> String {
    let word = role_word(feature.role);
    match &feature.shape {
        Shape::Point(p) if p.is_valid() => marker(feature.role, view.at(*p)),
        Shape::Point(_) => String::new(),
        Shape::Line(points) => {
            let valid: Vec<LonLat> = points.iter().copied().filter(|p| p.is_valid()).collect();
            let d = path(&view.way(&valid), view, false);
            if d.is_empty() {
                return String::new();
            }
            let case = if matches!(feature.role, MapRole::Ride | MapRole::NewLine | MapRole::Link) {
                format!("<path class=\"m-case\" d=\"{d}\"/>")
            } else {
                String::new()
            };
            format!("{case}<path class=\"m-{word}\" d=\"{d}\"/>")
        }
        Shape::Polygon(rings) => {
            let d = each(rings, |ring| path(ring, view, true));
            format!("<path class=\"m-{word} m-fill\" d=\"{d}\"/>")
        }
        Shape::Cells(cells, side) => {
            format!("<path class=\"m-{word} m-cells\" d=\"{}\"/>", cells_path(cells, *side, view))
        }
    }
}

/// `M…L…`, points nearer than 0.6 pixels to the last one dropped.
pub(super) fn path(points: &[LonLat], view: &View, close: bool) -> String {
    let mut d = String::new();
    let mut last: Option<(f64, f64)> = None;
    let n = points.len();
    for (k, p) in points.iter().enumerate().filter(|(_, p)| p.is_valid()) {
        let (x, y) = view.at(*p);
        let near = last.is_some_and(|(a, b)| (x - a).hypot(y - b) < 0.6);
        if near && k + 1 < n {
            continue;
        }
        d.push(if last.is_some() { 'L' } else { 'M' });
        add(&mut d, format_args!("{},{}", px(x), px(y)));
        last = Some((x, y));
    }
    if close && last.is_some() {
        d.push('z');
    }
    d
}

/// One subpath per strip. Neighbouring strips share an edge to a tenth of a pixel, and the style
/// turns smoothing off, so that no seams show.
fn cells_path(cells: &[LonLat], side: f64, view: &View) -> String {
    let half = view.length(side) / 2.0;
    each(strips(cells, side), |strip| {
        let ((x0, y0), (x1, y1)) = (view.at(strip.first), view.at(strip.last));
        let (left, right) = (x0 - half, x1 + half);
        let flat = (y0 - y1).abs() < 0.1;
        if flat {
            return format!(
                "M{},{}H{}V{}H{}z",
                px(left),
                px(y0 - half),
                px(right),
                px(y0 + half),
                px(left)
            );
        }
        format!(
            "M{l},{}L{r},{}V{}L{l},{}z",
            px(y0 - half),
            px(y1 - half),
            px(y1 + half),
            px(y0 + half),
            l = px(left),
            r = px(right),
        )
    })
}

/// Points by shape: rings for ends, discs for stops, lozenges for places.
pub(super) fn marker(role: MapRole, (x, y): (f64, f64)) -> String {
    let (cx, cy) = (px(x), px(y));
    match role {
        MapRole::End => format!(
            "<g class=\"m-end\"><circle cx=\"{cx}\" cy=\"{cy}\" r=\"8\"/>\
             <circle class=\"m-solid\" cx=\"{cx}\" cy=\"{cy}\" r=\"3.2\"/></g>"
        ),
        MapRole::Place => format!(
            "<path class=\"m-place\" d=\"M{cx},{}l4.5,4.5-4.5,4.5-4.5-4.5z\"/>",
            px(y - 4.5)
        ),
        role => {
            let word = role_word(role);
            format!("<circle class=\"m-dot m-{word}\" cx=\"{cx}\" cy=\"{cy}\" r=\"3.4\"/>")
        }
    }
}

/// Where a label may stand, best first: on the point, on the line from its middle outwards, in the
/// ring from its center outwards. Only places that the map shows.
pub(super) fn spots(shape: &Shape, view: &View) -> Vec<(f64, f64)> {
    let mut found = match shape {
        Shape::Point(p) if p.is_valid() => vec![view.at(*p)],
        Shape::Point(_) | Shape::Cells(..) => Vec::new(),
        Shape::Line(line) => along(&pixels(line, view)),
        Shape::Polygon(rings) => {
            rings.first().map_or_else(Vec::new, |ring| within(&pixels(ring, view), view))
        }
    };
    found.retain(|&at| view.shows(at));
    if matches!(shape, Shape::Line(_)) {
        middle_first(&mut found);
    }
    found
}

fn pixels(points: &[LonLat], view: &View) -> Vec<(f64, f64)> {
    let valid: Vec<LonLat> = points.iter().copied().filter(|p| p.is_valid()).collect();
    view.way(&valid).into_iter().map(|p| view.at(p)).collect()
}

/// Evenly spaced points on a line, the ends left out.
fn along(line: &[(f64, f64)]) -> Vec<(f64, f64)> {
    const PARTS: u32 = 16;
    let length = |w: &[(f64, f64)]| (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1);
    let step = line.windows(2).map(length).sum::<f64>() / f64::from(PARTS);
    let mut out = Vec::new();
    let (mut done, mut next) = (0.0, step);
    for w in line.windows(2) {
        let l = length(w);
        while step > 0.0 && l > 0.0 && done + l >= next && out.len() + 1 < 16 {
            let t = (next - done) / l;
            out.push((w[0].0 + (w[1].0 - w[0].0) * t, w[0].1 + (w[1].1 - w[0].1) * t));
            next += step;
        }
        done += l;
    }
    out
}

/// Reorders from the middle outwards.
fn middle_first(spots: &mut Vec<(f64, f64)>) {
    let mut ordered = Vec::with_capacity(spots.len());
    let mut left = spots.split_off(0);
    while !left.is_empty() {
        ordered.push(left.remove(left.len() / 2));
    }
    *spots = ordered;
}

/// The ring's center, then points of a coarse grid inside what is seen of it.
fn within(ring: &[(f64, f64)], view: &View) -> Vec<(f64, f64)> {
    const GRID: u32 = 9;
    let mut inside = Vec::new();
    for row in 1..GRID {
        for column in 1..GRID {
            let part = |k: u32| f64::from(k) / f64::from(GRID);
            let at = (part(column) * super::view::WIDTH, part(row) * view.height);
            if contains(ring, at) {
                inside.push(at);
            }
        }
    }
    let n = allways_base::cast::f64_from(inside.len().max(1));
    let mean = inside.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    inside.sort_by(|a, b| {
        let far = |p: &(f64, f64)| (p.0 - mean.0).hypot(p.1 - mean.1);
        far(a).total_cmp(&far(b))
    });
    inside.truncate(24);
    center(ring).into_iter().chain(inside).collect()
}

/// Even-odd rule.
fn contains(ring: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crossed = ring
        .iter()
        .zip(next)
        .filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0);
    crossed.count() % 2 == 1
}

fn center(ring: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (x0, y0) = *ring.first()?;
    let (mut area, mut cx, mut cy) = (0.0, 0.0, 0.0);
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (ax, ay, bx, by) = (a.0 - x0, a.1 - y0, b.0 - x0, b.1 - y0);
        let cross = ax * by - bx * ay;
        area += cross;
        cx += (ax + bx) * cross;
        cy += (ay + by) * cross;
    }
    if area.abs() < 1e-9 {
        return Some((x0, y0));
    }
    Some((x0 + cx / (3.0 * area), y0 + cy / (3.0 * area)))
}
