import { type FieldPath, Manifest, stringOf } from '../manifests/manifest';
import { type PlaceholderField, placeholderAt, placeholdersBelow } from '../manifests/placeholder-fields';
import { placeholdersIn } from '../simulation/placeholders';
import { indexed } from '../validate/indexed';
import type { CheckedCluster } from './checked-cluster';
import type { Found } from './finding';
import { notSubstituted, valueNotSubstituted } from './rules/value-not-substituted';

/** Of another object, fields that a finding compares with: the kind, and the last key or the key of the map. */
interface Compared {
  readonly kind: RegExp;
  readonly key: RegExp;
}

const IDENTITIES: Compared = { kind: /^AzureIdentity$/, key: /^name(space)?$/ };
const BINDINGS: Compared = { kind: /^AzureIdentityBinding$/, key: /^(azureIdentity|selector|namespace)$/ };
const EXCEPTIONS: Compared = { kind: /^AzurePodIdentityException$/, key: /^(podLabels|namespace)$/ };
const LABELS: Compared = { kind: /^(?!Azure)/, key: /^(labels|namespace)$/ };
const GRANTS: Compared = { kind: /Role|ServiceAccount/, key: /^(name|namespace)$/ };
const SECRETS: Compared = { kind: /Secret/, key: /^(name|namespace)$/ };
const ACCOUNTS: Compared = { kind: /^ServiceAccount$/, key: /^(name|namespace|azure\.workload\.identity\/client-id)$/ };
const PODS: Compared = { kind: /^(?!Azure)/, key: /^(serviceAccountName|serviceAccount|namespace)$/ };
const CREDENTIALS: Compared = {
  kind: /^(FederatedIdentityCredential|UserAssignedIdentity)$/,
  key: /^(name|subject|issuer|armId|azureName)$/,
};

/** Rules that say that something is missing. It may be what a placeholder stands for. */
export const SEARCHES: { readonly [rule: string]: readonly Compared[] } = {
  'binding-without-identity': [IDENTITIES],
  'identity-in-other-namespace': [IDENTITIES],
  'identity-without-binding': [BINDINGS],
  'label-without-binding': [BINDINGS],
  'label-in-values-without-binding': [BINDINGS],
  'binding-in-other-namespace': [BINDINGS, IDENTITIES],
  'binding-without-workload': [LABELS],
  'mic-not-excepted': [EXCEPTIONS],
  'aks-exception-missing': [EXCEPTIONS],
  'aks-exception-elsewhere': [EXCEPTIONS],
  'secret-missing': [SECRETS],
  'secret-in-other-namespace': [SECRETS],
  'controller-without-permissions': [GRANTS],
  'role-bound-in-other-namespace': [GRANTS],
  'nmi-cannot-read-secrets': [GRANTS],
  'service-account-missing': [ACCOUNTS],
  'service-account-is-default': [ACCOUNTS],
  'federated-credential-missing': [CREDENTIALS],
  'credential-subject-without-workload': [ACCOUNTS, PODS],
};

/** Rules that compare all of a part of an object, which the field of the finding is not. */
const PARTS: { readonly [rule: string]: readonly FieldPath[] } = {
  'duplicate-binding': [['spec'], ['metadata', 'namespace']],
  'duplicate-object': [
    ['metadata', 'name'],
    ['metadata', 'namespace'],
  ],
  'same-name-shares-identity': [['metadata', 'namespace']],
  'identity-without-binding': [['metadata', 'namespace']],
  'identity-in-other-namespace': [
    ['metadata', 'namespace'],
    ['spec', 'azureIdentity'],
  ],
  'binding-in-other-namespace': [['metadata', 'namespace']],
  'mic-not-excepted': [
    ['metadata', 'namespace'],
    ['spec', 'podLabels'],
  ],
};

/** Rules about the names of fields and labels, which are wrong whatever their values are. */
const ABOUT_KEYS = [
  ...['field-in-other-case', 'field-unknown', 'duplicate-key'],
  ...['label-key-misspelt', 'label-as-annotation', 'label-on-workload', 'label-on-job-metadata', 'client-id-on-pods'],
];

/** Where other objects name what is referred to. */
const OF_OTHERS: readonly FieldPath[] = [
  ['metadata', 'name'],
  ['metadata', 'namespace'],
  ['metadata', 'annotations'],
  ['subjects'],
  ['roleRef'],
  ['spec'],
];

const below = (manifest: Manifest, paths: readonly FieldPath[]) =>
  paths.flatMap((path) => placeholdersBelow(manifest, path));

/** Drops the findings that follow from placeholders, and says for each file with such values that they must be substituted. */
export function withoutPlaceholders(checked: CheckedCluster, all: readonly Found[]): readonly Found[] {
  const candidates = all.filter(
    ({ object, rule }) => object instanceof Manifest && rule !== valueNotSubstituted && !ABOUT_KEYS.includes(rule.id),
  );
  if (candidates.length === 0) return all;
  const known = new Known(checked);
  const dropped = new Map<Found, PlaceholderField>();
  for (const found of candidates) {
    const cause = known.causeOf(found);
    if (cause) dropped.set(found, cause);
  }
  if (dropped.size === 0) return all;
  const kept = all.filter((found) => !dropped.has(found));
  const told = new Set(all.filter(({ rule }) => rule === valueNotSubstituted).map(({ object }) => fileOf(object)));
  // What would have been left out all the same needs no note.
  const causes = [...dropped].filter(([{ severity, absence }]) => checked.severityOf(severity, absence) !== undefined);
  const untold = indexed(
    causes.map(([, cause]) => cause),
    ({ manifest }) => manifest.file,
  );
  return [
    ...kept,
    ...[...untold]
      .filter(([file]) => !told.has(file))
      .map(([, fields]) => ({
        ...notSubstituted(fields),
        rule: valueNotSubstituted,
        severity: valueNotSubstituted.severity,
      })),
  ];
}

const fileOf = (object: Found['object']) => (object instanceof Manifest ? object.file : '');

/** The value, or that of a flag. */
const textOf = ({ manifest, path }: PlaceholderField) => stringOf(manifest.at(path)).replace(/^--?[\w-]+=/, '');

/** The placeholders of some manifests. */
class Known {
  private readonly fields: readonly PlaceholderField[];
  private readonly texts: readonly { readonly text: string; readonly field: PlaceholderField }[];
  private readonly byManifest = new Map<Manifest, PlaceholderField[]>();
  private readonly byRule = new Map<string, readonly PlaceholderField[]>();
  private readonly kinds = new Map<string, boolean>();
  private others: readonly PlaceholderField[] | undefined;

  constructor(private readonly checked: CheckedCluster) {
    this.fields = placeholdersIn(checked.cluster, checked.settings);
    const texts = new Map(this.fields.map((field) => [textOf(field), field]));
    texts.delete('');
    this.texts = [...texts].map(([text, field]) => ({ text, field }));
    for (const field of this.fields) {
      const known = this.byManifest.get(field.manifest);
      if (known) known.push(field);
      else this.byManifest.set(field.manifest, [field]);
    }
  }

  /** The placeholder that a finding follows from. */
  public causeOf({ object, path, rule, message, fix = '', absence }: Found): PlaceholderField | undefined {
    const manifest = object as Manifest;
    const own = placeholderAt(manifest, path);
    if (own) return { manifest, path, placeholder: own };
    const part = (PARTS[rule.id] ?? []).flatMap((at) => placeholdersBelow(manifest, at))[0];
    return (
      part ??
      this.ofType(manifest, path) ??
      this.quoted(manifest, `${message}\n${fix}`) ??
      // What was meant is here, and differs little.
      (absence?.isNear && fix !== '' ? undefined : this.searched(rule.id, manifest))
    );
  }

  /** What an identity needs, and what a controller does, is not known without its type and its arguments. */
  private ofType(manifest: Manifest, path: FieldPath): PlaceholderField | undefined {
    return this.ofManifest(manifest).find((field) => {
      if (field.path.join() === 'spec,type') return path[0] === 'spec' && path[1] !== 'clientID';
      const at = field.path.indexOf('args');
      if (at < 0 || String(manifest.at(field.path)).startsWith('-')) return false;
      // An argument that is not there may be in it.
      return path.length <= at + 1 && path.every((part, i) => part === field.path[i]);
    });
  }

  private ofManifest(manifest: Manifest): readonly PlaceholderField[] {
    return this.byManifest.get(manifest) ?? [];
  }

  /** A message quotes what it compares; the name of its own object says nothing. */
  private quoted({ title, name, namespace }: Manifest, message: string): PlaceholderField | undefined {
    if (this.texts.length === 0) return undefined;
    const rest = message.replaceAll(title, '').replaceAll(`${namespace}/${name}`, '');
    return this.texts.find(({ text }) => text !== name && text !== namespace && rest.includes(text))?.field;
  }

  /** What may be the missing thing. The placeholder of the object's own namespace stands for the same namespace elsewhere. */
  private searched(rule: string, own: Manifest): PlaceholderField | undefined {
    return this.searchedBy(rule).find(({ manifest, path }) => manifest.at(path) !== own.namespace);
  }

  private searchedBy(rule: string): readonly PlaceholderField[] {
    const known = this.byRule.get(rule);
    if (known) return known;
    const searched = Object.hasOwn(SEARCHES, rule) ? (SEARCHES[rule] ?? []) : [];
    const isSearched = ({ manifest: { kind }, path }: PlaceholderField) =>
      searched.some((one) => one.kind.test(kind) && path.slice(-2).some((key) => one.key.test(String(key))));
    const found = searched.length === 0 ? [] : [...this.fields, ...this.ofOthers()].filter(isSearched);
    this.byRule.set(rule, found);
    return found;
  }

  /** Placeholders in what is referred to by name. */
  private ofOthers(): readonly PlaceholderField[] {
    this.others ??= [
      ...this.checked.cluster.manifests.objects
        .filter(({ kind }) => this.isReferredTo(kind))
        .flatMap((manifest) => below(manifest, OF_OTHERS)),
      ...this.ofPods(),
    ];
    return this.others;
  }

  /** Asked about each object, of which there are few kinds. */
  private isReferredTo(kind: string): boolean {
    let known = this.kinds.get(kind);
    if (known === undefined) {
      known = [GRANTS, SECRETS, CREDENTIALS].some((one) => one.kind.test(kind));
      this.kinds.set(kind, known);
    }
    return known;
  }

  private ofPods(): readonly PlaceholderField[] {
    if (!this.checked.federation) return [];
    return this.checked.workloads.flatMap(({ workload: { manifest, template } }) => {
      const spec = [...template, 'spec'];
      return below(manifest, [
        ['metadata', 'namespace'],
        [...spec, 'serviceAccountName'],
        [...spec, 'serviceAccount'],
      ]);
    });
  }
}
