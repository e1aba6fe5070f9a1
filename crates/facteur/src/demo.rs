//! `facteur demo`: a service to play with, its keys, and commands to paste.

use crate::configuration::Configuration;
use crate::serve::{self, Ready};
use anyhow::Context;
use facteur_app::{
    App, Authority, KeyRequest, Language, Registration, ServiceRequest, TemplateRequest, TemplateView,
};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ServiceId, TemplateId};
use facteur_model::person::Rights;
use facteur_model::secret::Secret;
use facteur_model::service::Mode;
use serde_json::json;

const SERVICE: &str = "Facteur démo";
const MEMBER_EMAIL: &str = "equipe@example.com";
const MEMBER_NAME: &str = "Camille Équipe";
const MEMBER_PHONE: &str = "+16135550142";

const EMAIL_NAME: &str = "Accusé de réception / Acknowledgement";
const EMAIL_SUBJECT: &str = "Bonjour ((name)) | Hello ((name))";
const EMAIL_CONTENT: &str = "[[fr]]\n# Bonjour ((name))\n\nNous avons bien reçu votre demande **((number))**.\n\n\
    * Nous la lirons d’ici deux jours ouvrables.\n* Vous n’avez rien d’autre à faire.\n[[/fr]]\n\n---\n\n\
    [[en]]\n# Hello ((name))\n\nWe have received your request **((number))**.\n\n\
    * We will read it within two business days.\n* There is nothing else for you to do.\n[[/en]]\n";
const SMS_NAME: &str = "Code de vérification / Verification code";
const SMS_CONTENT: &str = "Votre code est ((code)). / Your code is ((code)).";

/// What the demonstration made, for whoever is about to use it.
struct Demonstration {
    service: ServiceId,
    test_key: Secret,
    team_key: Secret,
    email: TemplateId,
    sms: TemplateId,
    /// Of the member's account: a new one each time.
    password: Secret,
    /// Where the first administrator's account is made, as long as there is none.
    set_up: Option<Secret>,
}

/// Prepares, prints, serves.
pub async fn run(configuration: &Configuration, as_json: bool) -> anyhow::Result<()> {
    let mut ready = serve::prepare(configuration).await?;
    ready.open_mailbox();
    let demonstration = set_up(&ready.app).await?;
    if as_json {
        print_json(&ready, &demonstration);
    } else {
        print_text(&ready, &demonstration);
    }
    ready.serve().await
}

/// Makes the service on the first run; on later ones takes it up again with fresh keys, because a
/// key's text is never kept.
async fn set_up(app: &App) -> anyhow::Result<Demonstration> {
    let by = Authority::operator("demo");
    let existing = app.services(&by).await?.into_iter().find(|service| service.name == SERVICE);
    let service = match existing {
        Some(service) => service.id,
        None => make_service(app, &by).await?,
    };
    for key in app.keys(&by, Some(service)).await? {
        if key.created_by == "demo" && key.revoked_at.is_none() {
            app.revoke_key(&by, key.id).await?;
        }
    }
    let mut keys = Vec::new();
    for (key_type, name) in
        [(KeyType::Test, "Clé de test"), (KeyType::Team, "Clé d’équipe et de liste de confiance")]
    {
        let wanted = KeyRequest::plain(service, name, key_type);
        keys.push(app.create_key(&by, wanted).await?.text);
    }
    let [test_key, team_key] = <[Secret; 2]>::try_from(keys).ok().context("two keys were made")?;
    let password = draw_password(app);
    let member = Registration {
        name: MEMBER_NAME.to_owned(),
        email: MEMBER_EMAIL.to_owned(),
        password: password.clone(),
        language: Language::Fr,
    };
    let member = app.put_user(&by, member).await?;
    app.enrol(&by, service, member, Rights::all()).await?;
    let caller = app.authenticate_key(test_key.expose()).await?;
    let templates = app.templates(&caller, None).await?;
    Ok(Demonstration {
        service,
        test_key,
        team_key,
        email: named(&templates, EMAIL_NAME)?,
        sms: named(&templates, SMS_NAME)?,
        password,
        set_up: app.set_up_path().await?,
    })
}

async fn make_service(app: &App, by: &Authority) -> anyhow::Result<ServiceId> {
    let wanted = ServiceRequest { name: SERVICE.to_owned(), email_from: None, mode: Mode::Trial };
    let service = app.create_service(by, wanted).await?.id;
    app.add_member(by, service, MEMBER_EMAIL, Some(MEMBER_PHONE)).await?;
    for (channel, name, subject, content) in [
        (Channel::Email, EMAIL_NAME, Some(EMAIL_SUBJECT.to_owned()), EMAIL_CONTENT),
        (Channel::Sms, SMS_NAME, None, SMS_CONTENT),
    ] {
        let wanted = TemplateRequest {
            service,
            channel,
            name: name.to_owned(),
            subject,
            content: content.to_owned(),
            category: None,
            priority: None,
        };
        app.create_template(by, wanted).await?;
    }
    Ok(service)
}

/// A password that nobody has to remember, without letters that look alike.
fn draw_password(app: &App) -> Secret {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
    let mut bytes = [0_u8; 20];
    app.chance().fill(&mut bytes);
    let text: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    Secret::new(text)
}

fn named(templates: &[TemplateView], name: &str) -> anyhow::Result<TemplateId> {
    let found = templates.iter().find(|template| template.name == name);
    found
        .map(|template| template.id)
        .with_context(|| format!("the demonstration's template “{name}” is gone"))
}

fn print_json(ready: &Ready, made: &Demonstration) {
    let object = json!({
        "url": ready.public_url,
        "service": made.service.to_string(),
        "keys": {"test": made.test_key.expose(), "team": made.team_key.expose()},
        "templates": {"email": made.email.to_string(), "sms": made.sms.to_string()},
        "member": {"email": MEMBER_EMAIL, "phone": MEMBER_PHONE, "password": made.password.expose()},
        "set_up": made.set_up.as_ref().map(|path| format!("{}{}", ready.public_url, path.expose())),
        "letters": format!("{}/demo/mailbox", ready.public_url),
        "mailbox": format!("{}/v2/mailbox", ready.public_url),
    });
    println!("{object}");
}

fn print_text(ready: &Ready, made: &Demonstration) {
    let url = &ready.public_url;
    let (test, team) = (made.test_key.expose(), made.team_key.expose());
    let email_body = |to: &str| {
        format!(
            r#"{{"email_address": "{to}", "template_id": "{}", "personalisation": {{"name": "Zoé", "number": "A-17"}}}}"#,
            made.email
        )
    };
    let sms_body = format!(
        r#"{{"phone_number": "+16135550199", "template_id": "{}", "personalisation": {{"code": "123456"}}}}"#,
        made.sms
    );
    let send = |key: &str, channel: &str, body: &str| {
        format!(
            "  curl -sS {url}/v2/notifications/{channel} \\\n    -H 'Authorization: ApiKey-v1 {key}' \\\n    -H 'Content-Type: application/json' \\\n    -d '{body}'"
        )
    };
    let password = made.password.expose();
    let set_up = made.set_up.as_ref().map_or_else(String::new, |path| {
        format!(
            "\nConfigurer l’installation, une fois / Set up the installation, once\n  {url}{}\n",
            path.expose()
        )
    });
    println!(
        "\
Facteur est prêt : {url}      (Ctrl+C pour arrêter)
Facteur is ready: {url}       (Ctrl+C to stop)

Service « {SERVICE} », en mode d’essai / in trial mode

Ouvrir le site / Open the site: {url}/sign-in
  {MEMBER_EMAIL}
  {password}
  Le code de sécurité / The security code: {url}/demo/mailbox
{set_up}
Clé de test / test key: realistic answers, nothing delivered, nothing counted
  {test}

Clé d’équipe et de liste de confiance / team and safelist key: reaches the team ({MEMBER_EMAIL}, {MEMBER_PHONE})
  {team}

1. Envoyer un courriel avec la clé de test / Send an email with the test key
{email_test}

2. Envoyer un message texte avec la clé de test / Send a text message with the test key
{sms_test}

3. Envoyer un courriel à l’équipe / Send an email to the team
{email_team}

4. Qu’est-il devenu ? / What became of them? (the newest first; read \"status\")
  curl -sS {url}/v2/notifications -H 'Authorization: ApiKey-v1 {test}'

5. La boîte aux lettres : les messages tels qu’ils seraient partis / The mailbox: messages as they would have left
  curl -sS {url}/v2/mailbox -H 'Authorization: ApiKey-v1 {team}'

API: {url}/v2/openapi-fr  {url}/v2/openapi-en",
        email_test = send(test, "email", &email_body("zoe@example.com")),
        sms_test = send(test, "sms", &sms_body),
        email_team = send(team, "email", &email_body(MEMBER_EMAIL)),
    );
}
