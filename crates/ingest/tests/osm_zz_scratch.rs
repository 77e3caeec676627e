use std::path::Path;
use std::time::Instant;
use allways_base::*;
use allways_streets::*;
#[test]
fn scratch() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    for f in ["zhelez/roads_zhelez.pbf","andorra/andorra.osm.pbf","porto/porto_portugal.osm.pbf","batangas/batangas.pbf","nky/streets.osm.pbf"] {
        let t = Instant::now();
        let d = allways_ingest::osm::read_osm(&base.join(f), &|p| p).unwrap();
        let t1 = t.elapsed();
        let t = Instant::now();
        let c = compile(&d.value);
        let t2 = t.elapsed();
        let net = &c.value;
        println!("{f}: read {t1:?} compile {t2:?}; ways {} points {} nodes {} edges {} comps {} largest {:?} km {:.1} least {}", d.value.ways.len(), d.value.nodes.len(), net.n_nodes(), net.n_edges(), net.n_components(), &net.component_sizes().as_slice()[..5.min(net.n_components())], net.total_km(), net.least_component());
        println!("   {:?} {:?}", d.problems.counts(), c.problems.counts());
        for p in d.problems.list().iter().take(3).chain(c.problems.list().iter().take(3)) { println!("   {p}"); }
        let prof = WalkProfile::on_foot(Speed(1.3));
        let mut s = DijkstraSearch::new();
        let mut r = allways_base::random::Random::new(1,1);
        let n = net.n_nodes();
        let mut snaps = vec![];
        let t = Instant::now();
        for _ in 0..1000 { let k = r.below(n as u32) as usize; let p = net.place(NodeIdx::from_usize(k)); let q = LonLat::new(p.lon + (r.unit()-0.5)*0.004, p.lat+(r.unit()-0.5)*0.004); if let Some(x)=net.snap(q, Metres(500.0), &prof) { snaps.push(x);} }
        println!("   snap {:?} each, {} of 1000", t.elapsed()/1000, snaps.len());
        for lim in [1200u32, 100_000] {
        let t = Instant::now(); let mut w = Work::default(); let m = if lim>5000 {30} else {300};
        for x in snaps.iter().take(m) { w += reach(net,&prof,x,Seconds(lim),&mut s).work(); }
        println!("   reach {lim}s {:?} each, {:?} /{m}", t.elapsed()/m as u32, w);
        }
    }
}
