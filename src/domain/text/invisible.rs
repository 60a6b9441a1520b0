//! Invisible characters, which can make one text look like another.

/// Whether a character is invisible, or changes how others are shown.
pub fn is_hidden(ch: char) -> bool {
    let unseen = matches!(ch, '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
    let format =
        matches!(ch, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    unseen || format || ch.is_control()
}

/// Whether a character can make a text look like another one where names have to be exact: a hidden character, one
/// without width or ink, or a blank other than the normal space.
///
/// Characters without width are Unicode's `Default_Ignorable_Code_Point`. Texts that are only shown may contain them,
/// as emoji do.
pub fn is_unseen(ch: char) -> bool {
    let fillers = matches!(ch, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}');
    let joiners =
        matches!(ch, '\u{034f}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{fff0}'..='\u{fff8}');
    let selectors = matches!(ch, '\u{fe00}'..='\u{fe0f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}');
    let rest = matches!(ch, '\u{e0000}'..='\u{e0fff}');
    is_hidden(ch) || fillers || joiners || selectors || rest || (ch.is_whitespace() && ch != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_blank_of_the_keyboard_is_one() {
        for ch in ['\u{200b}', '\u{202e}', '\u{a0}', '\u{3000}', '\u{3164}', '\u{fe0f}', '\u{e0100}', '\t', '\n', '\0']
        {
            assert!(is_unseen(ch), "{ch:?}");
        }
        for ch in [' ', '/', 'ä', 'ａ', '\u{301}', '\u{1f600}', '\u{fffd}'] {
            assert!(!is_unseen(ch), "{ch:?}");
        }
    }
}
