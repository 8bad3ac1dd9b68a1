import { type ChartIdentity, type ChartSpec, objectionsTo } from '../../identity/chart-identity';
import { IDENTITY_TYPES } from '../../upstream/api';
import { DNS_LABEL, DNS_SUBDOMAIN, SELECTOR } from '../../validate/kubernetes-names';
import { fieldOf } from '../../validate/path';
import type { Problems } from '../../validate/problems';
import type { ChartReader } from './chart-reader';
import type { Value, Values } from './chart-values';
import { isMap } from './coalesce';
import { byBytes, goInt, goText, isTrue } from './go-template';
import { plainValue, UNREADABLE } from './template-text';

const PATH = 'azureIdentities';

/** Upstream: charts/aad-pod-identity/templates/identities.yaml. */
export function identitiesOfValues(reader: ChartReader, releaseNamespace: string): ChartIdentity[] {
  const identities = reader.get(PATH);
  if (!isTrue(identities)) return [];
  if (Array.isArray(identities)) {
    reader.warn(PATH, 'a list; since chart 3.0.0 it is a map by name');
    return unique(
      reader,
      identities.map((entry, i) => new Entry(reader, i, entry, releaseNamespace)),
    );
  }
  if (!isMap(identities)) {
    reader.problems.add(PATH, identities, 'a map of identities by name');
    return [];
  }
  const keys = Object.keys(identities).sort(byBytes);
  return unique(
    reader,
    keys.map((key) => new Entry(reader, key, identities[key], releaseNamespace)),
  );
}

/** Two objects with the same name would overwrite each other. */
function unique({ problems }: ChartReader, entries: readonly Entry[]): ChartIdentity[] {
  const taken = { identity: new Map<string, string>(), binding: new Map<string, string>() };
  const take = (kind: keyof typeof taken, namespace: string, name: string, path: string) => {
    const key = `${namespace}/${name}`;
    const other = taken[kind].get(key);
    if (other) problems.add(path, name, `a unique name in namespace ${namespace}; ${other} has the same`);
    taken[kind].set(key, path);
  };
  return entries.map((entry) => {
    const identity = entry.identity();
    take('identity', identity.namespace, identity.name, entry.namePath);
    take('binding', identity.namespace, identity.binding.name, `${entry.path}.binding.name`);
    return identity;
  });
}

/** One identity with its binding. The template writes strings without quotes. */
class Entry {
  public readonly path: string;
  private readonly entry: Values;
  private readonly problems: Problems;

  constructor(
    private readonly reader: ChartReader,
    private readonly key: string | number,
    entry: Value,
    private readonly releaseNamespace: string,
  ) {
    this.path = fieldOf(PATH, key);
    this.problems = reader.problems;
    this.entry = isMap(entry) ? entry : {};
    if (!isMap(entry)) this.problems.add(this.path, entry, 'a map with clientID, binding and the keys of its type');
  }

  /** The field that sets its name. */
  public get namePath(): string {
    return isTrue(this.entry.name) ? `${this.path}.name` : this.path;
  }

  public identity(): ChartIdentity {
    const { entry } = this;
    const name = this.text('name', isTrue(entry.name) ? entry.name : this.key);
    this.problems.expect(this.namePath, name, DNS_SUBDOMAIN);
    const namespace = this.text('namespace', isTrue(entry.namespace) ? entry.namespace : this.releaseNamespace);
    this.problems.expect(`${this.path}.namespace`, namespace, DNS_LABEL);
    const identity = { key: String(this.key), name, namespace, spec: this.spec(), binding: this.binding() };
    for (const objection of objectionsTo(identity)) this.reader.warn(this.path, objection);
    return identity;
  }

  private spec(): ChartSpec {
    const { entry } = this;
    const type = this.plain('type', entry.type);
    if (type !== undefined && !Number.isSafeInteger(type)) {
      this.problems.add(`${this.path}.type`, entry.type, '0, 1 or 2');
    } else if (type !== undefined && !(Object.values(IDENTITY_TYPES) as unknown[]).includes(type)) {
      this.reader.warn(`${this.path}.type`, 'NMI supports only the types 0, 1 and 2');
    }
    const common = { ...(typeof type === 'number' && { type }), clientID: this.required('clientID', entry.clientID) };
    if (goInt(entry.type) === 0) {
      return { ...common, resourceID: this.required('resourceID', entry.resourceID) };
    }
    return {
      ...common,
      tenantID: this.required('tenantID', entry.tenantID),
      clientPassword: this.secretReference(),
      ...this.auxiliaryTenants(),
    };
  }

  private binding(): ChartIdentity['binding'] {
    const { binding } = this.entry;
    if (!isMap(binding)) {
      this.problems.add(`${this.path}.binding`, binding, 'a map with name and selector; the chart requires it');
      return { name: '', selector: '' };
    }
    const name = this.text('binding.name', binding.name);
    this.problems.expect(`${this.path}.binding.name`, name, DNS_SUBDOMAIN);
    const selector = this.required('binding.selector', binding.selector);
    if (selector !== '' && !SELECTOR.accepts(selector)) {
      this.reader.warn(
        `${this.path}.binding.selector`,
        `${JSON.stringify(selector)} is not a valid label value: no pod can have it`,
      );
    }
    return { name, selector };
  }

  /** A string with JSON, or YAML on one line. */
  private secretReference(): { name?: string; namespace?: string } {
    const { clientPassword: given } = this.entry;
    const allowed = 'a string with JSON: {"name": "…", "namespace": "…"}';
    const reference = this.plain('clientPassword', given);
    const field = `${this.path}.clientPassword`;
    if (!isTrue(given) || !isMap(reference as Value)) {
      // Not the value: it may be the secret.
      this.problems.addKind(field, given === '' ? undefined : given, allowed);
      return {};
    }
    for (const [key, value] of Object.entries(reference as Values)) {
      if (!['name', 'namespace'].includes(key)) this.problems.add(`${field}.${key}`, 'it', 'name and namespace');
      else if (typeof value !== 'string' && value !== null) this.problems.add(`${field}.${key}`, value, 'a string');
    }
    return reference as object;
  }

  private auxiliaryTenants(): { auxiliaryTenantIDs?: string[] } {
    const { auxiliaryTenantIDs: given } = this.entry;
    if (given === null || given === undefined) return {};
    const items = Array.isArray(given)
      ? given
      : isMap(given)
        ? Object.keys(given)
            .sort(byBytes)
            .map((key) => given[key])
        : undefined;
    if (!items) {
      this.problems.add(`${this.path}.auxiliaryTenantIDs`, given, 'a list of tenants');
      return {};
    }
    if (items.length === 0) return {};
    return { auxiliaryTenantIDs: items.map((item, i) => this.text(`auxiliaryTenantIDs[${i}]`, item)) };
  }

  /** `required`: Helm refuses null and "". */
  private required(key: string, value: Value): string {
    if (value !== undefined && value !== null && value !== '') return this.text(key, value);
    this.problems.add(`${this.path}.${key}`, value ?? undefined, 'a value; the chart requires it');
    return '';
  }

  /** A string field of the custom resource. */
  private text(key: string, value: Value): string {
    const read = this.plain(key, value);
    if (typeof read === 'string') return read;
    const hint =
      value === undefined || value === null ? 'a value' : `a string that YAML does not read as ${kind(read)}`;
    this.problems.add(`${this.path}.${key}`, value ?? undefined, hint);
    return '';
  }

  private plain(key: string, value: Value): unknown {
    const read = plainValue(goText(value));
    if (read !== UNREADABLE) return read ?? undefined;
    this.problems.add(`${this.path}.${key}`, value, 'a string that YAML reads as one value');
    return undefined;
  }
}

function kind(value: unknown): string {
  return typeof value === 'object' ? 'a list or a map' : value === undefined ? 'nothing' : `a ${typeof value}`;
}
