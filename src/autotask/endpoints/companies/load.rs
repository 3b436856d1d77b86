//! Every company: one query up to five pages; above, three queries over ranges of ids at once.
//!
//! ```text
//! page 1 ─▶ page 2 ─▶ page 3 …               range 0, open upwards until the bounds are known
//!        └▶ count ─▶ counts for the bounds ─▶ ranges 1 and 2; one that ends early takes half of the longest rest
//! ```
//!
//! Requests beyond ⌈N/500⌉ are at most nine: one count, and eight for bounds and for further ranges, since a range seldom
//! ends with a full page. What one does end with comes back: the pages that are left tell how much may still be spent.

use futures_util::future::{BoxFuture, try_join_all};
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::CompanyRow;
use super::curve::Curve;
use crate::autotask::gate::AT_ONCE;
use crate::autotask::query::{self, Filter, PAGE, Pages, Progress};
use crate::autotask::{Client, Entity, Error};
use crate::domain::catalog::Company;

/// Up to so many rows, one page after the other is as good.
const SERIAL: usize = 5 * PAGE;

/// How often the two bounds are counted at most; with the two further ranges that is all that may be spent.
const ROUNDS: usize = 3;

/// How many requests more than pages a load may cost.
const SPARE: usize = 9;

/// A stretch of ids that one query pages through.
struct Range {
    start: i64,
    /// Whether it is known, and not guessed, how many companies lie from its start on.
    is_counted: bool,
    /// The first id that is not of this range any more; `None`: open upwards.
    end: Option<i64>,
    /// The greatest id seen.
    last: i64,
    /// An id late on the last page, and how many rows there are from it to the page's end: how dense ids are there.
    late: (i64, usize),
    loaded: usize,
    finished: bool,
}

enum Event<'client> {
    Page {
        index: usize,
        pages: Pages<'client, CompanyRow>,
        page: Result<Option<Vec<Company>>, Error>,
    },
    Total(Result<usize, Error>),
    /// Points of the curve, a request each.
    Counted(Result<Vec<(i64, usize)>, Error>),
}

/// Whether it is known where to cut; before, counts take the place of further queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bounds {
    /// After so many rounds of counts.
    Sought(usize),
    /// The counts of that round are under way.
    Counting(usize),
    /// The one range was cut, or stays whole.
    Known,
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
    /// Requests sent.
    sent: usize,
    bounds: Bounds,
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
            sent: 0,
            bounds: Bounds::Sought(0),
            running: FuturesUnordered::new(),
        }
    }

    pub(super) async fn run(mut self) -> Result<(), Error> {
        self.begin(0, None, true);
        self.finish().await?;
        if self.ended_early && !self.ordered {
            // The order broke after it had been relied on. Once more, one page after the other: rows come twice, and
            // none is missing.
            self.ended_early = false;
            self.bounds = Bounds::Known;
            self.progress = Progress::default();
            self.ranges.clear();
            self.begin(0, None, true);
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
                    for (id, count) in counted? {
                        self.curve.add(id, count);
                        self.sent += 1;
                    }
                    if let Bounds::Counting(round) = self.bounds {
                        self.bounds = Bounds::Sought(round);
                    }
                    self.seek_bounds();
                }
            }
        }
        Ok(())
    }

    /// Starts a range and asks for its first page.
    fn begin(&mut self, start: i64, end: Option<i64>, is_counted: bool) {
        let filter: Vec<Filter> =
            [Filter::at_least("id", start)].into_iter().chain(end.map(|end| Filter::below("id", end))).collect();
        let last = start - 1;
        self.ranges.push(Range { start, is_counted, end, last, late: (last, 0), loaded: 0, finished: false });
        self.ask(self.ranges.len() - 1, Pages::new(self.client, &filter));
    }

    fn ask(&mut self, index: usize, mut pages: Pages<'client, CompanyRow>) {
        self.sent += 1;
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
        let is_finished = range.finished;

        self.progress.loaded += rows.len();
        if self.ranges.iter().all(|range| range.finished) {
            self.progress.total = Some(self.progress.loaded);
        }
        self.settle(index);
        (self.on_page)(rows, self.progress);

        self.note(index);
        if !is_finished {
            self.ask(index, pages);
            if is_first {
                let client = self.client;
                self.sent += 1;
                self.running.push(Box::pin(async move { Event::Total(client.count_companies().await) }));
            }
        }
        self.seek_bounds();
        self.halve();
    }

    /// Learns from a range that has ended how many companies lie from its start or from its end on, where one of them was
    /// guessed.
    fn settle(&mut self, index: usize) {
        let Range { start, is_counted, end, loaded, finished, .. } = self.ranges[index];
        if !finished {
            return;
        }
        if !is_counted {
            let beyond = self.beyond(index);
            self.ranges[index].is_counted = self.next(index).is_none_or(|next| self.ranges[next].is_counted);
            self.curve.add(start, beyond + loaded);
        } else if let (Some(next), Some(end), Some(count)) = (self.next(index), end, self.curve.at(start))
            && !self.ranges[next].is_counted
        {
            self.ranges[next].is_counted = true;
            self.curve.add(end, count.saturating_sub(loaded));
        }
    }

    /// The range that begins where this one ends.
    fn next(&self, index: usize) -> Option<usize> {
        let end = self.ranges[index].end?;
        self.ranges.iter().position(|range| range.start == end)
    }

    /// How many companies lie beyond a range.
    fn beyond(&self, index: usize) -> usize {
        self.ranges[index].end.and_then(|end| self.curve.at(end)).unwrap_or(0)
    }

    /// How many rows of a range are probably still to come.
    fn rest(&self, index: usize) -> usize {
        let Range { start, loaded, finished, .. } = self.ranges[index];
        let from_there_on = if finished { 0 } else { self.curve.at(start).unwrap_or(0) };
        from_there_on.saturating_sub(self.beyond(index) + loaded)
    }

    /// Writes down where a range stands and how dense ids are there.
    fn note(&mut self, index: usize) {
        let Range { start, is_counted, last, late, loaded, .. } = self.ranges[index];
        if let Some(left) = self.curve.at(start).filter(|_| is_counted).and_then(|count| count.checked_sub(loaded)) {
            self.curve.add(late.0, left + late.1);
            self.curve.add(last + 1, left);
        }
    }

    /// How many requests may be sent beyond the pages that are left.
    fn spare(&self) -> usize {
        let Some(total) = self.progress.total.filter(|&total| total > SERIAL) else { return 0 };
        let left = total.saturating_sub(self.progress.loaded).div_ceil(PAGE);
        // Every open range has sent for a page of those that are left, and ends with a part of one, but for the last.
        (total.div_ceil(PAGE) + SPARE + 1).saturating_sub(self.sent + left)
    }

    fn learn_total(&mut self, total: usize) {
        self.progress.total = Some(total.max(self.progress.loaded));
        if total <= SERIAL {
            self.bounds = Bounds::Known;
        }
        if let [first] = self.ranges.as_slice() {
            self.curve.add(first.start, total);
        }
        self.seek_bounds();
    }

    /// Counts near both thirds until points near enough are known, or as often as may be; then cuts.
    fn seek_bounds(&mut self) {
        let (Bounds::Sought(rounds), Some(_), [first]) = (self.bounds, self.progress.total, self.ranges.as_slice())
        else {
            return;
        };
        // The first page alone says little: low ids are of an account's first days.
        if first.loaded <= PAGE && !first.finished {
            return;
        }
        if first.finished || !self.ordered {
            self.bounds = Bounds::Known;
            return;
        }
        self.note(0);
        let points = self.points_to_count(rounds);
        if rounds == ROUNDS || points.is_empty() {
            self.cut();
            return;
        }
        self.bounds = Bounds::Counting(rounds + 1);
        let client = self.client;
        self.running.push(Box::pin(async move { Event::Counted(count(client, &points).await) }));
    }

    /// Where the two cuts probably are, as far as no counted point is near enough.
    fn points_to_count(&self, rounds: usize) -> Vec<i64> {
        let rest = self.rest(0);
        let wanted: Vec<usize> =
            thirds(rest).into_iter().filter(|&wanted| self.curve.near(wanted, rest / 24).is_none()).collect();
        let mut points: Vec<i64> = match wanted[..] {
            // Nobody knows yet whether ids go on as densely as they begin.
            [first, _] if rounds == 0 => {
                [self.curve.guess(first), self.curve.far(first)].into_iter().flatten().collect()
            }
            _ => wanted.into_iter().filter_map(|wanted| self.curve.guess(wanted)).collect(),
        };
        points.dedup();
        points
    }

    /// Cuts the one range into three near its thirds: at counted points, so that what each holds is known.
    fn cut(&mut self) {
        self.bounds = Bounds::Known;
        let (last, rest) = (self.ranges[0].last, self.rest(0));
        let mut bounds: Vec<i64> = Vec::new();
        for wanted in thirds(rest) {
            let bound = self.curve.near(wanted, rest / 6).map(|(id, _)| id);
            bounds.extend(bound.filter(|&id| id > bounds.last().copied().unwrap_or(last + 1)));
        }
        self.ranges[0].end = bounds.first().copied();
        for (place, &start) in bounds.iter().enumerate() {
            self.begin(start, bounds.get(place + 1).copied(), true);
        }
        self.halve();
    }

    /// Where fewer queries run than may, gives the half of the longest rest to one of its own.
    fn halve(&mut self) {
        while self.bounds == Bounds::Known && self.running.len() < AT_ONCE && self.spare() > 0 && self.ordered {
            // A range that has shown no page yet says nothing of where its half may be.
            let open = (0..self.ranges.len()).filter(|&index| self.ranges[index].loaded > 0);
            let Some((rest, index)) = open.map(|index| (self.rest(index), index)).max() else { return };
            // The page that is under way belongs to the range whatever happens.
            let share = rest.saturating_sub(PAGE) / 2;
            if share < PAGE {
                return;
            }
            let wanted = self.beyond(index) + share;
            let Range { last, end, .. } = self.ranges[index];
            let counted = self.curve.near(wanted, share / 4).map(|(id, _)| id);
            let (start, is_counted) = match (counted, self.curve.guess(wanted)) {
                (Some(id), _) => (id, true),
                (None, Some(id)) => (id, false),
                (None, None) => return,
            };
            if start <= last + 1 || end.is_some_and(|end| start >= end) {
                return;
            }
            if !is_counted {
                self.curve.add(start, wanted);
            }
            self.ranges[index].end = Some(start);
            self.begin(start, end, is_counted);
        }
    }
}

/// The counts from which on the second and the third of three equal parts begin.
fn thirds(rest: usize) -> [usize; 2] {
    [rest * 2 / 3, rest / 3]
}

/// How many companies lie from each of these ids on, all counted at once.
async fn count(client: &Client, ids: &[i64]) -> Result<Vec<(i64, usize)>, Error> {
    let counts = ids.iter().map(async |&id| {
        let count = query::count(client, Entity::Companies, &[Filter::at_least("id", id)]).await?;
        Ok((id, count))
    });
    try_join_all(counts).await
}
