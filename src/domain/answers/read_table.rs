//! Answers from a table: which column is what, and which cells cannot be told.

use std::collections::BTreeMap;

use super::closest::{closest, hint};
use super::{Answers, Column, Place, Row};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::table::{self, shown};

/// Reads the text of a table.
pub(super) fn read(text: &str) -> Result<Answers, Vec<Diagnostic>> {
    let table = table::read(text, |header| Column::from_header(header).is_some())?;
    let mut answers = Answers::default();
    let mut columns: BTreeMap<Column, usize> = BTreeMap::new();
    for (place, header) in table.header.iter().enumerate() {
        let at_header = Subject { row: Some(table.header_row), column: Some(header.clone()), ..Subject::default() };
        match Column::from_header(header) {
            Some(column) if columns.contains_key(&column) => answers.findings.push(
                Diagnostic::error(
                    Code::BadCell,
                    format!("The column “{}” stands twice.", column.header()),
                    "Take one of the two away.",
                )
                .about(at_header),
            ),
            Some(column) => {
                columns.insert(column, place);
            }
            None if header.eq_ignore_ascii_case(Column::IGNORED) => {}
            // A separator at the end of every line makes a last column without name and content.
            None if header.is_empty() && table.rows.iter().all(|row| row.cell(place).is_empty()) => {}
            None => answers.findings.push(unknown_column(header).about(at_header)),
        }
    }
    if columns.is_empty() {
        let detail = format!("The first row reads “{}”.", shown(&table.header.join(",")));
        return Err(table::unreadable(
            "This is no table of answers: its first row names none of their columns.",
            &detail,
        ));
    }
    if !columns.contains_key(&Column::TenantId) && !columns.contains_key(&Column::TenantName) {
        answers.findings.push(
            Diagnostic::error(
                Code::BadCell,
                "No column says which tenant a row is about.",
                "Add a column tenant_id or tenant_name.",
            )
            .about(Subject { row: Some(table.header_row), ..Subject::default() }),
        );
        return Ok(answers);
    }
    for row in table.rows {
        if let Some(cell) = row.cells.iter().skip(table.header.len()).find(|cell| !cell.is_empty()) {
            answers.findings.push(
                Diagnostic::error(
                    Code::BadCell,
                    format!("The row has more cells than the header has columns; one reads “{}”.", shown(cell)),
                    "Put cells that hold the separator between quotation marks.",
                )
                .about(Subject { row: Some(row.number), ..Subject::default() }),
            );
        }
        let cells = columns.iter().map(|(column, place)| (*column, row.cell(*place).to_owned())).collect();
        answers.rows.push(Row { place: Place::Row(row.number), cells });
    }
    Ok(answers)
}

fn unknown_column(header: &str) -> Diagnostic {
    let meant = closest(header, Column::ALL.map(|column| (column.header().to_owned(), column.header().to_owned())));
    let known = Column::ALL.map(Column::header).join(", ");
    Diagnostic::error(
        Code::UnknownColumn,
        format!("There is no column “{}” in answers.", shown(header)),
        hint(&meant, &format!("Take the column away; known are {known}.")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answers::parse;

    fn problems(text: &str) -> Vec<(Code, Option<usize>, Option<String>)> {
        let findings = parse(text.as_bytes()).map_or_else(|findings| findings, |answers| answers.findings);
        findings.into_iter().map(|finding| (finding.code, finding.subject.row, finding.subject.column)).collect()
    }

    #[test]
    fn columns_come_in_any_order_and_case_and_absent_ones_are_not_empty_ones() {
        let answers = parse("why;Company;TENANT_ID\nsaid so;Contoso;ZZ1\n;;ZZ2\n".as_bytes()).unwrap();
        assert_eq!(answers.findings, []);
        assert_eq!(answers.rows.len(), 2);
        assert_eq!(answers.rows[0].place, Place::Row(2));
        assert_eq!(answers.rows[0].cell(Column::Company), Some("Contoso"));
        assert_eq!(answers.rows[1].cell(Column::Company), Some(""));
        assert_eq!(answers.rows[1].cell(Column::Queue), None);
    }

    #[test]
    fn what_is_wrong_with_the_form_is_found_all_at_once() {
        let cases = [
            (
                "tenant_id,compnay,colour\nZZ1,x,y\n",
                vec![
                    (Code::UnknownColumn, Some(1), Some("compnay".to_owned())),
                    (Code::UnknownColumn, Some(1), Some("colour".to_owned())),
                ],
            ),
            ("tenant_id,company,company\nZZ1,x,y\n", vec![(Code::BadCell, Some(1), Some("company".to_owned()))]),
            ("company,queue\nContoso,1\n", vec![(Code::BadCell, Some(1), None)]),
            ("tenant_id,company\nZZ1,Contoso, Inc\n", vec![(Code::BadCell, Some(2), None)]),
            ("tenant_id,company,\nZZ1,Contoso,\n", vec![]),
            ("tenant_id,company,\nZZ1,Contoso,x\n", vec![(Code::UnknownColumn, Some(1), Some(String::new()))]),
            ("hello\nworld\n", vec![(Code::ReadFailed, None, None)]),
            ("", vec![(Code::ReadFailed, None, None)]),
        ];
        for (text, expected) in cases {
            assert_eq!(problems(text), expected, "{text:?}");
        }
    }

    #[test]
    fn an_unknown_column_is_answered_with_the_one_that_was_meant() {
        assert_eq!(unknown_column("compnay").hint, "Meant perhaps: company.");
        assert!(unknown_column("colour").hint.contains("known are tenant_id, tenant_name"));
    }
}
