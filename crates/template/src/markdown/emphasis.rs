//! Bold and italics: `**x**`, `__x__`, `*x*` and `_x_` (template dialect §4.4).
//!
//! A marker closes what the nearest fitting one opened, whatever stands beside it. All runs of markers are found
//! once, so that each attempt to close is a look-up.

/// What a pair of markers means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Bold,
    Italic,
}

/// Emphasis at a position: from there to `content.0` the opening marker, to `content.1` what is emphasised, to
/// `end` the closing marker.
pub(super) struct Span {
    pub weight: Weight,
    pub content: (usize, usize),
    pub end: usize,
}

/// The runs of markers of a text.
pub(super) struct Markers {
    stars: Runs,
    underscores: Runs,
}

impl Markers {
    pub(super) fn of(text: &str) -> Self {
        Self { stars: Runs::of(text, b'*'), underscores: Runs::of(text, b'_') }
    }

    /// The emphasis that the marker at `at` opens.
    pub(super) fn span_at(&self, text: &str, at: usize) -> Option<Span> {
        let star = text.as_bytes()[at] == b'*';
        let runs = if star { &self.stars } else { &self.underscores };
        if let Some(close) = runs.closing_pair(at) {
            return Some(Span { weight: Weight::Bold, content: (at + 2, close), end: close + 2 });
        }
        let close = runs.closing_single(at)?;
        // Within a word `_` closes nothing: file_name stays what it is.
        let in_word = text[close + 1..].chars().next().is_some_and(char::is_alphanumeric);
        (star || !in_word).then_some(Span {
            weight: Weight::Italic,
            content: (at + 1, close),
            end: close + 1,
        })
    }
}

/// The runs of one marker, in order: where each begins and ends.
struct Runs {
    bounds: Vec<(usize, usize)>,
    /// For each run the index of the first from it on that has two markers or more.
    next_long: Vec<usize>,
    /// For each run the index of the first from it on whose markers do not all pair off.
    next_odd: Vec<usize>,
}

impl Runs {
    fn of(text: &str, marker: u8) -> Self {
        let mut bounds: Vec<(usize, usize)> = Vec::new();
        for at in text.bytes().enumerate().filter(|&(_, byte)| byte == marker).map(|(at, _)| at) {
            match bounds.last_mut() {
                Some((_, end)) if *end == at => *end += 1,
                _ => bounds.push((at, at + 1)),
            }
        }
        let next = |fits: fn(usize) -> bool| {
            let mut next = vec![usize::MAX; bounds.len() + 1];
            for (index, (start, end)) in bounds.iter().enumerate().rev() {
                next[index] = if fits(end - start) { index } else { next[index + 1] };
            }
            next
        };
        let (next_long, next_odd) = (next(|length| length >= 2), next(|length| length % 2 == 1));
        Self { bounds, next_long, next_odd }
    }

    /// The index of the run that holds `at`, and how many of its markers stand behind `at`.
    fn run(&self, at: usize) -> (usize, usize) {
        let index = self.bounds.partition_point(|&(_, end)| end <= at);
        (index, self.bounds[index].1 - at - 1)
    }

    /// Where the pair begins that closes the pair at `at`: the last two of a run.
    fn closing_pair(&self, at: usize) -> Option<usize> {
        let (index, behind) = self.run(at);
        match behind {
            0 => None,
            // At least one marker between both pairs is the content.
            4.. => Some(self.bounds[index].1 - 2),
            _ => self.bounds.get(self.next_long[index + 1]).map(|&(_, end)| end - 2),
        }
    }

    /// Where the marker stands that closes the one at `at`: the last of a run that is odd without it. Pairs in
    /// between belong to the content.
    fn closing_single(&self, at: usize) -> Option<usize> {
        let (index, behind) = self.run(at);
        match behind {
            1 => None,
            _ if behind % 2 == 1 => Some(self.bounds[index].1 - 1),
            _ => self.bounds.get(self.next_odd[index + 1]).map(|&(_, end)| end - 1),
        }
    }
}
