import type { ApiObject } from 'cdk8s';
import { type Json, type PodTemplate, podTemplateOf, withValue } from '../synth/pod-template';
import { BINDING_LABEL } from '../upstream/api';
import { show } from '../validate/format';
import { SELECTOR } from '../validate/kubernetes-names';
import { fieldAt, type Path, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { type AssignedIdentity, identitiesOf } from './assigned-identity';
import type { AssignToOptions } from './assignment-options';
import { checkReach, refuseNamesakes, refuseObject } from './assignment-refusals';
import type { IAzureIdentity } from './azure-identity-interface';
import { type ClientIdEnv, namesAnIdentity, setClientIds } from './client-id-env';
import { describe, factsOf } from './identity-facts';
import { selectorOfIdentity, selectorOfWorkload } from './selectors';
import { refuseUnservedPods } from './unserved-pods';

/** One call of `assignTo`. */
export interface Claim {
  readonly identity: IAzureIdentity;
  readonly options: AssignToOptions;
  /** Set when the call was for all workloads in a construct: then objects without a pod template are skipped. */
  readonly group?: { hasWorkload: boolean };
}

/** The decision for one workload: it gets exactly these identities. */
export interface Assignment {
  /** Which workload, for messages. */
  readonly path: () => string;
  readonly namespace: string | undefined;
  readonly label: string;
  /** Whether the label was made for this workload alone. */
  readonly isOwn: boolean;
  readonly identities: readonly AssignedIdentity[];
}

/** The same for a workload of this app. */
export interface WorkloadAssignment extends Assignment {
  readonly object: ApiObject;
  readonly kind: string;
  readonly name: string;
  readonly template: PodTemplate;
  readonly podLabels: Json;
  /** Whether its containers seem to name an identity: then several identities are no problem. */
  readonly namesIdentity: boolean;
}

/** A pod template of an object, and the identities that were assigned to it. */
export class AssignedWorkload {
  private readonly claims: Claim[] = [];

  constructor(
    private readonly object: ApiObject,
    public readonly pointer: string | undefined,
  ) {}

  public add(claim: Claim): void {
    this.claims.push(claim);
  }

  /** Decides the label, and completes the pod template. Returns undefined when there is none, or a problem. */
  public assign(manifest: Json, problems: Problems): { assignment: WorkloadAssignment; manifest: Json } | undefined {
    const template = podTemplateOf(manifest, this.pointer);
    if (!template) {
      if (this.claims.some(({ group }) => !group)) refuseObject(problems, this.object, this.pointer);
      return undefined;
    }
    for (const { group } of this.claims) if (group) group.hasWorkload = true;

    const namespace = valueAt(manifest, ['metadata', 'namespace']) as string | undefined;
    const name = String(valueAt(manifest, ['metadata', 'name']) ?? valueAt(manifest, ['metadata', 'generateName']));
    const identities = identitiesOf(this.claims);
    for (const { facts } of identities) checkReach(problems, facts, namespace, this.object);
    refuseNamesakes(problems, identities);
    if (template.spec) refuseUnservedPods(problems, manifest, template.spec);

    const explicit = this.explicitSelector(problems);
    const label =
      explicit ??
      (identities.length === 1 && identities[0]
        ? selectorOfIdentity(identities[0].facts)
        : selectorOfWorkload(name, [
            this.object.apiGroup,
            this.object.kind,
            namespace ?? '',
            name,
            this.pointer ?? '',
          ]));
    const labelPath = [...template.labels, BINDING_LABEL];
    this.checkLabel(problems, valueAt(manifest, labelPath), labelPath, label, identities);
    const labelled = withValue(manifest, labelPath, label) as Json;
    const written = setClientIds(problems, labelled, template.spec, this.clientIdEnvs());
    if (!problems.areNone) return undefined;
    // Without the manifest: a large app's would all be in memory at once.
    const assignment = {
      path: () => this.object.node.path,
      object: this.object,
      kind: this.object.kind,
      name,
      namespace,
      label,
      isOwn: explicit === undefined && identities.length > 1,
      identities,
      template,
      podLabels: valueAt(written, template.labels) as Json,
      namesIdentity:
        identities.length < 2 ||
        namesAnIdentity(
          written,
          template.spec,
          identities.map(({ facts }) => facts.clientId),
        ),
    };
    return { assignment, manifest: written };
  }

  private explicitSelector(problems: Problems): string | undefined {
    const claims = this.claims.filter(({ options }) => options.selector !== undefined);
    const [selector, ...others] = new Set(claims.map(({ options }) => options.selector));
    if (others.length > 0) {
      const bySelector = claims.map(
        ({ identity, options }) => `${show(options.selector)} for ${describe(factsOf(identity))}`,
      );
      problems.add(
        'selector',
        [...new Set(bySelector)].sort().join(', '),
        'the same selector for all identities of a workload',
      );
    }
    return selector;
  }

  private checkLabel(
    problems: Problems,
    present: unknown,
    path: Path,
    label: string,
    identities: readonly AssignedIdentity[],
  ): void {
    if (present === undefined || present === label) return;
    const whose = identities.map(({ facts }) => describe(facts)).join(' and ');
    const hint =
      typeof present === 'string' && SELECTOR.accepts(present)
        ? `Remove the label, or keep it with assignTo(workload, { selector: ${show(present)} })`
        : 'Remove the label';
    problems.add(fieldAt(path), present, `${show(label)}, the selector for ${whose}`, hint);
  }

  private clientIdEnvs(): ClientIdEnv[] {
    return this.claims.flatMap(({ identity, options: { clientIdEnv, containers } }) => {
      if (clientIdEnv === undefined) return [];
      const facts = factsOf(identity);
      return [{ variable: clientIdEnv, clientId: facts.clientId, identity: describe(facts), containers }];
    });
  }
}
