//! What changed between two texts: first by lines, then by words within the lines that changed.

/// Cells of the table that a comparison may fill; past that, all of it counts as changed.
const MOST_CELLS: usize = 1_000_000;

/// Both texts, each cut into pieces that are in the other one too, and pieces that are not.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub earlier: Vec<Piece>,
    pub later: Vec<Piece>,
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// Is it in this text only?
    pub changed: bool,
}

/// Compares two texts.
pub fn difference(earlier: &str, later: &str) -> Difference {
    let mut found = Difference { earlier: Vec::new(), later: Vec::new() };
    let (old_lines, new_lines) = (lines(earlier), lines(later));
    for hunk in hunks(&old_lines, &new_lines) {
        match hunk {
            Hunk::Same(old) => found.same(&old.concat()),
            Hunk::Changed(old, new) => {
                let (old, new) = (old.concat(), new.concat());
                let (old_words, new_words) = (words(&old), words(&new));
                for hunk in hunks(&old_words, &new_words) {
                    match hunk {
                        Hunk::Same(old) => found.same(&old.concat()),
                        Hunk::Changed(old, new) => {
                            push(&mut found.earlier, &old.concat(), true);
                            push(&mut found.later, &new.concat(), true);
                        }
                    }
                }
            }
        }
    }
    found
}

impl Difference {
    fn same(&mut self, text: &str) {
        push(&mut self.earlier, text, false);
        push(&mut self.later, text, false);
    }
}

fn push(pieces: &mut Vec<Piece>, text: &str, changed: bool) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.changed == changed => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), changed }),
    }
}

/// A run that both have, or what stands in its place in each.
enum Hunk<'a> {
    Same(&'a [&'a str]),
    Changed(&'a [&'a str], &'a [&'a str]),
}

/// Takes two sequences apart along their longest common subsequence.
fn hunks<'a>(old: &'a [&'a str], new: &'a [&'a str]) -> Vec<Hunk<'a>> {
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let middle_old = &old[before..old.len() - after];
    let middle_new = &new[before..new.len() - after];
    let mut hunks = Vec::new();
    if before > 0 {
        hunks.push(Hunk::Same(&old[..before]));
    }
    if middle_old.len().saturating_mul(middle_new.len()) > MOST_CELLS {
        hunks.push(Hunk::Changed(middle_old, middle_new));
    } else {
        common(middle_old, middle_new, &mut hunks);
    }
    if after > 0 {
        hunks.push(Hunk::Same(&old[old.len() - after..]));
    }
    hunks
}

fn common<'a>(old: &'a [&'a str], new: &'a [&'a str], hunks: &mut Vec<Hunk<'a>>) {
    let width = new.len() + 1;
    // For each pair of places, how long the longest common subsequence from there on is.
    let mut table = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i * width + j] = if old[i] == new[j] {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        let (from_i, from_j) = (i, j);
        while i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        }
        if i > from_i {
            hunks.push(Hunk::Same(&old[from_i..i]));
        }
        let (from_i, from_j) = (i, from_j + (i - from_i));
        while (i < old.len() || j < new.len()) && !(i < old.len() && j < new.len() && old[i] == new[j]) {
            if j == new.len() || i < old.len() && table[(i + 1) * width + j] >= table[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        if i > from_i || j > from_j {
            hunks.push(Hunk::Changed(&old[from_i..i], &new[from_j..j]));
        }
    }
}

/// Lines, each with its end.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Words and the spaces between them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut from = 0;
    let mut was_space = None;
    for (at, character) in text.char_indices() {
        let is_space = character.is_whitespace();
        if was_space.is_some_and(|was| was != is_space) {
            words.push(&text[from..at]);
            from = at;
        }
        was_space = Some(is_space);
    }
    if from < text.len() {
        words.push(&text[from..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[…]` around what changed.
    fn marked(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.changed { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    fn compared(earlier: &str, later: &str) -> (String, String) {
        let found = difference(earlier, later);
        for (pieces, text) in [(&found.earlier, earlier), (&found.later, later)] {
            assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        }
        (marked(&found.earlier), marked(&found.later))
    }

    #[test]
    fn words_that_changed_are_marked_and_all_others_are_not() {
        for (earlier, later, left, right) in [
            ("a b c", "a x c", "a [b] c", "a [x] c"),
            ("", "new", "", "[new]"),
            ("gone", "", "[gone]", ""),
            ("same\nlines", "same\nlines", "same\nlines", "same\nlines"),
            ("one\ntwo\nthree\n", "one\nthree\n", "one\n[two\n]three\n", "one\nthree\n"),
            (
                "Hi ((name)),\nbye",
                "Hi ((first name)),\nbye",
                "Hi [((name)),]\nbye",
                "Hi [((first name)),]\nbye",
            ),
            ("x a b", "a b y", "[x ]a b", "a b[ y]"),
        ] {
            assert_eq!(compared(earlier, later), (left.to_owned(), right.to_owned()));
        }
    }

    #[test]
    fn long_texts_that_have_nothing_in_common_are_changed_as_a_whole() {
        let text = |word: &str| (0..3_000).map(|n| format!("{word}{n}")).collect::<Vec<_>>().join(" ");
        let (earlier, later) = (text("a"), text("b"));
        assert_eq!(compared(&earlier, &later), (format!("[{earlier}]"), format!("[{later}]")));
    }
}
