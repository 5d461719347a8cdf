//! Snapshots, data files, the state file, and the clock.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::{Map, Value, json};
use superoffice_mock::api::{Api, Group, KeyIn, Operation, Role, Type};
use superoffice_mock::{Builder, MockServer, Snapshot, StartError, StateError};

use crate::support::{Random, call, json, runtime, server, trees};

/// A resource that can be created, read and deleted, and one of its properties with a text.
pub(crate) struct Resource<'a> {
    pub(crate) api: &'a Api,
    pub(crate) group: &'a Group,
    pub(crate) create: &'a Operation,
    pub(crate) read: &'a Operation,
    pub(crate) update: &'a Operation,
    pub(crate) delete: &'a Operation,
    pub(crate) property: &'a str,
}

/// All resources of this kind without parameters before the id.
pub(crate) fn resources(api: &Api) -> Vec<Resource<'_>> {
    let groups = api.groups.iter().enumerate().filter(|(_, group)| group.is_resource && !group.name.contains('{'));
    let found = groups.filter_map(|(at, group)| {
        let of = |is: &dyn Fn(&Role) -> bool| {
            let mut all = api.operations.iter().zip(&api.roles);
            all.find(|(_, role)| role.as_ref().is_some_and(|(of, role)| *of == at && is(role))).map(|(one, _)| one)
        };
        let mut properties = api.entities.get(group.entity)?.properties.iter();
        Some(Resource {
            api,
            group,
            create: of(&|role| *role == Role::Create)?,
            read: of(&|role| *role == Role::Read(KeyIn::Path))?,
            update: of(&|role| *role == Role::Update)?,
            delete: of(&|role| *role == Role::Delete(KeyIn::Path))?,
            property: &properties.find(|one| one.ty == Type::String && !one.read_only && one.name != group.id)?.name,
        })
    });
    found.collect()
}

impl Resource<'_> {
    pub(crate) fn body(&self, text: &str) -> Value {
        json!({ self.property: text })
    }

    fn create(&self, server: &MockServer, text: &str) -> i64 {
        let response = server.respond(call(self.api, self.create, None, Some(&self.body(text))));
        json(&response)[&self.group.id].as_i64().unwrap()
    }

    fn delete(&self, server: &MockServer, id: i64) {
        assert!(server.respond(call(self.api, self.delete, Some(id), None)).status().is_success());
    }

    fn get(&self, server: &MockServer, id: i64) -> Response<Bytes> {
        server.respond(call(self.api, self.read, Some(id), None))
    }

    /// The text of a record. The error is the status of the response.
    fn text(&self, server: &MockServer, id: i64) -> Result<String, u16> {
        let response = self.get(server, id);
        let text = json(&response)[self.property].as_str().map(str::to_owned);
        text.ok_or(response.status().as_u16())
    }
}

fn control(server: &MockServer, method: Method, path: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    server.respond(Request::builder().method(method).uri(path).body(body.into()).unwrap())
}

fn start(api: &Arc<Api>, set: impl FnOnce(Builder) -> Builder) -> Result<MockServer, StartError> {
    let runtime = runtime();
    let started = runtime.block_on(set(MockServer::builder().api(Arc::clone(api))).start());
    runtime.shutdown_background();
    started
}

#[test]
fn snapshots() {
    let (_, api) = trees().remove(0);
    let server = server(&api, |builder| builder);
    let all = resources(&api);
    assert!(all.len() > 10);
    let [one, other] = [&all[0], &all[1]];
    let id = one.create(&server, "first");
    one.delete(&server, 1);
    let snapshot: Snapshot = server.snapshot();
    assert_eq!(snapshot.records(), 1);
    let as_json = control(&server, Method::GET, "/_mock/snapshot", "").into_body();
    let next = one.create(&server, "second");
    let added = other.create(&server, "third");
    one.delete(&server, id);
    server.restore(&snapshot).unwrap();
    let check = |server: &MockServer| {
        assert_eq!(one.text(server, id), Ok("first".to_owned()));
        assert_eq!(one.text(server, 1), Err(404));
        assert_eq!(one.text(server, next), Err(404));
        assert_eq!(other.text(server, added), Err(404));
    };
    check(&server);
    assert_eq!(one.create(&server, "again"), next, "ids are those after the snapshot");
    // The same as JSON, in another server.
    let second = start(&api, |builder| builder).unwrap();
    assert_eq!(control(&second, Method::PUT, "/_mock/snapshot", as_json.clone()).status(), 204);
    check(&second);
    assert_eq!(control(&second, Method::GET, "/_mock/snapshot", "").into_body(), as_json, "with the times of changes");
    server.reset();
    assert_eq!(server.snapshot().records(), 0);
    assert!(one.text(&server, 1).is_ok());
    if let Some((_, pages)) = trees().get(1) {
        let elsewhere = start(pages, |builder| builder).unwrap();
        assert!(matches!(elsewhere.restore(&snapshot), Err(StateError::OtherPages)));
    }
}

#[test]
fn every_resource_is_in_a_snapshot() {
    for (name, api) in trees() {
        let server = server(&api, |builder| builder);
        for operation in &api.operations {
            let _ = server.respond(api.example(operation));
        }
        let written = control(&server, Method::GET, "/_mock/snapshot", "").into_body();
        let other = start(&api, |builder| builder).unwrap();
        let restored = control(&other, Method::PUT, "/_mock/snapshot", written.clone());
        assert_eq!(restored.status(), 204, "{name}: {:?}", restored.body());
        assert!(control(&other, Method::GET, "/_mock/snapshot", "").into_body() == written, "{name}");
        let names: Map<String, Value> = serde_json::from_slice(&written).unwrap();
        println!("{name}: {} collections with {} records", names.len(), server.snapshot().records());
        assert!(names.len() > 50, "{name}");
    }
}

#[test]
fn data_files() {
    let (_, api) = trees().remove(0);
    let all = resources(&api);
    let one = &all[0];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data.json");
    // The last word of the name of a resource is enough, if there is only one.
    let short = |resource: &Resource<'_>| resource.group.name.rsplit('/').next().unwrap().to_lowercase();
    let data = json!({ short(one): [one.body("first"), { one.property: "other", &one.group.id: 7 }] });
    fs::write(&file, data.to_string()).unwrap();
    let server = start(&api, |builder| builder.data(&file).records(0)).unwrap();
    let check = || {
        assert_eq!((one.text(&server, 1), one.text(&server, 7)), (Ok("first".to_owned()), Ok("other".to_owned())));
        assert_eq!((one.text(&server, 2), one.text(&server, 8)), (Err(404), Err(404)));
    };
    check();
    assert_eq!(one.create(&server, "new"), 2);
    one.delete(&server, 1);
    server.reset();
    check();
    let name = &one.group.name;
    for (text, place, message) in [
        ("{\n  \"x\": 1,\n}", "3:1", "trailing comma"),
        ("{\"Nothing\": []}", "1:13", "no resource with state is named `Nothing`"),
        (&format!("{{\"{name}\": [\n  {{}},\n    {{\"Nmae\": 1}}]}}"), "3:5", "the property `Nmae` is not documented"),
        (&format!("{{\"{name}\":\n [5]}}"), "2:3", "must be an object"),
        (&format!("{{\"{name}\":\n {{\"record\": []}}}}"), "2:10", "unknown field `record`"),
        (&format!("{{\"{name}\": {{\"records\": [], \"modified\": {{\"1\": \"x\"}}}}}}"), "1:", "is not a date"),
        (
            &format!("{{\"{name}\": [\n{{\"{0}\": 3}},\n{{\"{0}\": 3}}]}}", one.group.id),
            "3:1",
            "two records with the id 3",
        ),
        ("[]", "1:1", "expected a map"),
    ] {
        fs::write(&file, text).unwrap();
        let error = start(&api, |builder| builder.data(&file)).unwrap_err();
        assert!(matches!(error, StartError::WrongData(..)), "{error}");
        let shown = error.to_string();
        assert!(shown.contains(&format!("data.json:{place}")) && shown.contains(message), "{text}\n{shown}");
        let refused = control(&server, Method::PUT, "/_mock/snapshot", text.to_owned());
        assert_eq!(refused.status(), 400);
    }
    check();
}

#[test]
fn a_state_file_keeps_the_records() {
    let (_, api) = trees().remove(0);
    let all = resources(&api);
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("state.redb"), folder.path().join("data.json"));
    let one = &all[0];
    fs::write(&data, json!({ &one.group.name: [one.body("from the data file")] }).to_string()).unwrap();
    let open = || start(&api, |builder| builder.state(&file).data(&data));
    let server = open().unwrap();
    assert_eq!(one.text(&server, 21), Ok("from the data file".to_owned()));
    let ids: Vec<i64> = all.iter().map(|resource| resource.create(&server, "kept")).collect();
    let last = one.create(&server, "deleted");
    one.delete(&server, last);
    one.delete(&server, 1);
    let values = |server: &MockServer| {
        let parts =
            |response: Response<Bytes>| (response.headers().get("last-modified").cloned(), response.into_body());
        all.iter().zip(&ids).map(|(resource, id)| parts(resource.get(server, *id))).collect::<Vec<_>>()
    };
    let before = (values(&server), parts_of(one.get(&server, 2)));
    let in_use = open().unwrap_err();
    assert!(matches!(in_use, StartError::State(StateError::InUse(_))), "{in_use}");
    drop(server);
    std::thread::sleep(Duration::from_millis(1100));
    let server = open().unwrap();
    assert!((values(&server), parts_of(one.get(&server, 2))) == before, "values and times, also of the first records");
    assert_eq!((one.text(&server, 1), one.text(&server, last)), (Err(404), Err(404)));
    assert_eq!(one.create(&server, "next"), last + 1, "the id of a deleted record is not used again");
    server.reset();
    drop(server);
    let server = open().unwrap();
    assert_eq!(one.text(&server, 21), Ok("from the data file".to_owned()));
    assert_eq!(server.snapshot().records(), 1);
    drop(server);
    let other = start(&api, |builder| builder.state(&file).records(5)).unwrap_err();
    assert!(other.to_string().contains("--records 20"), "{other}");
    let other = start(&api, |builder| builder.state(&file).seed(5)).unwrap_err();
    assert!(other.to_string().contains("--seed 0"), "{other}");
    fs::write(&file, "not a state file").unwrap();
    let damaged = open().unwrap_err();
    assert!(matches!(damaged, StartError::State(StateError::File(..))), "{damaged}");
    let nowhere = start(&api, |builder| builder.state(folder.path().join("no/such/folder"))).unwrap_err();
    assert!(matches!(nowhere, StartError::State(StateError::File(..))), "{nowhere}");
}

/// A file that was changed by something else is read or rejected, but does not end the process.
#[test]
fn damaged_state_files() {
    let (_, api) = trees().remove(0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.redb");
    let server = start(&api, |builder| builder.state(&file)).unwrap();
    for resource in resources(&api) {
        resource.create(&server, "kept");
    }
    drop(server);
    let whole = fs::read(&file).unwrap();
    // Most of the file is empty.
    let used: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] != 0).collect();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut rejected, mut read) = (0, 0);
    for _ in 0..100 {
        let mut broken = whole.clone();
        match random.below(3) {
            0 => broken.truncate(random.below(whole.len())),
            _ => broken[used[random.below(used.len())]] ^= 1 << random.below(8),
        }
        fs::write(&file, broken).unwrap();
        match start(&api, |builder| builder.state(&file)) {
            Ok(_) => read += 1,
            Err(StartError::State(_)) => rejected += 1,
            Err(other) => panic!("{other}"),
        }
    }
    println!("{rejected} damaged state files were rejected, {read} were read");
    assert!(rejected > 30);
}

fn parts_of(response: Response<Bytes>) -> (Option<http::HeaderValue>, Bytes) {
    (response.headers().get("last-modified").cloned(), response.into_body())
}

/// Records of a resource that other pages do not describe are reported, and others are kept.
#[test]
fn a_state_file_with_other_pages() {
    let (_, api) = trees().remove(0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.redb");
    let all = resources(&api);
    let ids: Vec<i64> = {
        let server = start(&api, |builder| builder.state(&file)).unwrap();
        all.iter().map(|resource| resource.create(&server, "kept")).collect()
    };
    // The same pages in another order, and then without a resource.
    let mut changed = Api::from_bytes(&api.to_bytes()).unwrap();
    changed.entities[0].twins.push("Another".to_owned());
    let server = start(&Arc::new(changed), |builder| builder.state(&file)).unwrap();
    assert!(all.iter().zip(&ids).all(|(resource, id)| resource.text(&server, *id).is_ok()));
    drop(server);
    let mut changed = Api::from_bytes(&api.to_bytes()).unwrap();
    let gone = changed.groups.iter_mut().find(|group| group.name == all[3].group.name).unwrap();
    gone.name = "/api/v1/Renamed".to_owned();
    let error = start(&Arc::new(changed), |builder| builder.state(&file)).unwrap_err().to_string();
    assert!(error.contains(&all[3].group.name) && error.contains("no longer describe"), "{error}");
}

#[test]
fn the_clock() {
    let (_, api) = trees().remove(0);
    let server = server(&api, |builder| builder);
    let all = resources(&api);
    let one = all.iter().find(|one| one.read.statuses.contains(&304)).unwrap();
    let now = |server: &MockServer| json(&control(server, Method::GET, "/_mock/clock", ""));
    assert_eq!(now(&server)["set"], false);
    let put = |body: &str| control(&server, Method::PUT, "/_mock/clock", body.to_owned()).status().as_u16();
    assert_eq!(put(r#"{"now": "2030-05-01T12:00:00Z"}"#), 204);
    assert_eq!(now(&server), json!({"now": "2030-05-01T12:00:00Z", "set": true}));
    let id = one.create(&server, "text");
    let modified = |id| one.get(&server, id).headers()["last-modified"].to_str().unwrap().to_owned();
    assert_eq!(modified(id), "Wed, 01 May 2030 12:00:00 GMT");
    assert_eq!(put(r#"{"advance_ms": 3600000}"#), 204);
    let update = call(&api, one.update, Some(id), Some(&one.body("changed")));
    assert!(server.respond(update).status().is_success());
    assert_eq!(modified(id), "Wed, 01 May 2030 13:00:00 GMT");
    let read = |since: &'static str| {
        let mut request = call(&api, one.read, Some(id), None);
        request.headers_mut().insert("if-modified-since", since.parse().unwrap());
        server.respond(request).status().as_u16()
    };
    assert_eq!((read("Wed, 01 May 2030 12:59:59 GMT"), read("Wed, 01 May 2030 13:00:00 GMT")), (200, 304));
    for wrong in ["", "{}", r#"{"now": "noon"}"#, r#"{"now": "2030-01-01", "advance_ms": 1}"#, r#"{"advance": 1}"#] {
        assert_eq!(put(wrong), 400, "{wrong}");
    }
    assert_eq!(control(&server, Method::DELETE, "/_mock/clock", "").status(), 204);
    assert_eq!(now(&server)["set"], false);
    server.set_time(SystemTime::UNIX_EPOCH + Duration::from_secs(86_400));
    server.advance(Duration::from_secs(60));
    assert_eq!(now(&server)["now"], "1970-01-02T00:01:00Z");
    server.set_time(None);
    assert_eq!(control(&server, Method::POST, "/_mock/clock", "").status(), 405);
}
