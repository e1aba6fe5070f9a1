//! Stand-in until the real one is merged.
#[derive(Clone, Copy)] pub enum Language { En, Fr, Both }
#[derive(Clone, Copy)] pub enum Signature { None, GovernmentOfCanada { french_first: bool } }
pub struct Brand<'a> { pub logo_url: &'a str }
pub struct Layout<'a> { pub language: Language, pub right_to_left: bool, pub signature: Signature, pub brand: Option<Brand<'a>>, pub asset_base_url: &'a str }
impl Default for Layout<'_> { fn default() -> Self { Self { language: Language::En, right_to_left: false, signature: Signature::None, brand: None, asset_base_url: "" } } }
pub fn html_document(_s: &str, _p: &str, body: &str, _l: &Layout<'_>) -> String { body.to_owned() }
