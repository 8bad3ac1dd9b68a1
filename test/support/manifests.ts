import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, type ChartProps, Testing } from 'cdk8s';

/** Where nothing is written to. */
export const NOT_WRITTEN = join(tmpdir(), 'not-written');

/** A manifest as it would be written. */
export type Manifest = ReturnType<typeof Testing.synth>[number];

/** A chart of an app of its own. */
export function newChart(props: ChartProps = { namespace: 'shop' }, id = 'chart'): Chart {
  return new Chart(new App({ outdir: NOT_WRITTEN }), id, props);
}

/** The only manifest of a chart. */
export function onlyManifest(chart: Chart): Manifest {
  const manifests = Testing.synth(chart);
  if (manifests.length !== 1) throw new Error(`expected one manifest, got ${manifests.length}`);
  return manifests[0];
}
