import type { ApiObject } from 'cdk8s';
import { type Json, type PodTemplate, podTemplateOf, withValue } from '../synth/pod-template';
import { BINDING_LABEL } from '../upstream/api';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { show } from '../validate/format';
import { DNS_SUBDOMAIN, SELECTOR } from '../validate/kubernetes-names';
import { fieldAt, type Path, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { accountOfIdentity, selectorOfIdentity, selectorOfWorkload } from '../validate/selectors';
import { keepsPodIdentity, MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { podFacts, vaultClassesOf } from '../workload-identity/pod-facts';
import { refuseAtStage, refuseAuxiliaryTenants } from '../workload-identity/stage-refusals';
import { areAccountsWanted, type StageSettings, settingsOf } from '../workload-identity/stage-settings';
import { atStage, type DefaultIdentity } from '../workload-identity/stage-template';
import { stageWarnings } from '../workload-identity/stage-warnings';
import { accountAt, type WorkloadAccount, workloadAccount } from '../workload-identity/workload-account';
import { type AssignedIdentity, identitiesOf } from './assigned-identity';
import type { AssignToOptions } from './assignment-options';
import { checkReach, refuseNamesakes, refuseObject } from './assignment-refusals';
import type { IAzureIdentity } from './azure-identity-interface';
import { type ClientIdEnv, namesAnIdentity, setClientIds } from './client-id-env';
import { defaultIdentity } from './default-identity';
import { federationFactsOf } from './federation-facts';
import { describe, factsOf } from './identity-facts';
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
  /** Whether MIC and NMI give it its identities: at the last stage of Workload Identity they do not. */
  readonly isBound: boolean;
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
  /** Its ServiceAccount at its stage; undefined when nobody asks for it. */
  readonly account: WorkloadAccount | undefined;
  /** The one that its pods have without Workload Identity. */
  readonly ownAccount: string;
  /** How it uses Workload Identity; undefined when nothing says so. */
  readonly federation: Federation | undefined;
}

/** How a workload uses Workload Identity. */
export interface Federation {
  readonly settings: StageSettings;
  readonly identity: DefaultIdentity;
  /** What is valid, but may not do what was meant. */
  readonly warnings: readonly string[];
  /** Names of the SecretProviderClasses that its pods mount. */
  readonly vaultClasses: readonly string[];
}

/** Options of a workload, not of one of its identities, in words. */
const COMMON = {
  selector: 'selector',
  stage: 'stage',
  serviceAccountName: 'ServiceAccount',
  serviceAccountPath: 'path to the ServiceAccount',
} as const;

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
    const settings = settingsOf(this.object, this.optionOf(problems, 'stage'));
    const isBound = keepsPodIdentity(settings?.stage);
    if (isBound) {
      for (const { facts } of identities) checkReach(problems, facts, namespace, this.object);
      refuseNamesakes(problems, identities);
      if (template.spec) refuseUnservedPods(problems, manifest, template.spec);
    }
    const explicit = this.optionOf(problems, 'selector');
    const ofWorkload = () =>
      selectorOfWorkload(name, [this.object.apiGroup, this.object.kind, namespace ?? '', name, this.pointer ?? '']);
    const [first, ...others] = identities;
    const single = first && others.length === 0 ? first.facts : undefined;
    const label = explicit ?? (single ? selectorOfIdentity(single) : ofWorkload());
    const labelPath = [...template.labels, BINDING_LABEL];
    if (isBound) this.checkLabel(problems, valueAt(manifest, labelPath), labelPath, label, identities);
    else refuseLabel(problems, valueAt(manifest, labelPath), labelPath);
    const labelled = isBound ? (withValue(manifest, labelPath, label) as Json) : manifest;
    const byRule = () =>
      single ? accountOfIdentity(single, namespace) : DNS_SUBDOMAIN.accepts(label) ? label : ofWorkload();
    const account =
      settings || areAccountsWanted(this.object) ? this.account(problems, manifest, template, byRule) : undefined;
    const found = settings && account && defaultIdentity(problems, this.claims, identities, settings);
    const withVariables = setClientIds(problems, labelled, template.spec, [
      ...this.clientIdEnvs(),
      ...(usesWorkloadIdentity(settings?.stage) ? (found?.variables ?? []) : []),
    ]);
    const written =
      settings && account && found
        ? atStage(problems, withVariables, template, settings, account, found)
        : withVariables;
    const federation = settings && found && this.federation(problems, manifest, template, settings, found, identities);
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
      account,
      ownAccount: (template.spec && accountAt(manifest, [...template.spec, 'serviceAccountName'])) ?? DEFAULT_ACCOUNT,
      federation,
    };
    return { assignment, manifest: written };
  }

  /** An option that must be the same in all calls for a workload. */
  private optionOf<Name extends keyof typeof COMMON>(
    problems: Problems,
    name: Name,
  ): AssignToOptions[Name] | undefined {
    const claims = this.claims.filter(({ options }) => options[name] !== undefined);
    const [value, ...others] = new Set(claims.map(({ options }) => options[name]));
    if (others.length > 0) {
      const byValue = claims.map(
        ({ identity, options }) => `${show(options[name])} for ${describe(factsOf(identity))}`,
      );
      problems.add(
        name,
        [...new Set(byValue)].sort().join(', '),
        `the same ${COMMON[name]} for all identities of a workload`,
      );
    }
    return value;
  }

  private account(problems: Problems, manifest: Json, template: PodTemplate, byRule: () => string) {
    const options = {
      serviceAccountName: this.optionOf(problems, 'serviceAccountName'),
      serviceAccountPath: this.optionOf(problems, 'serviceAccountPath'),
    };
    return workloadAccount(problems, manifest, template, options, byRule);
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

  /** Checks the pods at their stage. */
  private federation(
    problems: Problems,
    manifest: Json,
    template: PodTemplate,
    settings: StageSettings,
    identity: DefaultIdentity,
    identities: readonly AssignedIdentity[],
  ): Federation {
    const facts = identities.map((one) => ({ ...federationFactsOf(one.identity), ...one }));
    if (usesWorkloadIdentity(settings.stage)) {
      for (const one of facts) if (one.hasAuxiliaryTenants) refuseAuxiliaryTenants(problems, describe(one.facts));
    }
    const pod = podFacts(this.object, manifest, template);
    if (!pod) return { settings, identity, warnings: [], vaultClasses: [] };
    refuseAtStage(
      problems,
      pod,
      settings,
      facts.map(({ clientId }) => clientId),
    );
    const warned = facts.map(({ adEndpoint, facts: { name } }) => ({ name, adEndpoint }));
    return {
      settings,
      identity,
      warnings: stageWarnings(pod, settings, warned),
      vaultClasses: vaultClassesOf(pod),
    };
  }

  private clientIdEnvs(): ClientIdEnv[] {
    return this.claims.flatMap(({ identity, options: { clientIdEnv, containers } }) => {
      if (clientIdEnv === undefined) return [];
      const facts = factsOf(identity);
      return [{ variable: clientIdEnv, clientId: facts.clientId, identity: describe(facts), containers }];
    });
  }
}

/** At the last stage nothing of pod identity is left. */
function refuseLabel(problems: Problems, present: unknown, path: Path): void {
  if (present === undefined) return;
  const allowed = `no label at stage ${MigrationStage.WORKLOAD_IDENTITY}: MIC and NMI would still give the pods what it selects`;
  problems.add(fieldAt(path), present, allowed, 'Remove the label');
}
