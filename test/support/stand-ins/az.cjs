// A stand-in of az: the commands that the scripts use, on a state in a file. It refuses what Azure refuses, and what
// only a script would do that has not looked.
const { createHash } = require('node:crypto');
const { search } = require('jmespath');

const FLAGS = [
  '--include-inherited',
  '--enable-managed-identity',
  '--no-ssh-key',
  '--created',
  '--enable-oidc-issuer',
  '--enable-workload-identity',
  '--yes',
  '--no-wait',
  '--overwrite-existing',
];

function parse(args) {
  const words = [];
  const options = {};
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (!arg.startsWith('--')) {
      if (Object.keys(options).length > 0) throw fail(`unrecognized arguments: ${arg}`, 2);
      words.push(arg);
      continue;
    }
    const at = arg.indexOf('=');
    if (at > 0) options[arg.slice(2, at)] = arg.slice(at + 1);
    else if (FLAGS.includes(arg)) options[arg.slice(2)] = true;
    // argparse takes a word with a dash for another option.
    else if (args[i + 1] === undefined || args[i + 1].startsWith('-'))
      throw fail(`argument ${arg}: expected one argument`, 2);
    else options[arg.slice(2)] = args[++i];
  }
  return { command: words.join(' '), options };
}

const fail = (message, status = 1) => Object.assign(new Error(message), { status });
const same = (a, b) => String(a).toLowerCase() === String(b).toLowerCase();
const guid = (...texts) => {
  const hex = createHash('sha256').update(texts.join('\0').toLowerCase()).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** How often an assignment is asked for before it is seen: `state.spread`, for each of them anew. */
function hasSpread(state, id) {
  if (state.spread === undefined) return true;
  state.asked = { ...state.asked, [id]: (state.asked?.[id] ?? 0) + 1 };
  return state.asked[id] > state.spread;
}

function commandsOf(state, o) {
  const subscription = () => {
    if (o.subscription === undefined) return state.subscriptions[0];
    const found = state.subscriptions.find(({ id, name }) => same(id, o.subscription) || same(name, o.subscription));
    if (!found) throw fail(`The subscription of '${o.subscription}' doesn't exist in cloud 'AzureCloud'.`);
    return found;
  };
  const group = (name = o['resource-group']) => {
    const { id } = subscription();
    const found = state.groups.find((one) => same(one.name, name) && one.subscription === id);
    if (!found) throw fail(`(ResourceGroupNotFound) Resource group '${name}' could not be found.`, 3);
    return found;
  };
  const inGroup = (list) => {
    const { name, subscription: id } = group();
    return list.filter((one) => same(one.resourceGroup, name) && one.subscription === id);
  };
  const named = (list) => {
    const found = inGroup(list).find(({ name }) => same(name, o.name));
    if (!found) throw fail(`(ResourceNotFound) The Resource '${o.name}' was not found.`, 3);
    return found;
  };
  const mustBeNew = (list) => {
    if (inGroup(list).some(({ name }) => same(name, o.name))) throw fail(`'${o.name}' is there already`);
  };
  const machines = (type, list) => ({
    [`${type} list`]: () => inGroup(list),
    [`${type} show`]: () => named(list),
    [`${type} identity assign`]: () => {
      const machine = named(list);
      const have = machine.identity?.userAssignedIdentities ?? {};
      if (Object.keys(have).some((id) => same(id, o.identities))) throw fail('it has it already');
      machine.identity = { type: 'UserAssigned', userAssignedIdentities: { ...have, [o.identities]: {} } };
    },
    [`${type} identity remove`]: () => {
      const machine = named(list);
      const have = Object.entries(machine.identity?.userAssignedIdentities ?? {});
      const left = have.filter(([id]) => !same(id, o.identities));
      if (left.length === have.length) throw fail('it does not have it');
      machine.identity =
        left.length > 0 ? { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(left) } : null;
    },
  });
  /** Federated credentials of a managed identity, or an application. */
  const credentials = (words, ownerOf, key) => ({
    [`${words} list`]: () => {
      const { id, credentials = [] } = ownerOf();
      const listed = credentials.filter(({ name }) => hasSpread(state, name));
      return listed.map((one) => (id ? { ...one, id: `${id}/federatedIdentityCredentials/${one.name}` } : one));
    },
    [`${words} create`]: () => {
      const owner = ownerOf();
      const given = o.parameters === undefined ? o : JSON.parse(o.parameters);
      const { name, issuer, subject } = given;
      const audiences = [given.audiences].flat();
      if (state.busy > 0) {
        state.busy--;
        // The one who keeps it busy.
        if (state.written) owner.credentials = [state.written];
        const code = 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity';
        throw fail(`(${code}) Too many Federated Identity Credentials are written concurrently. Code: ${code}`);
      }
      owner.credentials ??= [];
      if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$/.test(name)) throw fail(`(InvalidName) ${name}`);
      // Azure would overwrite it.
      if (owner.credentials.some((one) => same(one.name, name))) throw fail(`${name} is there already`);
      if (owner.credentials.some((one) => one.issuer === issuer && one.subject === subject))
        throw fail('(BadRequest) Issuer and subject combination already exists for this Managed Identity.');
      if (owner.credentials.length >= 20) throw fail('(TooManyFederatedIdentityCredentials)');
      owner.credentials.push({ name, issuer, subject, audiences });
    },
    [`${words} delete`]: () => {
      const owner = ownerOf();
      const left = (owner.credentials ?? []).filter(({ name }) => !same(name, o[key]));
      if (left.length === (owner.credentials ?? []).length) throw fail(`(NotFound) ${o[key]}`);
      owner.credentials = left;
    },
  });
  const identityOf = () => {
    const found = inGroup(state.identities).find(({ name }) => same(name, o['identity-name']));
    if (!found) throw fail(`(ResourceNotFound) The Resource '${o['identity-name']}' was not found.`, 3);
    return found;
  };
  const applicationOf = () => {
    const found = (state.applications ?? []).find(({ appId }) => same(appId, o.id));
    if (!found) throw fail(`Resource '${o.id}' does not exist or one of its queried references are not present.`, 3);
    return found;
  };
  const bindingsOf = () => {
    const cluster = inGroup(state.clusters).find(({ name }) => same(name, o['cluster-name']));
    if (!cluster) throw fail(`(ResourceNotFound) The Resource '${o['cluster-name']}' was not found.`, 3);
    cluster.bindings ??= [];
    return cluster.bindings;
  };
  return {
    ...credentials('identity federated-credential', identityOf, 'name'),
    ...credentials('ad app federated-credential', applicationOf, 'federated-credential-id'),
    'aks identity-binding list': bindingsOf,
    'aks identity-binding create': () => {
      const bindings = bindingsOf();
      const resourceId = o['managed-identity-resource-id'];
      if (bindings.some((one) => same(one.name, o.name) || same(one.properties.managedIdentity.resourceId, resourceId)))
        throw fail(`${o.name} is there already`);
      if (!/^[a-z0-9-]+$/.test(o.name)) throw fail(`(InvalidName) ${o.name}`);
      bindings.push({ name: o.name, properties: { managedIdentity: { resourceId } } });
    },
    'aks update': () => {
      const cluster = named(state.clusters);
      if (o['enable-oidc-issuer']) {
        if (cluster.oidcIssuerProfile?.enabled) throw fail('it has an issuer already');
        const issuerUrl = `https://westeurope.oic.prod-aks.azure.com/${guid('tenant')}/${guid('issuer', o.name)}/`;
        cluster.oidcIssuerProfile = { enabled: true, issuerUrl };
      }
      if (o['enable-workload-identity']) {
        if (!cluster.oidcIssuerProfile?.enabled)
          throw fail('Enabling workload identity requires enabling OIDC issuer.');
        if (cluster.securityProfile?.workloadIdentity?.enabled) throw fail('it has Workload Identity already');
        cluster.securityProfile = { workloadIdentity: { enabled: true } };
      }
    },
    login: () => undefined,
    'account show': subscription,
    'group show': () => {
      const { name, subscription: id } = group(o.name);
      return { name, id: `/subscriptions/${id}/resourceGroups/${name}` };
    },
    'group exists': () => state.groups.some((one) => same(one.name, o.name) && one.subscription === subscription().id),
    'group create': () => {
      if (!o.location) throw fail('the following arguments are required: --location', 2);
      state.groups.push({ subscription: subscription().id, name: o.name, location: o.location });
    },
    'group delete': () => {
      const { name } = group(o.name);
      const gone = [
        name,
        ...state.clusters.filter((one) => same(one.resourceGroup, name)).map((one) => one.nodeResourceGroup),
      ];
      for (const list of ['clusters', 'identities', 'scaleSets']) {
        state[list] = state[list].filter((one) => !gone.some((other) => same(one.resourceGroup, other)));
      }
      state.groups = state.groups.filter((one) => !gone.some((other) => same(one.name, other)));
      state.roleAssignments = state.roleAssignments.filter(
        ({ scope }) =>
          !gone.some((other) => `${scope}/`.toLowerCase().includes(`/resourcegroups/${other.toLowerCase()}/`)),
      );
    },
    'aks list': () => inGroup(state.clusters),
    'aks show': () => named(state.clusters),
    'aks create': () => {
      mustBeNew(state.clusters);
      const { name, location, subscription: id } = group();
      const nodeResourceGroup = `MC_${name}_${o.name}_${o.location ?? location}`;
      state.groups.push({ subscription: id, name: nodeResourceGroup, location });
      state.scaleSets.push({ subscription: id, resourceGroup: nodeResourceGroup, name: 'aks-nodepool1-12345678-vmss' });
      state.clusters.push({
        subscription: id,
        resourceGroup: name,
        name: o.name,
        provisioningState: 'Succeeded',
        networkProfile: { networkPlugin: o['network-plugin'] ?? 'kubenet' },
        podIdentityProfile: null,
        nodeResourceGroup,
        servicePrincipalProfile: { clientId: 'msi' },
        identity: { principalId: guid('control', o.name), type: 'SystemAssigned' },
        identityProfile: {
          kubeletidentity: {
            objectId: guid('kubelet', o.name),
            clientId: guid('kubelet client', o.name),
            resourceId: '/kubelet',
          },
        },
      });
    },
    'aks wait': () => {
      const cluster = named(state.clusters);
      if (cluster.provisioningState === 'Failed') throw fail('The operation failed');
      cluster.provisioningState = 'Succeeded';
    },
    'aks get-credentials': () => {
      state.context = named(state.clusters).name;
    },
    'identity list': () =>
      o['resource-group'] === undefined
        ? state.identities.filter((one) => one.subscription === subscription().id)
        : inGroup(state.identities),
    'identity show': () => named(state.identities),
    'identity create': () => {
      mustBeNew(state.identities);
      const { name, subscription: id } = group();
      state.identities.push({
        subscription: id,
        resourceGroup: name,
        name: o.name,
        // az prints it in lower case.
        id: `/subscriptions/${id}/resourcegroups/${name}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${o.name}`,
        clientId: guid('client', id, name, o.name),
        principalId: guid('principal', id, name, o.name),
        tenantId: guid('tenant'),
      });
    },
    'identity delete': () => {
      const gone = named(state.identities);
      state.identities = state.identities.filter((one) => one !== gone);
    },
    'ad sp show': () => {
      const found = state.servicePrincipals.find(({ appId, id }) => appId === o.id || id === o.id);
      if (!found)
        throw fail(
          `Resource '${o.id}' does not exist or one of its queried reference-property objects are not present.`,
          3,
        );
      return found;
    },
    'ad sp list': () => {
      const [, wanted] = /^appId eq '([^']*)'$/.exec(o.filter) ?? [];
      if (wanted === undefined) throw fail(`Invalid filter clause: ${o.filter}`);
      return state.servicePrincipals.filter(({ appId }) => appId === wanted);
    },
    'role assignment list': () =>
      state.roleAssignments.filter(
        ({ scope, roleDefinitionName, id }) =>
          hasSpread(state, id) &&
          roleDefinitionName === o.role &&
          (same(scope, o.scope) ||
            (o['include-inherited'] && o.scope.toLowerCase().startsWith(`${scope.toLowerCase()}/`))),
      ),
    'role assignment create': () => {
      const [principalId, scope, role] = [o['assignee-object-id'], o.scope, o.role];
      if (o['assignee-principal-type'] !== 'ServicePrincipal') throw fail('(PrincipalNotFound)');
      const exists = state.roleAssignments.some(
        (one) => one.principalId === principalId && same(one.scope, scope) && one.roleDefinitionName === role,
      );
      if (exists) throw fail('(RoleAssignmentExists) The role assignment already exists.');
      const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid(principalId, scope, role)}`;
      state.roleAssignments.push({ id, principalId, scope, roleDefinitionName: role });
    },
    'role assignment delete': () => {
      const before = state.roleAssignments.length;
      state.roleAssignments = state.roleAssignments.filter(({ id }) => id !== o.ids);
      if (state.roleAssignments.length === before) throw fail(`No matched assignments were found to delete: ${o.ids}`);
    },
    ...machines('vmss', state.scaleSets),
    ...machines('vm', state.machines),
  };
}

function print(value, format = 'json') {
  if (format === 'none' || value === undefined || value === null) return undefined;
  if (format === 'json') return JSON.stringify(value, null, 2);
  if (format !== 'tsv') throw fail(`--output: invalid choice: ${format}`, 2);
  const row = (item) => (Array.isArray(item) ? item.map(String).join('\t') : String(item));
  return Array.isArray(value) ? value.map(row).join('\n') : String(value);
}

/** One call of az. */
module.exports = (state, args) => {
  const { command, options } = parse(args);
  const commands = commandsOf(state, options);
  if (!Object.hasOwn(commands, command)) throw fail(`'${command}' is misspelled or not recognized by the system.`, 2);
  const value = commands[command]();
  return print(options.query === undefined ? value : search(value ?? null, options.query), options.output);
};
