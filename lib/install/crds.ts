import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { crds } from '../../imports/aadpodidentity.k8s.io.crds';
import { CheckedApiObject } from '../synth/checked-api-object';

/**
 * The definitions of the four custom resources, as chart 4.1.18 installs them. Give them a chart of their own, which is
 * applied before everything else: the API server refuses an object whose kind it does not know yet.
 *
 * @example
 * new AadPodIdentityCrds(new Chart(app, 'crds'), 'crds');
 */
export class AadPodIdentityCrds extends Construct {
  /** The four definitions, for annotations and JSON patches. */
  public readonly definitions: ApiObject[];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.definitions = crds.map(
      ({ apiVersion, kind, metadata, ...content }) =>
        new CheckedApiObject(this, content.spec.names.kind, {
          gvk: { apiVersion, kind },
          name: metadata.name,
          namespace: undefined,
          metadata,
          content,
        }),
    );
  }
}
