// A stand-in of kubectl and of the cluster behind it: objects in a list, with what their controllers do between calls.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { loadAll } = require('js-yaml');

const FLAGS = ['all-namespaces', 'ignore-not-found', 'no-headers'];
const SHORT = { f: 'filename', l: 'selector', n: 'namespace' };
const CUSTOM = ['azureidentity', 'azureidentitybinding', 'azureassignedidentity', 'azurepodidentityexception'];
const CLUSTER_WIDE = [
  'clusterrole',
  'clusterrolebinding',
  'customresourcedefinition',
  'mutatingwebhookconfiguration',
  'namespace',
];
const OPERATORS = { in: (value, set) => set.includes(value), notin: (value, set) => !set.includes(value) };

function parse(args) {
  const words = [];
  const options = {};
  for (let i = 0; i < args.length; i++) {
    const [, short] = /^-([fln])$/.exec(args[i]) ?? [];
    const [, name = SHORT[short], value] = /^--([^=]+)(?:=(.*))?$/s.exec(args[i]) ?? [];
    if (name === 'filename') {
      options.filename = [...(options.filename ?? []), value ?? args[++i]];
      continue;
    }
    if (name === undefined) words.push(args[i]);
    else options[name] = value ?? (FLAGS.includes(name) ? true : args[++i]);
  }
  return { words, options };
}

/** `Deployment.v1.apps`, `deployments.apps`, `deployment`: the kind in lower case. */
function kindOf(type) {
  const word = type.split('.')[0].toLowerCase();
  if (word === 'endpoints' || word === 'crd') return word === 'crd' ? 'customresourcedefinition' : word;
  return word.replace(/ies$/, 'y').replace(/s$/, '');
}

const isA = (object, kind) => object.kind.toLowerCase() === kind;
const labelsOf = ({ metadata }) => metadata.labels ?? {};

function meets(labels, selector) {
  return (selector?.match(/!?[^,\s=]+ (?:not)?in \([^)]*\)|[^,]+/g) ?? []).every((part) => {
    const set = /^(\S+) (in|notin) \((.*)\)$/.exec(part);
    if (set) return OPERATORS[set[2]](labels[set[1]], set[3].split(','));
    const [key, value] = part.split('=');
    if (key.startsWith('!')) return labels[key.slice(1)] === undefined;
    return value === undefined ? labels[key] !== undefined : labels[key] === value;
  });
}

/** What the controllers have done since the last call. */
function settle(state) {
  const owned = (object, owner) =>
    object.metadata.namespace === owner.metadata.namespace &&
    object.metadata.ownerReferences?.some(({ kind, name }) => kind === owner.kind && name === owner.metadata.name);
  const makers = state.objects.filter(({ kind, spec }) => kind !== 'Pod' && spec?.template?.spec?.containers);
  const isAlive = (object) => {
    const [owner] = object.metadata.ownerReferences ?? [];
    const makes =
      owner &&
      state.objects.find(
        (one) =>
          one.kind === owner.kind &&
          one.metadata.name === owner.name &&
          one.metadata.namespace === object.metadata.namespace,
      );
    return !owner || (makes !== undefined && !(object.kind === 'Pod' && makes.spec.replicas === 0));
  };
  for (;;) {
    const left = state.objects.filter(isAlive);
    if (left.length === state.objects.length) break;
    state.objects = left;
  }
  for (const maker of makers) {
    if (maker.spec.replicas === 0 || state.objects.some((object) => isA(object, 'pod') && owned(object, maker)))
      continue;
    const { name, namespace } = maker.metadata;
    const labels = { ...maker.spec.template.metadata?.labels, ...(maker.kind === 'Job' && { 'job-name': name }) };
    state.objects.push({
      kind: 'Pod',
      metadata: { name: `${name}-0`, namespace, labels, ownerReferences: [{ kind: maker.kind, name }] },
      spec: { nodeName: 'node-1', containers: maker.spec.template.spec.containers },
      status: { phase: 'Running' },
    });
  }
  if (!state.stuck) actAsMic(state);
}

function actAsMic(state) {
  const mic = state.objects.find(({ kind, spec }) => kind === 'Pod' && /\/mic:/.test(spec.containers[0].image));
  if (!mic) return;
  const of = (kind) => state.objects.filter((object) => isA(object, kind));
  const wanted = of('pod').flatMap((pod) =>
    of('azureidentitybinding')
      .filter(({ spec }) => spec.selector === labelsOf(pod).aadpodidbinding)
      .flatMap((binding) => {
        const identity = of('azureidentity').find(
          ({ metadata }) =>
            metadata.name === binding.spec.azureIdentity && metadata.namespace === binding.metadata.namespace,
        );
        const isNamespaced = identity?.metadata.annotations?.['aadpodidentity.k8s.io/Behavior'] === 'namespaced';
        if (!identity || (isNamespaced && identity.metadata.namespace !== pod.metadata.namespace)) return [];
        const ref = ({ metadata: { name, namespace } }) => ({ metadata: { name, namespace } });
        return {
          kind: 'AzureAssignedIdentity',
          metadata: {
            name: `${pod.metadata.name}-${pod.metadata.namespace}-${identity.metadata.name}`,
            namespace: isNamespaced ? identity.metadata.namespace : 'default',
            finalizers: ['azureassignedidentity.finalizers.aadpodidentity.k8s.io'],
          },
          spec: {
            pod: pod.metadata.name,
            podNamespace: pod.metadata.namespace,
            azureIdentityRef: ref(identity),
            azureBindingRef: ref(binding),
          },
          status: { status: state.refused?.includes(identity.metadata.name) ? 'Created' : 'Assigned' },
        };
      }),
  );
  state.objects = [...state.objects.filter((object) => !isA(object, 'azureassignedidentity')), ...wanted];
}

function select(state, words, o) {
  const pairs = words[0].includes('/')
    ? words.map((word) => [kindOf(word.slice(0, word.indexOf('/'))), word.slice(word.indexOf('/') + 1)])
    : words.slice(1).length > 0
      ? words.slice(1).map((name) => [kindOf(words[0]), name])
      : words[0].split(',').map((type) => [kindOf(type), undefined]);
  return pairs.flatMap(([kind, name]) => {
    const isDefined = state.objects.some(
      (one) => isA(one, 'customresourcedefinition') && kindOf(one.metadata.name) === kind,
    );
    if (CUSTOM.includes(kind) && !isDefined)
      throw new Error(`error: the server doesn't have a resource type "${kind}"`);
    const namespace = CLUSTER_WIDE.includes(kind) ? undefined : (o.namespace ?? 'default');
    const [field, wanted] = o['field-selector']?.split('=') ?? [];
    const found = state.objects.filter(
      (object) =>
        isA(object, kind) &&
        (name === undefined || object.metadata.name === name) &&
        (o['all-namespaces'] || namespace === undefined || object.metadata.namespace === namespace) &&
        (field === undefined || valueAt(object, `.${field}`) === wanted) &&
        meets(labelsOf(object), o.selector),
    );
    if (name !== undefined && found.length === 0 && !o['ignore-not-found'])
      throw new Error(`Error from server (NotFound): ${kind} "${name}" not found`);
    return found;
  });
}

/** `.a.b[0]`, `.a[*].b`, `.a.b\\.c`, and `.a[?(@.name=="b")].c`; several values with commas between. */
function valueAt(object, path) {
  const keys = path.match(/\[[^\]]*\]|(?:\\.|[^.[\\])+/g) ?? [];
  const values = keys.reduce(
    (found, key) =>
      found.flatMap((value) => {
        const [, name, text] = /^\[\?\(@\.(\w+)=="(.*)"\)\]$/.exec(key) ?? [];
        if (key === '[*]' || name) return (value ?? []).filter((item) => !name || item[name] === text);
        const next = value?.[key.startsWith('[') ? Number(key.slice(1, -1)) : key.replaceAll('\\', '')];
        return next === undefined || next === null ? [] : [next];
      }),
    [object],
  );
  return values.length === 0 ? undefined : values.join(',');
}

function print(objects, output) {
  if (output === 'name')
    return objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`).join('\n');
  if (!output?.startsWith('custom-columns=')) throw new Error(`unknown output ${output}`);
  const paths = output
    .slice('custom-columns='.length)
    .split(',')
    .map((column) => column.slice(column.indexOf(':') + 1));
  return objects.map((object) => paths.map((path) => valueAt(object, path) ?? '<none>').join('   ')).join('\n');
}

const isSame = (a) => (b) =>
  a.kind === b.kind && a.metadata.name === b.metadata.name && a.metadata.namespace === b.metadata.namespace;

function remove(state, object) {
  if (object.metadata.finalizers?.length) {
    object.metadata.deletionTimestamp = 'now';
    return;
  }
  const crd = isA(object, 'customresourcedefinition') && kindOf(object.metadata.name);
  state.objects = state.objects.filter((one) => one !== object && !(crd && isA(one, crd)));
}

const COMMANDS = {
  config: (state) => state.context ?? 'shop-admin',
  get: (state, words, o) => print(select(state, words, o), o.output),
  delete: (state, words, o) => {
    for (const object of select(state, words, o)) remove(state, object);
  },
  scale: (state, words, o) => {
    for (const object of select(state, words, o)) object.spec.replicas = Number(o.replicas);
  },
  patch: (state, words, o) => {
    const { metadata, spec } = JSON.parse(o.patch);
    for (const object of select(state, words, o)) {
      if (metadata?.finalizers === null) delete object.metadata.finalizers;
      Object.assign(object.spec, spec);
      if (object.metadata.deletionTimestamp) remove(state, object);
    }
  },
  rollout: (state, words, o) => {
    const [{ metadata }] = select(state, words.slice(1), o);
    if (state.unready?.includes(metadata.name)) throw new Error('error: timed out waiting for the condition');
    return `"${metadata.name}" successfully rolled out`;
  },
  wait: (state, words, o) => select(state, words, o) && undefined,
  logs: (state, words, o) => {
    const [object] = select(state, words, o);
    return state.logs?.[object.metadata.name] ?? '';
  },
  create: (state, [what, name], o) => {
    if (what !== 'token') throw new Error(`unknown resource ${what}`);
    if (state.noTokens) throw new Error('error: failed to create token: serviceaccounts is forbidden');
    select(state, ['serviceaccount', name], o);
    return `token of ${o.namespace}/${name} for ${o.audience}`;
  },
  apply: (state, _words, o, folder) => {
    const text = o.filename
      .map((file) => readFileSync(join(folder, file === '-' ? 'stdin' : file), 'utf8'))
      .join('\n---\n');
    for (const object of loadAll(text)) {
      if (!object) continue;
      if (!CLUSTER_WIDE.includes(object.kind.toLowerCase())) object.metadata.namespace ??= o.namespace ?? 'default';
      const at = state.objects.findIndex(isSame(object));
      if (at < 0) state.objects.push(object);
      else state.objects[at] = { ...state.objects[at], ...object };
    }
  },
};

/** One call of kubectl. */
module.exports = (state, args, folder) => {
  const { words, options } = parse(args);
  const [command, ...rest] = words;
  if (!Object.hasOwn(COMMANDS, command)) throw new Error(`unknown command "${command}"`);
  settle(state);
  const out = COMMANDS[command](state, rest, options, folder);
  settle(state);
  return out;
};
