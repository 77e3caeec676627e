//! Corridors: from a place of the city to any place beyond it, as a Pareto set of time, cost, CO2e
//! and handlings; to all four directions; and what is left when a line or a terminal is lost.
//!
//! An end is a terminal, a place with terminals of its own, or a door: any other place, which
//! [`doors`] joins to the terminals around it.

mod asked;
mod doors;
mod ends;
mod record;
mod written;

use allways_base::Window;
pub use allways_corridor::Weekly;
use allways_corridor::draft::{Load, Mode, Scope};
use allways_corridor::week::parse_moment;
use allways_corridor::{
    Channels, Consignment, CorridorNetwork, Criteria, Draws, EMPTY_TRUCK_T, Left, LoadUnit,
    Question, Start, TerminalIdx, Usual, Waiting, by_direction, disjoint_routes,
    node_disjoint_routes, options, robust, untouched,
};
use allways_plan::plan::{Source, SourceKind};

pub(crate) use self::asked::{Ends, dock, ends_in};
pub(crate) use self::doors::Doors;
use self::ends::end;
pub use self::ends::terminals_of;
pub use self::record::{
    ChannelsRecord, CorridorLeg, DirectionRecord, DirectionsRecord, LeftRecord, LegParts,
    OptionRecord,
};
pub use self::written::channel_name;
pub(crate) use self::written::{Writer, ends_of, is_named, through};
use crate::check::{AskError, CheckSettings};
use crate::open::City;
use crate::scenario::Scenario;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Toward<'a> {
    /// To a place: id or name of a terminal or place, stop, or `lat,lon`.
    Place(&'a str),
    /// To the gateways in the west, north, east and south.
    AllDirections,
}

/// A question about corridors, as it is typed.
#[derive(Clone, Debug)]
pub struct CorridorAsk<'a> {
    /// Id or name of a terminal or place, stop, or `lat,lon`.
    pub from: &'a str,
    /// Where to.
    pub to: Toward<'a>,
    /// How much of what: `1feu`, `20t`, `500kg`, `2passengers`.
    pub load: &'a str,
    /// Modes that may be used, a change of gauge always; all if empty.
    pub modes: &'a [String],
    /// When the load is ready, `Mo 08:00`; `None`: at the best moment for each option.
    pub ready: Option<&'a str>,
    /// Month of the year, 1 to 12; `None`: none in particular.
    pub month: Option<u8>,
    /// Which emission factors count: `wtw`, `ttw`, `official`.
    pub scope: &'a str,
    /// True: running times and dwell only, no waits, cut-offs or opening hours.
    pub is_without_waits: bool,
    /// Percentile of the time over this many seeded draws; `None`: not asked.
    pub late: Option<(u32, u32)>,
    /// True: also the ways that share nothing, and what is left when a line or terminal is lost.
    pub with_channels: bool,
    /// True: a place that has terminals counts as a door all the same.
    pub from_door: bool,
    /// Departures over which the way through the city is counted.
    pub window: Window,
    /// Most labels of the search; `None`: as many as it takes.
    pub budget: Option<usize>,
}

/// The answer, and what the reader must know about it.
#[derive(Clone, Debug, Default)]
pub struct CorridorAnswer {
    /// Where from.
    pub from: String,
    /// Where to; empty for all directions.
    pub to: String,
    /// What travels, as asked.
    pub load: String,
    /// Options that no other beats, fastest first; empty for all directions.
    pub options: Vec<OptionRecord>,
    /// False if the budget ended the search: there may be better options.
    pub is_complete: bool,
    /// All directions, if asked for.
    pub directions: Option<DirectionsRecord>,
    /// What they share, if asked for.
    pub channels: Option<ChannelsRecord>,
    /// Assumptions, and what was left out.
    pub notes: Vec<String>,
    /// Labels made and kept by the search.
    pub labels: (usize, usize),
}

impl CorridorAnswer {
    /// The legs of every option, and of the best to each direction.
    fn legs(&self) -> impl Iterator<Item = &CorridorLeg> {
        let best = self.directions.iter().flat_map(|directions| &directions.each);
        let best = best.filter_map(|direction| direction.best.as_ref()).map(|(_, option)| option);
        self.options.iter().chain(best).flat_map(|option| &option.legs)
    }
}

/// Answers a question about corridors.
pub fn corridor(
    city: &City,
    settings: &CheckSettings,
    ask: &CorridorAsk<'_>,
) -> Result<CorridorAnswer, AskError> {
    if city.corridors.services.is_empty() {
        return Err(AskError::Question(
            "the plan has no corridors; add a source of kind `corridors` (docs/plan-folder.md)"
                .into(),
        ));
    }
    let scenario = Scenario::compile(city, settings.year.unwrap_or(city.plan.years[0]));
    corridor_in(&scenario, settings, ask)
}

/// The same in a year that is compiled.
pub fn corridor_in(
    scenario: &Scenario<'_>,
    settings: &CheckSettings,
    ask: &CorridorAsk<'_>,
) -> Result<CorridorAnswer, AskError> {
    let consignment = consignment(ask.load)?;
    let load = consignment.load();
    let modes = modes(ask.modes)?;
    let with = Doors { load, window: ask.window, settings };
    let from = end(scenario, ask.from, load, ask.from_door, doors::Side::From)?;
    let to = match ask.to {
        Toward::Place(name) => Some(end(scenario, name, load, false, doors::Side::To)?),
        Toward::AllDirections => None,
    };
    let all = [Some(&from), to.as_ref()];
    let (more, mut notes) = asked::joined(scenario, all.into_iter().flatten(), with)?;
    let with_doors = (!more.terminals.is_empty()).then(|| scenario.corridors_with(&more));
    let net = with_doors.as_ref().unwrap_or(&scenario.corridors);
    let from_rows = from.rows(net);
    let to_rows = to.as_ref().map(|to| to.rows(net)).unwrap_or_default();
    let question = question(ask, consignment, (&from_rows, &to_rows), modes.as_deref())?;
    tell_terms(&question, ask, &mut notes);
    notes.extend(rates(scenario.city));
    let writer = Writer { net, question: &question };
    let mut answer = CorridorAnswer {
        from: from.name.clone(),
        to: to.as_ref().map(|to| to.name.clone()).unwrap_or_default(),
        load: ask.load.to_owned(),
        is_complete: true,
        ..CorridorAnswer::default()
    };
    if to.is_some() {
        search(&writer, ask, settings, &mut answer);
        if ask.with_channels {
            answer.channels = Some(channels(&writer));
        }
        if answer.options.is_empty() && answer.is_complete {
            notes.push(no_way(scenario, &question));
        }
        if from_rows.iter().any(|row| to_rows.contains(row)) {
            notes.push("start and end share a terminal: there is no way to go".into());
        }
    } else {
        let directions = directions(&writer);
        tell_weekly(&directions, &mut notes);
        answer.directions = Some(directions);
    }
    if !answer.is_complete {
        notes.push("the search ended at its budget of labels: there may be better options".into());
    }
    if load == Load::People && drives(&answer) {
        notes.push("a leg by road takes a car as if one stood ready where it begins".into());
    }
    writer.tell_unstated(&answer, &mut notes);
    notes.extend(writer.rules(answer.legs()));
    answer.notes = notes;
    Ok(answer)
}

/// True if a best way has a leg by road.
fn drives(answer: &CorridorAnswer) -> bool {
    let best = answer.directions.iter().flat_map(|directions| &directions.each);
    let best = best.filter_map(|record| record.best.as_ref()).map(|(_, option)| option);
    let mut legs = answer.options.iter().chain(best).flat_map(|option| &option.legs);
    legs.any(|leg| leg.mode == Mode::Road)
}

/// The options, by expected times or by late ones.
fn search(
    writer: &Writer<'_>,
    ask: &CorridorAsk<'_>,
    settings: &CheckSettings,
    answer: &mut CorridorAnswer,
) {
    let (net, question) = (writer.net, writer.question);
    let Some((percentile, n)) = ask.late else {
        let found = options(net, question);
        answer.labels = (found.work.created, found.work.kept);
        answer.is_complete = found.is_complete;
        answer.options = found.routes.iter().map(|route| writer.option(route)).collect();
        return;
    };
    let late = robust(net, question, Draws { n, seed: settings.seed, percentile });
    answer.labels = (late.work.created, late.work.kept);
    answer.is_complete = late.is_complete;
    let written = late.routes.iter().filter(|late| late.is_best).map(|late| {
        let hours = written::hours(late.percentile_s);
        OptionRecord { late_h: Some(hours), ..writer.option(&late.route) }
    });
    answer.options = written.collect();
}

fn directions(writer: &Writer<'_>) -> DirectionsRecord {
    let found = by_direction(writer.net, writer.question);
    let each = found.each.iter().map(|reached| {
        let name = |row: TerminalIdx| writer.net.terminals[row].name.clone();
        DirectionRecord {
            direction: reached.direction.word(),
            gateways: reached.gateways,
            best: reached.best().map(|(row, route)| (name(*row), writer.option(route))),
            reached: reached.routes.iter().map(|(row, route)| (name(*row), route.time_h)).collect(),
            cost_usd: reached.cost_usd,
            departures: reached.departures.clone(),
            capacity: reached.capacity.clone(),
        }
    });
    DirectionsRecord {
        each: each.collect(),
        evenness_of_speed: found.evenness_of_speed,
        evenness_of_cost: found.evenness_of_cost,
        evenness_of_departures: found.evenness_of_departures,
        evenness_of_capacity: found.evenness_of_capacity,
    }
}

/// What departures and capacities of directions are, and what they do not count.
fn tell_weekly(directions: &DirectionsRecord, notes: &mut Vec<String>) {
    notes.push(
        "departures and capacity are the most that gets through in a week to any gateway, by all \
         services"
            .into(),
    );
    let all = &directions.each;
    for record in all {
        let both = [(&record.departures, "departures"), (&record.capacity, "capacity")];
        for (weekly, what) in both.into_iter().filter(|(weekly, _)| weekly.unstated > 0) {
            notes.push(format!("{}: {}", record.direction, unstated_text(weekly, what)));
        }
    }
    for record in all.iter().filter(|record| record.departures.by_road) {
        notes.push(format!("{}: also by road at any time, which is not counted", record.direction));
    }
}

/// `3 services on the way state no departures and count none`.
pub(crate) fn unstated_text(weekly: &Weekly, what: &str) -> String {
    match weekly.unstated {
        1 => format!("1 service on the way states no {what} and counts none"),
        n => format!("{n} services on the way state no {what} and count none"),
    }
}

/// See [`ChannelsRecord`].
fn channels(writer: &Writer<'_>) -> ChannelsRecord {
    let (net, question) = (writer.net, writer.question);
    let by_line: Channels = disjoint_routes(net, question);
    let by_terminal = node_disjoint_routes(net, question);
    let left = |left: &Left, name: String, what| LeftRecord {
        name,
        what,
        time_h: left.time_h,
        cost_usd: left.cost_usd,
        capacity_per_week: left.capacity_per_week.at_least,
        capacity_is_partial: left.capacity_per_week.is_partial,
    };
    let terminal = |id: &str| net.terminal(id).map(|row| net.terminals[row].name.clone());
    let service = |id: &str| {
        let link = net.links.iter().find(|(_, link)| link.service.id == id);
        link.map_or_else(|| id.to_owned(), |(_, link)| ends_of(net, link))
    };
    let lost = |id: &str| terminal(id).unwrap_or_else(|| service(id));
    let whole = untouched(net, question);
    let mut all = vec![left(&whole, String::new(), "")];
    all.extend(by_line.when_cut.left.iter().map(|l| left(l, channel_name(net, &l.name), "line")));
    all.extend(by_terminal.when_lost.left.iter().map(|l| left(l, lost(&l.name), "terminal")));
    let name_of = |row: &TerminalIdx| net.terminals[*row].name.clone();
    let link_of = |row: &allways_corridor::LinkIdx| ends_of(net, &net.links[*row]);
    ChannelsRecord {
        lines: (by_line.count, by_line.at_most),
        routes: by_line
            .routes
            .iter()
            .zip(&by_line.times_h)
            .map(|(links, time)| (writer.through(links), *time))
            .collect(),
        min_cut: by_line.min_cut.iter().map(|channel| channel_name(net, channel)).collect(),
        terminals: by_terminal.routes.len(),
        terminal_cut: by_terminal
            .terminals
            .iter()
            .map(name_of)
            .chain(by_terminal.links.iter().map(link_of))
            .collect(),
        left: all,
    }
}

/// Reads `1feu` and the like.
pub(crate) fn consignment(text: &str) -> Result<Consignment, AskError> {
    Consignment::parse(text).ok_or_else(|| {
        let units: Vec<&str> = LoadUnit::WORDS.iter().map(|(word, _)| *word).collect();
        AskError::Question(format!(
            "`{text}` is no load; write an amount and one of {}, such as 1feu or 2passengers",
            units.join(", ")
        ))
    })
}

/// The modes that may be used; `None`: all. Where trains may run, their gauge may change.
pub(crate) fn modes(words: &[String]) -> Result<Option<Vec<Mode>>, AskError> {
    let mut modes = Vec::new();
    for word in words {
        modes.push(Mode::parse(word).ok_or_else(|| {
            let known: Vec<&str> = Mode::ALL.iter().map(|mode| mode.word()).collect();
            AskError::Question(format!(
                "`{word}` is no mode of a corridor; write some of {}, split by commas",
                known.join(", ")
            ))
        })?);
    }
    if modes.is_empty() {
        return Ok(None);
    }
    modes.push(Mode::GaugeChange);
    Ok(Some(modes))
}

/// Reads `Mo 08:00`; nothing: the best moment of each option.
pub(crate) fn start(ready: Option<&str>) -> Result<Start, AskError> {
    let Some(text) = ready else { return Ok(Start::Best) };
    parse_moment(text).map(Start::Ready).ok_or_else(|| {
        AskError::Question(format!("`{text}` is no moment of a week; write `Mo 08:00`"))
    })
}

/// A month of the year.
pub(crate) fn month(number: f64) -> Result<u8, AskError> {
    let months = 1..=12u8;
    months.into_iter().find(|month| f64::from(*month).total_cmp(&number).is_eq()).ok_or_else(|| {
        AskError::Question(format!("`{number}` is no month; write a whole number from 1 to 12"))
    })
}

fn question<'a>(
    ask: &CorridorAsk<'_>,
    consignment: Consignment,
    (from, to): (&'a [TerminalIdx], &'a [TerminalIdx]),
    modes: Option<&'a [Mode]>,
) -> Result<Question<'a>, AskError> {
    let start = start(ask.ready)?;
    if ask.is_without_waits && ask.ready.is_some() {
        return Err(AskError::Question(
            "when the load is ready changes nothing where waits are left out: leave out --ready or \
             --no-waits"
                .into(),
        ));
    }
    let scope = Scope::parse(ask.scope).ok_or_else(|| {
        AskError::Question(format!(
            "`{}` is no scope of emissions; write wtw (well to wheel), ttw (tank to wheel) or official",
            ask.scope
        ))
    })?;
    let month = ask.month.map(|number| month(f64::from(number))).transpose()?;
    if ask.late.is_some_and(|(percentile, n)| !(1..=100).contains(&percentile) || n == 0) {
        return Err(AskError::Question(
            "a percentile is a number from 1 to 100, of 1 draw or more".into(),
        ));
    }
    Ok(Question {
        modes,
        start,
        waiting: if ask.is_without_waits { Waiting::LeftOut } else { Waiting::Counted },
        criteria: Criteria::ALL,
        scope: Some(scope),
        month,
        times: Usual::Expected,
        budget: ask.budget,
        ..Question::new(from, to, consignment)
    })
}

/// What the figures are under.
fn tell_terms(question: &Question<'_>, ask: &CorridorAsk<'_>, notes: &mut Vec<String>) {
    notes.push(match question.start {
        Start::Best if ask.is_without_waits => {
            "running times and dwell only: no wait, cut-off or opening hours".to_owned()
        }
        Start::Best => "each option starts at its own best moment of the week".to_owned(),
        Start::Ready(_) => "the load is ready at the moment asked for".to_owned(),
    });
    if question.consignment.load() == Load::Freight {
        notes.push(format!(
            "a TEU holds {:.0} t of goods (assumed); a FEU is two TEU; a truck weighs {EMPTY_TRUCK_T:.0} t \
             without goods (assumed)",
            question.consignment.tonnes_per_teu
        ));
    }
    if question.month.is_none() {
        notes.push(
            "no month was asked for: services that close in some months run, and say so".into(),
        );
    }
}

/// What costs in another currency than the dollar were converted by, and who says so.
pub(crate) fn rates(city: &City) -> Vec<String> {
    let of = |source: &Source| {
        let SourceKind::Corridors { per_usd, rates_from, .. } = &source.kind else {
            return Vec::new();
        };
        let each = per_usd.iter().map(|(currency, rate)| {
            format!("costs in {currency} at {rate} to the US dollar ({rates_from})")
        });
        each.collect()
    };
    city.plan.sources.iter().flat_map(of).collect()
}

/// Why there is nothing.
fn no_way(scenario: &Scenario<'_>, question: &Question<'_>) -> String {
    let modes = question.modes.map_or_else(String::new, |modes| {
        let main = modes.iter().filter(|mode| **mode != Mode::GaugeChange);
        let words: Vec<&str> = main.map(|mode| mode.word()).collect();
        format!(" by {}", words.join(", "))
    });
    format!(
        "no services whose times are all known lead there in {}{modes} with {}",
        scenario.year,
        question.consignment.load()
    )
}

/// The network's rows of terminals named by id.
fn rows(net: &CorridorNetwork, ids: &[String]) -> Vec<TerminalIdx> {
    ids.iter().filter_map(|id| net.terminal(id)).collect()
}
