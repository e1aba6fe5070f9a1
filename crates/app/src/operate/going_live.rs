//! A service's way from trial to live: what its team prepares, and what a reviewer decides (admin-ui §1.4).

mod use_case;

pub use use_case::{AMOUNTS, Progress, RECIPIENTS, USES, UseCase, VOLUMES, Volume};

use super::team::{OPERATOR, language_of};
use super::{ChangeError, check_text};
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::{App, Letter, Reader, Unavailable};
use facteur_model::allowance::Limits;
use facteur_model::id::{GoLiveEventId, ServiceId, UserId};
use facteur_model::person::{Right, UserStanding};
use facteur_model::service::{Mode, Standing};
use facteur_model::time::Moment;
use facteur_store::{Error, GoLiveEvent, GoLiveRequest, GoLiveState, Transaction, go_live, services};
use serde_json::json;

/// Templates that a service needs before it goes live.
const TEMPLATES: usize = 2;
/// Characters of a longer answer, or of a reviewer's message.
const LONGEST: usize = 2_000;
/// Characters of a name.
const LONGEST_NAME: usize = 255;

/// Why a service is not a step further.
#[derive(Debug, thiserror::Error)]
pub enum GoLiveError {
    #[error("some tasks are not done")]
    NotReady(Vec<Task>),
    #[error("the service is live already")]
    AlreadyLive,
    #[error("the request has been submitted and waits for a reviewer")]
    AlreadySubmitted,
    #[error("no request of this service waits for a reviewer")]
    NotSubmitted,
    #[error("the change was not made")]
    Change(#[from] ChangeError),
}

impl From<Error> for GoLiveError {
    fn from(error: Error) -> Self {
        GoLiveError::Change(error.into())
    }
}

impl From<Unavailable> for GoLiveError {
    fn from(unavailable: Unavailable) -> Self {
        GoLiveError::Change(unavailable.into())
    }
}

/// What a team does before it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    UseCase,
    Templates,
    Team,
    Terms,
}

/// A service on its way to reaching anyone.
pub struct GoingLive {
    pub mode: Mode,
    pub state: GoLiveState,
    pub use_case: UseCase,
    /// Who accepted the terms of use, and when.
    pub terms: Option<(Option<String>, Moment)>,
    pub submitted_at: Option<Moment>,
    pub tasks: [(Task, Progress); 4],
    pub steps: Vec<GoLiveStep>,
}

/// One step of a service on its way.
pub struct GoLiveStep {
    pub at: Moment,
    /// Who; nobody when it was whoever runs the installation.
    pub by: Option<String>,
    /// `submitted`, `edited`, `changes`, `approved`, `refused` or `trial`.
    pub kind: String,
    pub message: Option<String>,
}

/// A request that waits, or that waits for its team.
#[derive(Debug)]
pub struct GoLiveQueued {
    pub service: ServiceId,
    pub name: String,
    pub submitted_at: Moment,
}

/// What a reviewer decides.
#[derive(Debug, Clone)]
pub enum Decision {
    /// The service goes live, within these limits.
    Approve(Limits),
    /// The team has something to change first.
    AskForChanges(String),
    /// The service stays on trial.
    Refuse(String),
}

impl App {
    /// How far a service is on its way to going live.
    pub async fn going_live(&self, by: &Authority, service: ServiceId) -> Result<GoingLive, ChangeError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let request = self.request_of(service).await?;
        let mode = view.service().mode;
        // The operator can put a service back on trial too: its approval is of the past then.
        let state = match (mode, request.state) {
            (Mode::Trial, GoLiveState::Approved) => GoLiveState::Draft,
            (_, state) => state,
        };
        let events = self.store().of(service).go_live_events().await?;
        let people = events.iter().map(|event| event.user).chain(request.terms_by);
        let names = self.person_names(&people.collect::<Vec<_>>()).await?;
        let named = |id: UserId| names.get(&id).cloned();
        let tasks = self.tasks(&view, &request).await?;
        Ok(GoingLive {
            mode,
            state,
            use_case: answers(&request),
            terms: request.terms_at.map(|at| (request.terms_by.and_then(named), at)),
            submitted_at: request.submitted_at,
            tasks,
            steps: events
                .into_iter()
                .map(|event| GoLiveStep {
                    at: event.at,
                    by: named(event.user),
                    kind: event.kind,
                    message: event.message,
                })
                .collect(),
        })
    }

    async fn request_of(&self, service: ServiceId) -> Result<GoLiveRequest, Unavailable> {
        let found = self.store().of(service).go_live_request().await?;
        Ok(found.unwrap_or(GoLiveRequest {
            service,
            state: GoLiveState::Draft,
            answers: None,
            terms_by: None,
            terms_at: None,
            submitted_at: None,
        }))
    }

    async fn tasks(
        &self,
        view: &ServiceView,
        request: &GoLiveRequest,
    ) -> Result<[(Task, Progress); 4], Unavailable> {
        let store = self.store().of(view.service().id);
        let when = |done: bool| if done { Progress::Done } else { Progress::Missing };
        let templates = store.templates(None).await?.len();
        let manages = |member: &&facteur_store::Member| member.rights.contains(Right::ManageService);
        let team = if view.members().iter().filter(manages).count() >= 2 {
            Progress::Done
        } else {
            let invited = store.invitations().await?.into_iter().any(|invitation| {
                invitation.ends_at > self.now() && invitation.rights.contains(Right::ManageService)
            });
            if invited { Progress::InProgress } else { Progress::Missing }
        };
        Ok([
            (Task::UseCase, answers(request).progress()),
            (Task::Templates, when(templates >= TEMPLATES)),
            (Task::Team, team),
            (Task::Terms, when(request.terms_at.is_some())),
        ])
    }

    /// What the team answers first: for what, and to whom it will send.
    pub async fn answer_purpose(
        &self,
        by: &Authority,
        service: ServiceId,
        answered: UseCase,
    ) -> Result<(), GoLiveError> {
        if !answered.other_uses.is_empty() {
            check_lines("other_uses", &answered.other_uses)?;
        }
        if !answered.organisation.is_empty() {
            check_text("organisation", &answered.organisation, LONGEST_NAME)?;
        }
        self.answer(by, service, |use_case| {
            let volumes = use_case.volumes.take();
            *use_case = UseCase { volumes, ..answered };
        })
        .await
    }

    /// What the team answers second: how much it will send.
    pub async fn answer_volumes(
        &self,
        by: &Authority,
        service: ServiceId,
        volumes: [Volume; 4],
    ) -> Result<(), GoLiveError> {
        self.answer(by, service, |use_case| use_case.volumes = Some(volumes)).await
    }

    async fn answer(
        &self,
        by: &Authority,
        service: ServiceId,
        change: impl FnOnce(&mut UseCase),
    ) -> Result<(), GoLiveError> {
        let mut request = self.editable(by, service).await?;
        let mut use_case = answers(&request);
        change(&mut use_case);
        request.answers = Some(use_case.to_stored());
        let mut tx = self.store().begin().await?;
        go_live::save(&mut tx, &request).await?;
        // A reviewer who has begun to read sees that something changed.
        if request.state == GoLiveState::Submitted {
            self.note_step(&mut tx, by, service, "edited", None).await?;
        }
        self.record(&mut tx, by, Some(service), "go-live.answer", &service.to_string(), json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Accepts the terms of use for the service.
    pub async fn accept_service_terms(&self, by: &Authority, service: ServiceId) -> Result<(), GoLiveError> {
        let mut request = self.editable(by, service).await?;
        request.terms_by = Some(by.user().unwrap_or(OPERATOR));
        request.terms_at = Some(self.now());
        let mut tx = self.store().begin().await?;
        go_live::save(&mut tx, &request).await?;
        self.record(&mut tx, by, Some(service), "go-live.terms", &service.to_string(), json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// The request, while its team may change it: until it is approved.
    async fn editable(&self, by: &Authority, service: ServiceId) -> Result<GoLiveRequest, GoLiveError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        if view.service().mode == Mode::Live {
            return Err(GoLiveError::AlreadyLive);
        }
        Ok(self.request_of(service).await?)
    }

    /// Asks for the service to go live.
    pub async fn submit_request(&self, by: &Authority, service: ServiceId) -> Result<(), GoLiveError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        let mut request = self.editable(by, service).await?;
        if request.state == GoLiveState::Submitted {
            return Err(GoLiveError::AlreadySubmitted);
        }
        let tasks = self.tasks(&view, &request).await?;
        let missing: Vec<_> =
            tasks.into_iter().filter(|(_, at)| *at != Progress::Done).map(|(task, _)| task).collect();
        if !missing.is_empty() {
            return Err(GoLiveError::NotReady(missing));
        }
        request.state = GoLiveState::Submitted;
        request.submitted_at = Some(self.now());
        let mut tx = self.store().begin().await?;
        go_live::save(&mut tx, &request).await?;
        self.note_step(&mut tx, by, service, "submitted", None).await?;
        self.record(&mut tx, by, Some(service), "go-live.submit", &service.to_string(), json!({})).await?;
        tx.commit().await?;
        let base = &self.settings().base_url;
        let letter = Letter::new("golive-review")
            .with_typed("service", &view.service().name)
            .with("link", format!("{base}/platform/go-live/{service}"));
        for user in self.store().users().await? {
            if user.administrator && user.standing == UserStanding::Active {
                let reader = Reader { email: &user.profile.email, language: language_of(&user) };
                self.write_to(&reader, &letter).await?;
            }
        }
        self.write_to_team(&view, "golive-submitted", Some(Right::ManageService)).await?;
        Ok(())
    }

    /// The requests that wait for a reviewer, and those that wait for their team; the longest wait first.
    pub async fn go_live_queue(
        &self,
        by: &Authority,
        state: GoLiveState,
    ) -> Result<Vec<GoLiveQueued>, ChangeError> {
        Self::platform_only(by)?;
        let mut queue = Vec::new();
        for (service, submitted_at) in self.store().go_live_requests(state).await? {
            let view = self.service_view(service).await?;
            let found = view.service();
            // The operator may have been faster, or the team may have given up.
            if found.mode == Mode::Trial && found.standing != Standing::Archived {
                queue.push(GoLiveQueued { service, name: found.name.clone(), submitted_at });
            }
        }
        Ok(queue)
    }

    /// Decides about a request that waits.
    pub async fn decide_request(
        &self,
        by: &Authority,
        service: ServiceId,
        decision: Decision,
    ) -> Result<(), GoLiveError> {
        let view = self.allowed(by, service, Need::Platform).await?;
        let (to, kind, message) = match &decision {
            Decision::Approve(_) => (GoLiveState::Approved, "approved", None),
            Decision::AskForChanges(message) => (GoLiveState::Changes, "changes", Some(message)),
            Decision::Refuse(message) => (GoLiveState::Refused, "refused", Some(message)),
        };
        if let Some(message) = message {
            check_lines("message", message)?;
        }
        if let Decision::Approve(limits) = &decision {
            super::services::check_limits(limits)?;
        }
        let mut tx = self.store().begin().await?;
        match go_live::step(&mut tx, service, GoLiveState::Submitted, to).await {
            Ok(()) => {}
            Err(Error::Missing) => return Err(GoLiveError::NotSubmitted),
            Err(error) => return Err(error.into()),
        }
        let mut detail = json!({});
        if let Decision::Approve(limits) = &decision {
            services::set_mode(&mut tx, service, Mode::Live).await?;
            services::update_limits(&mut tx, service, limits).await?;
            detail = super::services::written(limits);
        }
        self.note_step(&mut tx, by, service, kind, message.map(String::as_str)).await?;
        let action = format!("go-live.{kind}");
        self.record(&mut tx, by, Some(service), &action, &service.to_string(), detail).await?;
        tx.commit().await?;
        let (letter, to) = match decision {
            Decision::Approve(_) => ("golive-approved", None),
            Decision::AskForChanges(_) => ("golive-changes", Some(Right::ManageService)),
            Decision::Refuse(_) => ("golive-refused", Some(Right::ManageService)),
        };
        self.write_to_team(&view, letter, to).await?;
        Ok(())
    }

    /// Puts a live service back on trial, with a trial's daily limits. Its team may ask to go live again.
    pub async fn back_to_trial(&self, by: &Authority, service: ServiceId) -> Result<(), ChangeError> {
        let view = self.allowed(by, service, Need::Platform).await?;
        let was = view.service().mode;
        if was == Mode::Trial {
            return Ok(());
        }
        let limits = Limits {
            daily_email: Limits::TRIAL.daily_email,
            daily_sms: Limits::TRIAL.daily_sms,
            ..view.service().limits
        };
        let mut request = self.request_of(service).await?;
        request.state = GoLiveState::Draft;
        let mut tx = self.store().begin().await?;
        services::set_mode(&mut tx, service, Mode::Trial).await?;
        services::update_limits(&mut tx, service, &limits).await?;
        go_live::save(&mut tx, &request).await?;
        self.note_step(&mut tx, by, service, "trial", None).await?;
        let detail = json!({"before": was.as_str(), "after": Mode::Trial.as_str()});
        self.record(&mut tx, by, Some(service), "service.mode", &service.to_string(), detail).await?;
        tx.commit().await?;
        self.write_to_team(&view, "golive-trial", None).await
    }

    async fn note_step(
        &self,
        tx: &mut Transaction,
        by: &Authority,
        service: ServiceId,
        kind: &str,
        message: Option<&str>,
    ) -> Result<(), Error> {
        let at = self.now();
        let event = GoLiveEvent {
            id: GoLiveEventId::new(at, self.chance()),
            at,
            user: by.user().unwrap_or(OPERATOR),
            kind: kind.to_owned(),
            message: message.map(|message| message.trim().to_owned()),
        };
        go_live::append(tx, service, &event).await
    }

    /// Writes to the members of a team: to all of them, or to those with a right.
    async fn write_to_team(
        &self,
        view: &ServiceView,
        letter: &'static str,
        to: Option<Right>,
    ) -> Result<(), ChangeError> {
        let service = view.service();
        let path = format!("/services/{}/service-settings/request-to-go-live", service.id);
        let letter = Letter::new(letter)
            .with_typed("service", &service.name)
            .with("link", format!("{}{path}", self.settings().base_url));
        for member in view.members() {
            if to.is_none_or(|right| member.rights.contains(right)) {
                let user = self.store().user(member.id).await?;
                let language = user.as_ref().and_then(language_of);
                self.write_to(&Reader { email: &member.email, language }, &letter).await?;
            }
        }
        Ok(())
    }
}

fn answers(request: &GoLiveRequest) -> UseCase {
    request.answers.as_deref().map(UseCase::from_stored).unwrap_or_default()
}

/// As [`check_text`], with line breaks.
fn check_lines(what: &'static str, text: &str) -> Result<(), ChangeError> {
    check_text(what, &text.replace('\n', " "), LONGEST)
}
