import { App, Chart, type ChartProps, Testing } from 'cdk8s';

/** A manifest as it would be written. */
export type Manifest = ReturnType<typeof Testing.synth>[number];

/** A chart of an app of its own. */
export function newChart(props: ChartProps = { namespace: 'shop' }, id = 'chart'): Chart {
  return new Chart(new App({ outdir: 'not-written' }), id, props);
}

/** The only manifest of a chart. */
export function onlyManifest(chart: Chart): Manifest {
  const manifests = Testing.synth(chart);
  if (manifests.length !== 1) throw new Error(`expected one manifest, got ${manifests.length}`);
  return manifests[0];
}
