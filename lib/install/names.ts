import { plainScalar } from '../go/yaml-scalar';
import { DNS_SUBDOMAIN, LABEL_VALUE, PATH_SEGMENT } from '../validate/kubernetes-names';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { isUnresolvedObject } from '../validate/unresolved';
import type { Distribution, Variant } from './distribution';
import { helmDistribution } from './helm-distribution';
import { rawDistribution } from './raw-distribution';

/** The values of the Helm chart that names depend on. */
export interface HelmNamesOptions {
  /** Name of the Helm release. It is in labels, and in the names of the user-facing roles. */
  readonly releaseName: string;

  /**
   * Takes the place of the chart's name in the names of all objects (upstream: charts/aad-pod-identity,
   * templates/_helper.tpl).
   *
   * @default - the chart's name, aad-pod-identity
   */
  readonly nameOverride?: string;

  /**
   * Takes the place of the release's and the chart's name in the names of the user-facing roles, and nowhere else
   * (upstream: charts/aad-pod-identity, templates/_helper.tpl).
   *
   * @default - the name of the release, with the chart's behind it unless it contains that
   */
  readonly fullnameOverride?: string;
}

/** The names, labels and selectors of an install, so that a running one can be adopted without a change. */
export class Names {
  /**
   * As the Helm chart 4.1.18 has them.
   *
   * @throws when a value would make a name or a label that Kubernetes refuses
   */
  public static helm(options: HelmNamesOptions): Names {
    const problems = Problems.in('Names.helm');
    const known = ['releaseName', 'nameOverride', 'fullnameOverride'];
    const given = plainCopy(options);
    if (!checkProps(problems, given, known, 'options')) problems.throwIfAny();
    const { releaseName, nameOverride, fullnameOverride } = given;
    for (const name of known) {
      const value = (given as unknown as { [name: string]: unknown })[name];
      // Names are made of it before anything late is known.
      if (isUnresolvedObject(value)) problems.add(name, value, 'text that is known before synth');
    }
    if (releaseName === '') problems.add('releaseName', releaseName, 'the name of a Helm release');
    problems.expect('releaseName', releaseName, LABEL_VALUE);
    problems.expectOptional('nameOverride', nameOverride, NAME_OVERRIDE);
    if (fullnameOverride !== '') problems.expectOptional('fullnameOverride', fullnameOverride, PATH_SEGMENT);
    problems.throwIfAny();
    return new Names(() => helmDistribution({ releaseName, nameOverride, fullnameOverride }));
  }

  /**
   * As the plain YAML of release 1.8.17 has them (upstream: deploy/infra). Which of its five variants it is follows from
   * the other props: `mode: 'managed'`, `rbac: { enabled: false }`, `mic: { cloudCredentials }` (without azure.json).
   * Beside names it is what else these files do otherwise than the chart: no affinity, no pull policy, MIC's files from
   * the node when there is no RBAC. To take over an install that runs, say `followNamespace: false` too.
   */
  public static raw(): Names {
    return new Names(rawDistribution);
  }

  /**
   * Of an install that is decided already.
   *
   * @internal
   */
  public static fromDistribution(distribution: Distribution): Names {
    return new Names(() => distribution);
  }

  private constructor(
    /**
     * The names, and what goes with them, of one variant of the install.
     *
     * @internal
     */
    public readonly distribution: (options: Variant) => Distribution,
  ) {}
}

const NAME_OVERRIDE = {
  allowed:
    'lower-case letters, digits, "-" and ".", with a letter or digit at both ends of the first 59, and no number of YAML',
  accepts: (text: string) => {
    const name = text.slice(0, 59).replace(/-$/, '');
    return text === '' || (DNS_SUBDOMAIN.accepts(name) && plainScalar(name) === name);
  },
};
