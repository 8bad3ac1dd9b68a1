import { ApiObject, App, Chart, Include, JsonPatch } from 'cdk8s';
import { AzureIdentity } from '../identity/azure-identity';
import { AzureIdentityBinding } from '../identity/azure-identity-binding';
import { AzurePodIdentityException } from '../identity/azure-pod-identity-exception';
import { Call, codeOf, commentOf, Name } from '../install/code/typescript';
import { collectWarnings } from '../synth/warnings';
import { isPlainObject } from '../validate/unresolved';

// Code as data: what is printed is exactly what was run.

/** A statement of a program. */
export interface Statement {
  /** The variable that it declares. */
  readonly variable?: string;
  readonly call: Call;
  /** The heading of a part that begins with it. */
  readonly heading?: string;
  /** Remarks on it. */
  readonly notes?: readonly string[];
  /** JSON patches of what it makes. */
  readonly patches?: readonly Call[];
}

/** The program as TypeScript. */
export function printed(statements: readonly Statement[], indent: string): string {
  return statements
    .map(({ variable, call, heading, notes = [], patches = [] }, i) => {
      const declaration = variable === undefined ? '' : `const ${variable} = `;
      const made = `${declaration}${codeOf(call, indent, declaration.length)}`;
      const patched = patches.map((one) => `\n${indent}  ${codeOf(one, `${indent}  `)},`).join('');
      const code =
        patches.length === 0
          ? `${made};`
          : variable === undefined
            ? `${made}.addJsonPatch(${patched}\n${indent});`
            : `${made};\n${indent}${variable}.addJsonPatch(${patched}\n${indent});`;
      const comments = [...(heading === undefined ? [] : [heading]), ...notes].map(commentOf);
      const gap = heading !== undefined && i > 0 ? '\n' : '';
      return gap + [...comments, code].map((line) => indent + line).join('\n');
    })
    .join('\n');
}

type Function = (...args: never[]) => unknown;

/** What statements may call. `find` and `unnamed` are declared in the program itself. */
const FUNCTIONS: { readonly [callee: string]: Function } = {
  'new Chart': (...args: ConstructorParameters<typeof Chart>) => new Chart(...args),
  'new ApiObject': (...args: ConstructorParameters<typeof ApiObject>) => new ApiObject(...args),
  'new AzureIdentityBinding': (...args: ConstructorParameters<typeof AzureIdentityBinding>) =>
    new AzureIdentityBinding(...args),
  'new AzurePodIdentityException': (...args: ConstructorParameters<typeof AzurePodIdentityException>) =>
    new AzurePodIdentityException(...args),
  'AzureIdentity.userAssigned': AzureIdentity.userAssigned,
  'AzureIdentity.servicePrincipal': AzureIdentity.servicePrincipal,
  'AzureIdentity.servicePrincipalWithCertificate': AzureIdentity.servicePrincipalWithCertificate,
  'JsonPatch.add': JsonPatch.add,
  'JsonPatch.remove': JsonPatch.remove,
  'JsonPatch.replace': JsonPatch.replace,
  find,
  unnamed,
};

/** An object of a file. The program declares the same: `FIND`. */
function find(file: Include, kind: string, name: string): ApiObject {
  const object = file.apiObjects.find((one) => one.kind === kind && one.name === name);
  if (!object) throw new Error(`${kind} ${name} is not in ${file.node.path}`);
  return object;
}

export const FIND = `/** An object of a file. */
function find(file: Include, kind: string, name: string): ApiObject {
  const object = file.apiObjects.find((one) => one.kind === kind && one.name === name);
  if (!object) throw new Error(\`\${kind} \${name} is not in \${file.node.path}\`);
  return object;
}`;

/** Removes the names that cdk8s gives to objects with generateName. The program declares the same: `UNNAMED`. */
function unnamed(file: Include): void {
  for (const object of file.apiObjects) {
    if (object.toJson().metadata.generateName) object.addJsonPatch(JsonPatch.remove('/metadata/name'));
  }
}

export const UNNAMED = `/** Removes the names that cdk8s gives to objects with generateName. */
function unnamed(file: Include): void {
  for (const object of file.apiObjects) {
    if (object.toJson().metadata.generateName) object.addJsonPatch(JsonPatch.remove('/metadata/name'));
  }
}`;

/**
 * Runs the program.
 *
 * @param pathOf where a file of the project is
 * @param mayFail whether a statement may throw: then it is left out, and returned
 */
export function run(
  statements: readonly Statement[],
  pathOf: (url: string) => string,
  mayFail: (statement: Statement) => boolean,
): { readonly app: App; readonly variables: ReadonlyMap<string, unknown>; readonly failed: readonly Statement[] } {
  const app = new App();
  // They are printed when the project runs.
  collectWarnings(app, () => undefined);
  const variables = new Map<string, unknown>([['app', app]]);
  const include: Function = (scope: Chart, id: string, { url }: { url: string }) =>
    new Include(scope, id, { url: pathOf(url) });
  const functionOf = (callee: string): Function => {
    const [name = '', method = ''] = callee.split('.');
    const object = variables.get(name) as { [method: string]: Function } | undefined;
    if (object) return (...args) => object[method]?.(...args);
    return callee === 'new Include' ? include : (FUNCTIONS[callee] as Function);
  };
  const evaluated = (value: unknown): unknown => {
    if (value instanceof Name) return variables.get(value.text);
    if (value instanceof Call) return functionOf(value.callee)(...(value.args.map(evaluated) as never[]));
    if (Array.isArray(value)) return value.map(evaluated);
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluated(item)]));
  };
  const failed: Statement[] = [];
  for (const statement of statements) {
    try {
      const result = evaluated(statement.call);
      const patches = (statement.patches ?? []).map(evaluated) as JsonPatch[];
      if (patches.length > 0) (result as ApiObject).addJsonPatch(...patches);
      if (statement.variable !== undefined) variables.set(statement.variable, result);
    } catch (error) {
      if (!mayFail(statement)) throw error;
      failed.push(statement);
    }
  }
  return { app, variables, failed };
}
