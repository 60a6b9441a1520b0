//! Characters that are not seen: with them one text can pretend to be another.

/// Whether a character is not seen, or steers what is.
pub fn is_hidden(ch: char) -> bool {
    let unseen = matches!(ch, '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
    let format =
        matches!(ch, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    unseen || format || ch.is_control()
}
