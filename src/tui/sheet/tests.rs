use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::footer::Place;
use super::*;

const NAMES: [&str; 7] = ["Guide", "Connect", "Tenants", "Ticketing", "Mapping", "Review", "Save"];

fn sheet() -> Sheet<'static> {
    let stages = NAMES
        .iter()
        .enumerate()
        .map(|(number, name)| Stage {
            name,
            progress: match number {
                0..4 => Progress::Done,
                4 => Progress::Here,
                _ => Progress::Open,
            },
        })
        .collect();
    let item = |key: &str, label: &str, place| Item { key: key.into(), label: label.into(), short: None, place };
    Sheet {
        stages,
        place: vec!["demo".into(), "America East 2".into(), "2026-11-24".into()],
        origin: None,
        detail: Detail {
            head: vec![
                Piece::plain("Fabrikam   "),
                Piece::new("warning", Role::Warning),
                Piece::plain(", blocks billing   contract-not-started"),
            ],
            text: "Contract “Gold 2027” has a start date of 2027-01-01, which is in the future. Billing cannot be \
                   synced until the contract period has begun — update the contract start date in Autotask or wait \
                   until the contract is active."
                .into(),
        },
        notice: "Accepted 384 certain: 192 contracts, 192 services. u takes them back.".into(),
        keys: vec![
            item("Enter", "choose", Place::Focus),
            item(">", "Review", Place::Step),
            item("Esc", "back", Place::Step),
            item("$", "headless", Place::Headless),
            item("?", "help", Place::Help),
            item("q", "quit", Place::Quit),
        ],
    }
}

fn drawn(columns: u16, rows: u16, theme: Theme, draw: impl FnOnce(&Theme, &mut Frame<'_>)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| draw(&theme, frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |row: &[ratatui::buffer::Cell]| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
    buffer.content.chunks(usize::from(columns)).map(|cells| row(cells).trim_end().to_owned() + "\n").collect()
}

fn drawn_sheet(columns: u16, rows: u16, ascii: bool) -> String {
    drawn(columns, rows, Theme::new(true, ascii), |theme, frame| {
        sheet().draw(theme, frame);
    })
}

#[test]
fn at_80_by_24() {
    insta::assert_snapshot!(drawn_sheet(80, 24, false));
}

#[test]
fn at_60_by_18_in_ascii() {
    insta::assert_snapshot!(drawn_sheet(60, 18, true));
}

#[test]
fn each_size_has_its_rows() {
    // Window, rows of the body, rows of the detail.
    let cases = [((60, 18), 8, 5), ((80, 24), 13, 4), ((120, 40), 27, 6), ((100, 18), 9, 4), ((70, 40), 30, 5)];
    for ((columns, rows), body, detail) in cases {
        let regions = Regions::of(Rect::new(0, 0, columns, rows));
        assert_eq!((regions.body.height, regions.detail.height), (body, detail), "{columns}x{rows}");
        assert_eq!(regions.footer.bottom(), rows);
        assert_eq!(regions.detail.bottom(), regions.notice.y);
    }
    assert_eq!(Regions::of(Rect::new(0, 0, 250, 50)).body.width, 160);
}

#[test]
fn the_right_of_the_title_goes_first() {
    let title = |columns| drawn_sheet(columns, 18, false).lines().next().unwrap().to_owned();
    assert!(title(80).ends_with("demo   America East 2   2026-11-24"));
    let mut sheet = sheet();
    sheet.origin = Some("from Review, finding 3 of 7".into());
    let row = drawn(60, 18, Theme::new(true, false), |theme, frame| {
        sheet.draw(theme, frame);
    });
    assert_eq!(row.lines().next().unwrap(), " 5/7 Mapping   from Review, finding 3 of 7             demo");
}

#[test]
fn a_window_too_small_has_one_sentence_and_others_none() {
    let small = drawn(52, 14, Theme::new(true, false), |_, frame| assert!(draw_too_small(frame)));
    assert_eq!(
        small.trim_end(),
        "petra-autotask needs 60 x 18, this window has 52 x\n14. Make it larger, or leave with q."
    );
    drawn(60, 18, Theme::new(true, false), |_, frame| assert!(!draw_too_small(frame)));
    drawn(1, 1, Theme::new(true, false), |_, frame| assert!(draw_too_small(frame)));
}
