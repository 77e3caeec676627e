//! The map of corridors: every leg by its mode, seen from the hub.

use allways_base::LonLat;
use allways_city::corridor::{CorridorLeg, OptionRecord};
use allways_city::verdict::MapRole;

use super::graticule::graticule;
use super::labels::{Wanted, place};
use super::markup::{each, esc, px};
use super::modes;
use super::shapes::{marker, path};
use super::view::{View, WIDTH};
use crate::frame::Bounds;
use crate::words::short_name;

/// What is drawn, each thing once.
#[derive(Default)]
pub(super) struct World<'a> {
    legs: Vec<&'a CorridorLeg>,
    /// Links whose mode the evidence does not tell.
    links: Vec<&'a [LonLat]>,
    places: Vec<(&'a str, LonLat)>,
    /// Where options begin, and how many; an end counts if none does.
    starts: Vec<(&'a str, LonLat, usize)>,
}

impl<'a> World<'a> {
    /// The hub is where most options begin.
    pub(super) fn add(&mut self, options: &'a [OptionRecord]) {
        for leg in options.iter().filter_map(|option| option.legs.first()) {
            if let Some(&at) = leg.line.first().filter(|at| at.is_valid()) {
                self.begins(&leg.from.1, at, 1);
            }
        }
        for leg in options.iter().flat_map(|option| &option.legs) {
            let (Some(&first), Some(&last)) = (leg.line.first(), leg.line.last()) else { continue };
            if !leg.line.iter().all(|p| p.is_valid()) {
                continue;
            }
            self.place(&leg.from.1, first);
            self.place(&leg.to.1, last);
            let same = |there: &&CorridorLeg| {
                there.mode == leg.mode
                    && (there.line == leg.line || there.line.iter().eq(leg.line.iter().rev()))
            };
            if leg.line.len() > 1 && !self.legs.iter().any(same) {
                self.legs.push(leg);
            }
        }
    }

    /// A link of the evidence, unless a leg runs there.
    pub(super) fn add_link(&mut self, line: &'a [LonLat]) {
        let [a, .., b] = line else { return };
        let joins = |x: &LonLat, y: &LonLat| (x, y) == (a, b) || (x, y) == (b, a);
        let drawn = |other: &[LonLat]| matches!(other, [x, .., y] if joins(x, y));
        let is_there = self.legs.iter().any(|leg| drawn(&leg.line))
            || self.links.iter().any(|link| drawn(link));
        if !is_there && line.iter().all(|p| p.is_valid()) {
            self.links.push(line);
        }
    }

    /// A place that the evidence names; the first end is the hub where no option says so.
    pub(super) fn add_place(&mut self, name: &'a str, at: LonLat, is_end: bool) {
        if !at.is_valid() {
            return;
        }
        if is_end {
            self.begins(name, at, 0);
        }
        self.place(name, at);
    }

    fn begins(&mut self, name: &'a str, at: LonLat, n: usize) {
        match self.starts.iter_mut().find(|(_, there, _)| *there == at) {
            Some(start) => start.2 += n,
            None => self.starts.push((name, at, n)),
        }
    }

    fn hub(&self) -> Option<(&'a str, LonLat)> {
        // The first of those with most.
        let most = self.starts.iter().map(|start| start.2).max()?;
        let hub = self.starts.iter().find(|start| start.2 == most)?;
        Some((hub.0, hub.1))
    }

    fn place(&mut self, name: &'a str, at: LonLat) {
        if !self.places.iter().any(|(there, other)| *there == name || *other == at) {
            self.places.push((name, at));
        }
    }

    /// The map with its legend; nothing without a line.
    pub(super) fn figure(&self, spoken: &str) -> String {
        let legs = self.legs.iter().map(|leg| leg.line.clone());
        let lines: Vec<Vec<LonLat>> =
            legs.chain(self.links.iter().map(|link| link.to_vec())).collect();
        let Some(view) = View::around(&lines, self.hub().map(|(_, at)| at), None) else {
            return String::new();
        };
        let (grid, mut taken) = if view.world { graticule(&view) } else { Default::default() };
        // Through every place of a line; between two of them by the great circle.
        let line = |class: &str, line: &[LonLat]| {
            format!(
                "<path class=\"c-line {class}\" d=\"{}\"/>",
                path(&view.way(line), &view, false)
            )
        };
        let mut drawn = each(&self.links, |link| line("c-other", link));
        for mode in modes::ALL.into_iter().rev() {
            let legs = self.legs.iter().filter(|leg| modes::drawn_as(leg.mode.word()) == mode);
            drawn += &each(legs, |leg| line(modes::class(mode), &leg.line));
        }
        let mut wanted = Vec::new();
        let hub = self.hub().map(|(_, at)| view.at(at));
        for &(name, at) in &self.places {
            let (x, y) = view.at(at);
            let is_hub = self.hub().is_some_and(|(_, there)| there == at);
            let role = if is_hub { MapRole::End } else { MapRole::Place };
            drawn += &marker(role, (x, y));
            let r = if is_hub { 9.0 } else { 4.0 };
            taken.push(Bounds { x0: x - r, y0: y - r, x1: x + r, y1: y + r });
            let reach = hub.map_or(0.0, |(hx, hy)| (x - hx).hypot(y - hy));
            let text = short_name(name).to_owned();
            wanted.push(Wanted { text, spots: vec![(x, y)], role, reach, base: false });
        }
        let height = px(view.height);
        format!(
            "<figure class=\"map world\"><div class=\"scroll\" role=\"region\" tabindex=\"0\" \
             aria-label=\"Map\"><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\"><title>{spoken}\
             </title><desc>{desc}</desc><rect class=\"m-paper\" width=\"{WIDTH}\" \
             height=\"{height}\"/>{grid}{drawn}{labels}{scale}</svg></div><figcaption>{legend}\
             </figcaption></figure>\n",
            spoken = esc(spoken),
            desc = esc(&self.description(&view)),
            labels = place(wanted, taken, &view),
            scale = view.scale_bar(),
            legend = self.legend(),
        )
    }

    fn description(&self, view: &View) -> String {
        let from = self.hub().map_or_else(String::new, |(name, _)| format!(" seen from {name}"));
        let names: Vec<&str> = self.places.iter().map(|(name, _)| *name).collect();
        format!(
            "Map{from}, about {} across, with {} legs between {}.",
            View::distance(view.ground_width()),
            self.legs.len() + self.links.len(),
            names.join(", ")
        )
    }

    fn legend(&self) -> String {
        let used =
            |mode: &&str| self.legs.iter().any(|leg| modes::drawn_as(leg.mode.word()) == *mode);
        let item = |class: &str, name: &str| {
            format!(
                "<li><svg width=\"34\" height=\"12\" aria-hidden=\"true\"><path class=\"c-line \
                 {class}\" d=\"M1,6H33\"/></svg><span>{name}</span></li>"
            )
        };
        let modes = modes::ALL.into_iter().filter(used);
        let mut items = each(modes, |mode| item(modes::class(mode), modes::name(mode)));
        if !self.links.is_empty() {
            items += &item("c-other", "link whose mode the evidence does not tell");
        }
        format!("<ul class=\"legend\" aria-label=\"Legend\">{items}</ul>")
    }
}
