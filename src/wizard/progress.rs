//! How far each step is, as the list of steps shows it, and whether the next one can be entered now.
//!
//! It is asked for every frame: nothing is judged anew here. What stops a step, in words, is `update`'s.

use super::model::{Model, Step};
use super::steps::mapping::{RowState, View};
use super::steps::ticketing::Ticketing;
use super::update::waits_for;

/// Whether a step's own condition holds.
#[must_use]
pub fn is_done(model: &Model, step: Step) -> bool {
    let shared = &model.shared;
    match step {
        Step::Guide => model.reached > Step::Guide,
        Step::Connect => shared.connected,
        Step::Tenants => !shared.draft.tenants.is_empty(),
        Step::Ticketing => Ticketing::is_complete(shared),
        Step::Mapping => {
            let mapping = &model.mapping;
            !mapping.states.is_empty()
                && mapping.counts[View::Undecided as usize] == 0
                && !mapping.states.iter().any(RowState::has_error)
        }
        Step::Review => {
            model.reached > Step::Review
                && model.review.missing().is_none()
                && is_done(model, Step::Ticketing)
                && is_done(model, Step::Mapping)
        }
        Step::Save => model.save.done().is_some() && shared.unsaved == 0,
    }
}

/// The step that is entered by going on, if nothing stops it.
#[must_use]
pub fn next(model: &Model) -> Option<Step> {
    let shared = &model.shared;
    let next = model.step.next()?;
    let is_open = |step: Step| match step {
        // What the judge says of all tenants was counted when Review was entered.
        Step::Save => {
            let is_judged = shared.loads.billing.loading().is_none() && model.review.missing().is_none();
            is_judged && (shared.connected || shared.saved.is_some())
        }
        step => waits_for(model, step).is_none(),
    };
    Step::ALL.into_iter().filter(|step| *step <= next).all(is_open).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draft::Entry;
    use crate::domain::settings::{Named, TenantSettings};
    use crate::domain::tenant::Sources;
    use crate::wizard::model::Facts;

    fn model() -> Model {
        Model::new(Facts::of_day(jiff::civil::date(2026, 11, 24)))
    }

    fn done(model: &Model) -> Vec<Step> {
        Step::ALL.into_iter().filter(|step| is_done(model, *step)).collect()
    }

    #[test]
    fn a_step_is_done_when_its_own_condition_holds() {
        let mut model = model();
        assert_eq!(done(&model), []);
        model.reached = Step::Save;
        assert_eq!(done(&model), [Step::Guide]);
        let mut settings = TenantSettings::undecided("ZZ1", "Contoso");
        model.shared.draft.tenants = vec![Entry {
            settings: settings.clone(),
            domains: Vec::new(),
            sources: Sources { typed: true, ..Sources::default() },
            paused: false,
        }];
        model.mapping.refresh(&model.shared);
        assert_eq!(done(&model), [Step::Guide, Step::Tenants]);
        settings.company = Some(Named::new(1, "Contoso Ltd"));
        model.shared.draft.tenants[0].settings = settings;
        model.mapping.refresh(&model.shared);
        assert_eq!(done(&model), [Step::Guide, Step::Tenants, Step::Mapping]);
    }

    #[test]
    fn what_stops_a_step_stops_going_on_to_it() {
        let mut model = model();
        assert_eq!(next(&model), Some(Step::Connect));
        model.step = Step::Connect;
        assert_eq!(next(&model), None);
        model.shared.connected = true;
        assert_eq!(next(&model), Some(Step::Tenants));
        model.step = Step::Tenants;
        assert_eq!(next(&model), None, "no tenants");
        model.step = Step::Review;
        assert_eq!(next(&model), None, "a step between waits");
        model.step = Step::Save;
        assert_eq!(next(&model), None);
    }
}
