import type { GrantedIdentity } from '../simulation/granted-identity';

/** What a page shows, as plain data: the browser gets exactly this. Names of fields are those of `--format json`. */
export interface PageContent {
  readonly kind: 'assignments' | 'difference' | 'check' | 'plan';
  /** The paths that were read; OLD and NEW for a difference. */
  readonly paths: readonly string[];
  /** What `--exclude` leaves out of them. */
  readonly exclude?: readonly string[] | undefined;
  /** Settings of the controllers; of a difference, those before and after. */
  readonly settings: readonly PageSettings[];
  /** Full sentences about the page as a whole. */
  readonly remarks: readonly string[];
  readonly workloads: readonly PageWorkload[];
  readonly findings?: readonly PageFinding[];
  /** Of a plan: the parts of its JSON besides the workloads. */
  readonly plan?: PagePlan;
}

export interface PageSettings {
  readonly mode: string;
  readonly forceNamespaced: boolean;
  /** `Standard mode, not forced namespaced` */
  readonly words: string;
  readonly incomplete?: readonly string[];
}

export interface PageWorkload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent in a difference: a workload may be in two files. */
  readonly file?: string;
  readonly line?: number;
  readonly label?: string;
  /** In a difference, when its label is not the same before and after; a side is absent where the pods have none. */
  readonly labelChange?: { readonly from?: string; readonly to?: string };
  /** `"orders" → "order"` */
  readonly labelWords?: string;
  readonly excepted?: boolean;
  readonly bypass?: string;
  /** How it bypasses pod identity, in words. */
  readonly bypassWords?: string;
  readonly serviceAccount?: string;
  readonly refused?: string;
  /** Why it gets nothing, or less than was probably meant. */
  readonly notes?: readonly string[];
  /** What it gets. */
  readonly identities: readonly PageIdentity[];
  /** In a difference, all that it gets before and after, in place of `identities` and `bypass`. */
  readonly accesses?: readonly PageAccess[];
  /** Objects that were to give it an identity and do not, when there are findings at them: `AzureIdentityBinding shop/web`. */
  readonly related?: readonly string[];
  /** In a plan, its way. */
  readonly step?: PageStep;
}

/** That of an answer, or of a plan. */
export type PageIdentity = GrantedIdentity & {
  readonly kind?: string;
  readonly identity?: string;
  readonly tenantID?: string;
  /** What it means that the client id is empty. */
  readonly clientWords?: string;
};

export type Change = 'gained' | 'lost' | 'changed' | 'ways';

/** An access in a difference. */
export interface PageAccess {
  readonly identity?: GrantedIdentity;
  readonly bypass?: string;
  readonly bypassWords?: string;
  /** Absent when nothing changes. */
  readonly change?: Change;
  /** Of an access in other ways: this way is not new. */
  readonly kept?: true;
  /** One more way of an access that is listed before. */
  readonly also?: true;
  /** What changes, in words. */
  readonly words?: string;
  /** Of a lost access: why NEW does not give it. */
  readonly whyLost?: readonly string[];
  /** Of a changed access. */
  readonly before?: { readonly identity?: GrantedIdentity; readonly bypass?: string };
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly inOneStep?: true;
}

/** What a plan says about a workload. */
export interface PageStep {
  readonly stage?: string;
  readonly next?: string;
  readonly why: string;
  readonly accountOrigin?: string;
  readonly subject?: string;
  /** Of its default identity. */
  readonly clientID?: string;
  readonly blockers: readonly PageBlocker[];
  readonly remarks: readonly string[];
}

export interface PageBlocker {
  readonly problem: string;
  readonly advice: string;
  /** A command that does it. */
  readonly command?: string;
}

export interface PageFinding {
  readonly rule: string;
  readonly severity: string;
  readonly object: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly suggestionIn?: string;
  /** Where the suggestion goes, in words. */
  readonly suggestionAt?: string;
  /** Why it is suppressed; absent when it is not. */
  readonly reason?: string;
  /** The field as YAML spells it. */
  readonly field: string;
  readonly excerpt?: { readonly text: string; readonly caret: number; readonly length: number };
}

export interface PagePlan {
  readonly blocked: boolean;
  readonly others: number;
  readonly identities: readonly PageCredentials[];
  readonly companions: readonly PageCompanion[];
  readonly openEnds: readonly (PageBlocker & { readonly place: string })[];
  readonly phases: readonly PagePhase[];
}

export interface PageCredentials {
  readonly identity: string;
  readonly kind: string;
  readonly clientID: string;
  readonly credentials: number;
  readonly most: number;
  readonly exact: boolean;
  readonly needed: readonly {
    readonly subject: string;
    readonly known: boolean;
    readonly workloads: readonly string[];
  }[];
  readonly others: readonly { readonly name: string; readonly issuer?: string; readonly subject: string }[];
  readonly blockers: readonly PageBlocker[];
  readonly remarks: readonly string[];
}

export interface PageCompanion {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly field: string;
  readonly found: string;
  readonly changes: readonly { readonly field: string; readonly value: unknown }[];
  readonly remark?: string;
}

export interface PagePhase {
  readonly title: string;
  readonly action: string;
  readonly objects: readonly string[];
  readonly gate: string;
  readonly wayBack: string;
}
