//! What a site has for tickets: its picklists, the companies that tickets are for, the values of an internal note.

use super::session::TicketSession;
use crate::autotask::NoteLists;
use crate::domain::catalog::Catalog;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::rules::{judge_company, judge_ticket};
use crate::domain::settings::{Named, TicketField, TicketFields};
use crate::domain::ticketing::{Internal, internal};

/// What was loaded of a site.
#[derive(Clone, Debug, Default)]
pub(in crate::ops) struct Site {
    pub catalog: Catalog,
    notes: Option<NoteLists>,
}

impl Site {
    /// Loads the picklists of tickets, and these companies.
    pub async fn load(session: &TicketSession, companies: &[i64]) -> Result<Self, Diagnostic> {
        let mut site = Self::default();
        site.catalog.set_tickets(session.client().ticket_lists().await?);
        if !companies.is_empty() {
            let found = session.client().companies_by_id(companies).await?;
            site.catalog.add_companies_by_id(companies.iter().copied(), found);
        }
        Ok(site)
    }

    /// What is wrong with the values of a ticket, of these fields, and with its company.
    pub fn judge(
        &self,
        values: &TicketFields,
        fields: &[TicketField],
        company: Option<(&Named, &str)>,
    ) -> Vec<Diagnostic> {
        let mut findings = judge_ticket(values, fields, &self.catalog);
        findings.extend(company.and_then(|(company, field)| judge_company(company, field, &self.catalog)));
        findings
    }

    /// What an internal note is made with; loaded when the first is needed.
    pub async fn internal(&mut self, session: &TicketSession) -> Result<Internal, Diagnostic> {
        let lists = match self.notes.take() {
            Some(lists) => lists,
            None => session.client().note_lists().await?,
        };
        let found = internal(&lists.note_type, &lists.publish);
        self.notes = Some(lists);
        found
    }
}
