//! The list of companies that the wizard read last, one for each account, so that its next start has it at once.
//!
//! It is a copy that can be read from Autotask again at any time: what cannot be read of it is said, and is nobody's
//! obstacle. It holds no secret. How old a copy may be is for `ops`.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, TransactionBehavior, params};

use super::{Error, State};
use crate::domain::billing::Account;
use crate::domain::catalog::Company;

/// The shape of the list; one that a list of before cannot be read as gets the next number.
const FORMAT: i64 = 1;

/// A list that was read so long before another one is kept is of an account that nobody works with any more.
const FORGOTTEN_AFTER: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);

/// What most lines have, in bytes, at least.
const USUAL_LENGTH: usize = 48;

/// A company as it is kept: id, name, active, kind, city, web address. Without names of fields, which would be half of it.
type Line = (i64, String, bool, Option<i64>, Option<String>, Option<String>);

/// Companies as they are kept, a line each, gathered page by page.
///
/// One blob and no rows: the list is written and read as a whole and never searched on disk, so 100,000 rows would bring
/// an index and as many inserts for nothing. Lines of JSON need no rule of their own for what a name may hold, and
/// `sqlite3` shows them to an operator.
#[derive(Clone, Debug, Default)]
pub struct CompanyLines(Vec<u8>);

impl CompanyLines {
    /// Adds a page. A company that comes again counts as it came last.
    pub fn push(&mut self, page: &[Company]) {
        for company in page {
            let Company { id, name, active, kind, city, web_address } = company;
            // Numbers and texts: there is nothing in them that JSON cannot hold, and memory takes every byte.
            let _ = serde_json::to_writer(&mut self.0, &(id, name, active, kind, city, web_address));
            self.0.push(b'\n');
        }
    }
}

/// A list that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCompanies {
    /// When reading it from Autotask began: what changed later may not be in it.
    pub read_at: Timestamp,
    /// The companies, in the order in which they came.
    pub companies: Vec<Company>,
}

impl State {
    /// Keeps a whole list in the place of the account's last one: all of it, or none. Lists of accounts that nobody worked
    /// with for a month go.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn keep_companies(&mut self, account: &Account, read_at: Timestamp, list: &CompanyLines) -> Result<(), Error> {
        let Account { zone, username } = account;
        let forgotten = read_at.checked_sub(FORGOTTEN_AFTER).unwrap_or(Timestamp::MIN);
        let kept = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            // Deleted before the new one is written, so that it takes the pages of the old one and the file does not grow.
            transaction.execute(
                "DELETE FROM kept_companies WHERE (zone = ?1 AND username = ?2) OR read_at < ?3",
                params![zone, username, forgotten.as_second()],
            )?;
            transaction.execute(
                "INSERT INTO kept_companies (zone, username, read_at, format, checksum, list)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![zone, username, read_at.as_second(), FORMAT, checksum(&list.0), list.0],
            )?;
            transaction.commit()
        });
        kept.map_err(|error| self.told(error))
    }

    /// The list that was kept for this very account; none is none.
    ///
    /// # Errors
    /// Where the database refuses, and [`Error::Companies`] for a list that is damaged or of another version.
    pub fn kept_companies(&self, account: &Account) -> Result<Option<KeptCompanies>, Error> {
        let query = "SELECT read_at, format, checksum, list FROM kept_companies
                     WHERE zone = ?1 AND username = ?2";
        let found = self.connection.query_row(query, [&account.zone, &account.username], |row| {
            let number = |name| row.get::<_, i64>(name);
            let (format, read_at) = (number("format")?, number("read_at")?);
            if format != FORMAT {
                return Ok(Err(format!("it is of format {format}, this version reads {FORMAT}")));
            }
            // Read where it lies: a copy of some megabytes less. What is no blob has no line.
            let list = row.get_ref("list")?.as_blob().unwrap_or_default();
            if number("checksum")? != checksum(list) {
                return Ok(Err("it is not as it was written".to_owned()));
            }
            let read_at = Timestamp::from_second(read_at).map_err(|error| error.to_string());
            Ok(read_at.and_then(|read_at| Ok(KeptCompanies { read_at, companies: read(list)? })))
        });
        let found = found.optional().map_err(|error| self.told(error))?;
        found.transpose().map_err(|why| Error::Companies { path: self.path.clone(), why })
    }
}

fn read(list: &[u8]) -> Result<Vec<Company>, String> {
    let mut companies = Vec::with_capacity(list.len() / USUAL_LENGTH);
    for line in list.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        let (id, name, active, kind, city, web_address): Line =
            serde_json::from_slice(line).map_err(|error| error.to_string())?;
        companies.push(Company { id, name, active, kind, city, web_address });
    }
    Ok(companies)
}

/// FNV-1a. SQLite checks its pages' order, not their content; a letter that toppled would be another company's name.
fn checksum(bytes: &[u8]) -> i64 {
    let sum = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    sum.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::Diagnostic;

    fn account(zone: &str, username: &str) -> Account {
        Account { username: username.to_owned(), zone: zone.to_owned() }
    }

    fn ours() -> Account {
        account("https://webservices14.autotask.net/ATServicesRest/", "api@example.com")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn companies(count: i64) -> Vec<Company> {
        (0..count)
            .map(|id| Company {
                id,
                name: format!("Company {id} “株式会社”\n\u{1b}[31m, \"West\""),
                active: id % 7 != 0,
                kind: (id % 3 != 0).then_some(id % 3),
                city: (id % 2 == 0).then(|| "Köln".to_owned()),
                web_address: (id % 5 == 0).then(|| format!("https://company-{id}.example/")),
            })
            .collect()
    }

    fn lines(companies: &[Company]) -> CompanyLines {
        let mut lines = CompanyLines::default();
        companies.chunks(3).for_each(|page| lines.push(page));
        lines
    }

    fn opened() -> (tempfile::TempDir, State) {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        (folder, state)
    }

    #[test]
    fn a_list_is_read_back_whole_and_another_takes_its_place() {
        let (folder, mut state) = opened();
        assert_eq!(state.kept_companies(&ours()).unwrap(), None);
        let read_at = at("2026-11-24T06:12:00Z");
        state.keep_companies(&ours(), at("2026-11-23T06:12:00Z"), &lines(&companies(30))).unwrap();
        state.keep_companies(&ours(), read_at, &lines(&companies(20))).unwrap();
        drop(state);
        let state = State::open(folder.path()).unwrap();
        let kept = state.kept_companies(&ours()).unwrap();
        assert_eq!(kept, Some(KeptCompanies { read_at, companies: companies(20) }));
    }

    #[test]
    fn another_user_or_another_zone_has_a_list_of_its_own() {
        let (_folder, mut state) = opened();
        let others = [
            account("https://webservices15.autotask.net/ATServicesRest/", "api@example.com"),
            account("https://webservices14.autotask.net/ATServicesRest/", "api2@example.com"),
            account("https://webservices14.autotask.net/ATServicesRest/", "API@example.com"),
        ];
        state.keep_companies(&ours(), at("2026-11-24T06:12:00Z"), &lines(&companies(2))).unwrap();
        for other in &others {
            assert_eq!(state.kept_companies(other).unwrap(), None, "{other:?}");
        }
        state.keep_companies(&others[1], at("2026-11-24T06:12:00Z"), &lines(&companies(5))).unwrap();
        assert_eq!(state.kept_companies(&ours()).unwrap().unwrap().companies.len(), 2);
        assert_eq!(state.kept_companies(&others[1]).unwrap().unwrap().companies.len(), 5);
        // Nobody worked with the first one for a month.
        state.keep_companies(&others[1], at("2026-12-25T06:12:00Z"), &lines(&companies(5))).unwrap();
        assert_eq!(state.kept_companies(&ours()).unwrap(), None);
    }

    #[test]
    fn what_is_damaged_or_of_another_version_is_told_and_stands_in_nobodys_way() {
        for damage in [
            "list = CAST(replace(CAST(list AS TEXT), 'Köln', 'Kiel') AS BLOB)",
            "list = substr(list, 1, length(list) / 2)",
            "list = zeroblob(9)",
            "list = x''",
            "format = 2",
            "format = 0",
            "read_at = 9223372036854775807",
            "checksum = 7",
        ] {
            let (_folder, mut state) = opened();
            state.keep_companies(&ours(), at("2026-11-24T06:12:00Z"), &lines(&companies(9))).unwrap();
            state.connection.execute(&format!("UPDATE kept_companies SET {damage}"), []).unwrap();
            let told = Diagnostic::from(state.kept_companies(&ours()).expect_err(damage));
            assert!(!told.is_error(), "{damage}");
            state.keep_companies(&ours(), at("2026-11-24T07:12:00Z"), &lines(&companies(9))).unwrap();
            assert!(state.kept_companies(&ours()).unwrap().is_some(), "{damage}");
        }
    }

    #[test]
    fn a_checksum_that_fits_does_not_make_a_company_of_another_line() {
        for text in ["[1,\"Contoso\",true,null,null]\n", "[1,7,true,null,null,null]\n", "[1,\"Cont"] {
            let (_folder, mut state) = opened();
            let list = CompanyLines(text.as_bytes().to_vec());
            state.keep_companies(&ours(), at("2026-11-24T06:12:00Z"), &list).unwrap();
            assert!(matches!(state.kept_companies(&ours()), Err(Error::Companies { .. })), "{text}");
        }
    }

    #[test]
    fn a_list_that_could_not_be_written_leaves_the_one_before() {
        let (_folder, mut state) = opened();
        state.keep_companies(&ours(), at("2026-11-24T06:12:00Z"), &lines(&companies(9))).unwrap();
        state
            .connection
            .execute_batch(
                "CREATE TRIGGER full BEFORE INSERT ON kept_companies BEGIN SELECT RAISE(ABORT, 'no room'); END",
            )
            .unwrap();
        assert!(state.keep_companies(&ours(), at("2026-11-24T07:12:00Z"), &lines(&companies(3))).is_err());
        assert_eq!(state.kept_companies(&ours()).unwrap().unwrap().companies.len(), 9);
    }

    #[test]
    fn the_file_does_not_grow_with_each_list() {
        let (_folder, mut state) = opened();
        let pages = |state: &State| -> i64 {
            state.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap()
        };
        let list = lines(&companies(3000));
        state.keep_companies(&ours(), at("2026-11-24T06:12:00Z"), &list).unwrap();
        let before = pages(&state);
        assert!(before > 40, "the list has many pages: {before}");
        for hour in 7..12 {
            state.keep_companies(&ours(), at(&format!("2026-11-24T{hour:02}:12:00Z")), &list).unwrap();
        }
        assert!(pages(&state) <= before + 2, "{} pages, {before} before", pages(&state));
    }
}
