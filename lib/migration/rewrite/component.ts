import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Kustomization } from '../../manifests/kustomization';
import { isMap, listFrom, type Manifest, type ManifestMap, mapOf, stringOf } from '../../manifests/manifest';
import { YamlText } from '../../manifests/yaml';
import type { YamlValue } from '../../manifests/yaml-value';
import { COMPONENT_MARK } from '../../upstream/federation';
import { blockLines } from './block-yaml';

/** The folder of the component, beside the kustomization. */
export const COMPONENT = 'workload-identity';
const KUSTOMIZATION = 'kustomization.yaml';
export const ACCOUNTS = 'serviceaccounts.yaml';

/** The content of a file; undefined when it goes. */
export interface FileContent {
  readonly file: string;
  /** Undefined when it is new. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A component of kustomize that patches workloads, and has their new ServiceAccounts. */
export class Component {
  /** The patch of each workload, by its key. */
  public readonly patches = new Map<string, ManifestMap>();
  /** By `namespace/name`. */
  public readonly accounts = new Map<string, ManifestMap>();
  /** Why it cannot be written. */
  public readonly refusal: string | undefined;
  private readonly before = new Map<string, string>();
  private readonly manifests = new Map<string, Manifest>();

  /**
   * @param folder that of the kustomization that it is for
   * @param there the kustomization in the folder of the component
   * @param accounts the objects in its file of ServiceAccounts
   */
  constructor(
    public readonly folder: string,
    there?: Kustomization,
    accounts: readonly Manifest[] = [],
  ) {
    if (!there) return;
    const own = posix.join(folder, COMPONENT);
    if (there.isWritten) this.read(there, accounts);
    const isChanged = [...this.before.values()].some((text) => !isIntact(text));
    if (!there.isWritten) this.refusal = `${own} is there already, and not written by this command`;
    else if (isChanged) this.refusal = `${own} has been changed by hand. Restore it with git`;
  }

  /** The ServiceAccount of a key, if it is there. */
  public manifestOf(key: string): Manifest | undefined {
    return this.manifests.get(key);
  }

  /** Whether it is among the manifests. */
  public get isThere(): boolean {
    return this.before.size > 0;
  }

  /** Its files, and whether each changes. */
  public get files(): FileContent[] {
    const file = (name: string, body: string | undefined) => ({
      file: posix.join(this.folder, COMPONENT, name),
      before: this.before.get(name),
      after: body === undefined ? undefined : withHead(body),
    });
    const isEmpty = this.patches.size === 0 && this.accounts.size === 0;
    const accounts = sortedValues(this.accounts).map((object) => blockLines(object, '', '\n'));
    return [
      file(ACCOUNTS, accounts.length > 0 ? accounts.join('---\n') : undefined),
      file(KUSTOMIZATION, isEmpty ? undefined : this.text),
    ].filter(({ before, after }) => before !== after);
  }

  private get text(): string {
    const patches = sortedValues(this.patches).map(
      (patch) =>
        `  - target:\n${blockLines(targetOf(patch), '      ', '\n')}    patch: |-\n${blockLines(patch, '      ', '\n')}`,
    );
    return [
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
      ...(this.accounts.size > 0 ? [`resources:\n  - ${ACCOUNTS}\n`] : []),
      ...(patches.length > 0 ? ['patches:\n', ...patches] : []),
    ].join('');
  }

  private read({ document }: Kustomization, accounts: readonly Manifest[]): void {
    this.before.set(KUSTOMIZATION, document.whole.text);
    for (const entry of listFrom(mapOf(document.value).patches)) {
      const patch = patchIn(stringOf(mapOf(entry).patch));
      if (patch) this.patches.set(keyOfPatch(patch), patch);
    }
    for (const { written, origin } of accounts) {
      this.before.set(ACCOUNTS, written.document.whole.text);
      this.accounts.set(keyOfAccount(written.value), written.value);
      this.manifests.set(keyOfAccount(written.value), origin);
    }
  }
}

/** `Deployment.apps/web`, or `Deployment.apps/shop/web` when its namespace is in its file. */
export function keyOfPatch({ apiVersion, kind, metadata }: ManifestMap): string {
  const { namespace, name } = mapOf(metadata);
  const group = stringOf(apiVersion).split('/').slice(0, -1).join('');
  return [`${stringOf(kind)}.${group}`, ...(stringOf(namespace) ? [stringOf(namespace)] : []), stringOf(name)].join(
    '/',
  );
}

/** The same for an object, with the namespace by which kustomize finds it. */
export const keyInComponent = ({ apiVersion, kind, name }: Manifest, namespace: YamlValue | undefined): string =>
  keyOfPatch({ apiVersion, kind, metadata: { name, namespace: namespace ?? null } });

/** `orders`, or `shop/orders` when its namespace is in its file. */
export function keyOfAccount({ metadata }: ManifestMap): string {
  const { namespace, name } = mapOf(metadata);
  return [...(stringOf(namespace) ? [stringOf(namespace)] : []), stringOf(name)].join('/');
}

/** Patterns, which kustomize anchors. */
function targetOf({ apiVersion, kind, metadata }: ManifestMap): ManifestMap {
  const [version = '', group = ''] = stringOf(apiVersion).split('/').reverse();
  const { namespace, name } = mapOf(metadata);
  const pattern = (text: string) => text.replaceAll('.', '\\.');
  return {
    ...(group !== '' && { group }),
    ...{ version, kind: stringOf(kind), name: pattern(stringOf(name)) },
    ...(stringOf(namespace) !== '' && { namespace: pattern(stringOf(namespace)) }),
  };
}

function patchIn(text: string): ManifestMap | undefined {
  const value = new YamlText('patch', text).documents[0]?.value;
  return isMap(value) ? value : undefined;
}

const sortedValues = <T>(map: ReadonlyMap<string, T>): T[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);

const headOf = (body: string) => {
  const sum = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `${COMPONENT_MARK}, which takes it away again with --to pod-identity --final.\n# Change nothing here: the checksum is ${sum}.\n`;
};
const withHead = (body: string) => headOf(body) + body;

function isIntact(text: string): boolean {
  const [, body = ''] = /^(?:#[^\n]*\n){2}([\s\S]*)$/.exec(text) ?? [];
  return text === withHead(body);
}
