//! Keeping a job: from a right list to durable rows, in one transaction.

use super::crowding::{self, CrowdedRows};
use super::list::{Draft, ListError, Prepared, prepare_apart};
use super::read::JobLine;
use crate::auth::Caller;
use crate::authority::{Authority, Need};
use crate::compiled::Compiled;
use crate::operate::{ChangeError, check_text};
use crate::send::{IDEMPOTENCY_LIFE, Sender, exhausted, lane_of};
use crate::{App, IdempotencyKey, SendError, Unavailable};
use facteur_model::allowance;
use facteur_model::hex;
use facteur_model::id::{JobId, ServiceId, TemplateId};
use facteur_model::job::{FARTHEST, JobOrigin, JobState};
use facteur_model::person::Right;
use facteur_model::policy::Road;
use facteur_model::recipient_table::{Heading, Table};
use facteur_model::time::Moment;
use facteur_store::jobs::{self, Job, JobDetails, Stored};
use facteur_store::{Charge, Counts, Idempotency};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// The most characters of the name of a file.
const LONGEST_NAME: usize = 255;
/// Characters of what a form calls its list by.
const LONGEST_TOKEN: usize = 64;

/// A list that somebody sends from the site.
#[derive(Debug)]
pub struct JobRequest {
    pub template: TemplateId,
    /// The version of the template that was shown with the list.
    pub template_version: u32,
    /// A reply-to address or a text message sender, as the template has it; the usual one when absent.
    pub sender: Option<Uuid>,
    /// The name of the file.
    pub name: String,
    pub table: Arc<Table>,
    /// The language of whoever reads what is wrong.
    pub heading: Heading,
    /// When to send it, if not at once.
    pub scheduled_for: Option<Moment>,
    /// SHA-256 of the file.
    pub file: [u8; 32],
    /// Drawn with the form, so that sending it twice sends once.
    pub token: String,
}

/// Why a list was not sent.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the list may not be sent by this person")]
    Change(#[from] ChangeError),
    #[error("the list was refused")]
    Refused(#[from] SendError),
    #[error("the list is not right")]
    List(#[from] ListError),
    #[error("the template has changed since it was shown")]
    TemplateChanged,
    #[error("the time is not within the next four days")]
    Schedule,
}

impl From<Unavailable> for StartError {
    fn from(unavailable: Unavailable) -> Self {
        StartError::Refused(unavailable.into())
    }
}

/// Everything of a job but its rows.
pub(super) struct Wanted {
    pub caller: Caller,
    pub template: Arc<Compiled>,
    pub id: JobId,
    pub origin: JobOrigin,
    pub name: String,
    pub from: Sender,
    pub scheduled_for: Option<Moment>,
    pub needs_approval: bool,
    pub now: Moment,
}

/// What came of keeping it.
pub(super) enum Kept {
    Yes,
    /// A call with the same idempotency key was answered meanwhile.
    Answered,
}

impl App {
    /// Sends a template to a whole list, for a service that the person is a member of. Where two people decide, it
    /// waits for the second.
    pub async fn start_job(
        &self,
        by: &Authority,
        service: ServiceId,
        request: JobRequest,
    ) -> Result<JobLine, StartError> {
        let view = self.allowed(by, service, Need::OwnRight(Right::SendMessages)).await?;
        let person = by.user().ok_or(ChangeError::NotAllowed)?;
        check_text("name", &request.name, LONGEST_NAME)?;
        let caller = Caller::person(view, person);
        let now = self.now();
        let token: String =
            request.token.chars().filter(char::is_ascii_alphanumeric).take(LONGEST_TOKEN).collect();
        let key = IdempotencyKey { key: format!("job:{person}:{token}"), digest: request.file };
        let _turn = self.in_progress().enter(&caller, &key)?;
        if let Some(kept) = self.kept_under(&caller, &key, now).await? {
            return Ok(kept);
        }
        let soonest_and_latest = now..=now.plus(FARTHEST);
        if request.scheduled_for.is_some_and(|at| !soonest_and_latest.contains(&at)) {
            return Err(StartError::Schedule);
        }
        caller.refuse_suspended()?;
        let template = self.template_to_send(&caller, request.template, None).await?;
        if template.template.version != request.template_version {
            return Err(StartError::TemplateChanged);
        }
        let channel = template.channel();
        caller.refuse_channel(channel)?;
        let from = self.sender(&caller, channel, request.sender)?;
        let settings = self.store().of(service).job_settings().await.map_err(Unavailable::from)?;
        let id = JobId::new(now, self.chance());
        let at = request.scheduled_for.unwrap_or(now);
        let draft = self.draft(&caller, &template, id, request.heading, settings.most_rows, at).await?;
        let mut prepared = prepare_apart(draft, Arc::clone(&request.table)).await?;
        prepared.refuse_headings()?;
        if prepared.rows == 0 {
            return Err(ListError::NoRows.into());
        }
        if let Some(beyond) = self.beyond_allowances(&caller, channel, prepared.units, at).await? {
            return Err(ListError::from(beyond).into());
        }
        prepared.refuse_rows()?;
        if let Err(CrowdedRows { rows, .. }) = prepared.refuse_crowded()
            && let Some((_, crowded)) = rows.first()
        {
            return Err(SendError::NumberCrowded(*crowded).into());
        }
        let wanted = Wanted {
            caller: caller.clone(),
            template,
            id,
            origin: JobOrigin::Site,
            name: request.name,
            from,
            scheduled_for: request.scheduled_for,
            needs_approval: settings.approval_from.is_some_and(|from| prepared.rows >= from),
            now,
        };
        let remembered = Idempotency {
            key: key.key.clone(),
            key_type: caller.key_type(),
            digest: key.digest,
            answer: id.to_string().into_bytes(),
            expires_at: now.plus(IDEMPOTENCY_LIFE),
        };
        let job = job_of(&wanted, &prepared);
        let kept =
            self.keep_job(&wanted, &job, prepared, Some(&request.file), Some(remembered), Some(by)).await?;
        match kept {
            Kept::Yes => Ok(self.job_line(&caller.service, job, Counts::default()).await?),
            Kept::Answered => {
                let found = self.kept_under(&caller, &key, now).await?;
                found.ok_or(StartError::Refused(SendError::IdempotencyInProgress))
            }
        }
    }

    /// The job that was kept under this key.
    async fn kept_under(
        &self,
        caller: &Caller,
        key: &IdempotencyKey,
        now: Moment,
    ) -> Result<Option<JobLine>, StartError> {
        let store = self.store().of(caller.service_id());
        let answered = store.answered(caller.key_type(), &key.key, now).await.map_err(Unavailable::from)?;
        let Some((digest, answer)) = answered else { return Ok(None) };
        if digest != key.digest {
            return Err(SendError::IdempotencyKeyReused.into());
        }
        let Some(id) = std::str::from_utf8(&answer).ok().and_then(JobId::parse) else { return Ok(None) };
        match store.job(id).await.map_err(Unavailable::from)? {
            Some(job) => {
                let counts = store.job_counts(&[id]).await.map_err(Unavailable::from)?;
                let counts = counts.into_iter().next().unwrap_or_default();
                Ok(Some(self.job_line(&caller.service, job, counts).await?))
            }
            None => Ok(None),
        }
    }

    /// What a list is checked and sealed with that is to be sent at a moment.
    pub(super) async fn draft(
        &self,
        caller: &Caller,
        template: &Arc<Compiled>,
        id: JobId,
        heading: Heading,
        most_rows: u32,
        at: Moment,
    ) -> Result<Draft, Unavailable> {
        let sealer = self.store().of(caller.service_id()).chunk_sealer(id).await?;
        let crowding = crowding::counts(template.channel(), caller.key_type())
            .then(|| self.crowding(caller.service_id(), at))
            .flatten();
        let (caller, template) = (caller.clone(), Arc::clone(template));
        Ok(Draft { caller, template, heading, most_rows, sealer, crowding })
    }

    /// Stores a job with its rows and takes them from the allowances, all or nothing. When it answers, it is durable.
    pub(super) async fn keep_job(
        &self,
        wanted: &Wanted,
        job: &Job,
        prepared: Prepared,
        file: Option<&[u8; 32]>,
        idempotency: Option<Idempotency>,
        by: Option<&Authority>,
    ) -> Result<Kept, StartError> {
        let caller = &wanted.caller;
        let channel = job.channel;
        let charge = job.charged_day.map(|day| Charge {
            channel,
            units: prepared.units,
            day,
            year: day.fiscal_year(),
            limits: caller.service.service().limits,
        });
        let mut tx = self.store().begin().await.map_err(Unavailable::from)?;
        let stored = jobs::insert(&mut tx, job, prepared.chunks, file, charge.as_ref(), idempotency).await;
        match stored {
            Ok(Stored::Yes) => {}
            Ok(Stored::Exhausted(what)) => {
                return Err(exhausted(caller, channel, what, wanted.now).into());
            }
            Err(facteur_store::Error::Exists) => return Ok(Kept::Answered),
            Err(error) => return Err(Unavailable::from(error).into()),
        }
        if let Some(by) = by {
            let detail = json!({
                "template": job.template.to_string(),
                "rows": job.rows,
                "state": job.state.as_str(),
                "file": file.map(|file| hex(&file[..8])),
            });
            self.record(&mut tx, by, Some(job.service), "job.start", &job.id.to_string(), detail).await?;
        }
        tx.commit().await.map_err(Unavailable::from)?;
        self.wake_jobs();
        Ok(Kept::Yes)
    }
}

/// A job as it begins.
pub(super) fn job_of(wanted: &Wanted, prepared: &Prepared) -> Job {
    let Wanted { caller, template, id, origin, name, from, scheduled_for, needs_approval, now } = wanted;
    let (now, scheduled_for) = (*now, *scheduled_for);
    let is_empty = prepared.rows == prepared.left_out;
    let (state, due_at) = match scheduled_for {
        _ if is_empty => (JobState::Finished, None),
        _ if *needs_approval => (JobState::AwaitingApproval, None),
        Some(at) if at > now => (JobState::Scheduled, Some(at)),
        _ => (JobState::Pending, Some(now)),
    };
    let counts = allowance::counts(caller.key_type(), Road::Provider) && prepared.units > 0;
    Job {
        id: *id,
        service: caller.service_id(),
        origin: *origin,
        sender: caller.key_id(),
        key_type: caller.key_type(),
        channel: template.channel(),
        template: template.template.id,
        template_version: template.template.version,
        lane: lane_of(caller.key_type(), template),
        state,
        rows: prepared.rows,
        left_out: prepared.left_out,
        made: 0,
        // What is sent on another day counts on that day.
        charged_day: counts.then(|| scheduled_for.unwrap_or(now).day()),
        created_at: now,
        scheduled_for,
        due_at,
        started_at: None,
        finished_at: is_empty.then_some(now),
        updated_at: None,
        changed_by: None,
        approved_by: None,
        details: Some(JobDetails {
            name: name.clone(),
            from: from.address.clone(),
            reply_to: from.reply_to.clone(),
            sender_id: from.id.map(|id| id.to_string()),
        }),
    }
}
