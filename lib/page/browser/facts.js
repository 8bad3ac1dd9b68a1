/** @param {string} tone @param {string} text @param {string} [title] */
const tag = (tone, text, title) => element('span', { class: `tag ${tone}`, title }, text);

/** What is counted at a thing. @param {readonly PageFinding[]} all @returns {Child[]} */
function findingTags(all) {
  const open = all.filter(({ reason }) => reason === undefined);
  return [...grouped(open, ({ severity }) => severity)].map(([severity, own]) =>
    tag(severity, severity === 'info' ? `${own.length} info` : counted(own.length, severity)),
  );
}

/** @param {readonly Link[]} links @returns {Child[]} */
function changeTags(links) {
  const changes = links.flatMap(({ access }) => (access?.change && !access.also ? [access.change] : []));
  return [...grouped(changes, String)].map(([change, own]) => {
    const { sign, word } = CHANGES[/** @type {Change} */ (change)];
    return tag(change, `${sign} ${own.length} ${word}`);
  });
}

/** For those who hear the map. @param {string} text */
const heard = (text) => element('span', { class: 'heard' }, plainText(text));

/** @param {PageWorkload} workload @param {readonly Link[]} links @returns {Child[]} */
function workloadLabel(workload, links) {
  const { kind, name, refused, step } = workload;
  const what = links.map(({ via, way, target, access }) => {
    const change = access?.change ? `${CHANGES[access.change].word}: ` : '';
    return `${change}${target.title} by ${WAYS[via]?.name ?? via}, ${way.kind} ${way.title}`;
  });
  return [
    element(
      'span',
      { class: 'text' },
      element('span', { class: 'kind' }, ...shown(kind)),
      ' ',
      element('span', { class: isOther(workload) ? 'name other' : 'name' }, ...shown(name)),
    ),
    isWithout(workload) && tag('error', refused === undefined ? 'gets nothing' : 'refused'),
    isOther(workload) && !workload.accesses && tag('quiet', 'no identity'),
    ...(step && step.blockers.length > 0 ? [tag('error', 'blocked')] : []),
    ...changeTags(links),
    ...findingTags(findingsOn(workload)),
    what.length > 0 && heard(`: ${what.join('; ')}`),
  ];
}

/** @param {Link[]} links @returns {Child[]} */
function wayLabel(links) {
  const [link] = links;
  if (!link) return [];
  const { way, workload } = link;
  const start = `${workload.namespace}/`;
  const title = way.kind !== 'bypass' && way.title.startsWith(start) ? way.title.slice(start.length) : way.title;
  const name = element('span', { class: 'name' }, ...shown(title));
  const kind = way.kind !== 'bypass' && element('span', { class: 'kind' }, ...shown(way.kind));
  return [
    element('span', { class: 'text' }, ...(workload.step ? [name, ...accountLabel(way.kind)] : [kind, ' ', name])),
    ...credentialTags(links),
    ...findingTags(findingsAt(way.object)),
    heard(`, ${WAYS[way.via]?.name ?? way.via}, of ${counted(links.length, 'access', 'accesses')}`),
  ];
}

/** @param {Link} link */
const isWithoutCredential = ({ identity }) => identity?.federated === false;

/** `account web, new`, of a plan: the word may be cut, and the name may not. @param {string} kind @returns {Child[]} */
function accountLabel(kind) {
  const [word = '', ...rest] = kind.split(' ');
  if (rest.length === 0) return [];
  return [
    ' ',
    element('span', { class: 'kind' }, word),
    ' ',
    element('span', { class: 'of' }, ...shown(rest.join(' '))),
  ];
}

/** @param {readonly Link[]} links @returns {Child[]} */
function credentialTags(links) {
  return links.some(isWithoutCredential) ? [tag('error', NO_CREDENTIAL.word)] : [];
}

/** @param {Link[]} links @returns {Child[]} */
function identityLabel(links) {
  const [link] = links;
  if (!link) return [];
  const { target } = link;
  const { identity, title } = target;
  const isObject = identity?.name !== undefined;
  return [
    element(
      'span',
      { class: 'text' },
      element('span', { class: isObject || !identity ? 'kind' : 'heard' }, identity ? 'identity' : 'node'),
      ' ',
      element(
        'span',
        { class: 'whole' },
        isObject && element('span', { class: 'of' }, ...shown(`${identity.namespace}/`)),
        element(
          'span',
          { class: identity && !isObject ? 'name id' : 'name' },
          ...shown(isObject ? identity.name : title),
        ),
      ),
    ),
    ...findingTags(findingsAt(objectOf(target))),
  ];
}

/** A value, and what it means where the name does not say it. @typedef {[name: string, field: string, text: string | undefined, about?: string | undefined]} Fact */

/** Names and values, without those that are absent. @param {Fact[]} all */
function factList(all) {
  const items = all.flatMap(([name, field, text, about]) =>
    text === undefined
      ? []
      : [
          element('dt', {}, name),
          element(
            'dd',
            {},
            value(text, field),
            about !== undefined && element('span', { class: 'about' }, `: ${about}`),
          ),
        ],
  );
  return items.length > 0 && element('dl', { class: 'facts' }, ...items);
}

/** @param {PageWorkload} workload @returns {Fact[]} */
function workloadFacts({ label, labelWords, serviceAccount, bypass, excepted, refused }) {
  return [
    labelWords === undefined ? ['Label', 'label', label] : ['Label', 'labelWords', labelWords],
    ['ServiceAccount', 'serviceAccount', serviceAccount],
    ['Bypasses pod identity', 'bypass', bypass],
    ['Past NMI', 'excepted', excepted ? 'true' : undefined],
    ['Refused by the webhook', 'refused', refused],
  ];
}

/** @param {PageIdentity} identity @returns {Fact[]} */
function identityFacts({
  clientID,
  clientWords,
  binding,
  assignedIn,
  via,
  subject,
  resourceID,
  federated,
  kind,
  identity,
  tenantID,
}) {
  return [
    ['Client id', 'clientID', clientID, clientWords],
    ['Via', 'via', via],
    ['Binding', 'binding', binding],
    ['Assigned in', 'assignedIn', assignedIn, 'the namespace of its AzureAssignedIdentity'],
    ['Subject', 'subject', subject],
    [
      'Federated credential known',
      'federated',
      federated === undefined ? undefined : String(federated),
      federated === false ? 'the exchange of its token fails' : undefined,
    ],
    ['Resource id', 'resourceID', resourceID],
    ['Kind', 'kind', kind],
    ['In Azure', 'identity', identity],
    ['Tenant', 'tenantID', tenantID],
  ];
}
