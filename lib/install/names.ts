import { plainScalar } from '../go/yaml-scalar';
import { DNS_SUBDOMAIN, LABEL_VALUE, PATH_SEGMENT } from '../validate/kubernetes-names';
import { Problems } from '../validate/problems';
import { readProps } from '../validate/props';
import { isUnresolvedObject } from '../validate/unresolved';
import type { Distribution, Variant } from './distribution';
import { helmDistribution } from './helm-distribution';
import { rawDistribution } from './raw-distribution';

/** The Helm values that names depend on. */
export interface HelmNamesOptions {
  /** Name of the Helm release. Labels and the names of the user-facing roles contain it. */
  readonly releaseName: string;

  /**
   * Replaces the chart's name in the names of all objects (upstream: charts/aad-pod-identity, templates/_helper.tpl).
   *
   * @default - the chart's name, aad-pod-identity
   */
  readonly nameOverride?: string;

  /**
   * Replaces the names of release and chart in the names of the user-facing roles, and nowhere else (upstream:
   * charts/aad-pod-identity, templates/_helper.tpl).
   *
   * @default - the name of the release, followed by the chart's name unless it contains that
   */
  readonly fullnameOverride?: string;
}

/** Names, labels and selectors of an install: with those of a running install, it is adopted without a change. */
export class InstallNames {
  /**
   * Those of Helm chart 4.1.18.
   *
   * @throws when Kubernetes would refuse a name or a label
   */
  public static helm(options: HelmNamesOptions): InstallNames {
    const problems = Problems.in('InstallNames.helm');
    const known = ['releaseName', 'nameOverride', 'fullnameOverride'];
    const given = readProps(problems, options, known, 'options');
    const { releaseName, nameOverride, fullnameOverride } = given;
    for (const name of known) {
      const value = (given as unknown as { [name: string]: unknown })[name];
      // Names are built before lazy values are resolved.
      if (isUnresolvedObject(value)) problems.add(name, value, 'a string that is known before synth');
    }
    if (releaseName === '') problems.add('releaseName', releaseName, 'the name of a Helm release');
    problems.expect('releaseName', releaseName, LABEL_VALUE);
    problems.expectOptional('nameOverride', nameOverride, NAME_OVERRIDE);
    if (fullnameOverride !== '') problems.expectOptional('fullnameOverride', fullnameOverride, PATH_SEGMENT);
    problems.throwIfAny();
    return new InstallNames(() => helmDistribution({ releaseName, nameOverride, fullnameOverride }));
  }

  /**
   * Those of the plain YAML of release 1.8.17 (upstream: deploy/infra). The other props select one of its five variants:
   * `mode: Mode.MANAGED`, `rbac: { enabled: false }`, `mic: { cloudCredentials }` (without azure.json). Other differences
   * from the chart follow too: no affinity, no pull policy, and without RBAC MIC reads files of the node. To take over a
   * running install, also set `followNamespace: false`.
   */
  public static raw(): InstallNames {
    return new InstallNames(rawDistribution);
  }

  /**
   * Those of a decided install.
   *
   * @internal
   * @jsii ignore
   */
  public static fromDistribution(distribution: Distribution): InstallNames {
    return new InstallNames(() => distribution);
  }

  private constructor(
    /**
     * Names and other differences of one variant of the install.
     *
     * @internal
     */
    public readonly distribution: (options: Variant) => Distribution,
  ) {}
}

const NAME_OVERRIDE = {
  allowed:
    'lower-case letters, digits, "-" and ".", with a letter or digit at both ends of the first 59; not a YAML number',
  accepts: (text: string) => {
    const name = text.slice(0, 59).replace(/-$/, '');
    return text === '' || (DNS_SUBDOMAIN.accepts(name) && plainScalar(name) === name);
  },
};
