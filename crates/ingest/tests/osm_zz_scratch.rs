use std::path::Path;
use std::time::Instant;
use allways_base::*;
use allways_streets::*;
#[test]
fn scratch() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    for f in ["zhelez/roads_zhelez.pbf","porto/porto_portugal.osm.pbf"] {
        for _ in 0..3 {
        let t = Instant::now();
        let d = allways_ingest::osm::read_osm(&base.join(f), &|p| p).unwrap();
        let t1 = t.elapsed();
        let t = Instant::now();
        let c = compile(&d.value);
        let t2 = t.elapsed();
        let net = &c.value;
        println!("{f}: read {t1:?} compile {t2:?}");
        let prof = WalkProfile::on_foot(Speed(1.3));
        let mut s = DijkstraSearch::new();
        let mut r = allways_base::random::Random::new(1,1);
        let n = net.n_nodes();
        let mut snaps = vec![];
        let mut qs = vec![];
        for _ in 0..1000 { let k = r.below(n as u32) as usize; let p = net.place(NodeIdx::from_usize(k)); qs.push(LonLat::new(p.lon + (r.unit()-0.5)*0.004, p.lat+(r.unit()-0.5)*0.004));}
        let t = Instant::now();
        for &q in &qs { if let Some(x)=net.snap(q, Metres(500.0), &prof) { snaps.push(x);} }
        println!("   snap {:?} each, {} of 1000", t.elapsed()/1000, snaps.len());
        for lim in [1200u32, 100_000] {
        let m = if lim>5000 {30} else {300};
        let mut ts: Vec<_> = vec![]; let mut w = Work::default();
        for x in snaps.iter().take(m) { let t = Instant::now(); w += reach(net,&prof,x,Seconds(lim),&mut s).work(); ts.push(t.elapsed()); }
        ts.sort();
        println!("   reach {lim}s median {:?} min {:?}, {:?} /{m}", ts[m/2], ts[0], w);
        }}
        println!("{}", std::fs::read_to_string("/proc/self/status").unwrap().lines().find(|l| l.starts_with("VmHWM")).unwrap());
    }
}
