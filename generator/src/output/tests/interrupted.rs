//! Tests of runs that fail or are killed while they write, and of runs at the same time.

use super::*;

/// The files below a folder. A folder that could not be deleted may remain empty; git ignores empty folders too.
fn all_files(dir: &Path) -> BTreeMap<String, String> {
    tree(dir).into_iter().filter(|(path, _)| !path.ends_with('/')).collect()
}

/// The files, after checking that nothing of the run is left behind.
fn settled(dir: &Path) -> BTreeMap<String, String> {
    assert!(!dir.join(STAGING).exists());
    all_files(dir)
}

#[test]
fn whichever_change_fails_the_tree_is_old_or_new() {
    let options = WriteOptions::default();
    let old = all_files(lived_in().path());
    let new = {
        let dir = lived_in();
        let fs = Fs::default();
        write_on(&fs, dir.path(), &second(), &options).unwrap();
        assert!(fs.calls.get() > 40, "{}", fs.calls.get());
        (all_files(dir.path()), fs.calls.get())
    };
    let (new, calls) = new;
    let (mut failed, mut undone, mut done) = (0, 0, 0);
    for at in 0..calls {
        // One change fails: an error and the old tree, or, past the last move, success.
        let dir = lived_in();
        match write_on(&faulty(at, false), dir.path(), &second(), &options) {
            Ok(_) => assert_eq!(without_staging(dir.path()), new, "change {at}"),
            Err(error) => {
                assert!(matches!(error, OutputError::Io { .. }), "{error}");
                assert_eq!(settled(dir.path()), old, "change {at}");
                failed += 1;
            }
        }
        run(dir.path(), &second()).unwrap();
        assert_eq!(settled(dir.path()), new, "change {at}");

        // All later ones fail too, as after a kill; the next run finishes or undoes.
        let dir = lived_in();
        let _ = write_on(&faulty(at, true), dir.path(), &second(), &options);
        super::commit::recover(&Fs::default(), dir.path()).unwrap();
        let held = settled(dir.path());
        if held == old {
            undone += 1
        } else {
            done += 1
        }
        assert!(held == old || held == new, "change {at}");
        run(dir.path(), &first()).unwrap();
        assert_eq!(settled(dir.path()), old, "change {at}");
    }
    assert!(failed > 30 && undone > 20 && done > 5, "{failed} {undone} {done}");
}

fn without_staging(dir: &Path) -> BTreeMap<String, String> {
    all_files(dir).into_iter().filter(|(path, _)| !path.starts_with(STAGING)).collect()
}

#[test]
fn a_recovery_can_be_interrupted_too() {
    let options = WriteOptions::default();
    let old = all_files(lived_in().path());
    let fs = Fs::default();
    let dir = lived_in();
    write_on(&fs, dir.path(), &second(), &options).unwrap();
    let (new, calls) = (all_files(dir.path()), fs.calls.get());
    for at in 0..calls {
        for again in (0..12).step_by(2) {
            let dir = lived_in();
            let _ = write_on(&faulty(at, true), dir.path(), &second(), &options);
            for forever in [true, false] {
                let _ = super::commit::recover(&faulty(again, forever), dir.path());
            }
            super::commit::recover(&Fs::default(), dir.path()).unwrap();
            let held = settled(dir.path());
            assert!(held == old || held == new, "change {at}, then {again}");
        }
    }
}

#[test]
fn a_folder_created_for_a_failed_run_is_deleted() {
    let fs = Fs::default();
    let dir = folder();
    write_on(&fs, &dir.path().join("a/b"), &first(), &WriteOptions::default()).unwrap();
    for at in 0..fs.calls.get() {
        let dir = folder();
        if write_on(&faulty(at, false), &dir.path().join("a/b"), &first(), &WriteOptions::default()).is_err() {
            assert_eq!(tree(dir.path()), BTreeMap::new(), "change {at}");
        }
    }
}

#[test]
fn a_file_put_in_the_way_of_a_recovery_is_kept() {
    let options = WriteOptions::default();
    let mut met = 0;
    for at in 0.. {
        let dir = lived_in();
        let fs = faulty(at, true);
        let killed = write_on(&fs, dir.path(), &second(), &options).is_err();
        if !killed && fs.calls.get() <= at {
            break;
        }
        let place = dir.path().join("mixed/deeper/c.rs");
        if !place.exists() {
            met += 1;
            put(dir.path(), "mixed/deeper/c.rs", "by hand\n");
            let _ = run(dir.path(), &second());
            assert_eq!(disk::read_to_string(place).unwrap(), "by hand\n", "change {at}");
        }
    }
    assert!(met > 20, "{met}");
}

#[test]
fn runs_at_the_same_time_wait_for_each_other() {
    let dir = lived_in();
    std::thread::scope(|scope| {
        for number in 0..6 {
            let dir = dir.path();
            scope.spawn(move || run(dir, &if number % 2 == 0 { first() } else { second() }).unwrap());
        }
    });
    let held = settled(dir.path());
    let lib = held["src/lib.rs"].trim();
    let person = held["src/entities/person.rs"].trim();
    assert_eq!(lib.strip_prefix("lib "), person.strip_prefix("person "));
}
