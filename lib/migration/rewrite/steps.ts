import type { Manifest, ManifestMap } from '../../manifests/manifest';
import type { YamlDocument } from '../../manifests/yaml';
import type { YamlNode } from '../../manifests/yaml-tree';
import type { Workload } from '../../simulation/workload';
import { BINDING_LABEL } from '../../upstream/api';
import { REWRITTEN_ANNOTATION } from '../../upstream/federation';
import { INJECT_PROXY_ANNOTATION, USE_LABEL } from '../../upstream/workload-identity';
import type { Path } from '../../validate/path';
import type { MigrationStage } from '../../workload-identity/migration-stage';
import type { Component } from './component';
import type { ObjectEdit, Wanted } from './object-edit';

/** What to rewrite. */
export interface RewriteOptions {
  readonly to: MigrationStage;
  /**
   * After the roll-out. At stage pod-identity, whether what was needed for the way back is taken back, too; at stage
   * workload-identity, whether the objects that nobody needs are removed.
   */
  readonly isFinal: boolean;
  /** The folders among the paths, in which files may be added; none by default. */
  readonly folders?: readonly string[] | undefined;
  /** A file outside of the paths that needs a ServiceAccount; undefined when none does. */
  readonly neededBy?: (namespace: string, account: string) => string | undefined;
  readonly kubernetesVersion?: string | undefined;
  /** `Kind/namespace/name` of the workloads; undefined for all. */
  readonly workloads?: ReadonlySet<string> | undefined;
  readonly defaultIdentities?: ReadonlyMap<string, string> | undefined;
}

/** An object that is not rewritten, and why. */
export interface LeftAlone {
  readonly manifest: Manifest;
  /** Without a full stop. */
  readonly reason: string;
}

/** What to know about a workload that is rewritten: full sentences. */
export interface Remark {
  readonly manifest: Manifest;
  readonly text: string;
  /** Whether somebody has to decide: a warning. */
  readonly isWarning?: boolean;
}

/** What a patch of a workload sets and removes, and the ServiceAccount that it needs. */
export interface WorkloadPatch {
  readonly wanted: readonly Wanted[];
  readonly removed: readonly Path[];
  /** Undefined for one that is not made for it. */
  readonly account: (() => ManifestMap) | undefined;
  /** What to know about it: full sentences. */
  readonly remarks: readonly string[];
}

/** A workload that is rewritten. */
export interface Step {
  readonly workload: Workload;
  readonly manifest: Manifest;
  readonly edit: ObjectEdit;
  /** The same as a patch; undefined for steps back. */
  readonly patch?: WorkloadPatch;
  /** Why it is patched, and not edited. */
  readonly unsafe?: string | undefined;
}

/** What happens to a ServiceAccount. */
export type AccountChange = {
  /** The workloads that it is for, in the order read. */
  readonly users: readonly Step[];
  /** Whether it happens without them, too. */
  readonly isFree: boolean;
} & (
  | { readonly kind: 'insert'; readonly object: ManifestMap }
  | { readonly kind: 'edit'; readonly place: Manifest; readonly edit: ObjectEdit }
  | { readonly kind: 'remove'; readonly place: Manifest }
  | { readonly kind: 'patch'; readonly place: Manifest; readonly component: Component; readonly patch: ManifestMap }
);

/** What `rewrite` does, before it is known what can be done. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly accounts: readonly AccountChange[];
  readonly left: readonly LeftAlone[];
  readonly remarks: readonly Remark[];
  /** The components of kustomize, as they become. */
  readonly components?: readonly Component[];
}

/** The nodes of documents, each parsed once. */
export type Trees = (document: YamlDocument) => YamlNode | undefined;

/** A reason not to rewrite a workload. */
export class LeaveError extends Error {}

export const NO_WAY_BACK =
  'it is at workload-identity, where nothing is left to go back to. Run git revert with the commit that took it there';

export const MALFORMED = `its annotation ${REWRITTEN_ANNOTATION} is not as it was written. Restore it with git`;

export const UNFINISHED =
  'its label is still there. Run the command without --final, and roll out what it writes, before --final removes objects';

/** The fields of a workload that are rewritten. */
export interface RewrittenFields {
  readonly use: Path;
  readonly binding: Path;
  readonly account: Path;
  readonly proxy: Path;
}

export const fieldsOf = ({ template }: Workload): RewrittenFields => ({
  use: [...template, 'metadata', 'labels', USE_LABEL],
  binding: [...template, 'metadata', 'labels', BINDING_LABEL],
  account: [...template, 'spec', 'serviceAccountName'],
  proxy: [...template, 'metadata', 'annotations', INJECT_PROXY_ANNOTATION],
});
