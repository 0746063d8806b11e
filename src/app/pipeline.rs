//! Work on several threads whose results come out in the order of the jobs, in bounded memory.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Jobs in flight for each thread: enough to keep all busy while one job takes longer.
const AHEAD: usize = 4;

/// Runs each job on one of `threads` workers and gives the results to `sink` in the order of the
/// jobs. With one thread everything runs on the caller's, without a channel between.
///
/// `sink` ends the work with `ControlFlow::Break`. Threads are then left to end on their own: one may
/// be waiting for input that never comes.
pub fn ordered<Job, Output, Worker>(
    threads: usize,
    mut jobs: impl Iterator<Item = Job> + Send + 'static,
    make_worker: impl Fn() -> Worker + Send + Sync + 'static,
    mut sink: impl FnMut(Output) -> ControlFlow<()>,
) where
    Job: Send + 'static,
    Output: Send + 'static,
    Worker: FnMut(Job) -> Output,
{
    if threads <= 1 {
        let mut worker = make_worker();
        let _ = jobs.try_for_each(|job| sink(worker(job)));
        return;
    }
    let (to_workers, for_workers) = sync_channel::<(Job, SyncSender<Output>)>(threads);
    let (to_sink, for_sink) = sync_channel::<Receiver<Output>>(threads * AHEAD);
    thread::spawn(move || {
        for job in jobs {
            let (answer, slot) = sync_channel(1);
            if to_sink.send(slot).is_err() || to_workers.send((job, answer)).is_err() {
                break;
            }
        }
    });
    let for_workers = Arc::new(Mutex::new(for_workers));
    let make_worker = Arc::new(make_worker);
    for _ in 0..threads {
        let (for_workers, make_worker) = (Arc::clone(&for_workers), Arc::clone(&make_worker));
        thread::spawn(move || {
            let mut worker = make_worker();
            while let Some((job, answer)) = next(&for_workers) {
                if answer.send(worker(job)).is_err() {
                    break;
                }
            }
        });
    }
    for slot in for_sink {
        let Ok(output) = slot.recv() else { continue };
        if sink(output).is_break() {
            break;
        }
    }
}

/// The next job, or none when there are no more.
fn next<T>(queue: &Mutex<Receiver<T>>) -> Option<T> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_jobs() {
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            let worker = || {
                |job: u64| {
                    thread::sleep(std::time::Duration::from_micros(job * 37 % 200));
                    job
                }
            };
            ordered(threads, 0..300, worker, |output| {
                seen.push(output);
                ControlFlow::Continue(())
            });
            assert_eq!(seen, (0..300).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn the_sink_can_end_it_even_when_the_jobs_never_end() {
        let mut seen = 0;
        ordered(
            2,
            0u64..,
            || |job| job,
            |_| {
                seen += 1;
                if seen == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(seen, 10);
    }
}
