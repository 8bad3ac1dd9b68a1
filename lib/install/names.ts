import { LABEL_VALUE } from '../values/kubernetes-names';
import { Problems } from '../values/problems';
import { checkProps } from '../values/props';

/** Chart whose output the constructs reproduce. */
const CHART = 'aad-pod-identity';
const CHART_VERSION = '4.1.18';

/** How the objects of MIC or of NMI are called, labelled and selected. */
export interface ComponentNames {
  /** Name of the Deployment or DaemonSet. */
  readonly workload: string;
  /** Name of the ServiceAccount. */
  readonly serviceAccount: string;
  /** Name of the ClusterRole. */
  readonly clusterRole: string;
  /** Name of the ClusterRoleBinding. */
  readonly clusterRoleBinding: string;
  /** Labels of the objects that belong to the component. */
  readonly labels: { readonly [key: string]: string };
  /** Labels of the Deployment or DaemonSet. */
  readonly workloadLabels: { readonly [key: string]: string };
  /** Labels of its pods. */
  readonly podLabels: { readonly [key: string]: string };
  /** Labels that it selects its pods by; they cannot be changed later. */
  readonly matchLabels: { readonly [key: string]: string };
}

/** The values of the Helm chart that names depend on. */
export interface HelmNamesOptions {
  /** Name of the Helm release. It is in labels only. */
  readonly releaseName: string;

  /**
   * Takes the place of the chart's name in the names of all objects (upstream: charts/aad-pod-identity,
   * templates/_helpers.tpl).
   *
   * @default - the chart's name, aad-pod-identity
   */
  readonly nameOverride?: string;
}

/** The names, labels and selectors of an install, so that a running one can be adopted without a change. */
export class Names {
  /**
   * As the Helm chart 4.1.18 has them.
   *
   * @throws when a value would make a label that Kubernetes refuses
   */
  public static helm(options: HelmNamesOptions): Names {
    const problems = Problems.in('Names.helm');
    if (!checkProps(problems, options, ['releaseName', 'nameOverride'], 'options')) problems.throwIfAny();
    const { releaseName, nameOverride } = options;
    if (releaseName === '') problems.add('releaseName', releaseName, 'the name of a Helm release');
    problems.expect('releaseName', releaseName, LABEL_VALUE);
    problems.expectOptional('nameOverride', nameOverride, NAME_OVERRIDE);
    problems.throwIfAny();

    const name = trimmed(nameOverride || CHART, 59);
    const component = (id: string, extraLabels: Record<string, string>): ComponentNames => {
      const fullName = trimmed(`${name}-${id}`, 63);
      const matchLabels = {
        'app.kubernetes.io/name': name,
        'app.kubernetes.io/instance': releaseName,
        'app.kubernetes.io/component': id,
      };
      const labels = {
        ...matchLabels,
        'app.kubernetes.io/managed-by': 'Helm',
        'helm.sh/chart': `${CHART}-${CHART_VERSION}`,
      };
      return {
        workload: fullName,
        serviceAccount: fullName,
        clusterRole: fullName,
        clusterRoleBinding: fullName,
        labels,
        workloadLabels: { ...labels, ...extraLabels },
        podLabels: { ...labels, ...extraLabels },
        matchLabels,
      };
    };
    return new Names(component('mic', {}), component('nmi', { tier: 'node' }));
  }

  private constructor(
    public readonly mic: ComponentNames,
    public readonly nmi: ComponentNames,
  ) {}
}

const NAME_OVERRIDE = {
  allowed: 'lower-case letters, digits and "-", with a letter or digit at both ends of the first 59',
  accepts: (text: string) => text === '' || /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(trimmed(text, 59)),
};

/** `trunc` and `trimSuffix "-"`, as the chart has them. */
function trimmed(text: string, length: number): string {
  return text.slice(0, length).replace(/-$/, '');
}
