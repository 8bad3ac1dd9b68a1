import { type ApiObject, App, Chart } from 'cdk8s';
import { AzureIdentity } from '../../identity/azure-identity';
import { type ChartIdentity, objectionsTo, propsOf } from '../../identity/chart-identity';
import { ID_AS_NAME, SELECTOR } from '../../validate/kubernetes-names';
import type { Manifest } from '../helm/manifests';
import type { InstallContext } from '../objects/controller';
import { objectKey, patchesBetween } from './patch-code';
import { codeOf, Name } from './typescript';

const INDENT = '    ';
const LABELS = 'labels';

const FACTORIES: { readonly [type: number]: keyof typeof AzureIdentity & string } = {
  0: 'userAssigned',
  1: 'servicePrincipal',
  2: 'servicePrincipalWithCertificate',
};

/** Statements that make the identities of a chart: typed ones, or plain objects where these would refuse them. */
export function identityCode(
  identities: readonly ChartIdentity[],
  { namespace, flavour }: InstallContext,
  manifests: readonly Manifest[],
): string[] {
  if (identities.length === 0) return [];
  const rendered = new Map(manifests.map((manifest) => [objectKey(manifest), manifest]));
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace });
  const variables = new Set([LABELS, 'install', 'scope', 'id']);
  const statements = identities.map((identity, i) => {
    const manifest = rendered.get(objectKey({ kind: 'AzureIdentity', metadata: identity })) as Manifest;
    const { name, selector } = identity.binding;
    const objections = objectionsTo(identity);
    if (!FACTORIES[typeOf(identity)] || objections.length > 0 || !SELECTOR.accepts(selector)) {
      const binding = rendered.get(
        objectKey({ kind: 'AzureIdentityBinding', metadata: { name, namespace: identity.namespace } }),
      ) as Manifest;
      return plainCode(identity, i, objections, [manifest, binding]);
    }
    return typedCode(identity, manifest, chart, namespace, { ...flavour.labels }, variables);
  });
  const labels = `const ${LABELS} = ${codeOf({ ...flavour.labels }, INDENT)};`;
  return statements.some((statement) => /\blabels\b/.test(statement)) ? [labels, ...statements] : statements;
}

const typeOf = ({ spec }: ChartIdentity) => spec.type ?? 0;

function typedCode(
  identity: ChartIdentity,
  manifest: Manifest,
  chart: Chart,
  namespace: string,
  labels: { [key: string]: string },
  variables: Set<string>,
): string {
  const { key, name, binding, namespace: where } = identity;
  const id = ID_AS_NAME.accepts(name) && !chart.node.tryFindChild(name) ? name : `identity-${key}`;
  const factory = FACTORIES[typeOf(identity)] as 'userAssigned';
  const metadata = { ...(id !== name && { name }), ...(where !== namespace && { namespace: where }) };
  const props = { ...propsOf(identity.spec), namespaced: false };
  const made: ApiObject = AzureIdentity[factory](chart, id, { ...props, metadata: { ...metadata, labels } } as never);
  const operations = patchesBetween(made.toJson(), manifest);
  const variable = variableOf(key, variables);
  const identityProps = { ...props, metadata: { ...metadata, labels: new Name(LABELS) } };
  const bindingProps = {
    identity: new Name(variable),
    ...(binding.selector !== name && { selector: binding.selector }),
    metadata: { ...(binding.name !== `${name}-binding` && { name: binding.name }), labels: new Name(LABELS) },
  };
  const shorthand = (code: string) => code.replaceAll('labels: labels', 'labels');
  const lines = [
    `const ${variable} = AzureIdentity.${factory}(this, ${codeOf(id, '')}, ${shorthand(codeOf(identityProps, INDENT, 60))});`,
  ];
  if (operations.length > 0) {
    lines.push(`${variable}.addJsonPatch(${operations.map((operation) => codeOf(operation, INDENT)).join(', ')});`);
  }
  lines.push(
    `new AzureIdentityBinding(this, ${codeOf(`${id}-binding`, '')}, ${shorthand(codeOf(bindingProps, INDENT, 60))});`,
  );
  return lines.join('\n');
}

/** With what the typed identity has against it. */
function plainCode(
  { key }: ChartIdentity,
  i: number,
  objections: readonly string[],
  manifests: readonly Manifest[],
): string {
  const comments = objections.map(
    (objection) => `// AzureIdentity would refuse ${key}: ${objection.replace(/\s+/g, ' ')}\n`,
  );
  const objects = manifests.map((manifest) => {
    const id = `${manifest.kind}-${i + 1}`;
    return `new ApiObject(this, ${codeOf(id, '')}, ${codeOf(manifest, INDENT, 60)});`;
  });
  return comments.join('') + objects.join('\n');
}

function variableOf(key: string, taken: Set<string>): string {
  const words = key.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const camel = words.map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join('');
  const base =
    /^[A-Za-z]/.test(camel) && !RESERVED.has(camel)
      ? camel
      : `identity${camel.replace(/^[a-z]/, (c) => c.toUpperCase())}`;
  let variable = base;
  for (let n = 2; taken.has(variable); n++) variable = `${base}${n}`;
  taken.add(variable);
  return variable;
}

/** Words that are no names of variables, or are in use already. */
const RESERVED = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield await async arguments eval undefined AadPodIdentity AzureIdentity AzureIdentityBinding ApiObject App Chart Duration JsonPatch Names CloudCredentials Construct require module'.split(
    ' ',
  ),
);
