import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { crds } from '../../imports/aadpodidentity.k8s.io.crds';
import { CheckedApiObject } from '../synth/checked-api-object';
import { problemsAt } from '../synth/scope';
import { Mode } from '../upstream/mode';
import { readProps } from '../validate/props';
import { MODE } from './formats';
import { InstallNames } from './names';

/** Which CRDs. */
export interface AadPodIdentityCrdsProps {
  /**
   * Names of the install. The chart's CRDs have labels, those of the plain YAML have none.
   *
   * @default InstallNames.helm({ releaseName: 'aad-pod-identity' })
   */
  readonly names?: InstallNames;

  /**
   * With `InstallNames.raw()` and managed mode, AzureAssignedIdentity is left out, as in the plain YAML.
   *
   * @default Mode.STANDARD
   */
  readonly mode?: Mode;
}

/**
 * The four CRDs, as chart 4.1.18 installs them. Put them in a separate chart and apply it first: the API server refuses
 * objects of a kind that it does not know yet.
 *
 * @example
 * new AadPodIdentityCrds(new Chart(app, 'crds'), 'crds');
 */
export class AadPodIdentityCrds extends Construct {
  /** The CRDs, for annotations and JSON patches. */
  public readonly definitions: ApiObject[];

  constructor(scope: Construct, id: string, props: AadPodIdentityCrdsProps = {}) {
    const problems = problemsAt('new AadPodIdentityCrds', scope, id);
    const given = readProps(problems, props, ['names', 'mode']);
    const { names = InstallNames.helm({ releaseName: 'aad-pod-identity' }), mode = Mode.STANDARD } = given;
    problems.expectNow('mode', mode, MODE);
    if (!(names instanceof InstallNames)) problems.add('names', names, 'InstallNames.helm(…) or InstallNames.raw()');
    problems.throwIfAny();
    super(scope, id);
    const managed = mode === Mode.MANAGED;
    const { crdLabels, managedCrds } = names.distribution({ managed, rbac: true, azureJson: true });
    this.definitions = crds
      .filter(({ spec }) => !managed || managedCrds.includes(spec.names.kind))
      .map(({ apiVersion, kind, metadata: { labels, ...metadata }, ...content }) => {
        const definition = {
          gvk: { apiVersion, kind },
          name: metadata.name,
          namespace: undefined,
          metadata: crdLabels ? { ...metadata, labels } : metadata,
          content,
        };
        return new CheckedApiObject(this, content.spec.names.kind, definition);
      });
  }
}
