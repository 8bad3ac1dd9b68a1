import type { IConstruct } from 'constructs';
import { Arrangement } from '../synth/arrangement';
import type { ObjectRegistry } from '../synth/object-registry';
import type { Problems } from '../validate/problems';
import { wantAccounts } from '../workload-identity/stage-settings';
import type { AssignedObjects } from './assigned-objects';
import type { Bindings } from './bindings';
import { type ExternalUser, externalSubjects, refuseExternalSets } from './external-workloads';
import { checkCredentials, type FederatedSubject, sortedSubjects } from './federated-subjects';
import { IdentityBindingRoles } from './identity-binding-roles';
import { type Retired, retiredOf } from './retired-identities';
import { ServiceAccounts } from './service-accounts';
import { checkStages, warnOfStages } from './stage-checks';
import { surroundingsOf } from './surroundings';
import type { Assignment, WorkloadAssignment } from './workload-assignment';

/** What is decided for an app. */
interface Decided {
  readonly workloads: readonly WorkloadAssignment[];
  /** Those of workloads outside of the app, too. */
  readonly assignments: readonly Assignment[];
  readonly externals: readonly ExternalUser[];
}

/** What Workload Identity changes in an app: ServiceAccounts, roles, credentials, and what is not rendered any more. */
export class Federation {
  private readonly accounts = new ServiceAccounts();
  private readonly roles = new IdentityBindingRoles();
  private wasAsked = false;
  /** For how many clusters federated credentials are made. */
  private clusters = 0;
  /** The ServiceAccounts that are to obtain identities. */
  public subjects: readonly FederatedSubject[] = [];

  constructor(
    private readonly root: IConstruct,
    private readonly registry: ObjectRegistry,
    private readonly objects: AssignedObjects,
    private readonly bindings: Bindings,
  ) {}

  /** Federated credentials are made for another cluster, for workloads at every stage. */
  public addCluster(): void {
    wantAccounts(this.root);
    this.clusters++;
  }

  /** Returns selectors that stay bound, by identity. */
  public settle(all: Problems, { workloads, assignments, externals }: Decided): Retired['kept'] {
    const isAsked = workloads.some(({ account }) => account) || externals.length > 0;
    // Without it nothing is read, and nothing has to be taken back.
    if (!isAsked && !this.wasAsked) return new Map();
    this.wasAsked = isAsked;
    const arrangement = Arrangement.of(this.root);
    // What was hidden before may be needed again.
    arrangement.hide([]);
    this.accounts.release();
    const around = surroundingsOf(this.root, (object) => this.objects.has(object) || this.accounts.isMade(object));
    const ahead = this.accounts.update(all, workloads, around);
    refuseExternalSets(all, externals, workloads);
    checkStages(all, workloads, around);
    if (all.areNone) warnOfStages(workloads, around);
    this.roles.update(all, this.accounts.subjects, ahead);
    arrangement.putAhead(ahead);
    this.subjects = sortedSubjects([...this.accounts.subjects, ...externalSubjects(externals)]);
    checkCredentials(all, this.subjects, Math.max(1, this.clusters));
    const retired = retiredOf(assignments, around.labelled, this.bindings.objectsBeside(this.registry), this.registry);
    arrangement.hide(retired.objects);
    return retired.kept;
  }
}
