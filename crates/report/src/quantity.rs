//! Numbers for people: never without their unit, and never rounded across the target.

use allways_city::verdict::{Finding, Outcome};

/// How a value and a target compare, read back from the target as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Side {
    /// `<=` or `<`: small is good.
    Below,
    /// `>=` or `>`: large is good.
    Above,
    /// `=`: only this is good.
    At,
}

/// The target as a number in the finding's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    pub(crate) side: Side,
    pub(crate) value: f64,
}

/// Reads `<= 30 min`. A target may be written in another unit than the value's (`<= 0.5 h`); then
/// the number is worked out from value and margin, which share the value's unit. `None` if neither
/// is possible: then no mark is drawn, rather than a wrong one.
pub(crate) fn mark(finding: &Finding) -> Option<Mark> {
    let Written { side, digits, unit, .. } = Written::read(&finding.target)?;
    if unit == finding.unit {
        let value = digits.parse().ok()?;
        return Some(Mark { side, value });
    }
    let (value, margin) = (finding.value?, finding.margin?);
    match side {
        Side::Below => Some(Mark { side, value: value + margin }),
        Side::Above => Some(Mark { side, value: value - margin }),
        Side::At => None,
    }
}

/// A target taken apart: `<=`, `30`, `min`.
struct Written<'a> {
    side: Side,
    /// As a typographer writes it.
    sign: &'static str,
    digits: String,
    unit: &'a str,
}

impl<'a> Written<'a> {
    fn read(text: &'a str) -> Option<Self> {
        const SIGNS: [(&str, Side, &str); 8] = [
            ("<=", Side::Below, "≤"),
            (">=", Side::Above, "≥"),
            ("==", Side::At, "="),
            ("≤", Side::Below, "≤"),
            ("≥", Side::Above, "≥"),
            ("<", Side::Below, "<"),
            (">", Side::Above, ">"),
            ("=", Side::At, "="),
        ];
        let text = text.trim();
        let (side, sign, rest) = SIGNS.into_iter().find_map(|(written, side, sign)| {
            text.strip_prefix(written).map(|rest| (side, sign, rest.trim()))
        })?;
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '_')))
            .unwrap_or(rest.len());
        let (digits, unit) = rest.split_at(end);
        Some(Self { side, sign, digits: digits.replace('_', ""), unit: unit.trim() })
    }
}

/// `12.5`, `0.042`, `101,240`: about three digits that matter, no zeros at the end.
pub(crate) fn number(x: f64) -> String {
    let size = x.abs();
    let decimals = match size {
        s if s >= 1000.0 => 0,
        s if s >= 10.0 => 1,
        s if s >= 1.0 => 2,
        _ => 3,
    };
    let text = decimal(x, decimals);
    // A small margin is small, not nothing.
    (4..10).fold(text, |text, d| if text == "0" && size > 0.0 { decimal(x, d) } else { text })
}

/// With so many decimals at most; zeros at the end are dropped, thousands are grouped from 10,000
/// on (so that years are not).
pub(crate) fn decimal(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return "not a number".to_owned();
    }
    let text = format!("{x:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    let (sign, text) = match text.strip_prefix('-') {
        Some("0") => ("", "0"),
        Some(rest) => ("−", rest),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let mut out = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        let left = whole.len() - i;
        if i > 0 && left % 3 == 0 && whole.len() >= 5 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// `47.5 min`, `1 route`, `7 a week`, `1.25×`; a bare number only where the finding has no unit.
pub(crate) fn with_unit(number: &str, unit: &str) -> String {
    if let Some(per) = unit.strip_prefix('/') {
        return format!("{number} a {per}");
    }
    // In front of the number, as the plan writes it: RMB 101.24 bn.
    if let Some(size) = unit.strip_prefix("RMB ") {
        return format!("RMB {number} {size}");
    }
    match unit {
        "" => number.to_owned(),
        "x" => format!("{number}×"),
        "usd" => format!("{number} USD"),
        "count" if number == "1" => "1 item".to_owned(),
        "count" => format!("{number} items"),
        _ if number == "1" => format!("1 {}", singular(unit)),
        _ => format!("{number} {unit}"),
    }
}

/// `routes` → `route`; units such as `s` and `%` stay as they are.
fn singular(unit: &str) -> &str {
    let word = unit.len() > 3 && unit.chars().all(char::is_alphabetic) && !unit.ends_with("ss");
    unit.strip_suffix('s').filter(|_| word).unwrap_or(unit)
}

/// The value as text. 99.97 % against a target of 100 % is not shown as 100 %: decimals are added
/// until value and target differ, if they do.
pub(crate) fn value_text(finding: &Finding) -> String {
    let Some(value) = finding.value else {
        return match (finding.outcome, finding.bounds) {
            (Outcome::Undecided, _) => "not known".to_owned(),
            (_, Some(_)) => bounds_text(finding),
            (_, None) => "unreachable".to_owned(),
        };
    };
    let mut text = number(value);
    if let Some(mark) = mark(finding) {
        let differ = (value - mark.value).abs() > 0.0;
        let mut decimals = 1;
        while differ && decimals <= 9 && text == number(mark.value) {
            text = decimal(value, decimals);
            decimals += 1;
        }
    }
    with_unit(&text, &finding.unit)
}

/// `12 to 30 min`, or nothing.
pub(crate) fn bounds_text(finding: &Finding) -> String {
    finding.bounds.map_or_else(String::new, |(low, high)| {
        if high.is_infinite() {
            return format!("at least {}", with_unit(&number(low), &finding.unit));
        }
        with_unit(&format!("{} to {}", number(low), number(high)), &finding.unit)
    })
}

/// `17.5 min outside`, `2 min inside`, `exactly on target`; empty if unknown.
pub(crate) fn margin_text(finding: &Finding) -> String {
    let Some(margin) = finding.margin else { return String::new() };
    if margin.abs() <= 0.0 {
        return "exactly on target".to_owned();
    }
    let size = small(margin.abs(), &finding.unit);
    format!("{size} {}", if margin > 0.0 { "inside" } else { "outside" })
}

/// A length of time below one in the next smaller unit: `1 s` rather than `0.017 min`.
fn small(size: f64, unit: &str) -> String {
    match unit {
        "min" if size < 1.0 => with_unit(&number(size * 60.0), "s"),
        "h" if size < 1.0 => with_unit(&number(size * 60.0), "min"),
        "d" if size < 1.0 => with_unit(&number(size * 24.0), "h"),
        _ => with_unit(&number(size), unit),
    }
}

/// `≤ 30 min`, as a typographer writes it; as the plan wrote it if it cannot be read.
pub(crate) fn target_text(finding: &Finding) -> String {
    target_words(&finding.target)
}

/// The same for a target that stands alone.
pub(crate) fn target_words(target: &str) -> String {
    match Written::read(target) {
        Some(w) if w.digits.parse::<f64>().is_ok() => {
            format!("{} {}", w.sign, with_unit(&w.digits, w.unit))
        }
        _ => target.replace("<=", "≤").replace(">=", "≥").replace("==", "="),
    }
}

/// A round step (1, 2 or 5 times a power of ten) that divides `span` into at most `parts`.
pub(crate) fn round_step(span: f64, parts: f64) -> f64 {
    if span.is_nan() || span <= 0.0 || !span.is_finite() {
        return 1.0;
    }
    let raw = span / parts;
    let power = 10f64.powf(raw.log10().floor());
    for factor in [1.0, 2.0, 5.0] {
        if power * factor >= raw * 0.999_999 {
            return power * factor;
        }
    }
    power * 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use allways_city::verdict::Evidence;

    fn finding(value: Option<f64>, unit: &str, target: &str, margin: Option<f64>) -> Finding {
        Finding {
            label: String::new(),
            outcome: Outcome::Broken,
            value,
            bounds: None,
            unit: unit.to_owned(),
            target: target.to_owned(),
            margin,
            definition: String::new(),
            definition_source: String::new(),
            summary: String::new(),
            missing: Vec::new(),
            mend: String::new(),
            weakest: None,
            assumptions: Vec::new(),
            evidence: Evidence::default(),
        }
    }

    #[test]
    fn numbers_keep_about_three_digits() {
        let shown =
            [0.0, -0.0001, 1e-12, 0.0424, 7.0, 7.125, 47.46, 1198.2, 2035.0, 101_240.4, -3.5];
        let shown: Vec<String> = shown.into_iter().map(number).collect();
        assert_eq!(
            shown,
            ["0", "−0.0001", "0", "0.042", "7", "7.12", "47.5", "1198", "2035", "101,240", "−3.5"]
        );
        assert_eq!(number(f64::NAN), "not a number");
    }

    #[test]
    fn one_is_singular_and_units_are_words() {
        let shown = [
            ("1", "routes"),
            ("2", "routes"),
            ("1", "directions"),
            ("1", "s"),
            ("1", "count"),
            ("28", "count"),
            ("7", "/week"),
            ("1.25", "x"),
            ("101.24", "RMB bn"),
            ("5600", "usd"),
            ("1", ""),
        ]
        .map(|(number, unit)| with_unit(number, unit));
        assert_eq!(
            shown,
            [
                "1 route",
                "2 routes",
                "1 direction",
                "1 s",
                "1 item",
                "28 items",
                "7 a week",
                "1.25×",
                "RMB 101.24 bn",
                "5600 USD",
                "1"
            ]
        );
        let targets = [">= 1 routes", "= 28 count", ">= 7 /week", "<= 30 min", "soon", "<= x min"];
        assert_eq!(
            targets.map(target_words),
            ["≥ 1 route", "= 28 items", "≥ 7 a week", "≤ 30 min", "soon", "≤ x min"]
        );
        assert_eq!(margin_text(&finding(None, "min", "<= 62 min", Some(1.0 / 60.0))), "1 s inside");
        assert_eq!(margin_text(&finding(None, "routes", ">= 2", Some(-1.0))), "1 route outside");
        assert_eq!(margin_text(&finding(None, "x", "<= 2 x", Some(-0.0))), "exactly on target");
        assert_eq!(value_text(&finding(Some(-0.0), "%", ">= 9 %", None)), "0 %");
    }

    #[test]
    fn a_value_is_never_rounded_onto_its_target() {
        let near = finding(Some(99.9997), "%", ">= 100 %", Some(-0.0003));
        assert_eq!(value_text(&near), "99.9997 %");
        let same = finding(Some(100.0), "%", ">= 100 %", Some(0.0));
        assert_eq!(value_text(&same), "100 %");
        assert_eq!(value_text(&finding(None, "min", "<= 30 min", None)), "unreachable");
    }

    #[test]
    fn a_target_in_another_unit_is_worked_out_from_the_margin() {
        let other = finding(Some(40.0), "min", "<= 0.5 h", Some(-10.0));
        assert_eq!(mark(&other), Some(Mark { side: Side::Below, value: 30.0 }));
        let above = finding(Some(2.0), "channels", ">= 2 channels", None);
        assert_eq!(mark(&above), Some(Mark { side: Side::Above, value: 2.0 }));
        assert_eq!(mark(&finding(None, "min", "<= 0.5 h", None)), None);
        assert_eq!(mark(&finding(Some(1.0), "min", "soon", None)), None);
    }

    #[test]
    fn steps_are_round() {
        for (span, step) in [(100.0, 20.0), (47.0, 10.0), (3.0, 0.5), (0.0, 1.0), (1198.0, 200.0)] {
            assert!((round_step(span, 6.0) - step).abs() < 1e-9, "{span}: {step}");
        }
    }
}
