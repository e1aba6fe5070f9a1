//! What the product does: accept, deliver, settle, create a key, look up what became of a message.
//!
//! Every operation takes the caller's authority as a value, owns its transaction, and writes its
//! audit event in the same transaction. Nothing here speaks HTTP, HTML or SQL.

mod accounts;
mod auth;
mod authority;
mod bounces;
mod compiled;
mod deliver;
mod directory;
mod files;
mod house;
mod jobs;
mod key_use;
mod left;
mod letters;
mod limits_told;
mod mailbox;
mod message;
mod message_log;
mod meter;
mod one_number;
mod operate;
mod playground;
mod rates;
mod read;
mod received;
mod rejected;
mod render;
mod reports;
mod send;
mod send_from_site;
mod settings;
mod sheets;
mod totals;
mod unavailable;
mod uploads;
mod view;
mod visits;
mod webhooks;

pub use accounts::{
    Account, AccountError, Browser, OwnLetter, PasskeyCeremony, PasskeyView, PasswordTrouble, PastSignIn,
    PastVisit, Registered, Registration, SharedSecret, Topic, password_trouble,
};
pub use auth::{AuthError, Caller};
pub use authority::{Authority, Need, Seat, user_of_actor};
pub use bounces::{BounceLevel, BounceRate, FEWEST_EMAILS};
pub use deliver::{Batch, Delivery, Pace, Queue};
pub use files::{
    FILE_NAME_LENGTH, FileContent, FileError, FileMethod, FileSettings, FileShown, FileView, HeldFile,
    HoldError, SiteFile, endings, is_file_name, supported,
};
pub use jobs::{
    BulkAccepted, BulkError, BulkRequest, BulkSending, CrowdedRows, JOB_ROWS_PAGE, JOBS_PAGE, JobError,
    JobLine, JobMessages, JobRequest, JobView, JobsPage, LeftOf, ListError, MOST_SHOWN, Round, RowFault,
    RowsRequest, StartError, Unreadable, WrongRow,
};
pub use left::LeftToday;
pub use letters::{Language, Letter, PerLanguage, Reader};
pub use mailbox::{MailboxFilter, MailboxKeys, Purged, Source};
pub use message::{
    LIST_PAGE, ListChoices, ListCounts, ListRequest, MOST_FOUND, MessageContent, MessageLine, MessageList,
    MessageView, Period, SEE_MESSAGE, SentBy,
};
pub use message_log::{KeyName, LogEntry, LogFilter, LogPage, LogPlace};
pub use one_number::{Crowded, TextLimits};
pub use operate::{
    AMOUNTS, Activity, ActivityPage, AddedToSafelist, AttemptEnd, Author, ChangeError, Circuit, CopyRequest,
    CreatedKey, DayOfKey, Decision, DepartureShown, EditError, Extent, FirstSteps, FolderError, GoLiveError,
    GoLiveQueued, GoLiveStep, GoingLive, InboundNumberView, InvitationShown, KeyInQuestion, KeyRequest,
    KeyState, KeySummary, KeyView, LimitsChange, MOST_ADDED, MOST_EXPIRY_DAYS, MOST_HOLDER, MOST_LABEL,
    MOST_OVERLAP_DAYS, MOST_SUBJECT, ManageError, ManagedTemplate, NewInboundNumber, OpenDeparture, OptOuts,
    OwnPriority, OwnService, OwnServiceRequest, PersonError, PersonFound, Placement, Progress, ProviderSeen,
    RECIPIENTS, Removed, ReplyToError, Rotated, SafelistError, SafelistView, SafelistedView, SenderError,
    ServiceLabel, ServiceRequest, Setting, Switch, Task, Team, TeamError, TemplateChange, TemplateDraft,
    TemplateFault, TemplateRequest, TemplateSender, TemplateUsage, Timeline, TimelineAttempt,
    TimelinePersonal, USES, Unsent, Urgency, UrgencyChange, UseCase, VOLUMES, Verification, Volume,
    template_faults,
};
pub use rates::RateInUse;
pub use received::{
    CONVERSATION_LENGTH, Carrier, Conversation, IncomingText, Received, TakeInError, TakenIn,
};
pub use rejected::{RejectedPage, RejectedQuery, RejectedView, Rejection};
pub use reports::{
    MOST_REPORTS, MOST_SPREADSHEET_LINES, REPORT_DAYS, REPORT_PAGE, ReportError, ReportFile, ReportFormat,
    ReportRequest, ReportView, SEE_REPORTS, Spreadsheet, write_row,
};
pub use send::{
    Accepted, AcceptedContent, IdempotencyKey, MessageRequest, Replay, Sanitised, Schedule, SendError,
    SendRequest, Sending, Sent,
};
pub use send_from_site::{SendingFrom, SiteMessage, SiteSendError};
pub use settings::{Bilingual, Settings, Signature};
pub use sheets::{Encoding, Note, Sheet, SheetError};
pub use totals::{
    Allowance, ByChannel, Dashboard, MonthUse, PROBLEM_DAYS, TemplateUse, Usage, WEEK, YEARS, per_mille,
};
pub use unavailable::Unavailable;
pub use uploads::{OpenList, UploadError};
pub use view::{
    MailboxEntry, MailboxMessage, MailboxPage, NotificationFilter, NotificationView, PAGE, Preview,
    TemplateError, TemplateView,
};
pub use visits::{Client, Visitor, draw_secret};
pub use webhooks::{
    MOST_TOKEN, MOST_WEBHOOKS, News, Replayed, Told, WebhookBatch, WebhookCall, WebhookError,
    WebhookEventView, WebhookLine, WebhookLog, WebhookLogFilter, WebhookRequest, WebhookView,
};

// Why an address cannot be an endpoint.
pub use facteur_providers::webhook::UrlRefused;
// What the store keeps and the edges show as it is.
pub use facteur_store::jobs::{Job, JobSettings};
pub use facteur_store::{
    AuditEvent, AuditFilter, Counts, Cursor, Folder, GoLiveState, Invitation, JobRows, KeyDecision,
    KeyHolder, LanguageOrder, Lifted, LiftedBy, Member, OptOut, Pause, Paused, Profile, ReplyTo, Report,
    ReportAuthor, ReportKind, ReportStatus, Service, SmsPrefix, SmsSender, Template, TemplateCategory,
    TemplateOutline, TemplateVersion, UserSession,
};

use directory::Directory;
use facteur_model::Channel;
use facteur_model::chance::Chance;
use facteur_model::time::{Clock, Moment};
use facteur_providers::files::{FileStore, Scanner};
use facteur_providers::webhook::Messenger;
use facteur_providers::{Provider, Simulator};
use facteur_store::Store;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The providers that real messages go through, one for each channel, and the simulator; and where files are.
pub struct Providers {
    pub email: Arc<dyn Provider>,
    pub sms: Arc<dyn Provider>,
    pub simulator: Simulator,
    /// Who calls the webhooks of services.
    pub webhooks: Arc<dyn Messenger>,
    pub files: FileStore,
    /// Who looks at files before anybody gets them.
    pub scanner: Option<Arc<dyn Scanner>>,
}

/// The product. Cheap to clone; every clone is the same one.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    settings: Settings,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    providers: Providers,
    files: files::Files,
    directory: Directory,
    rates: rates::Rates,
    texts: one_number::Texts,
    marked: bounces::Marked,
    in_progress: send::InProgress,
    on_their_way: deliver::OnTheirWay,
    schedule: Mutex<deliver::Schedule>,
    gates: deliver::Gates,
    records: deliver::Records,
    pauses: deliver::Pauses,
    hasher: accounts::Hasher,
    ceremonies: Option<accounts::Ceremonies>,
    key_uses: key_use::KeyUses,
    rejected: rejected::Rejected,
    webhooks: webhooks::Webhooks,
    sheets: sheets::Readers,
    work: Notify,
    jobs: Notify,
    report_work: Notify,
}

impl App {
    pub fn new(
        store: Store,
        settings: Settings,
        providers: Providers,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Self {
        meter::describe();
        Self(Arc::new(Inner {
            directory: Directory::new(store.clone()),
            files: files::Files::new(providers.files.clone(), providers.scanner.clone()),
            store,
            clock,
            chance,
            rates: rates::Rates::default(),
            texts: one_number::Texts::default(),
            marked: bounces::Marked::default(),
            in_progress: send::InProgress::default(),
            on_their_way: deliver::OnTheirWay::default(),
            schedule: Mutex::new(deliver::Schedule::new(settings.email_pace, settings.sms_pace)),
            gates: deliver::Gates::new(&*providers.email, &*providers.sms),
            records: deliver::Records::default(),
            pauses: deliver::Pauses::default(),
            hasher: accounts::Hasher::default(),
            ceremonies: accounts::Ceremonies::of(&settings),
            key_uses: key_use::KeyUses::default(),
            rejected: rejected::Rejected::default(),
            webhooks: webhooks::Webhooks::default(),
            sheets: sheets::Readers::default(),
            work: Notify::new(),
            jobs: Notify::new(),
            report_work: Notify::new(),
            settings,
            providers,
        }))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The time by this installation's clock.
    pub fn now(&self) -> Moment {
        self.0.clock.now()
    }

    /// Chance, for what the edge has to draw: request ids.
    pub fn chance(&self) -> &dyn Chance {
        &*self.0.chance
    }

    /// The schema version of the database, for `/_status`.
    pub fn database_version(&self) -> String {
        self.0.store.schema_version().to_string()
    }

    /// Resolves when a message may have become due since the last look.
    pub async fn work_may_be_due(&self) {
        self.0.work.notified().await;
    }

    /// Resolves when somebody may have asked for a report since the last look.
    pub async fn reports_may_wait(&self) {
        self.0.report_work.notified().await;
    }

    fn wake_for_reports(&self) {
        self.0.report_work.notify_one();
    }

    fn wake(&self) {
        self.0.work.notify_one();
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn directory(&self) -> &Directory {
        &self.0.directory
    }

    fn files(&self) -> &files::Files {
        &self.0.files
    }

    fn rates(&self) -> &rates::Rates {
        &self.0.rates
    }

    fn texts(&self) -> &one_number::Texts {
        &self.0.texts
    }

    fn on_their_way(&self) -> &deliver::OnTheirWay {
        &self.0.on_their_way
    }

    fn schedule(&self) -> MutexGuard<'_, deliver::Schedule> {
        self.0.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn gates(&self) -> &deliver::Gates {
        &self.0.gates
    }

    fn hasher(&self) -> &accounts::Hasher {
        &self.0.hasher
    }

    /// `None` when no passkey can be used: the program is built without them, or browsers offer none to this address.
    fn ceremonies(&self) -> Option<&accounts::Ceremonies> {
        self.0.ceremonies.as_ref()
    }

    fn records(&self) -> &deliver::Records {
        &self.0.records
    }

    fn held_back(&self) -> &deliver::Pauses {
        &self.0.pauses
    }

    fn in_progress(&self) -> &send::InProgress {
        &self.0.in_progress
    }

    fn simulator(&self) -> &Simulator {
        &self.0.providers.simulator
    }

    fn messenger(&self) -> &dyn Messenger {
        &*self.0.providers.webhooks
    }

    fn provider(&self, channel: Channel) -> &dyn Provider {
        match channel {
            Channel::Email => &*self.0.providers.email,
            Channel::Sms => &*self.0.providers.sms,
        }
    }
}
