use std::collections::BTreeMap;
use superoffice_codegen::{check, diagnostics::*, lower, model::*, page, passes, source::*};
fn walk(d: &std::path::Path, root: &std::path::Path, out: &mut Vec<SourceFile>) {
    for e in std::fs::read_dir(d).unwrap() {
        let e = e.unwrap().path();
        if e.is_dir() {
            walk(&e, root, out)
        } else if e.extension().is_some_and(|x| x == "md") {
            out.push(SourceFile {
                path: e.strip_prefix(root).unwrap().display().to_string(),
                text: std::fs::read_to_string(&e).unwrap(),
            })
        }
    }
}
fn ty(api: &Api, t: &Type) -> String {
    match t {
        Type::Open(r) => format!("?{}", r.name()),
        Type::Array(t) => format!("[{}]", ty(api, t)),
        Type::Map(t) => format!("{{{}}}", ty(api, t)),
        Type::Entity(id) => api.entities[id.0].name.clone(),
        Type::Enum(id) => format!("enum {}", api.enums[id.0].words.join("|")),
        t => format!("{t:?}"),
    }
}
fn main() {
    let root = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let t = std::time::Instant::now();
    let mut files = vec![];
    walk(&root, &root, &mut files);
    let (inc, pages) = files.into_iter().partition(|f: &SourceFile| f.path.contains("samples/"));
    let sources = Sources::new(pages, inc);
    eprintln!("read {:?}", t.elapsed());
    let mut d = Diagnostics::default();
    let t = std::time::Instant::now();
    let low: Vec<_> = sources
        .pages()
        .map(|(id, _)| {
            let p = page::parse(id, &sources, &mut d);
            lower::lower(p, &mut d)
        })
        .collect();
    eprintln!("pages {:?}", t.elapsed());
    let mut api = lower::collect(low, &mut d);
    let t = std::time::Instant::now();
    for p in passes::ALL {
        let t = std::time::Instant::now();
        (p.run)(&mut api, &mut d);
        eprintln!("  {} {:?}", p.name, t.elapsed());
    }
    eprintln!("passes {:?}", t.elapsed());
    let api = check::check(api).unwrap();
    for e in &api.entities {
        println!("{} {:?} {} twins {:?}", e.name, e.origin, e.place, e.twins);
        for p in &e.properties {
            println!("  {} {} {} {}", p.name, ty(&api, &p.ty.value), p.ty.class.as_str(), p.ty.rule);
        }
    }
    for o in &api.operations {
        println!(
            "op {} {} {} -> {} / {}",
            o.uid.value,
            o.method.as_str(),
            o.path.value,
            o.request.as_ref().map_or("-".into(), |b| format!("{} {:?} {}", ty(&api, &b.ty.value), b.form, b.ty.rule)),
            o.response.as_ref().map_or("()".into(), |b| format!(
                "{} {:?} {}",
                ty(&api, &b.ty.value),
                b.form,
                b.ty.rule
            ))
        );
    }
    let mut c: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for x in &d {
        let e = c.entry(format!("{} {}", x.code, x.code.name())).or_default();
        e.0 += 1;
        if e.1.is_empty() {
            e.1 = format!(
                "{} {}:{} {}",
                x.message,
                sources.file(x.span.file).path,
                sources.file(x.span.file).line_column(x.span.start as usize),
                x.label
            );
        }
    }
    for (k, (n, m)) in c {
        eprintln!("{n:6} {k}: {m}");
    }
    eprintln!("{:?}", api.tally);
    eprintln!(
        "lost {:?} ops {} entities {} enums {} {:?}",
        api.lost,
        api.operations.len(),
        api.entities.len(),
        api.enums.len(),
        api.account
    );
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for p in api.entities.iter().flat_map(|e| &e.properties) {
        *classes.entry(p.ty.class.as_str()).or_default() += 1;
        if let Type::Open(r) = p.ty.value.innermost() {
            *open.entry(r.name()).or_default() += 1;
        }
    }
    eprintln!("{classes:?} open {open:?}");
}
