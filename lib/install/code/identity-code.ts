import { type ApiObject, App, Chart } from 'cdk8s';
import { AzureIdentity } from '../../identity/azure-identity';
import { type ChartIdentity, objectionsTo, propsOf } from '../../identity/chart-identity';
import { IDENTITY_TYPES } from '../../upstream/api';
import { ID_AS_NAME, SELECTOR } from '../../validate/kubernetes-names';
import type { InstallContext } from '../objects/controller';
import type { Manifest } from '../objects/manifests';
import { objectKey, patchesBetween } from './patch-code';
import { codeOf, commentOf, Name } from './typescript';
import { variableOf } from './variable';

const INDENT = '    ';
const LABELS = 'labels';

type Factory = keyof typeof IDENTITY_TYPES;

/** The factory of AzureIdentity, which has the name of the type. */
const factoryOf = ({ spec: { type = 0 } }: ChartIdentity) =>
  (Object.keys(IDENTITY_TYPES) as Factory[]).find((name) => IDENTITY_TYPES[name] === type);

/**
 * Statements that create the identities of a chart: typed, or plain objects where typed ones would refuse them. `ids` are
 * those that the chart already has.
 */
export function identityCode(
  identities: readonly ChartIdentity[],
  { namespace, distribution }: InstallContext,
  manifests: readonly Manifest[],
  ids: readonly string[],
): string[] {
  if (identities.length === 0) return [];
  const rendered = new Map(manifests.map((manifest) => [objectKey(manifest), manifest]));
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace });
  const taken = { variables: new Set([LABELS, 'install', 'scope', 'id']), ids: new Set(ids) };
  let typed = false;
  const statements = identities.map((identity, i) => {
    const manifest = rendered.get(objectKey({ kind: 'AzureIdentity', metadata: identity })) as Manifest;
    const { name, selector } = identity.binding;
    const objections = objectionsTo(identity);
    if (!factoryOf(identity) || objections.length > 0 || !SELECTOR.accepts(selector)) {
      const binding = rendered.get(
        objectKey({ kind: 'AzureIdentityBinding', metadata: { name, namespace: identity.namespace } }),
      ) as Manifest;
      return plainCode(identity, i, objections, [manifest, binding]);
    }
    typed = true;
    return typedCode(identity, manifest, chart, namespace, { ...distribution.labels }, taken);
  });
  const labels = `const ${LABELS} = ${codeOf({ ...distribution.labels }, INDENT)};`;
  return typed ? [labels, ...statements] : statements;
}

function typedCode(
  identity: ChartIdentity,
  manifest: Manifest,
  chart: Chart,
  namespace: string,
  labels: { [key: string]: string },
  taken: { readonly variables: Set<string>; readonly ids: Set<string> },
): string {
  const { key, name, binding, namespace: where } = identity;
  const id = idOf(identity, taken.ids);
  const factory = factoryOf(identity) as 'userAssigned';
  const metadata = { ...(id !== name && { name }), ...(where !== namespace && { namespace: where }) };
  const props = { ...propsOf(identity.spec), namespaced: false };
  const made: ApiObject = AzureIdentity[factory](chart, id, { ...props, metadata: { ...metadata, labels } } as never);
  const operations = patchesBetween(made.toJson(), manifest);
  const variable = variableOf(key, taken.variables);
  const identityProps = { ...props, metadata: { ...metadata, labels: new Name(LABELS) } };
  const bindingProps = {
    identity: new Name(variable),
    ...(binding.selector !== name && { selector: binding.selector }),
    metadata: { ...(binding.name !== `${name}-binding` && { name: binding.name }), labels: new Name(LABELS) },
  };
  const lines = [
    `const ${variable} = AzureIdentity.${factory}(this, ${codeOf(id, '')}, ${codeOf(identityProps, INDENT, 60)});`,
  ];
  if (operations.length > 0) {
    lines.push(`${variable}.addJsonPatch(${operations.map((operation) => codeOf(operation, INDENT)).join(', ')});`);
  }
  lines.push(`new AzureIdentityBinding(this, ${codeOf(bindingId(id), '')}, ${codeOf(bindingProps, INDENT, 60)});`);
  return lines.join('\n');
}

const bindingId = (id: string) => `${id}-binding`;

/** A unique id for an identity and its binding: the name if possible. No construct can have the child `constructor`. */
function idOf({ key, name }: ChartIdentity, taken: Set<string>): string {
  const isFree = (id: string) => !taken.has(id) && !taken.has(bindingId(id)) && !(id in {});
  const base = ID_AS_NAME.accepts(name) && isFree(name) ? name : `identity-${key.replaceAll('/', '--')}`;
  let id = base;
  for (let n = 2; !isFree(id); n++) id = `${base}-${n}`;
  taken.add(id).add(bindingId(id));
  return id;
}

/** Plain objects, with the reasons why typed ones are not possible. */
function plainCode(
  { key }: ChartIdentity,
  i: number,
  objections: readonly string[],
  manifests: readonly Manifest[],
): string {
  const comments = objections.map((objection) => `${commentOf(`AzureIdentity would refuse ${key}: ${objection}`)}\n`);
  const objects = manifests.map((manifest) => {
    const id = `${manifest.kind}-${i + 1}`;
    return `new ApiObject(this, ${codeOf(id, '')}, ${codeOf(manifest, INDENT, 60)});`;
  });
  return comments.join('') + objects.join('\n');
}
