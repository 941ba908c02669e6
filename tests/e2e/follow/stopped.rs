//! A follower among others, told to stop, or led on without end: it ends soon and says
//! why.

use std::net::TcpListener;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::Scene;
use crate::harness::{Answer, Ledger};

/// How many followers begin at once.
const FOLLOWERS: usize = 9;

/// Far longer than a follower takes to stop, and far less than it has patience with a
/// ledger that does not answer.
const SOON: Duration = Duration::from_secs(5);

/// The key of one follower could come to stand where another wrote what the ledger is,
/// and no follower could use the folder any more.
#[test]
fn of_followers_that_begin_at_once_in_one_folder_one_makes_it_and_the_others_say_why_not() {
    let mut scene = Scene::of(Ledger::region());
    for round in 0..4 {
        scene.into = scene.around.path().join(format!("kopia-{round}"));
        let begun: Vec<_> = (0..FOLLOWERS)
            .map(|_| {
                let mut command = scene.command(&["--once", "--key", &scene.key]);
                let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().expect("the follower runs")
            })
            .collect();
        let ended = begun.into_iter().map(|child| {
            let output = child.wait_with_output().expect("the follower ends");
            Answer::from(output)
        });
        // One that begins when another has ended goes on where that one was.
        let (done, refused): (Vec<_>, Vec<_>) = ended.partition(|answer| answer.code == 0);
        assert!(!done.is_empty(), "{}", refused[0].err);
        for answer in refused {
            let is_said = answer.err.contains("redan öppen i en annan process");
            assert!(is_said, "{}: {}", answer.code, answer.err);
        }
        scene.once().ok();
        scene.on_replica(&["verify"]).ok();
    }
}

/// An address where somebody takes every question and answers none, and what tells of
/// the questions.
fn silent() -> (String, mpsc::Receiver<()>) {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", silent.local_addr().expect("an address"));
    let (say, says) = mpsc::channel();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for asked in silent.incoming().map_while(Result::ok) {
            held.push(asked);
            let _ = say.send(());
        }
    });
    (address, says)
}

/// It waited half a minute for the answer before it ended.
#[test]
fn a_follower_whose_ledger_hangs_ends_as_soon_as_it_is_told_to() {
    let scene = Scene::of(Ledger::region());
    scene.once().ok();
    for into in [scene.into.clone(), scene.around.path().join("ny")] {
        let (address, says) = silent();
        let mut command = crate::harness::liggare();
        command.args(["follow", "--from", &address, "--key", &scene.key, "--into"]);
        let mut child = command
            .arg(&into)
            .stderr(Stdio::null())
            .spawn()
            .expect("the follower runs");
        says.recv_timeout(Duration::from_secs(60))
            .expect("the follower asks");
        let told = Instant::now();
        kill_process(Pid::from_child(&child), Signal::TERM).expect("it is there");
        let ended = child.wait().expect("it ends");
        assert!(told.elapsed() < SOON, "{:?}", told.elapsed());
        assert_eq!(ended.code(), Some(0));
    }
}

/// It asked for page after page as fast as it could, for ever.
#[test]
fn checkpoints_that_lead_on_without_events_end_one_that_follows_once() {
    let scene = Scene::of(Ledger::region());
    let pages: [fn(u64) -> String; 2] = [
        |_| r#"{"checkpoints":[],"next":0}"#.to_owned(),
        |number| format!(r#"{{"checkpoints":[],"next":{number}}}"#),
    ];
    for page in pages {
        let mut number = 0;
        scene.proxy.change(move |path, body| {
            if !path.contains("/checkpoints") {
                return body;
            }
            number += 1;
            assert!(number < 100, "asked without end");
            page(number).into_bytes()
        });
        let answer = scene.once();
        assert_eq!(answer.code, 1, "{}{}", answer.out, answer.err);
        assert!(answer.err.contains("sida efter sida"), "{}", answer.err);
        assert!(answer.err.contains(&scene.proxy.address), "{}", answer.err);
    }
    scene.proxy.change(|_, body| body);
    scene.once().ok();
}
