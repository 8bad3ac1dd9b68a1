/** A field of an object that gives values to a Helm chart. */
export interface ValuesField {
  readonly path: readonly string[];
  /** `map`; `text`: YAML in a string; `parameters`: a list of `name` and `value`, as `--set` has them; `sets`: a map of those. */
  readonly form: 'map' | 'text' | 'parameters' | 'sets';
}

/** Where an object says which chart it installs, and with which values. */
export interface ChartSource {
  /** The parts of the object that each install one chart; a list stands for its items. */
  readonly parts: readonly (readonly string[])[];
  /** Name of the chart in a repository of charts. */
  readonly chart: readonly string[];
  readonly version: readonly string[];
  /** Kind of the repository. In one of Git, the name is a path. */
  readonly repository?: readonly string[];
  /** Values; the first one that is there counts of those of the forms `map` and `text`. */
  readonly values: readonly ValuesField[];
  /** Fields with values that are elsewhere. */
  readonly elsewhere: readonly (readonly string[])[];
  /** Where the chart goes, unless into the namespace of the object. */
  readonly namespace: readonly string[];
}

const OLD_FLUX: ChartSource = {
  parts: [[]],
  chart: ['spec', 'chart', 'name'],
  version: ['spec', 'chart', 'version'],
  values: [{ path: ['spec', 'values'], form: 'map' }],
  elsewhere: [
    ['spec', 'valuesFrom'],
    ['spec', 'valueFileSecrets'],
  ],
  namespace: ['spec', 'targetNamespace'],
};

const K3S: ChartSource = {
  parts: [[]],
  chart: ['spec', 'chart'],
  version: ['spec', 'version'],
  values: [
    { path: ['spec', 'valuesContent'], form: 'text' },
    { path: ['spec', 'set'], form: 'sets' },
  ],
  elsewhere: [['spec', 'valuesSecrets']],
  namespace: ['spec', 'targetNamespace'],
};

const argo = (spec: readonly string[]): ChartSource => ({
  parts: [
    [...spec, 'source'],
    [...spec, 'sources'],
  ],
  chart: ['chart'],
  version: ['targetRevision'],
  values: [
    { path: ['helm', 'valuesObject'], form: 'map' },
    { path: ['helm', 'values'], form: 'text' },
    { path: ['helm', 'parameters'], form: 'parameters' },
  ],
  elsewhere: [
    ['helm', 'valueFiles'],
    ['helm', 'fileParameters'],
  ],
  namespace: [...spec, 'destination', 'namespace'],
});

/** Objects that install charts, by group and kind. */
const SOURCES = new Map<string, ChartSource>([
  // fluxcd.io/flux/components/helm/api
  [
    'helm.toolkit.fluxcd.io/HelmRelease',
    {
      ...OLD_FLUX,
      chart: ['spec', 'chart', 'spec', 'chart'],
      version: ['spec', 'chart', 'spec', 'version'],
      repository: ['spec', 'chart', 'spec', 'sourceRef', 'kind'],
      elsewhere: [
        ['spec', 'valuesFrom'],
        ['spec', 'chart', 'spec', 'valuesFile'],
        ['spec', 'chart', 'spec', 'valuesFiles'],
      ],
    },
  ],
  // github.com/fluxcd/helm-operator, docs/references/helmrelease-custom-resource.md
  ['helm.fluxcd.io/HelmRelease', OLD_FLUX],
  ['flux.weave.works/HelmRelease', OLD_FLUX],
  // argo-cd.readthedocs.io/en/stable/user-guide/helm; valuesObject takes precedence over values
  ['argoproj.io/Application', argo(['spec'])],
  ['argoproj.io/ApplicationSet', argo(['spec', 'template', 'spec'])],
  // docs.k3s.io/helm
  ['helm.cattle.io/HelmChart', K3S],
  ['helm.cattle.io/HelmChartConfig', K3S],
]);

/** Where an object of a kind has its chart and values; undefined for kinds that install none. */
export const chartSourceOf = (group: string, kind: string): ChartSource | undefined => SOURCES.get(`${group}/${kind}`);
