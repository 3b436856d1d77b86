//! What a key costs from its message to the bytes of the frame: in the picker over 100,000 companies, and in the grid.
//!
//! Figures only, no judgement. The terminal itself is left out: the bytes go nowhere.

use std::io::{self, Sink};

use divan::Bencher;
use petra_autotask::domain::draft::Entry;
use petra_autotask::domain::settings::{Named, TenantSettings};
use petra_autotask::domain::tenant::Sources;
use petra_autotask::tui::backend::Screen;
use petra_autotask::tui::theme::Theme;
use petra_autotask::tui::view::view;
use petra_autotask::wizard::field::Edit;
use petra_autotask::wizard::{Facts, Message, Model, Move, Step, update};
use ratatui::layout::Size;

#[path = "support/names.rs"]
mod names;

const PAGE: usize = 500;

fn main() {
    divan::main();
}

/// A wizard in the grid, every second tenant decided, and its screen.
struct Bench {
    model: Model,
    screen: Screen<Sink>,
}

impl Bench {
    fn new(tenants: usize, companies: usize) -> Self {
        let mut model = Model::new(Facts::of_day(jiff::civil::date(2026, 11, 24)));
        for number in 0..companies / PAGE {
            model.shared.catalog.add_companies(names::companies(PAGE, number as u64));
        }
        model.shared.catalog.companies_are_complete();
        let rows = model.shared.catalog.companies().rows();
        let entry = |number: usize| {
            let company = &rows[number % rows.len()];
            let mut settings = TenantSettings::undecided(format!("ZZ{number:05}"), company.name.clone());
            settings.company = number.is_multiple_of(2).then(|| Named::new(company.id, company.name.clone()));
            let sources = Sources { petra: true, ..Sources::default() };
            Entry { settings, domains: Vec::new(), sources, paused: false }
        };
        model.shared.draft.tenants = (0..tenants).map(entry).collect();
        model.step = Step::Mapping;
        model.mapping.refresh(&model.shared);
        model.mapping.arrange(&model.shared);
        let mut bench = Self { model, screen: Screen::new(io::sink(), Size::new(80, 24)) };
        bench.draw();
        bench
    }

    fn draw(&mut self) {
        let theme = Theme::new(true, false);
        self.screen.draw(|frame| view(&self.model, &theme, frame)).expect("a sink takes everything");
    }

    fn key(&mut self, message: Message) {
        update(&mut self.model, message);
        self.draw();
    }
}

/// A letter and Backspace, a frame after each.
#[divan::bench(args = ["h", "e", "harbo"])]
fn letter_in_the_picker_and_back(bencher: Bencher, before: &str) {
    let mut bench = Bench::new(50, 100_000);
    bench.key(Message::Enter);
    for sign in before[..before.len() - 1].chars() {
        bench.key(Message::Edit(Edit::Insert(sign)));
    }
    let last = before.chars().last().expect("a letter");
    bencher.bench_local(|| {
        bench.key(Message::Edit(Edit::Insert(last)));
        bench.key(Message::Edit(Edit::Backspace));
    });
}

/// Down and up, a frame after each.
#[divan::bench(args = [50, 5_000])]
fn down_and_up_in_the_grid(bencher: Bencher, tenants: usize) {
    let mut bench = Bench::new(tenants, 5_000);
    bencher.bench_local(|| {
        bench.key(Message::Move(Move::Rows(1)));
        bench.key(Message::Move(Move::Rows(-1)));
    });
}

/// Down and up with every row selected, a frame after each.
#[divan::bench(args = [50, 5_000])]
fn down_and_up_with_all_selected(bencher: Bencher, tenants: usize) {
    let mut bench = Bench::new(tenants, 5_000);
    bench.key(Message::SelectAll);
    bencher.bench_local(|| {
        bench.key(Message::Move(Move::Rows(1)));
        bench.key(Message::Move(Move::Rows(-1)));
    });
}
