/**
 * One way of a workload to an identity; without `identity` to all identities on its node.
 *
 * @typedef {{ workload: PageWorkload, identity: PageIdentity | undefined, via: string, way: Way, target: Target,
 *   access: PageAccess | undefined, isAnyway: boolean }} Link
 */
/** What leads there: a binding, a ServiceAccount or an exception. @typedef {{ key: string, kind: string, title: string, via: string, object: string | undefined }} Way */
/** An identity, or all of a node. @typedef {{ key: string, title: string, identity: PageIdentity | undefined, links: Link[] }} Target */
/** The workloads of a namespace. @typedef {{ namespace: string, workloads: PageWorkload[], index: number }} Band */

/** @type {Target} */
const NODE = { key: 'node', title: 'any identity on its node', identity: undefined, links: [] };

/** @type {Map<string, Target>} */
const targets = new Map();
/** @type {Map<PageWorkload, Link[]>} */
const linksOf = new Map();
/** @type {Set<string>} */
const waysUsed = new Set();
const SEVERITIES = ['error', 'warning', 'info'];
/** The worst first, otherwise in the order of the report. */
const findings = (content.findings ?? []).toSorted(
  (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
);
/** Findings by their object: `Deployment shop/web`. */
const findingsOf = grouped(findings, ({ object }) => object);

for (const workload of content.workloads) linksOf.set(workload, [...linksFor(workload)]);

/** @type {Band[]} */
const bands = [...grouped(content.workloads, ({ namespace }) => namespace)]
  .map(([namespace, workloads]) => ({ namespace, workloads }))
  .sort((a, b) => (a.namespace < b.namespace ? -1 : 1))
  .map((band, index) => ({ ...band, index }));

/** @param {PageWorkload} workload @returns {Iterable<Link>} */
function* linksFor(workload) {
  const { accesses, identities, bypass, bypassWords, step } = workload;
  for (const access of accesses ?? []) {
    if (access.identity) yield linkTo(workload, access.identity, access);
    else yield bypassing(workload, access.bypassWords ?? BYPASSES[access.bypass ?? ''] ?? '', access);
  }
  if (accesses) return;
  if (bypass !== undefined && !step) yield bypassing(workload, bypassWords ?? BYPASSES[bypass] ?? '');
  for (const identity of identities) yield linkTo(workload, identity);
  if (isWithout(workload)) waysUsed.add('nothing');
}

/** @param {PageWorkload} workload @param {PageIdentity} identity @param {PageAccess} [access] @returns {Link} */
function linkTo(workload, identity, access) {
  const way = workload.step ? plannedWay(workload) : wayTo(identity);
  const key = identityKey(identity);
  const target = targets.get(key) ?? { key, title: identityName(identity), identity, links: [] };
  targets.set(key, target);
  const isAnyway = workload.bypass !== undefined && way.via === 'pod-identity' && !workload.step;
  return added({ workload, identity, via: way.via, way, target, access, isAnyway });
}

/** @param {PageWorkload} workload @param {string} words @param {PageAccess} [access] @returns {Link} */
function bypassing(workload, words, access) {
  const way = { key: `bypass ${words}`, kind: 'bypass', title: words, via: 'bypass', object: undefined };
  return added({ workload, identity: undefined, via: 'bypass', way, target: NODE, access, isAnyway: false });
}

/** @param {Link} link */
function added(link) {
  link.target.links.push(link);
  waysUsed.add(link.via);
  return link;
}

/** @param {PageIdentity} identity @returns {Way} */
function wayTo({ via = 'pod-identity', binding, subject }) {
  const account = accountIn(subject);
  if (account !== undefined) {
    return { key: `${via} ${account}`, kind: 'account', title: account, via, object: `ServiceAccount ${account}` };
  }
  const title = binding ?? '';
  return { key: `${via} ${title}`, kind: 'binding', title, via, object: `AzureIdentityBinding ${title}` };
}

/** In a plan: the next stage, and the ServiceAccount for it. @param {PageWorkload} workload @returns {Way} */
function plannedWay({ namespace, serviceAccount, step }) {
  const stage = step?.stage ?? 'none';
  const title = step?.next === undefined ? `stays at ${stage}` : `${stage} → ${step.next}`;
  const isNew = step?.accountOrigin === 'made' ? ', new' : '';
  const kind = serviceAccount === undefined ? '' : `account ${serviceAccount}${isNew}`;
  const object = serviceAccount === undefined ? undefined : `ServiceAccount ${namespace}/${serviceAccount}`;
  return { key: `step ${kind} ${title}`, kind, title, via: step?.next ?? step?.stage ?? 'nothing', object };
}

/** Whether a workload was to get an identity, and gets none. @param {PageWorkload} workload */
function isWithout({ identities, accesses, bypass, label, refused, notes, step }) {
  if (accesses || step || bypass !== undefined || identities.length > 0) return false;
  return label !== undefined || refused !== undefined || (notes ?? []).length > 0;
}

/** Whether pod identity and Workload Identity do not concern it. @param {PageWorkload} workload */
const isOther = (workload) => linksOf.get(workload)?.length === 0 && !isWithout(workload) && !workload.step;

/** @param {PageWorkload} workload */
const titleOf = ({ kind, namespace, name }) => `${kind} ${namespace}/${name}`;

/** Findings at a workload, and at what was to give it an identity. @param {PageWorkload} workload @returns {PageFinding[]} */
const findingsOn = (workload) => [titleOf(workload), ...(workload.related ?? [])].flatMap(findingsAt);

/** @param {string | undefined} object @returns {PageFinding[]} */
const findingsAt = (object) => (object === undefined ? [] : (findingsOf.get(object) ?? []));

/** The AzureIdentity of a target, as findings name it. @param {Target} target */
function objectOf({ identity }) {
  return identity?.name === undefined ? undefined : `AzureIdentity ${identity.namespace}/${identity.name}`;
}

/** Findings at a workload, and at what leads to its identities. @param {PageWorkload} workload @returns {PageFinding[]} */
function findingsAround(workload) {
  const objects = (linksOf.get(workload) ?? []).flatMap(({ way, target }) => [way.object, objectOf(target)]);
  return [...new Set([titleOf(workload), ...(workload.related ?? []), ...objects])].flatMap(findingsAt);
}
