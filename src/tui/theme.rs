//! What things look like: roles instead of colours, and the signs that draw marks and lines.
//!
//! Views name a role; which step or finding has it is theirs. The environment is read by `cli` and handed in.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of text is, for the eye. The words say it too: a role only helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text, in the terminal's own colours.
    Plain,
    /// The one accent: focus mark and present step.
    Accent,
    /// Letters that a filter matched.
    Matched,
    /// Mark and word of what is in order.
    Ok,
    /// Mark and word of a warning.
    Warning,
    /// Mark and word of an error.
    Error,
    /// What may be missed.
    Dim,
    /// What has the focus.
    Focus,
}

/// Roles and glyphs as this terminal has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    colour: bool,
    glyphs: &'static Glyphs,
}

impl Theme {
    /// A theme with or without colours (`--color`, `NO_COLOR`), with or without signs beyond ASCII (`--ascii`).
    #[must_use]
    pub const fn new(colour: bool, ascii: bool) -> Self {
        Self { colour, glyphs: if ascii { &ASCII } else { &UNICODE } }
    }

    /// The signs to draw with.
    #[must_use]
    pub const fn glyphs(&self) -> &'static Glyphs {
        self.glyphs
    }

    /// How text of this role is shown. No role names a ground, so that each can be read on every one.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        let style = Style::new();
        match role {
            Role::Plain => style,
            Role::Focus => style.add_modifier(Modifier::REVERSED),
            Role::Matched if !self.colour => style.add_modifier(Modifier::UNDERLINED),
            Role::Accent if !self.colour => style.add_modifier(Modifier::BOLD),
            _ if !self.colour => style,
            Role::Accent | Role::Matched => style.fg(Color::Cyan),
            Role::Ok => style.fg(Color::Green),
            Role::Warning => style.fg(Color::Yellow),
            Role::Error => style.fg(Color::Red),
            Role::Dim => style.add_modifier(Modifier::DIM),
        }
    }

    /// `text` of ours with the signs this terminal can show. Text from outside is not for here: names stay as they are.
    #[must_use]
    pub fn spelled(&self, text: &str) -> String {
        let spelling = self.glyphs.spelling;
        if spelling.is_empty() || text.is_ascii() {
            return text.to_owned();
        }
        let mut spelled = String::with_capacity(text.len());
        for sign in text.chars() {
            match spelling.iter().find(|(known, _)| *known == sign) {
                Some((_, plain)) => spelled.push_str(plain),
                None => spelled.push(sign),
            }
        }
        spelled
    }
}

/// The signs that stand for states and draw lines.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Has the focus; the present step.
    pub focus: &'static str,
    /// In order, decided, done.
    pub ok: &'static str,
    /// An error, refused.
    pub error: &'static str,
    /// A warning.
    pub warning: &'static str,
    /// Suggested.
    pub suggested: &'static str,
    /// Undecided.
    pub undecided: &'static str,
    /// Waiting.
    pub waiting: &'static str,
    /// Excluded, gone.
    pub excluded: &'static str,
    /// Selected.
    pub selected: &'static str,
    /// Its own, not the default.
    pub own: &'static str,
    /// More lines above, and below.
    pub more: [&'static str; 2],
    /// Behind what is cut.
    pub ellipsis: &'static str,
    /// One cell of a rule.
    pub rule: &'static str,
    /// One dot of a masked secret.
    pub dot: &'static str,
    /// How signs in our texts are spelled where they cannot be shown.
    spelling: &'static [(char, &'static str)],
}

static UNICODE: Glyphs = Glyphs {
    focus: "▸",
    ok: "✓",
    error: "✗",
    warning: "!",
    suggested: "~",
    undecided: "?",
    waiting: ".",
    excluded: "-",
    selected: "*",
    own: "=",
    more: ["↑", "↓"],
    ellipsis: "…",
    rule: "─",
    dot: "•",
    spelling: &[],
};

static ASCII: Glyphs = Glyphs {
    focus: ">",
    ok: "+",
    error: "x",
    warning: "!",
    suggested: "~",
    undecided: "?",
    waiting: ".",
    excluded: "-",
    selected: "*",
    own: "=",
    more: ["^", "v"],
    ellipsis: "..",
    rule: "-",
    dot: "*",
    spelling: &[
        ('…', ".."),
        ('─', "-"),
        ('—', "-"),
        ('•', "*"),
        ('→', "->"),
        ('“', "\""),
        ('”', "\""),
        ('’', "'"),
        ('✓', "+"),
        ('✗', "x"),
        ('▸', ">"),
    ],
};

/// The locale variables that decide what a terminal can show, as they are set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Locale<'a> {
    /// `LC_ALL`.
    pub all: Option<&'a str>,
    /// `LC_CTYPE`.
    pub ctype: Option<&'a str>,
    /// `LANG`.
    pub lang: Option<&'a str>,
}

impl Locale<'_> {
    /// Whether signs beyond ASCII are better left out: without UTF-8, and in Japanese, Korean and Chinese locales,
    /// where terminals may give `…` and `─` two cells.
    #[must_use]
    pub fn wants_ascii(self) -> bool {
        let set = |value: Option<&str>| value.filter(|value| !value.is_empty()).map(str::to_ascii_lowercase);
        let locale = set(self.all).or_else(|| set(self.ctype)).or_else(|| set(self.lang)).unwrap_or_default();
        let utf8 = locale.contains("utf-8") || locale.contains("utf8");
        let language = locale.split(['_', '.', '@', '-']).next().unwrap_or_default();
        !utf8 || matches!(language, "ja" | "ko" | "zh")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides_about_ascii() {
        let locale = |all, ctype, lang| Locale { all, ctype, lang };
        let cases = [
            (locale(None, None, Some("en_US.UTF-8")), false),
            (locale(None, None, Some("de_DE.utf8")), false),
            (locale(None, None, Some("C.UTF-8")), false),
            (locale(None, None, Some("en_US.ISO-8859-1")), true),
            (locale(None, None, Some("C")), true),
            (locale(None, None, None), true),
            (locale(Some(""), Some("C"), Some("en_US.UTF-8")), true),
            (locale(Some("C"), Some("en_US.UTF-8"), None), true),
            (locale(None, None, Some("ja_JP.UTF-8")), true),
            (locale(None, None, Some("ko_KR.utf8")), true),
            (locale(None, Some("zh_TW.UTF-8"), None), true),
            (locale(None, None, Some("zhx.UTF-8")), false),
        ];
        for (locale, ascii) in cases {
            assert_eq!(locale.wants_ascii(), ascii, "{locale:?}");
        }
    }

    #[test]
    fn without_colours_the_accent_still_shows() {
        let theme = Theme::new(false, false);
        for role in
            [Role::Plain, Role::Accent, Role::Matched, Role::Ok, Role::Warning, Role::Error, Role::Dim, Role::Focus]
        {
            assert_eq!(theme.style(role).fg, None, "{role:?}");
            assert_eq!(theme.style(role).bg, None, "{role:?}");
        }
        assert_ne!(theme.style(Role::Matched), Style::new());
        assert_ne!(theme.style(Role::Accent), Style::new());
        assert_eq!(theme.style(Role::Focus), Theme::new(true, false).style(Role::Focus));
    }

    #[test]
    fn our_texts_are_spelled_in_ascii_and_names_are_not_ours() {
        let text = "Admin → Resources, “API User (system)” — one … 2 • 3";
        assert_eq!(Theme::new(true, true).spelled(text), "Admin -> Resources, \"API User (system)\" - one .. 2 * 3");
        assert_eq!(Theme::new(true, false).spelled(text), text);
        let glyphs = Theme::new(true, true).glyphs();
        for sign in [glyphs.focus, glyphs.ok, glyphs.error, glyphs.rule, glyphs.ellipsis, glyphs.dot] {
            assert!(sign.is_ascii(), "{sign}");
        }
    }
}
