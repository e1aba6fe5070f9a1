//! Preparing a report: its messages are read in steps, written as lines, and stored in pieces, each with how far it has
//! come. Whoever takes over from a worker that died goes on after the last piece.

use super::file::shrink;
use super::{REPORT_LIFE, csv};
use crate::directory::ServiceView;
use crate::totals::ByChannel;
use crate::{App, Unavailable};
use facteur_i18n::{Language, Words};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, JobId, TemplateId, UserId};
use facteur_model::job::InJob;
use facteur_model::notification::{Description, Fate, describe};
use facteur_model::time::{Micros, SECOND};
use facteur_store::{
    ClaimedReport, Counted, Error, LineCursor, Piece, Report, ReportAuthor, ReportKind, ReportLine,
    ReportLines, ReportStatus, reports,
};
use std::collections::HashMap;
use std::sync::Arc;
use tracing::{error, info};

/// How long a report belongs to its worker after its last step.
const LEASE: Micros = 60 * SECOND;
/// Claims that come to nothing in a row, after which there will be no report.
const MOST_ATTEMPTS: u32 = 5;
/// Messages of each key type at which one step looks.
const MOST_EXAMINED: usize = 1_000;
/// A piece is stored once it has this many bytes: some two thousand lines, and a commit that nobody notices.
const PIECE: usize = 256 << 10;
/// It is stored sooner when nothing was for this long.
const LONGEST_SILENCE: Micros = 15 * SECOND;
/// Names that are kept at once while a report is prepared.
const MOST_NAMES: usize = 10_000;

/// What a report writes in the place of ids.
struct Names {
    view: Arc<ServiceView>,
    words: Words,
    types: ByChannel<String>,
    senders: HashMap<ApiKeyId, Sender>,
    templates: HashMap<(TemplateId, u32), String>,
    jobs: HashMap<JobId, String>,
}

/// Who sent a message. Programs have no address.
#[derive(Clone, Default)]
struct Sender {
    name: String,
    email: String,
}

impl App {
    /// Takes up a report that waits, if there is one, and brings it to its end, or gives it back when `is_stopping` says
    /// so. Says whether there was one.
    pub async fn prepare_report(&self, is_stopping: impl Fn() -> bool) -> Result<bool, Unavailable> {
        let Some(id) = self.store().next_report(self.now()).await? else { return Ok(false) };
        let mut tx = self.store().begin().await?;
        let claimed = reports::claim(&mut tx, id, self.now(), self.now().plus(LEASE)).await?;
        tx.commit().await?;
        let Some(mut claimed) = claimed else { return Ok(true) };
        if claimed.attempts > MOST_ATTEMPTS {
            self.give_up(&claimed).await?;
        } else if claimed.report.status == ReportStatus::Ready {
            self.announce(&claimed).await?;
        } else {
            self.write_report(&mut claimed, is_stopping).await?;
        }
        Ok(true)
    }

    async fn give_up(&self, claimed: &ClaimedReport) -> Result<(), Unavailable> {
        let (report, attempts) = (claimed.report.id, MOST_ATTEMPTS);
        error!(report.id = %report, attempts, "Gave up on report {report}");
        let mut tx = self.store().begin().await?;
        match claimed.report.status {
            ReportStatus::Ready => reports::close(&mut tx, claimed).await?,
            _ => reports::fail(&mut tx, claimed, self.now()).await?,
        }
        Ok(tx.commit().await?)
    }

    /// Tells whoever waits for a report that it is there. Cut off in between, it is told twice rather than never.
    async fn announce(&self, claimed: &ClaimedReport) -> Result<(), Unavailable> {
        if let Some(view) = self.directory().service(claimed.report.service).await?
            && let Err(failure) = self.tell_of_report(view.service(), &claimed.report).await
        {
            match failure {
                crate::ChangeError::Unavailable(unavailable) => return Err(unavailable),
                other => error!(error = &other as &dyn std::error::Error, "Could not tell of a report"),
            }
        }
        let mut tx = self.store().begin().await?;
        reports::close(&mut tx, claimed).await?;
        Ok(tx.commit().await?)
    }

    async fn write_report(
        &self,
        claimed: &mut ClaimedReport,
        is_stopping: impl Fn() -> bool,
    ) -> Result<(), Unavailable> {
        let view = self.directory().service(claimed.report.service).await?.ok_or(Error::Missing)?;
        let language = Language::from_tag(&claimed.report.language).unwrap_or(Language::En);
        let words = Words::new(language, &view.service().timezone);
        let types = ByChannel { email: words.say("reports-type-email"), sms: words.say("reports-type-sms") };
        let mut names = Names {
            view,
            words,
            types,
            senders: HashMap::new(),
            templates: HashMap::new(),
            jobs: HashMap::new(),
        };
        let expected = self.lines_expected(&claimed.report).await?;
        let (mut file, mut lines) = (Vec::with_capacity(PIECE + (PIECE >> 2)), 0);
        if claimed.report.chunks == 0 {
            begin_file(&mut file, claimed.report.kind, &names.words);
        }
        let mut stored_at = self.now();
        loop {
            if is_stopping() {
                let mut tx = self.store().begin().await?;
                reports::put_back(&mut tx, claimed, self.now()).await?;
                return Ok(tx.commit().await?);
            }
            let step = self.next_lines(&claimed.report, claimed.reached).await?;
            for line in &step.found {
                self.write_line(&mut file, &claimed.report, line, &mut names).await?;
                lines += 1;
            }
            claimed.reached = step.next;
            let is_last = step.next.is_none();
            if is_last || file.len() >= PIECE || self.now().since(stored_at) >= LONGEST_SILENCE {
                let piece = (std::mem::take(&mut file), std::mem::take(&mut lines));
                if !self.store_piece(claimed, piece, expected, is_last).await? {
                    let report = claimed.report.id;
                    info!(report.id = %report, "Somebody else has taken over report {report}");
                    return Ok(());
                }
                stored_at = self.now();
            }
            if is_last {
                let (report, lines) = (claimed.report.id, claimed.report.lines);
                info!(report.id = %report, lines, "Prepared report {report}");
                return if is_awaited(&claimed.report) { self.announce(claimed).await } else { Ok(()) };
            }
            // Messages that are due and requests that wait come first.
            tokio::task::yield_now().await;
        }
    }

    /// Stores what was written since the last time, and how far that is. `false` when the lease is somebody else's.
    async fn store_piece(
        &self,
        claimed: &mut ClaimedReport,
        (file, lines): (Vec<u8>, u64),
        expected: u64,
        is_last: bool,
    ) -> Result<bool, Unavailable> {
        let bytes = u64::try_from(file.len()).unwrap_or(u64::MAX);
        let sealed = if file.is_empty() {
            None
        } else {
            let shrunk =
                tokio::task::spawn_blocking(move || shrink(&file)).await.map_err(|_| Error::Closed)?;
            Some(self.store().seal_chunk(&claimed.report, &shrunk).await?)
        };
        let added = u32::from(sealed.is_some());
        let piece = Piece { sealed, lines, bytes, reached: claimed.reached };
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let mut is_ours = reports::go_on(&mut tx, claimed, piece, expected, now.plus(LEASE)).await?;
        if is_ours && is_last {
            let again_at = is_awaited(&claimed.report).then(|| now.plus(LEASE));
            is_ours = reports::finish(&mut tx, claimed, now, now.plus(REPORT_LIFE), again_at).await?;
            claimed.report.expires_at = Some(now.plus(REPORT_LIFE));
        }
        tx.commit().await?;
        claimed.report.chunks += added;
        claimed.report.lines += lines;
        Ok(is_ours)
    }

    async fn next_lines(
        &self,
        report: &Report,
        reached: Option<LineCursor>,
    ) -> Result<ReportLines, Unavailable> {
        Ok(self.store().of(report.service).report_lines(report, reached, MOST_EXAMINED).await?)
    }

    /// About how many lines a report will have: whole days, as they are counted.
    async fn lines_expected(&self, report: &Report) -> Result<u64, Unavailable> {
        if let Some(job) = report.job {
            let job = self.store().of(report.service).job(job).await?;
            return Ok(job.map_or(0, |job| job.made.into()));
        }
        let counted = Counted {
            days: report.since.day()..=report.until.day(),
            key_types: KeyType::ALL.to_vec(),
            template: None,
            sender: None,
        };
        let counts = self.store().of(report.service).counts_by_day(&counted).await?;
        let is_listed = |channel| match report.kind {
            ReportKind::Email => channel == Channel::Email,
            ReportKind::Sms => channel == Channel::Sms,
            ReportKind::Job => true,
        };
        Ok(counts.iter().filter(|count| is_listed(count.channel)).map(|count| count.counts.requested).sum())
    }

    async fn write_line(
        &self,
        file: &mut Vec<u8>,
        report: &Report,
        line: &ReportLine,
        names: &mut Names,
    ) -> Result<(), Unavailable> {
        let template = self.template_name(report, line, names).await?;
        let sender = self.sender_of(line.sender, names).await?;
        let job = self.job_name(report, line, names).await?;
        let row = line.job.map(|job| (u64::from(job.row) + 1).to_string()).unwrap_or_default();
        let kind = names.types.of(line.channel);
        let status = status_words(line, names.words.language);
        let at = names.words.stamp(line.created_at);
        let recipient = line.recipient.as_str();
        match report.kind {
            ReportKind::Email | ReportKind::Sms => {
                let cells = [recipient, &template, kind, &sender.name, &sender.email, &job, status, &at];
                csv::write_row(file, cells);
            }
            ReportKind::Job => {
                csv::write_row(file, [&row, recipient, &template, kind, &job, status, &at]);
            }
        }
        Ok(())
    }

    async fn template_name(
        &self,
        report: &Report,
        line: &ReportLine,
        names: &mut Names,
    ) -> Result<String, Unavailable> {
        let key = (line.template, line.template_version);
        if let Some(name) = names.templates.get(&key) {
            return Ok(name.clone());
        }
        let version = self.directory().version(report.service, line.template, line.template_version).await?;
        let name = version.map(|version| version.template.name.clone()).unwrap_or_default();
        if names.templates.len() >= MOST_NAMES {
            names.templates.clear();
        }
        names.templates.insert(key, name.clone());
        Ok(name)
    }

    async fn job_name(
        &self,
        report: &Report,
        line: &ReportLine,
        names: &mut Names,
    ) -> Result<String, Unavailable> {
        let Some(InJob { job, .. }) = line.job else { return Ok(String::new()) };
        if let Some(name) = names.jobs.get(&job) {
            return Ok(name.clone());
        }
        let found = self.store().of(report.service).job(job).await?;
        let name = found.and_then(|job| job.details).map(|details| details.name).unwrap_or_default();
        if names.jobs.len() >= MOST_NAMES {
            names.jobs.clear();
        }
        names.jobs.insert(job, name.clone());
        Ok(name)
    }

    /// Under the id of a key stands that of a person when the message was sent through the site.
    async fn sender_of(&self, id: ApiKeyId, names: &mut Names) -> Result<Sender, Unavailable> {
        if let Some(sender) = names.senders.get(&id) {
            return Ok(sender.clone());
        }
        let key = names.view.keys().iter().find(|key| key.id == id);
        let sender = match key {
            Some(key) => Sender { name: key.name.clone(), email: String::new() },
            None => match self.store().user(UserId::from_uuid(id.as_uuid())).await? {
                Some(user) => Sender { name: user.profile.name, email: user.profile.email },
                None => Sender::default(),
            },
        };
        if names.senders.len() >= MOST_NAMES {
            names.senders.clear();
        }
        names.senders.insert(id, sender.clone());
        Ok(sender)
    }
}

/// Does a person wait for this report?
fn is_awaited(report: &Report) -> bool {
    matches!(report.author, ReportAuthor::Person(_))
}

/// The columns, by the keys of their titles (contract §3.10).
fn columns(kind: ReportKind) -> &'static [&'static str] {
    match kind {
        ReportKind::Email | ReportKind::Sms => &[
            "reports-column-recipient",
            "reports-column-template",
            "reports-column-type",
            "reports-column-sent-by",
            "reports-column-sent-by-email",
            "reports-column-job",
            "reports-column-status",
            "reports-column-time",
        ],
        ReportKind::Job => &[
            "reports-column-row",
            "reports-column-recipient",
            "reports-column-template",
            "reports-column-type",
            "reports-column-job",
            "reports-column-status",
            "reports-column-time",
        ],
    }
}

fn begin_file(file: &mut Vec<u8>, kind: ReportKind, words: &Words) {
    file.extend_from_slice(csv::BYTE_ORDER_MARK);
    let titles: Vec<String> = columns(kind).iter().map(|key| words.say(key)).collect();
    csv::write_row(file, titles.iter().map(String::as_str));
}

/// What became of a message, in the words of the list of messages.
fn status_words(line: &ReportLine, language: Language) -> &'static str {
    let description = match Fate::of(line.channel, line.status) {
        Some(Fate::InTransit) => Description::InTransit,
        _ => describe(line.channel, line.status, line.reason),
    };
    match language {
        Language::En => description.english(),
        Language::Fr => description.french(),
    }
}
