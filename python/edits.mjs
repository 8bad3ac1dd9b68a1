// What the jsii edition says differently, because jsii has no such thing, or would change what programs in TypeScript can rely
// on. `stage.mjs` makes these edits in its copy; each text must be there as often as it says.

const OVERLOADS = `assignToExternal(id: string, options: AssignToExternalStage): ExternalAssignment;
  OTHERassignToExternal(id: string, options: AssignToExternalOptions): { [key: string]: string };`;

const IMPLEMENTATION = `  public ${OVERLOADS.replace('OTHER', 'public ')}
  public assignToExternal(
    id: string,
    options: AssignToExternalOptions,
  ): { [key: string]: string } | ExternalAssignment {
    return assignToExternal(this, id, options);
  }`;

/** No overloads: the call with a stage has a name of its own. */
const TWO_METHODS = `  public assignToExternal(id: string, options: AssignToExternalOptions): { [key: string]: string } {
    return assignToExternal(this, id, options) as { [key: string]: string };
  }

  public assignToExternalAtStage(id: string, options: AssignToExternalStage): ExternalAssignment {
    return assignToExternal(this, id, options) as ExternalAssignment;
  }`;

const TWO_DECLARATIONS = `assignToExternal(id: string, options: AssignToExternalOptions): { [key: string]: string };

  /**
   * As \`assignToExternal\`, at a stage of Workload Identity.
   *
   * @param id your name for the workload, used in messages
   * @returns labels and annotations of the pod template, and the ServiceAccount
   */
  assignToExternalAtStage(id: string, options: AssignToExternalStage): ExternalAssignment;`;

/** No lists that are read-only; they are types only, so nothing else changes. */
export const withoutReadOnlyLists = (text) => text.replaceAll(/\breadonly (?=\(|[\w.]+(?:\[\])+)/g, '');

export const EDITS = [
  ['lib/identity/azure-identity-interface.ts', OVERLOADS.replace('OTHER', ''), TWO_DECLARATIONS],
  [
    'lib/identity/azure-identity-interface.ts',
    "as in `{ aadpodidbinding: 'orders' }`; with a `stage`, labels, annotations\n   * and ServiceAccount",
    "as in `{ aadpodidbinding: 'orders' }`",
  ],
  ['lib/identity/azure-identity.ts', IMPLEMENTATION, TWO_METHODS],
  ['lib/identity/imported-azure-identity.ts', IMPLEMENTATION, TWO_METHODS],
  // A class may not require what its interface leaves open.
  [
    'lib/identity/azure-identity.ts',
    'public readonly clientId: string;',
    'public readonly clientId: string | undefined;',
  ],
  // No types that contain themselves.
  ['lib/simulation/admitted-workload.ts', 'pod?: ManifestMap;', 'pod?: { [key: string]: any };'],
  ['lib/simulation/admitted-workload.ts', "import type { ManifestMap } from '../manifests/manifest';\n\n", ''],
];
