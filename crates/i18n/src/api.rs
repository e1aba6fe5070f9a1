//! What the API says when it refuses, message by message. The English is the contract's, to the letter.

use crate::messages;

messages! {
    /// One refusal of the API. Names are situations; the words are in `locales/*/api.ftl`.
    pub enum Message {
        // Authentication (contract §1).
        AuthorizationMissing => "authorization-missing",
        AuthorizationSchemeUnknown => "authorization-scheme-unknown",
        KeyIncomplete => "key-incomplete",
        KeyNotFound => "key-not-found",
        KeyRevoked => "key-revoked",
        TokenMalformed => "token-malformed",
        TokenIssuerMissing => "token-issuer-missing",
        TokenIssuerNotAnId => "token-issuer-not-an-id",
        TokenServiceNotFound => "token-service-not-found",
        TokenServiceWithoutKeys => "token-service-without-keys",
        ServiceArchived => "service-archived",
        TokenClockOff => "token-clock-off",
        TokenNotFound => "token-not-found",

        // Routing, bodies and trouble on our side (contract §7).
        PathNotFound => "path-not-found",
        MethodNotAllowed => "method-not-allowed",
        MediaTypeUnsupported => "media-type-unsupported",
        BodyUndecodable => "body-undecodable",
        BodyTooLarge { limit: u64 } => "body-too-large",
        InternalError => "internal-error",
        UnavailableForNow => "unavailable-for-now",

        // Look-ups.
        NotificationNotFound => "notification-not-found",
        NoResultFound => "no-result-found",
        MimeOfTextMessage => "mime-of-text-message",

        // The validation engine (contract §3.0).
        FieldRequired { name: String } => "field-required",
        NestedFieldRequired { field: &'static str, name: &'static str } => "nested-field-required",
        FieldsUnknown { names: String, count: u64 } => "fields-unknown",
        WrongType { field: &'static str, value: String, kind: &'static str } => "wrong-type",
        WrongRootType { value: String, kind: &'static str } => "wrong-root-type",
        NotOneOf { field: &'static str, value: String, values: String } => "not-one-of",
        NotAUuid { field: &'static str } => "not-a-uuid",
        TooShort { field: &'static str, value: String } => "too-short",
        TooLong { field: &'static str, value: String } => "too-long",
        BelowMinimum { field: &'static str, value: u64, minimum: u64 } => "below-minimum",
        ControlCharacter { field: &'static str } => "control-character",
        EmailNotValid => "email-not-valid",
        PhoneNotValid => "phone-not-valid",
        PhoneNotLocal => "phone-not-local",
        PhoneNotInternational => "phone-not-international",
        PhoneTooShort => "phone-too-short",
        PhoneCountryUnsupported { country: u64 } => "phone-country-unsupported",
        UrlNotHttps { field: &'static str } => "url-not-https",
        IdempotencyKeyNotValid => "idempotency-key-not-valid",

        // Scheduling (contract §3.3).
        ScheduleInPast => "schedule-in-past",
        ScheduleTooFar { hours: u64 } => "schedule-too-far",
        ScheduleUnreadable => "schedule-unreadable",

        // Personalisation and files (contract §3.1.3, §3.2).
        PersonalisationTooLarge { size: u64, limit: u64 } => "personalisation-too-large",
        FilesInTextMessage => "files-in-text-message",
        TooManyFiles { limit: u64, count: u64 } => "too-many-files",
        FileTooLarge { key: String, name: String, size: u64, limit: u64 } => "file-too-large",
        FileNameNotValid { name: String } => "file-name-not-valid",
        FileEmpty { key: String } => "file-empty",
        FilePadding { key: String } => "file-padding",
        FileCharacterCount { key: String, count: u64 } => "file-character-count",
        FileNotAscii { key: String } => "file-not-ascii",
        FileNotBase64 { key: String } => "file-not-base64",
        FilesTooLarge { size: u64, limit: u64 } => "files-too-large",
        RetentionPeriodNotValid { value: String, weeks: u64 } => "retention-period-not-valid",
        FileTypeNotSupported { media_type: String, supported: String } => "file-type-not-supported",
        FileNamedOtherwise { name: String, media_type: String } => "file-named-otherwise",
        FilesUnreachable => "files-unreachable",

        // Templates by key (contract §3.9).
        TemplatesNotManaged => "templates-not-managed",
        TemplatesNotPermitted { channel: &'static str } => "templates-not-permitted",
        CategoryNotAUuid => "category-not-a-uuid",
        CategoryNotFound => "category-not-found",
        CategoriesUnavailable => "categories-unavailable",
        FolderNotFound => "folder-not-found",
        TemplateContentTooLong { limit: u64 } => "managed-content-too-long",
        TemplateNameTooLong => "managed-name-too-long",
        TemplateCommas { field: &'static str } => "managed-commas",
        TemplateAlreadyArchived => "managed-already-archived",
        TemplateOutdated => "managed-outdated",

        // Reports (contract §3.10, §5.4).
        ReportsNotManaged => "reports-not-managed",
        ReportLimit { limit: u64 } => "report-limit",
        ReportNotReady { status: &'static str } => "report-not-ready",

        // Sending (contract §3.1, §5).
        ServiceSuspended => "service-suspended",
        ChannelNotPermitted { channel: &'static str } => "channel-not-permitted",
        RateExceeded { key_type: &'static str, limit: u64, seconds: u64 } => "rate-exceeded",
        TemplateNotFound => "template-not-found",
        TemplateOfOtherChannel { template: &'static str, call: &'static str } => "template-of-other-channel",
        TemplateArchived { template: String } => "template-archived",
        PersonalisationMissing { template: String, names: String } => "personalisation-missing",
        PreviewPersonalisationMissing { names: String } => "preview-personalisation-missing",
        SmsTooLong { limit: u64 } => "sms-too-long",
        MessageBlank => "message-blank",
        DailyEmailLimit { limit: u64 } => "daily-email-limit",
        DailySmsLimit { limit: u64 } => "daily-sms-limit",
        AnnualEmailLimit { limit: u64 } => "annual-email-limit",
        AnnualSmsLimit { limit: u64 } => "annual-sms-limit",
        NumberSecretWrong => "number-secret-wrong",
        TextOfOtherNumber => "text-of-other-number",
        EqualTextsLimit { limit: u64 } => "equal-texts-limit",
        TextsLimit { limit: u64 } => "texts-limit",
        ReplyToNotFound { id: String, service: String } => "reply-to-not-found",
        SmsSenderNotFound { id: String, service: String } => "sms-sender-not-found",
        TeamKeyRefused { service: String, keys_page: String } => "team-key-refused",
        TrialModeRefused { keys_page: String } => "trial-mode-refused",
        InternationalNotPermitted => "international-not-permitted",
        DocumentsNotPermitted => "documents-not-permitted",

        // Bulk sends (contract §3.4).
        RowsOrCsv => "rows-or-csv",
        ListUnreadable { kind: &'static str } => "list-unreadable",
        HeadingsMissing { names: String } => "headings-missing",
        HeadingsRepeated { names: String } => "headings-repeated",
        EmailsLeftThisYear { left: u64, wanted: u64 } => "emails-left-this-year",
        EmailsLeftToday { left: u64, wanted: u64 } => "emails-left-today",
        TextsLeftThisYear { left: u64, wanted: u64 } => "texts-left-this-year",
        TextsLeftToday { left: u64, wanted: u64 } => "texts-left-today",
        TooManyRows { most: u64 } => "too-many-rows",
        ListBeyondTeam => "list-beyond-team",
        ListBeyondTrial => "list-beyond-trial",
        RowTooLong { row: u64, limit: u64 } => "row-too-long",
        RowsWrong { rows: String, rows_fr: String } => "rows-wrong",
        RowWrong { row: u64, faults: String } => "row-wrong",
        CellWrong { heading: String, fault: &'static str } => "cell-wrong",
        WholeRowWrong { fault: &'static str } => "whole-row-wrong",
        CellCrowded { heading: String, fault: &'static str, limit: u64 } => "cell-crowded",
        SmokeTestsMixed => "smoke-tests-mixed",

        // Requests under a key.
        IdempotencyKeyReused => "idempotency-key-reused",
        IdempotencyInProgress => "idempotency-in-progress",
    }
}
