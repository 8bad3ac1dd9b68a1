/** @typedef {{ name: string, short: string, about: string }} Words */

/** The ways to a token, and stages of a plan. @type {Record<string, Words>} */
const WAYS = {
  'pod-identity': {
    name: 'pod identity',
    short: 'pod identity',
    about: 'a binding selects the label of the pods, and NMI hands out the tokens',
  },
  dual: { name: 'dual', short: 'dual', about: 'clients that know Workload Identity use it, NMI answers the others' },
  proxy: { name: 'proxy', short: 'proxy', about: 'a proxy in the pod exchanges the token of its ServiceAccount' },
  'workload-identity': {
    name: 'Workload Identity',
    short: 'Workload Identity',
    about: 'the client in the pod exchanges the token of its ServiceAccount',
  },
  bypass: {
    name: 'any identity on its node',
    short: 'bypass',
    about: 'requests bypass pod identity and reach the metadata service of the node, which ignores bindings',
  },
  nothing: {
    name: 'gets nothing',
    short: 'get nothing',
    about: 'the pods have the label or the ServiceAccount, and get no token',
  },
};

/** @type {Record<Change, { sign: string, word: string, about: string }>} */
const CHANGES = {
  gained: { sign: '+', word: 'gained', about: 'only NEW gives it' },
  lost: { sign: '−', word: 'lost', about: 'only OLD gives it' },
  changed: { sign: '~', word: 'changed', about: 'both give it, by another binding or assigned in another namespace' },
  ways: { sign: '→', word: 'moved', about: 'both give it, in other ways' },
};

const NO_CREDENTIAL = {
  word: 'no credential',
  about: 'no federated credential for the ServiceAccount is known: the exchange of its token fails',
};

/** @type {Record<string, string>} */
const BYPASSES = {
  exception: 'an AzurePodIdentityException matches it',
  mic: 'NMI treats it as MIC',
  hostNetwork: 'it uses the host network',
};

/** `shop/orders`; without an AzureIdentity the name in the resource id, and else the client id. @param {PageIdentity} one */
function identityName({ namespace, name, resourceID, identity, clientID }) {
  if (name !== undefined) return `${namespace}/${name}`;
  return (resourceID ?? identity)?.split('/').at(-1) || clientID || '(no client id)';
}

/** The same identity gives the same key. @param {PageIdentity} one */
function identityKey({ namespace, name, clientID, resourceID, identity }) {
  return name === undefined
    ? JSON.stringify([clientID, resourceID ?? identity])
    : JSON.stringify([clientID, namespace, name]);
}

/** `shop/web`, of the subject of a ServiceAccount. @param {string | undefined} subject */
const accountIn = (subject) => subject?.split(':').slice(2).join('/');

/** Why a workload gets an identity, as full sentences. @param {Link} link @returns {string} */
function explanation(link) {
  const change = link.access?.change;
  const only = change === 'gained' ? 'Only in NEW: ' : change === 'lost' ? 'Only in OLD: ' : '';
  return `${only}${reasonOf(link)}`;
}

/** @param {Link} link @returns {string} */
function reasonOf({ workload, identity, via, access, isAnyway }) {
  const { step, label, labelChange } = workload;
  if (!identity) return 'Its requests bypass NMI: it can get a token for any identity on its node.';
  if (step) {
    if (step.next === undefined) return step.why;
    return `From ${step.stage ?? 'no stage'} to ${step.next}: ${step.why}`;
  }
  if (via === 'pod-identity') {
    // The label is that of NEW.
    const selected = access?.change === 'lost' && labelChange ? labelChange.from : label;
    const selects = selected === undefined ? '' : `, which selects the label ${JSON.stringify(selected)}`;
    const mic =
      identity.assignedIn === undefined
        ? `NMI finds it by binding ${identity.binding}${selects}.`
        : `MIC assigns it in namespace ${identity.assignedIn}, by binding ${identity.binding}${selects}.`;
    return isAnyway ? `${mic} Assigned anyway: its requests bypass NMI.` : `${mic} NMI hands out its tokens.`;
  }
  const account = `the token of ServiceAccount ${accountIn(identity.subject)}`;
  const who = via === 'proxy' ? `A proxy in its pods answers token requests: it exchanges` : 'Its pods exchange';
  /** @type {Record<string, string>} */
  const credential = {
    true: ' A federated credential for it is known.',
    false: ' No federated credential for it is known: the exchange fails.',
  };
  return `${who} ${account}.${credential[String(identity.federated)] ?? ''}`;
}
