import { readFileSync } from 'node:fs';
import { GUID } from '../validate/azure-values';
import { listOf, show } from '../validate/format';
import { wordsOf } from '../validate/problem';
import { Problems } from '../validate/problems';
import { MANAGED_IDENTITY_ID } from '../validate/resource-id';
import { reasonOf } from '../validate/system-error';
import { isPlainObject } from '../validate/unresolved';

/** The ids of one managed identity, for `AzureIdentity.userAssigned`. */
export interface ManagedIdentity {
  /** Its resource id. */
  readonly resourceId: string;

  /** Its client id, a GUID. */
  readonly clientId: string;
}

interface NamedIdentity extends ManagedIdentity {
  readonly name: string;
}

/**
 * The ids of managed identities, read from a file that az printed.
 *
 * @example
 * const identities = ManagedIdentities.fromJson('azure-identities.json');
 * AzureIdentity.userAssigned(chart, 'orders', identities.byName('orders'));
 */
export class ManagedIdentities {
  /**
   * Reads a file that `az identity list -o json` or `az identity show -o json` printed, or that the script of
   * `aad-pod-identity azure setup` wrote.
   *
   * @param file path of the file
   * @throws when the file cannot be read, or is not such JSON; with a line for each problem
   */
  public static fromJson(file: string): ManagedIdentities {
    expectText('ManagedIdentities.fromJson', 'file', file, 'the path of a file');
    const problems = Problems.located(() => file);
    const content = parse(file);
    const isList = Array.isArray(content);
    const identities = (isList ? content : [content]).map((item, i) =>
      identityOf(problems, isList ? `[${i}]` : '', item),
    );
    if (!problems.areNone) throw new Error([...problems.found.map(wordsOf), EXPECTED].join('\n'));
    return new ManagedIdentities(file, identities as NamedIdentity[]);
  }

  private constructor(
    private readonly file: string,
    private readonly identities: readonly NamedIdentity[],
  ) {}

  /**
   * The ids of the identity with this name in Azure, compared case-insensitively.
   *
   * @throws when there is none, or more than one: names are unique only within a resource group
   */
  public byName(name: string): ManagedIdentity {
    const found = this.tryByName(name);
    if (found) return found;
    const names = this.identities.map((identity) => identity.name);
    const allowed = names.length > 0 ? listOf(names) : 'none: the file has no identities';
    throw new Error(`${this.file}: no identity is named ${show(name)}; allowed: ${allowed}`);
  }

  /**
   * As `byName`, for an optional identity: undefined when there is none.
   *
   * @throws when there is more than one
   */
  public tryByName(name: string): ManagedIdentity | undefined {
    expectText(this.file, 'name', name, 'the name of an identity');
    const isMeant = (identity: NamedIdentity) => identity.name.toLowerCase() === name.toLowerCase();
    const [found, ...others] = this.identities.filter(isMeant);
    if (others.length > 0) {
      const ids = [found, ...others].map((identity) => identity?.resourceId);
      throw new Error(
        `${this.file}: ${ids.length} identities are named ${show(name)}: ${ids.join(', ')}. Write a file for one resource group: az identity list --resource-group`,
      );
    }
    return found && { resourceId: found.resourceId, clientId: found.clientId };
  }
}

function expectText(call: string, field: string, value: unknown, allowed: string): void {
  const problems = Problems.in(call);
  problems.expectNow(field, value, { allowed, accepts: (text) => text !== '' });
  problems.throwIfAny();
}

const EXPECTED = 'Expected the output of "az identity list -o json": a list of maps with id, clientId and name.';

function parse(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing ? 'the file does not exist' : `the file cannot be read: ${reasonOf(error)}`;
    throw new Error(`${file}: ${reason}. ${EXPECTED}`);
  }
  try {
    // PowerShell writes a byte order mark.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Error(`${file}: not JSON: ${(error as Error).message}. ${EXPECTED}`);
  }
}

function identityOf(problems: Problems, at: string, item: unknown): NamedIdentity | undefined {
  const field = (name: string) => (at === '' ? name : `${at}.${name}`);
  if (!isPlainObject(item)) {
    problems.addKind(at === '' ? 'its content' : at, item, 'a map with id, clientId and name');
    return undefined;
  }
  const { id, clientId, name } = item as { [field: string]: unknown };
  problems.expect(field('id'), id, MANAGED_IDENTITY_ID);
  problems.expect(field('clientId'), clientId, GUID);
  if (typeof name !== 'string' || name === '') problems.addKind(field('name'), name, 'a non-empty string');
  return { resourceId: String(id), clientId: String(clientId), name: String(name) };
}
