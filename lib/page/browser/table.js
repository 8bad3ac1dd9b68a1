/**
 * A namespace as a table, with all that is known: for narrow windows, and on paper.
 *
 * @param {string} namespace
 * @param {readonly { workload: PageWorkload, links: Link[] }[]} rows
 */
function tableOf(namespace, rows) {
  const names = ['Workload', 'Way', 'Identity'].map((name) => element('th', { scope: 'col' }, name));
  const caption = element('caption', { class: 'heard' }, `Namespace ${plainText(namespace)}`);
  const bodies = rows.map(({ workload, links }) => element('tbody', {}, ...rowsOf(workload, links)));
  return element('table', {}, caption, element('thead', {}, element('tr', {}, ...names)), ...bodies);
}

/** @param {PageWorkload} workload @param {readonly Link[]} links */
function rowsOf(workload, links) {
  const head = element(
    'th',
    { scope: 'rowgroup', rowspan: Math.max(1, links.length) },
    ...workloadTitle(workload),
    factList(workloadFacts(workload)),
    ...remarksOf(workload),
    ...findingsOn(workload).map(findingCard),
  );
  if (links.length === 0) {
    const nothing = element('td', { colspan: 2, class: 'none' }, isWithout(workload) ? 'gets nothing' : 'no identity');
    return [element('tr', {}, head, nothing)];
  }
  return links.map((link, i) => element('tr', accessData(link), ...(i === 0 ? [head] : []), ...cellsOf(link)));
}

/** @param {Link} link */
function accessData({ access }) {
  return { 'data-change': access?.change, 'data-also': access?.also };
}

/** @param {Link} link */
function cellsOf(link) {
  return [
    element('td', {}, ...wayTitle(link), ...findingsAt(link.way.object).map(findingCard)),
    element('td', {}, ...identityTitle(link), ...findingsAt(objectOf(link.target)).map(findingCard)),
  ];
}

/** @param {PageWorkload} workload @returns {Child[]} */
function workloadTitle(workload) {
  const { kind, name, file, line, step } = workload;
  return [
    element('span', { class: 'kind', 'data-field': 'kind' }, ...shown(kind)),
    ' ',
    element('span', { class: 'name', 'data-field': 'name' }, ...shown(name)),
    isWithout(workload) && tag('error', 'gets nothing'),
    ...(step && step.blockers.length > 0 ? [tag('error', 'blocked')] : []),
    file !== undefined && element('div', { class: 'place' }, ...placeOf(file, line)),
  ];
}

/** @param {string} file @param {number | undefined} line @param {number} [column] @returns {Child[]} */
function placeOf(file, line, column) {
  return [
    element('span', { 'data-field': 'file' }, ...shown(file)),
    line !== undefined && ':',
    line !== undefined && element('span', { 'data-field': 'line' }, String(line)),
    column !== undefined && ':',
    column !== undefined && element('span', { 'data-field': 'column' }, String(column)),
  ];
}

/** @param {PageWorkload} workload @returns {Child[]} */
function remarksOf({ notes = [], identities, bypass, bypassWords, step, accesses }) {
  const word = bypass === undefined && identities.length === 0 && !accesses ? 'nothing' : 'not';
  return [
    bypass !== undefined && element('p', { class: 'note warning' }, `Any identity on its node: ${bypassWords ?? ''}`),
    ...notes.map((note) =>
      element('p', { class: 'note error' }, `${word}: `, element('span', { 'data-field': 'note' }, ...shown(note))),
    ),
    step && stepFacts(step),
    ...(step?.blockers ?? []).map(blockerCard),
    ...(step?.remarks ?? []).map((remark) =>
      element('p', { class: 'note' }, element('span', { 'data-field': 'remark' }, ...shown(remark))),
    ),
  ];
}

/** @param {NonNullable<PageWorkload['step']>} step */
function stepFacts({ stage, next, why, accountOrigin, subject, clientID }) {
  const facts = factList([
    ['Stage', 'stage', stage],
    ['Next', 'next', next],
    ['Account', 'accountOrigin', accountOrigin],
    ['Subject', 'subject', subject],
    ['Default client id', 'defaultClientID', clientID],
  ]);
  return element('div', {}, element('p', { 'data-field': 'why' }, ...shown(why)), facts);
}

/** @param {import('../content').PageBlocker} blocker */
function blockerCard({ problem, advice, command }) {
  const [what, how] = [
    element('span', { 'data-field': 'problem' }, ...shown(problem)),
    element('span', { 'data-field': 'advice' }, ...shown(advice)),
  ];
  const typed = command !== undefined && element('code', { 'data-field': 'command' }, ...shown(command));
  return element('p', { class: 'note error blocker' }, what, ' ', how, typed && ' ', typed);
}

/** @param {PageAccess | undefined} access */
function changeTag(access) {
  const change = access?.change;
  if (!change) return undefined;
  return access.kept ? tag('quiet', 'kept') : tag(change, `${CHANGES[change].sign} ${CHANGES[change].word}`);
}

/** @param {Link} link @returns {Child[]} */
function wayTitle(link) {
  const { way, access, isAnyway } = link;
  return [
    changeTag(access),
    ...credentialTags([link]),
    element('span', { class: 'kind' }, ...shown(way.kind)),
    ' ',
    element('span', { class: 'name' }, ...shown(way.kind === 'bypass' ? '' : way.title)),
    element('div', { class: `via via-${way.via}` }, WAYS[way.via]?.name ?? '', isAnyway && ', assigned anyway'),
    access?.words !== undefined && element('p', { class: 'note' }, ...shown(access.words)),
    ...lossNotes(access),
    ...changeFacts(access),
  ];
}

/** Why NEW does not give it. @param {PageAccess | undefined} access @returns {Child[]} */
const lossNotes = (access) =>
  (access?.whyLost ?? []).map((why) =>
    element('p', { class: 'note error' }, 'In NEW: ', element('span', { 'data-field': 'whyLost' }, ...shown(why))),
  );

/** What a change is from and to. @param {PageAccess | undefined} access @returns {Child[]} */
function changeFacts(access) {
  const { before, from, to, inOneStep, bypass } = access ?? {};
  return [
    factList([
      ['Bypasses pod identity', 'bypass', bypass],
      ['From', 'from', from?.join(', ')],
      ['To', 'to', to?.join(', ')],
      ['In one step', 'inOneStep', inOneStep && 'true'],
    ]),
    before &&
      element(
        'div',
        { 'data-field': 'before' },
        'Before: ',
        factList([['Bypasses pod identity', 'bypass', before.bypass]]),
        before.identity && identityName(before.identity),
        before.identity && factList(allFacts(before.identity)),
      ),
  ];
}

/** @param {PageIdentity} identity @returns {Fact[]} */
function allFacts(identity) {
  return [['Namespace', 'namespace', identity.namespace], ['Name', 'name', identity.name], ...identityFacts(identity)];
}

/** @param {Link} link @returns {Child[]} */
function identityTitle({ target, identity }) {
  if (!identity) return [element('strong', {}, target.title)];
  const { namespace, name } = identity;
  const title =
    name === undefined
      ? [element('span', { class: 'name' }, ...shown(target.title))]
      : [
          element('span', { class: 'of', 'data-field': 'namespace' }, ...shown(namespace ?? '')),
          '/',
          element('span', { class: 'name', 'data-field': 'name' }, ...shown(name)),
        ];
  return [...title, factList(identityFacts(identity))];
}
