//! Names that files may have.

/// Characters of the name of a file.
pub const FILE_NAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=255;

/// A name that no file system reads as a path.
pub fn is_file_name(name: &str) -> bool {
    !name.contains(|character: char| {
        character.is_control() || matches!(character, '/' | '\\') || turns_text(character)
    })
}

/// Marks that make the rest of a line read backwards, or end it: `gpj.exe` would be shown as `exe.jpg`.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
