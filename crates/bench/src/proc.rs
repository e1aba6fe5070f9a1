//! What the system knows of a running process.

use anyhow::Context;
use std::time::Duration;

/// Clock ticks a second, as /proc counts processor time on Linux.
const TICKS: u64 = 100;

/// Places in /proc/PID/stat, counted from the field after the name.
const PARENT: usize = 1;
const OWN_TIME: [usize; 2] = [11, 12];
const TIME_OF_ENDED_CHILDREN: [usize; 2] = [13, 14];

struct Stat(Vec<u64>);

impl Stat {
    fn of(process: u32) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
        // The name may hold blanks and brackets; the last bracket ends it.
        let (_, fields) = text.rsplit_once(')').context("an odd stat file")?;
        Ok(Self(fields.split_whitespace().map(|field| field.parse().unwrap_or(0)).collect()))
    }

    fn time(&self, fields: [usize; 2]) -> Duration {
        let ticks: u64 = fields.into_iter().filter_map(|at| self.0.get(at)).sum();
        Duration::from_millis(ticks * 1_000 / TICKS)
    }
}

/// Processor time used so far.
pub fn cpu(process: u32) -> anyhow::Result<Duration> {
    Ok(Stat::of(process)?.time(OWN_TIME))
}

/// Processor time used so far by a process and everything it started.
pub fn cpu_of_family(parent: u32) -> anyhow::Result<Duration> {
    let stat = Stat::of(parent)?;
    let mut sum = stat.time(OWN_TIME) + stat.time(TIME_OF_ENDED_CHILDREN);
    for entry in std::fs::read_dir("/proc")? {
        let Some(process) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // A process that has just ended has no file any more; its time is with its parent.
        if let Ok(stat) = Stat::of(process)
            && stat.0.get(PARENT) == Some(&u64::from(parent))
        {
            sum += stat.time(OWN_TIME);
        }
    }
    Ok(sum)
}

/// The memory resident now, in MiB.
pub fn memory(process: u32) -> anyhow::Result<f64> {
    status(process, "VmRSS:")
}

/// The most memory resident at any time, in MiB.
pub fn peak_memory(process: u32) -> anyhow::Result<f64> {
    status(process, "VmHWM:")
}

fn status(process: u32, field: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with(field)).with_context(|| format!("no {field}"))?;
    let kib: f64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
    Ok(kib / 1_024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_uses_memory_and_has_not_used_more_at_its_peak() {
        let own = std::process::id();
        assert!(memory(own).unwrap() > 0.5);
        assert!(peak_memory(own).unwrap() >= memory(own).unwrap() / 2.0);
        assert!(cpu_of_family(own).unwrap() >= cpu(own).unwrap());
    }
}
