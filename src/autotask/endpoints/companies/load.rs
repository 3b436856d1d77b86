//! Every company: one query up to five pages; above, three queries over ranges of ids at once.
//!
//! ```text
//! page 1 ─▶ page 2 ─▶ page 3 …               range 0, open upwards until the bounds are known
//!        └▶ count ─▶ counts for the bounds ─▶ ranges 1 and 2; one that ends early takes half of the longest rest
//! ```
//!
//! Requests beyond ⌈N/500⌉ are at most nine: one count, and eight for bounds and for further ranges, since a range seldom
//! ends with a full page.

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::CompanyRow;
use super::curve::Curve;
use crate::autotask::gate::AT_ONCE;
use crate::autotask::query::{self, Filter, PAGE, Pages, Progress};
use crate::autotask::{Client, Entity, Error};
use crate::domain::catalog::Company;

/// Up to so many rows, one page after the other is as good.
const SERIAL: usize = 5 * PAGE;

/// How often the two bounds are counted at most.
const ROUNDS: usize = 2;

/// How many requests counts and further ranges may cost together.
const SPARE: usize = 8;

/// A stretch of ids that one query pages through.
struct Range {
    start: i64,
    /// The first id that is not of this range any more; `None`: open upwards.
    end: Option<i64>,
    /// The greatest id seen.
    last: i64,
    /// An id late on the last page, and how many rows there are from it to the page's end: how dense ids are there.
    late: (i64, usize),
    loaded: usize,
    /// How many rows are probably still to come.
    rest: usize,
    finished: bool,
}

enum Event<'client> {
    Page { index: usize, pages: Pages<'client, CompanyRow>, page: Result<Option<Vec<Company>>, Error> },
    Total(Result<usize, Error>),
    Counted(Result<(Curve, usize), Error>),
}

/// A load under way.
pub(super) struct Load<'client, 'caller> {
    client: &'client Client,
    on_page: &'caller mut (dyn FnMut(Vec<Company>, Progress) + Send),
    progress: Progress,
    ranges: Vec<Range>,
    curve: Curve,
    /// Whether every page so far came in the order of ids. Nothing but experience promises it, and only then may a
    /// range end before its query does.
    ordered: bool,
    /// Whether one did.
    ended_early: bool,
    spare: usize,
    /// Whether the bounds are known; before, their counts take the place of further queries.
    is_cut: bool,
    running: FuturesUnordered<BoxFuture<'client, Event<'client>>>,
}

impl<'client, 'caller> Load<'client, 'caller> {
    pub(super) fn new(
        client: &'client Client,
        on_page: &'caller mut (dyn FnMut(Vec<Company>, Progress) + Send),
    ) -> Self {
        Self {
            client,
            on_page,
            progress: Progress::default(),
            ranges: Vec::new(),
            curve: Curve::default(),
            ordered: true,
            ended_early: false,
            spare: SPARE,
            is_cut: false,
            running: FuturesUnordered::new(),
        }
    }

    pub(super) async fn run(mut self) -> Result<(), Error> {
        self.begin(0, None, 0);
        self.finish().await?;
        if self.ended_early && !self.ordered {
            // The order broke after it had been relied on. Once more, one page after the other: rows come twice, and
            // none is missing.
            self.ended_early = false;
            self.is_cut = false;
            self.progress = Progress::default();
            self.ranges.clear();
            self.begin(0, None, 0);
            self.finish().await?;
        }
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), Error> {
        while let Some(event) = self.running.next().await {
            match event {
                Event::Page { index, pages, page } => {
                    let rows = page?.unwrap_or_default();
                    self.take(index, rows, pages);
                }
                Event::Total(total) => self.learn_total(total?),
                Event::Counted(counted) => {
                    let (curve, requests) = counted?;
                    self.curve = curve;
                    self.spare -= requests;
                    self.cut();
                }
            }
        }
        Ok(())
    }

    /// Starts a range and asks for its first page.
    fn begin(&mut self, start: i64, end: Option<i64>, rest: usize) {
        if !self.ranges.is_empty() {
            self.spare -= 1;
        }
        let filter: Vec<Filter> =
            [Filter::at_least("id", start)].into_iter().chain(end.map(|end| Filter::below("id", end))).collect();
        let last = start - 1;
        self.ranges.push(Range { start, end, last, late: (last, 0), loaded: 0, rest, finished: false });
        self.ask(self.ranges.len() - 1, Pages::new(self.client, &filter));
    }

    fn ask(&self, index: usize, mut pages: Pages<'client, CompanyRow>) {
        self.running.push(Box::pin(async move {
            let page = pages.next().await;
            Event::Page { index, pages, page }
        }));
    }

    /// Hands a page over, then asks for the next one, or for a part of what others have still to do.
    fn take(&mut self, index: usize, mut rows: Vec<Company>, pages: Pages<'client, CompanyRow>) {
        let is_first = self.progress.loaded == 0;
        let range = &mut self.ranges[index];
        self.ordered &= rows.first().is_none_or(|row| row.id > range.last) && rows.is_sorted_by_key(|row| row.id);
        range.last = rows.iter().map(|row| row.id).fold(range.last, i64::max);
        range.finished = !pages.has_more();
        if let (true, Some(end)) = (self.ordered, range.end) {
            self.ended_early |= range.last >= end && !range.finished;
            range.finished |= range.last >= end;
            // What is beyond comes with the range that begins there.
            rows.retain(|row| row.id < end);
        }
        if let Some(row) = rows.get(rows.len() * 3 / 4) {
            range.late = (row.id, rows.len() - rows.len() * 3 / 4);
        }
        range.loaded += rows.len();
        range.rest = range.rest.saturating_sub(rows.len());
        let is_finished = range.finished;

        self.progress.loaded += rows.len();
        if self.ranges.iter().all(|range| range.finished) {
            self.progress.total = Some(self.progress.loaded);
        }
        self.settle(index);
        (self.on_page)(rows, self.progress);

        if self.is_cut {
            self.note(index);
        }
        if !is_finished {
            self.ask(index, pages);
            if is_first {
                let client = self.client;
                self.running.push(Box::pin(async move { Event::Total(client.count_companies().await) }));
            }
        }
        self.halve();
    }

    /// Corrects what a range was thought to hold.
    fn settle(&mut self, index: usize) {
        let beyond = self.beyond(index);
        let Range { start, loaded, rest, finished, .. } = self.ranges[index];
        if finished && rest > 0 {
            // There are fewer than was thought; so they lie below, where the range before ends.
            self.curve.add(start, beyond + loaded);
            self.ranges[index].rest = 0;
            if let Some(before) = self.ranges.iter_mut().find(|range| range.end == Some(start) && !range.finished) {
                before.rest += rest;
            }
        } else if !finished && rest == 0 {
            let missing = self.progress.total.unwrap_or(0).saturating_sub(self.progress.loaded);
            let elsewhere: usize = self.ranges.iter().map(|range| range.rest).sum();
            self.ranges[index].rest = missing.saturating_sub(elsewhere);
        }
    }

    /// How many companies lie beyond a range.
    fn beyond(&self, index: usize) -> usize {
        self.ranges[index].end.and_then(|end| self.curve.at(end)).unwrap_or(0)
    }

    /// Writes down where a range stands and how dense ids are there.
    fn note(&mut self, index: usize) {
        let beyond = self.beyond(index);
        let Range { last, late, rest, .. } = self.ranges[index];
        self.curve.add(late.0, beyond + rest + late.1);
        self.curve.add(last + 1, beyond + rest);
    }

    fn learn_total(&mut self, total: usize) {
        self.progress.total = Some(total.max(self.progress.loaded));
        let [first] = self.ranges.as_mut_slice() else { return };
        first.rest = total.saturating_sub(self.progress.loaded);
        if total <= SERIAL || first.finished || !self.ordered {
            return;
        }
        let rest = first.rest;
        self.note(0);
        let (client, curve) = (self.client, self.curve.clone());
        self.running.push(Box::pin(async move { Event::Counted(count_bounds(client, curve, rest).await) }));
    }

    /// Cuts the one range into three at its thirds: at counted points where they are near enough, else where the counts
    /// let them be guessed.
    fn cut(&mut self) {
        let [first] = self.ranges.as_mut_slice() else { return };
        if first.finished || !self.ordered {
            return;
        }
        let mut bounds: Vec<(i64, usize)> = Vec::new();
        for wanted in thirds(first.rest) {
            let counted = self.curve.near(wanted, tolerance(first.rest));
            let bound = counted.or_else(|| self.curve.guess(wanted).map(|id| (id, wanted)));
            let before = bounds.last().map_or(first.last + 1, |&(id, _)| id);
            bounds.extend(bound.filter(|&(id, _)| id > before));
        }
        if let Some(&(id, count)) = bounds.first() {
            first.end = Some(id);
            first.rest = first.rest.saturating_sub(count);
        }
        for (place, &(start, count)) in bounds.iter().enumerate() {
            self.curve.add(start, count);
            let next = bounds.get(place + 1);
            self.begin(start, next.map(|&(id, _)| id), count - next.map_or(0, |&(_, count)| count));
        }
        self.is_cut = true;
        self.halve();
    }

    /// Where fewer queries run than may, gives the half of the longest rest to one of its own.
    fn halve(&mut self) {
        // A range that has shown no page yet says nothing of where its half may be.
        let open = self.ranges.iter().enumerate().filter(|(_, range)| !range.finished && range.loaded > 0);
        let Some((index, longest)) = open.max_by_key(|(_, range)| range.rest) else { return };
        // The page that is under way belongs to the range whatever happens.
        let share = longest.rest.saturating_sub(PAGE) / 2;
        let (last, end) = (longest.last, longest.end);
        let is_idle = self.is_cut && self.running.len() < AT_ONCE;
        if !is_idle || self.spare == 0 || share < PAGE || !self.ordered {
            return;
        }
        let beyond = self.beyond(index);
        let Some(start) = self.curve.guess(beyond + share) else { return };
        if start <= last || end.is_some_and(|end| start >= end) {
            return;
        }
        self.curve.add(start, beyond + share);
        self.ranges[index].end = Some(start);
        self.ranges[index].rest -= share;
        self.begin(start, end, share);
    }
}

/// The counts from which on the second and the third of three equal parts begin.
fn thirds(rest: usize) -> [usize; 2] {
    [rest * 2 / 3, rest / 3]
}

/// How far from a third a cut may lie without losing much.
fn tolerance(rest: usize) -> usize {
    rest / 24
}

/// Counts near both bounds until points near enough are known; and how many requests that took.
async fn count_bounds(client: &Client, mut curve: Curve, rest: usize) -> Result<(Curve, usize), Error> {
    let wanted = thirds(rest);
    let mut requests = 0;
    for _ in 0..ROUNDS {
        let guess = |wanted: usize| match curve.near(wanted, tolerance(rest)) {
            Some(_) => None,
            None => curve.guess(wanted),
        };
        let (first, second) = (guess(wanted[0]), guess(wanted[1]));
        let second = second.filter(|_| second != first);
        let count = async |id: Option<i64>| match id {
            Some(id) => query::count(client, Entity::Companies, &[Filter::at_least("id", id)]).await.map(Some),
            None => Ok(None),
        };
        let (first_count, second_count) = tokio::try_join!(count(first), count(second))?;
        for (id, count) in [(first, first_count), (second, second_count)] {
            if let (Some(id), Some(count)) = (id, count) {
                curve.add(id, count);
                requests += 1;
            }
        }
    }
    Ok((curve, requests))
}
