import type { ApiObject } from 'cdk8s';
import { type Json, podTemplateOf } from '../synth/pod-template';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { accountOfIdentity, selectorOfIdentity, selectorOfWorkload } from '../validate/selectors';
import { keepsPodIdentity, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { settingsOf } from '../workload-identity/stage-settings';
import { atStage } from '../workload-identity/stage-template';
import { accountAt } from '../workload-identity/workload-account';
import { identitiesOf } from './assigned-identity';
import { checkReach, refuseNamesakes, refuseObject } from './assignment-refusals';
import { labelledAs } from './binding-label';
import { type Claim, commonOption } from './claim';
import { type ClientIdEnv, namesAnIdentity, setClientIds } from './client-id-env';
import { describe, factsOf } from './identity-facts';
import { refuseUnservedPods } from './unserved-pods';
import type { WorkloadAssignment } from './workload-assignment';
import { federate } from './workload-federation';

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

  /**
   * Decides the label, and completes the pod template. Returns undefined when there is none, or a problem.
   *
   * @param isDeciding whether the pods are checked at their stage: once, before anything is written
   */
  public assign(
    manifest: Json,
    problems: Problems,
    isDeciding: boolean,
  ): { assignment: WorkloadAssignment; manifest: Json } | undefined {
    const template = podTemplateOf(manifest, this.pointer);
    if (!template) {
      if (this.claims.some(({ group }) => !group)) refuseObject(problems, this.object, this.pointer);
      return undefined;
    }
    for (const { group } of this.claims) if (group) group.hasWorkload = true;

    const namespace = valueAt(manifest, ['metadata', 'namespace']) as string | undefined;
    const name = String(valueAt(manifest, ['metadata', 'name']) ?? valueAt(manifest, ['metadata', 'generateName']));
    const identities = identitiesOf(this.claims);
    const settings = settingsOf(this.object, commonOption(problems, this.claims, 'stage'));
    const isBound = keepsPodIdentity(settings?.stage);
    if (isBound) {
      for (const { facts } of identities) checkReach(problems, facts, namespace, this.object);
      refuseNamesakes(problems, identities);
      if (template.spec) refuseUnservedPods(problems, manifest, template.spec);
    }
    const explicit = commonOption(problems, this.claims, 'selector');
    const ofWorkload = () =>
      selectorOfWorkload(name, [this.object.apiGroup, this.object.kind, namespace ?? '', name, this.pointer ?? '']);
    const [first, ...others] = identities;
    const single = first && others.length === 0 ? first.facts : undefined;
    const label = explicit ?? (single ? selectorOfIdentity(single) : ofWorkload());
    const labelled = labelledAs(problems, manifest, template, isBound ? label : undefined, identities);
    const workload = { object: this.object, manifest, template, claims: this.claims, identities, isDeciding };
    const byRule = () =>
      single ? accountOfIdentity(single, namespace) : DNS_SUBDOMAIN.accepts(label) ? label : ofWorkload();
    const { account, federation } = federate(problems, workload, settings, byRule);
    const withVariables = setClientIds(problems, labelled, template.spec, [
      ...this.clientIdEnvs(),
      ...(usesWorkloadIdentity(settings?.stage) ? (federation?.identity.variables ?? []) : []),
    ]);
    const written =
      account && federation
        ? atStage(problems, withVariables, template, federation.settings, account, federation.identity)
        : withVariables;
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
      isBound,
      isRendered: isBound,
      account,
      ownAccount: (template.account && accountAt(manifest, template.account)) ?? DEFAULT_ACCOUNT,
      federation,
    };
    return { assignment, manifest: written };
  }

  private clientIdEnvs(): ClientIdEnv[] {
    return this.claims.flatMap(({ identity, options: { clientIdEnv, containers } }) => {
      if (clientIdEnv === undefined) return [];
      const facts = factsOf(identity);
      return [{ variable: clientIdEnv, clientId: facts.clientId, identity: describe(facts), containers }];
    });
  }
}
