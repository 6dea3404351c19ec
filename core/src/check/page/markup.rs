//! Writing HTML: every text that is not ours is escaped, kept to its place and length.

use crate::language::Language;
use crate::text::push_visible;
use crate::time::Moment;

/// Characters of a text that came with the input. Names of the national profile stay below 200; the rest is cut off,
/// since a page is no place for a megabyte.
pub(super) const MAX_FOREIGN: usize = 250;

/// Characters of a sentence of a report: it names a few certificates or lists.
const MAX_SENTENCE: usize = 1_500;

/// A page being written.
#[derive(Default)]
pub(super) struct Html(String);

impl Html {
    /// Markup of our own.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Words of our own.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape(&mut self.0, text);
        self
    }

    /// An element with words of our own; `open` is its name, with attributes after it.
    pub(super) fn element(&mut self, open: &str, text: &str) -> &mut Self {
        let name = open.split_once(' ').map_or(open, |(name, _)| name);
        self.raw("<").raw(open).raw(">").text(text).raw("</").raw(name).raw(">")
    }

    /// A text from the input. Its writing direction does not reach beyond it.
    pub(super) fn foreign(&mut self, text: &str) -> &mut Self {
        self.element("bdi", &visible(text, MAX_FOREIGN))
    }

    /// A sentence of a report, which may quote the input.
    pub(super) fn sentence(&mut self, text: &str) -> &mut Self {
        self.element("bdi", &visible(text, MAX_SENTENCE))
    }

    /// A moment as a `time` element, with the words around it that the language wants.
    pub(super) fn moment(&mut self, moment: Moment, language: Language) -> &mut Self {
        let machine = moment.to_string();
        self.raw("<time datetime=\"").text(&machine).raw("\">").text(&long(moment, language)).raw("</time>")
    }

    /// The same in digits, for tables.
    pub(super) fn digits(&mut self, moment: Moment, language: Language) -> &mut Self {
        let machine = moment.to_string();
        self.raw("<time datetime=\"").text(&machine).raw("\">").text(&short(moment, language)).raw("</time>")
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}

/// A text as [`text::visible`](crate::text::visible) shows it; what is longer than `most` characters is cut off.
pub(super) fn visible(text: &str, most: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(most * 4));
    for (count, character) in text.chars().enumerate() {
        if count == most {
            shown.push('…');
            break;
        }
        push_visible(&mut shown, character);
    }
    shown
}

const MONTHS: [[&str; 3]; 12] = [
    ["қаңтар", "января", "January"],
    ["ақпан", "февраля", "February"],
    ["наурыз", "марта", "March"],
    ["сәуір", "апреля", "April"],
    ["мамыр", "мая", "May"],
    ["маусым", "июня", "June"],
    ["шілде", "июля", "July"],
    ["тамыз", "августа", "August"],
    ["қыркүйек", "сентября", "September"],
    ["қазан", "октября", "October"],
    ["қараша", "ноября", "November"],
    ["желтоқсан", "декабря", "December"],
];

/// A moment in words: `1 July 2026, 00:00:00 UTC`.
pub(super) fn long(moment: Moment, language: Language) -> String {
    let (year, month, day, hour, minute, second) = moment.to_utc();
    let names = usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let [kk, ru, en] = names.copied().unwrap_or_default();
    let date = match language {
        Language::Kk => format!("{year} жылғы {day} {kk}"),
        Language::Ru => format!("{day} {ru} {year} г."),
        Language::En => format!("{day} {en} {year}"),
    };
    format!("{date}, {hour:02}:{minute:02}:{second:02} UTC")
}

/// A moment in digits: `01.07.2026 00:00:00`, in English `2026-07-01 00:00:00`.
pub(super) fn short(moment: Moment, language: Language) -> String {
    let (_, _, _, hour, minute, second) = moment.to_utc();
    format!("{} {hour:02}:{minute:02}:{second:02}", date(moment, language))
}

/// A day in digits.
pub(super) fn date(moment: Moment, language: Language) -> String {
    let (year, month, day, _, _, _) = moment.to_utc();
    match language {
        Language::Kk | Language::Ru => format!("{day:02}.{month:02}.{year:04}"),
        Language::En => format!("{year:04}-{month:02}-{day:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_text() {
        let mut html = Html::default();
        html.foreign("</bdi><script>alert('1')</script>\" onload=\"&amp;");
        assert_eq!(
            html.finish(),
            "<bdi>&lt;/bdi&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;&amp;amp;</bdi>"
        );
    }

    #[test]
    fn what_would_turn_or_hide_a_text_is_named_and_a_long_one_is_cut() {
        assert_eq!(visible("ab\u{202e}cd\u{200b}\u{0}\n", 99), "ab[U+202E]cd[U+200B][U+0000][U+000A]");
        assert_eq!(visible("ҮЛГІБАЕВ Дерек אבג", 99), "ҮЛГІБАЕВ Дерек אבג", "letters of any script stay");
        assert_eq!(visible(&"ы".repeat(1_000_000), 3), "ыыы…");
    }

    #[test]
    fn a_moment_in_words_and_digits() {
        let moment = Moment::parse("2026-07-01T05:06:07Z").unwrap();
        assert_eq!(long(moment, Language::Kk), "2026 жылғы 1 шілде, 05:06:07 UTC");
        assert_eq!(long(moment, Language::Ru), "1 июля 2026 г., 05:06:07 UTC");
        assert_eq!(long(moment, Language::En), "1 July 2026, 05:06:07 UTC");
        assert_eq!(short(moment, Language::Ru), "01.07.2026 05:06:07");
        assert_eq!(short(moment, Language::En), "2026-07-01 05:06:07");
    }
}
