//! Where files are kept: in a folder, or in a bucket of S3 or of what speaks like it. What is kept is sealed already.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use facteur_model::id::FileId;
use facteur_model::secret::Secret;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, Error, GetResult, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};

use super::sealing::{Damaged, FileKey, Opener};

/// A caller waits for no file longer than this.
const MOST_TIME: Duration = Duration::from_secs(20);
/// For so long a call that failed is tried again.
const MOST_RETRYING: Duration = Duration::from_secs(10);
const MOST_RETRIES: usize = 3;
/// Characters of what a storage says that are kept.
const MOST_SAID: usize = 300;

/// What could not be done with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileTrouble {
    #[error("there is no such file")]
    Missing,
    /// Worth trying again.
    #[error("the files cannot be reached: {0}")]
    Unreachable(String),
    #[error(transparent)]
    Damaged(#[from] Damaged),
}

/// A bucket, and who may write to it.
pub struct S3Settings {
    pub bucket: String,
    pub region: String,
    /// The address of what is not Amazon's own.
    pub endpoint: Option<String>,
    /// In front of every name.
    pub prefix: Option<String>,
    pub access_key_id: Option<String>,
    pub secret_access_key: Option<Secret>,
    /// May the endpoint be asked without TLS?
    pub allow_http: bool,
    /// Is the bucket part of the host's name, rather than of the path?
    pub virtual_host: bool,
}

/// Where files are kept.
#[derive(Clone)]
pub struct FileStore {
    objects: Option<Arc<dyn ObjectStore>>,
    what: String,
}

impl FileStore {
    /// A folder, which is there already.
    pub fn in_folder(folder: &Path) -> Result<Self, String> {
        let local = LocalFileSystem::new_with_prefix(folder).map_err(|error| said(&error))?;
        // Accepted is durable: the disk has the file before the caller has the answer.
        let objects: Arc<dyn ObjectStore> = Arc::new(local.with_fsync(true).with_automatic_cleanup(true));
        Ok(Self { objects: Some(objects), what: format!("folder {}", folder.display()) })
    }

    pub fn in_s3(settings: &S3Settings) -> Result<Self, String> {
        let retry =
            RetryConfig { max_retries: MOST_RETRIES, retry_timeout: MOST_RETRYING, ..RetryConfig::default() };
        let options = ClientOptions::new().with_timeout(MOST_TIME).with_allow_http(settings.allow_http);
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_client_options(options)
            .with_allow_http(settings.allow_http)
            .with_virtual_hosted_style_request(settings.virtual_host)
            .with_retry(retry);
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let (Some(id), Some(secret)) = (&settings.access_key_id, &settings.secret_access_key) {
            builder = builder.with_access_key_id(id).with_secret_access_key(secret.expose());
        }
        let bucket = builder.build().map_err(|error| said(&error))?;
        let objects: Arc<dyn ObjectStore> = match settings.prefix.as_deref() {
            Some(prefix) => Arc::new(PrefixStore::new(bucket, prefix)),
            None => Arc::new(bucket),
        };
        Ok(Self { objects: Some(objects), what: format!("bucket {}", settings.bucket) })
    }

    /// No place at all, for the reason that is given: every file is refused.
    pub fn nowhere(reason: &str) -> Self {
        Self { objects: None, what: reason.to_owned() }
    }

    pub fn is_nowhere(&self) -> bool {
        self.objects.is_none()
    }

    fn objects(&self) -> Result<&dyn ObjectStore, FileTrouble> {
        self.objects.as_deref().ok_or_else(|| FileTrouble::Unreachable(self.what.clone()))
    }

    /// In words, for the operator.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Keeps a sealed file; when this answers, it is there.
    pub async fn put(&self, id: FileId, sealed: Vec<u8>) -> Result<(), FileTrouble> {
        let objects = self.objects()?;
        within(objects.put(&place(id), PutPayload::from(sealed))).await.map(drop)
    }

    /// A file, opened as it is read.
    pub async fn open(&self, id: FileId, key: &FileKey) -> Result<FileContent, FileTrouble> {
        let objects = self.objects()?;
        let found = within(objects.get(&place(id))).await?;
        let pieces = found.into_stream().map(|piece| piece.map(|bytes| bytes.to_vec()));
        Ok(FileContent { stream: Some(pieces.boxed()), opener: Some(Opener::new(key, id)) })
    }

    /// Deletes a file. One that is not there is as good as deleted.
    pub async fn delete(&self, id: FileId) -> Result<(), FileTrouble> {
        let objects = self.objects()?;
        match within(objects.delete(&place(id))).await {
            Ok(()) | Err(FileTrouble::Missing) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    /// Writes, reads and deletes something small; the error is for the operator. Nowhere is in order: that was decided.
    pub async fn check(&self) -> Result<(), String> {
        let Ok(objects) = self.objects() else { return Ok(()) };
        let probe = Place::from("facteur-check");
        let content = b"facteur".as_slice();
        let step = |what: &'static str| move |trouble: FileTrouble| format!("{what}: {trouble}");
        within(objects.put(&probe, content.into())).await.map_err(step("writing"))?;
        let read: GetResult = within(objects.get(&probe)).await.map_err(step("reading"))?;
        let read = within(read.bytes()).await.map_err(step("reading"))?;
        within(objects.delete(&probe)).await.map_err(step("deleting"))?;
        if read == content { Ok(()) } else { Err("what was read is not what was written".to_owned()) }
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FileStore").field(&self.what).finish()
    }
}

/// The content of a file, piece by piece.
pub struct FileContent {
    stream: Option<BoxStream<'static, object_store::Result<Vec<u8>>>>,
    opener: Option<Opener>,
}

impl FileContent {
    /// The next piece; `None` at the end. A file that was cut short ends with an error.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, FileTrouble> {
        while let (Some(stream), Some(opener)) = (&mut self.stream, &mut self.opener) {
            let piece = tokio::time::timeout(MOST_TIME, stream.next()).await.map_err(|_| late())?;
            match piece {
                Some(Ok(sealed)) => {
                    let opened = opener.push(&sealed)?;
                    if !opened.is_empty() {
                        return Ok(Some(opened));
                    }
                }
                Some(Err(error)) => return Err(trouble(&error)),
                None => {
                    self.stream = None;
                    let Some(opener) = self.opener.take() else { return Ok(None) };
                    let rest = opener.finish()?;
                    return Ok((!rest.is_empty()).then_some(rest));
                }
            }
        }
        Ok(None)
    }

    /// All of it.
    pub async fn whole(mut self, size: usize) -> Result<Vec<u8>, FileTrouble> {
        let mut content = Vec::with_capacity(size);
        while let Some(piece) = self.next().await? {
            content.extend_from_slice(&piece);
        }
        Ok(content)
    }
}

impl fmt::Debug for FileContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileContent(…)")
    }
}

/// By day, so that no folder grows for ever.
fn place(id: FileId) -> Place {
    let (year, month, day) = id.drawn_at().day().civil();
    Place::from(format!("{year:04}-{month:02}-{day:02}/{id}"))
}

async fn within<T>(asked: impl Future<Output = object_store::Result<T>>) -> Result<T, FileTrouble> {
    match tokio::time::timeout(MOST_TIME, asked).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(trouble(&error)),
        Err(_) => Err(late()),
    }
}

fn late() -> FileTrouble {
    FileTrouble::Unreachable(format!("no answer within {} s", MOST_TIME.as_secs()))
}

fn trouble(error: &Error) -> FileTrouble {
    match error {
        Error::NotFound { .. } => FileTrouble::Missing,
        other => FileTrouble::Unreachable(said(other)),
    }
}

/// One line of it, for the log.
fn said(error: &Error) -> String {
    error.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_SAID).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;
    use facteur_model::time::Moment;

    #[tokio::test]
    async fn a_file_comes_back_from_its_folder_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::in_folder(folder.path()).unwrap();
        let chance = SeededChance::new(1);
        let (key, id) = (FileKey::draw(&chance), FileId::new(Moment::from_micros(0), &chance));
        let content: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        store.put(id, key.seal(id, &content)).await.unwrap();
        assert_eq!(store.open(id, &key).await.unwrap().whole(0).await.unwrap(), content);

        let path = folder.path().join(format!("1970-01-01/{id}"));
        let sealed = std::fs::read(&path).unwrap();
        std::fs::write(&path, &sealed[..sealed.len() - 1]).unwrap();
        let cut = store.open(id, &key).await.unwrap().whole(0).await;
        assert_eq!(cut, Err(FileTrouble::Damaged(Damaged)));

        store.delete(id).await.unwrap();
        assert_eq!(store.open(id, &key).await.err(), Some(FileTrouble::Missing));
        store.delete(id).await.unwrap();
        store.check().await.unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }
}
