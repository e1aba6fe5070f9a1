//! How two texts differ, line by line, for people to read.

/// Cells of the table that a comparison may fill; past that, all of it counts as changed.
const MOST_CELLS: usize = 4_000_000;
/// Lines that are shown around a change.
const AROUND: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Removed,
    Added,
}

/// The lines that differ, with a few around them: `-` is on the server, `+` is in the file. `first` is the number of
/// the file's first line.
pub fn lines_that_differ(server: &str, file: &str, first: usize) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (server.split('\n').collect(), file.split('\n').collect());
    let all = compare(&old, &new);
    let is_near = |at: usize| {
        all[at.saturating_sub(AROUND)..(at + AROUND + 1).min(all.len())]
            .iter()
            .any(|(kind, _)| *kind != Kind::Same)
    };
    let mut shown = Vec::new();
    let (mut line, mut follows) = (first, false);
    for (at, (kind, text)) in all.iter().enumerate() {
        if is_near(at) {
            if !follows {
                shown.push(format!("@@ line {line}"));
            }
            let sign = match kind {
                Kind::Same => ' ',
                Kind::Removed => '-',
                Kind::Added => '+',
            };
            shown.push(format!("{sign} {text}"));
        }
        follows = is_near(at);
        line += usize::from(*kind != Kind::Removed);
    }
    shown
}

fn compare<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(Kind, &'a str)> {
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let (middle_old, middle_new) = (&old[before..old.len() - after], &new[before..new.len() - after]);
    let same = |lines: &[&'a str]| lines.iter().map(|line| (Kind::Same, *line)).collect::<Vec<_>>();
    let mut all = same(&old[..before]);
    if middle_old.len().saturating_mul(middle_new.len()) > MOST_CELLS {
        all.extend(middle_old.iter().map(|line| (Kind::Removed, *line)));
        all.extend(middle_new.iter().map(|line| (Kind::Added, *line)));
    } else {
        all.extend(along_the_longest(middle_old, middle_new));
    }
    all.extend(same(&old[old.len() - after..]));
    all
}

/// Along the longest common subsequence.
fn along_the_longest<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(Kind, &'a str)> {
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for (i, one) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            longest[i * width + j] = if one == other {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut all = Vec::with_capacity(old.len().max(new.len()));
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            all.push((Kind::Same, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len()
            && (j == new.len() || longest[(i + 1) * width + j] >= longest[i * width + j + 1])
        {
            all.push((Kind::Removed, old[i]));
            i += 1;
        } else {
            all.push((Kind::Added, new[j]));
            j += 1;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_are_shown_with_the_lines_around_them() {
        let (server, file) = ("a\nb\nc\nd\ne\nf\ng\nh\ni\nj", "a\nb\nc\nD\ne\nf\ng\nh\ni\nj\nk");
        assert_eq!(
            lines_that_differ(server, file, 10),
            ["@@ line 11", "  b", "  c", "- d", "+ D", "  e", "  f", "@@ line 18", "  i", "  j", "+ k"]
        );
        assert!(lines_that_differ("a\nb", "a\nb", 1).is_empty());
    }

    proptest! {
        #[test]
        fn both_texts_can_be_made_again(old in "([ab]\n){0,12}", new in "([ab]\n){0,12}") {
            let (before, after): (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
            let all = compare(&before, &after);
            let without = |kind| all.iter().filter(|line| line.0 != kind).map(|line| line.1).collect::<Vec<_>>();
            prop_assert_eq!(without(Kind::Added), before);
            prop_assert_eq!(without(Kind::Removed), after);
        }
    }
}
