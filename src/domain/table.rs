//! Tables as spreadsheets write them, from bytes and to bytes: encoding, separator, rows as people count them, formulas.
//!
//! What the columns mean is the business of those who read one: `answers` and `tenants_file`.

mod decode;
mod formula;

pub use self::decode::decode;
use super::diagnostic::{Code, Diagnostic};
use super::text::harmless;

/// Separators that are told apart, the one that wins a draw first.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// How much of a cell is quoted in a finding, in characters.
const QUOTED: usize = 60;

/// A header and the rows below it. Cells have no outer spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The row of the header; 1, or more after empty lines.
    pub header_row: usize,
    /// The names of the columns, as written.
    pub header: Vec<String>,
    /// The rows that have something in them.
    pub rows: Vec<Row>,
}

/// A row. It may have fewer or more cells than the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet counts: from 1, the header and empty rows included, a row with line breaks in a cell as one.
    pub number: usize,
    /// The cells, from the left.
    pub cells: Vec<String>,
}

impl Row {
    /// The cell below the header's column at `place`; empty where the row ends before it.
    #[must_use]
    pub fn cell(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", String::as_str)
    }
}

/// Reads a table. The separator is the one by which the header has most columns that `knows` knows, then most columns.
///
/// # Errors
/// `read-failed` for a text without a header and for a quotation mark that is never closed.
pub fn read(text: &str, knows: impl Fn(&str) -> bool) -> Result<Table, Vec<Diagnostic>> {
    // One kind of line end, so that empty lines can be counted.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (named, text) = named_separator(&text);
    let separator = named.unwrap_or_else(|| likely_separator(text, knows));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut number = 0;
    let mut spans_lines = false;
    for record in reader.records() {
        let record = record.map_err(|error| unreadable("This is no CSV.", &error.to_string()))?;
        let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let empty_lines = text.get(start..).map_or(0, |rest| rest.bytes().take_while(|byte| *byte == b'\n').count());
        number += empty_lines + 1;
        spans_lines = record.iter().any(|cell| cell.contains('\n'));
        let cells: Vec<_> = record.iter().map(|cell| formula::restored(cell.trim()).to_owned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(Row { number, cells });
        }
    }
    // The reader takes an open quotation as if it ended with the file, and with it swallows every row that follows.
    if spans_lines && text.matches('"').count() % 2 == 1 {
        let detail = format!("It begins in row {number}.");
        return Err(unreadable("A quotation mark is opened and never closed.", &detail));
    }
    if rows.is_empty() {
        return Err(unreadable("The file is empty.", ""));
    }
    let header = rows.remove(0);
    Ok(Table { header_row: header.number, header: header.cells, rows })
}

/// Writes a table: comma, line feed, quotation marks where needed, nothing that a spreadsheet would run.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "writing into memory cannot fail")]
pub fn write<'a>(rows: impl IntoIterator<Item = Vec<&'a str>>) -> Vec<u8> {
    const IN_MEMORY: &str = "a Vec takes every byte, and rows may differ in length";
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        let cells = row.into_iter().map(|cell| formula::neutral(&in_cell(cell)).into_owned());
        writer.write_record(cells).expect(IN_MEMORY);
    }
    writer.into_inner().expect(IN_MEMORY)
}

/// A text as it stands in a cell that is written: without outer spaces, and with nothing that drives a terminal. Whoever
/// reads a table back takes a cell that says this of what is there already as no change.
#[must_use]
pub fn in_cell(text: &str) -> String {
    harmless(&text.trim().replace("\r\n", "\n").replace('\r', "\n")).into_owned()
}

/// A cell, or any other text from outside, as it is quoted in a finding: harmless, and not longer than a line.
#[must_use]
pub fn shown(cell: &str) -> String {
    let mut signs = cell.chars();
    let mut start: String = signs.by_ref().take(QUOTED).collect();
    if signs.next().is_some() {
        start.push('…');
    }
    harmless(&start).into_owned()
}

/// The finding on a file that cannot be read at all.
#[must_use]
pub(super) fn unreadable(summary: &str, detail: &str) -> Vec<Diagnostic> {
    let hint = "Save it again as CSV (UTF-8) or JSON, and see that it is the right file.";
    vec![Diagnostic::error(Code::ReadFailed, summary, hint).with_detail(detail)]
}

/// The first line may name the separator, as Excel has it: `sep=;`. Excel does not show that line, nor count it.
fn named_separator(text: &str) -> (Option<u8>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    match line.strip_prefix("sep=").map(str::as_bytes) {
        Some(&[separator]) if separator.is_ascii() => (Some(separator), rest),
        _ => (None, text),
    }
}

fn likely_separator(text: &str, knows: impl Fn(&str) -> bool) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let mut best = (b',', (0, 0));
    for separator in SEPARATORS.map(|separator| u8::try_from(separator).unwrap_or(b',')) {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(header.as_bytes());
        let Some(Ok(cells)) = reader.records().next() else { continue };
        let familiar = cells.iter().filter(|cell| knows(formula::restored(cell.trim()))).count();
        if (familiar, cells.len()) > best.1 {
            best = (separator, (familiar, cells.len()));
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_cells_are_written_read_back_as_they_stand_in_cells(
            rows in prop::collection::vec(prop::array::uniform3("[ '=\"+,;\t\r\nsep@ä-]{0,8}|\\PC{0,8}|\\p{Any}{0,8}"), 1..5)
        ) {
            // A row with nothing in it is none.
            let rows: Vec<Vec<_>> = rows.iter().map(|row| std::iter::once("x").chain(row.iter().map(String::as_str)).collect()).collect();
            let bytes = write(std::iter::once(vec!["a", "b", "c", "d"]).chain(rows.iter().cloned()));
            let table = read(&decode(&bytes).unwrap(), |name| name == "a").unwrap();
            let expected: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(|cell| in_cell(cell)).collect()).collect();
            prop_assert_eq!(table.header, ["a", "b", "c", "d"]);
            prop_assert_eq!(table.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn whatever_is_read_its_rows_rise_and_have_something(text in "(a,b;?[\r\n]*)?[ab\",;\t\r\n '=-]{0,60}|\\PC{0,40}|\\p{Any}{0,40}") {
            let Ok(table) = read(&text, |name| name == "a") else { return Ok(()) };
            let numbers: Vec<_> = std::iter::once(table.header_row).chain(table.rows.iter().map(|row| row.number)).collect();
            prop_assert!(numbers[0] >= 1 && numbers.is_sorted_by(|one, next| one < next), "{:?}", numbers);
            let lines = text.split(['\n', '\r']).count();
            prop_assert!(numbers.iter().all(|&number| number <= lines));
            for row in table.rows {
                prop_assert!(row.cells.iter().any(|cell| !cell.is_empty()));
            }
        }

        #[test]
        fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Ok(text) = decode(&bytes) {
                prop_assert!(!text.contains('\0'));
                let _ = read(&text, |_| true);
            }
        }
    }

    fn numbered(text: &str) -> Vec<(usize, Vec<String>)> {
        let table = read(text, |name| ["a", "b", "c"].contains(&name)).unwrap();
        let header = (table.header_row, table.header);
        std::iter::once(header).chain(table.rows.into_iter().map(|row| (row.number, row.cells))).collect()
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts() {
        let cases = [
            ("a,b\n1,2\n3,4\n", vec![1, 2, 3]),
            ("a,b\r\n1,2\r\n3,4", vec![1, 2, 3]),
            ("a,b\r1,2\r3,4", vec![1, 2, 3]),
            ("\n\na,b\n\n1,2\n\n\n3,4\n\n", vec![3, 5, 8]),
            ("a,b\r\n\r\n1,2\r\n,\r\n3,4\r\n", vec![1, 3, 5]),
            ("a,b\n\"two\nlines\",2\n3,4", vec![1, 2, 3]),
            ("sep=;\na;b\n1;2\n", vec![1, 2]),
        ];
        for (text, expected) in cases {
            let numbers: Vec<_> = numbered(text).into_iter().map(|(number, _)| number).collect();
            assert_eq!(numbers, expected, "{text:?}");
        }
    }

    #[test]
    fn comma_semicolon_and_tab_are_told_apart_by_the_columns_that_are_known() {
        for text in ["a,b\n1,\"x;y\"\n", "a;b\n1;\"x;y\"\n", "a\tb\n1\tx;y\n", "sep=|\na|b\n1|x;y\n"] {
            assert_eq!(numbered(text)[1].1, ["1", "x;y"], "{text:?}");
        }
        assert_eq!(numbered("a\nx;y\n")[1].1, ["x;y"], "one column needs no separator");
        assert_eq!(numbered("a;z,q\n1;2,3\n")[0].1, ["a", "z,q"], "the known column decides");
    }

    #[test]
    fn cells_lose_outer_spaces_and_what_made_a_formula_harmless() {
        assert_eq!(numbered(" a , b\n  x\u{a0}, '=1+1 \n")[1].1, ["x", "=1+1"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for text in ["", "\n \n", "a,b\n1,\"open\n3,4\n5,6\n"] {
            let findings = read(text, |_| true).unwrap_err();
            assert_eq!(findings[0].code, Code::ReadFailed, "{text:?}");
        }
        assert!(read("a,b\n24\" screen,2\n", |_| true).is_ok(), "a lone mark inside a cell is text");
    }

    #[test]
    fn what_is_written_reads_back() {
        let cells = [
            "=HYPERLINK(\"x\")",
            "-1",
            "@a",
            "+1",
            "'=quoted",
            "'plain",
            "a,b",
            "say \"hi\"",
            "two␊lines",
            "Köln",
            "",
            "a␀b",
        ];
        let bytes = write([cells.map(|_| "a").to_vec(), cells.to_vec()]);
        let text = decode(&bytes).unwrap();
        assert!(!text.lines().any(|line| line.split(',').any(|cell| cell.starts_with(['=', '+', '-', '@']))));
        assert_eq!(read(&text, |_| true).unwrap().rows[0].cells, cells);
    }

    #[test]
    fn a_quoted_cell_is_harmless_and_short() {
        assert_eq!(shown("a\u{1b}b"), "a␛b");
        assert_eq!(shown(&"x".repeat(1000)).chars().count(), 61);
    }
}
