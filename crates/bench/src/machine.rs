//! On what the figures were taken.

use facteur_model::time::{Clock, SystemClock};
use std::path::Path;

pub struct Machine {
    pub taken_at: String,
    pub description: String,
    /// What makes the figures worth less.
    pub warnings: Vec<String>,
}

impl Machine {
    /// What is known of this one; `folder` is where databases are written.
    pub fn this(folder: &Path, versions: &[String]) -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let processor = read("/proc/cpuinfo");
        let processor = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let kernel = read("/proc/sys/kernel/osrelease");
        let disk = file_system(&read("/proc/mounts"), folder);
        let mut description = vec![format!("{cores} cores")];
        description.extend(processor.map(|(_, name)| name.to_owned()));
        description.push(format!("Linux {}", kernel.trim()));
        description.push(disk.clone());
        description.extend_from_slice(versions);
        let mut warnings = Vec::new();
        if matches!(disk.as_str(), "tmpfs" | "ramfs") {
            warnings.push(
                "Databases were in memory: commits cost nothing there; name a disk with --folder".into(),
            );
        }
        let load: f64 =
            read("/proc/loadavg").split_whitespace().next().and_then(|load| load.parse().ok()).unwrap_or(0.0);
        if load > 0.5 {
            warnings.push(format!("The machine was not quiet when the run began: its load was {load}"));
        }
        let taken_at = SystemClock.now().to_rfc3339();
        let taken_at = taken_at.split_once('T').map_or(taken_at.clone(), |(day, _)| day.to_owned());
        Self { taken_at, description: description.join(", "), warnings }
    }
}

/// The kind of the file system that holds a folder.
fn file_system(mounts: &str, folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let of_folder = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (place, kind) = (words.next()?, words.next()?);
        folder.starts_with(place).then_some((place.len(), kind))
    });
    // Of two mounts on the same place, the later one counts.
    of_folder
        .max_by_key(|(length, _)| *length)
        .map_or_else(|| "an unknown disk".to_owned(), |(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_mount_holds_a_folder() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\nproc /proc proc rw 0 0\n";
        assert_eq!(file_system(mounts, Path::new("/tmp")), "tmpfs");
        assert_eq!(file_system(mounts, Path::new("/usr")), "ext4");
    }
}
