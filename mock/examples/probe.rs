use std::collections::BTreeMap;
fn main() {
    let t = std::time::Instant::now();
    let api = superoffice_mock::api::Api::load(std::path::Path::new(&std::env::args().nth(1).unwrap())).unwrap();
    println!(
        "{} ops {:?} hidden {} dispatched {}",
        api.operations.len(),
        t.elapsed(),
        api.hidden().len(),
        api.dispatched_by_type().len()
    );
    for (at, g) in api.groups.iter().enumerate() {
        let roles: Vec<_> = api.roles.iter().flatten().filter(|(i, _)| *i == at).map(|(_, r)| r.word()).collect();
        println!("{} id {} coll {} {}", g.name, g.id, g.collection, roles.join(" "));
    }
    println!(
        "resources {} calls {}",
        api.groups.iter().filter(|g| g.is_resource).count(),
        api.groups.iter().filter(|g| !g.is_resource).count()
    );
    for s in &api.stateless {
        println!("stateless {} {}", s.what, s.why);
    }
    let (mut bad, mut badreq) = (0, 0);
    for o in &api.operations {
        if let Some(b) = &o.response
            && let Some(s) = &b.sample
        {
            let p = api.problems(&b.ty, s);
            if !p.is_empty() && b.form != superoffice_mock::api::Form::Binary {
                bad += 1;
                if bad < 10 {
                    println!("resp {} {:?}", o.uid, p[0]);
                }
            }
        }
        if let Some(b) = &o.request
            && let Some(s) = &b.sample
        {
            let p = api.problems(&b.ty, s);
            if !p.is_empty() && b.form == superoffice_mock::api::Form::Json {
                badreq += 1;
                if badreq < 20 {
                    println!("req {} {:?}", o.uid, p[0]);
                }
            }
        }
    }
    let mut st: BTreeMap<String, usize> = BTreeMap::new();
    for o in &api.operations {
        *st.entry(format!("produces {:?}", o.produces)).or_default() += 1;
        *st.entry(format!("consumes {:?}", o.consumes)).or_default() += 1;
    }
    println!("{st:#?} {:?}", api.schemes);
    println!("bad {bad} badreq {badreq}");
}
