/** @typedef {import('../content').PagePlan} PagePlan */
/** @typedef {import('../content').PageBlocker} PageBlocker */

/** What a plan has besides the workloads. @param {PagePlan} plan @returns {HTMLElement[]} */
function planSections({ openEnds, phases, identities, companions }) {
  return [
    section('What blocks', blocking(identities), blockingCard, 'blocker'),
    section(
      'What the plan lacks',
      openEnds,
      ({ place, problem, advice }) => [
        element('h3', { 'data-field': 'place' }, ...shown(place)),
        blockerCard({ problem, advice }),
      ],
      'place',
    ),
    section('Phases', phases, phaseCard, 'phase', 'ol'),
    section('Federated credentials', identities, credentialsCard, 'identity'),
    section('What else uses pod identity', companions, companionCard, 'object'),
  ].filter((one) => one !== undefined);
}

/** @typedef {{ blocker: PageBlocker, workloads: string[] }} Blocking */

/** Equal blockers once, with their workloads; then those of identities, where no workload has them. @param {PagePlan['identities']} identities */
function blocking(identities) {
  /** @type {Map<string, Blocking>} */
  const all = new Map();
  const add = (/** @type {PageBlocker} */ blocker, /** @type {string[]} */ names) => {
    const key = JSON.stringify([blocker.problem, blocker.advice, blocker.command]);
    const workloads = new Set([...(all.get(key)?.workloads ?? []), ...names]);
    all.set(key, { blocker, workloads: [...workloads] });
  };
  for (const { kind, namespace, name, step } of content.workloads) {
    for (const one of step?.blockers ?? []) add(one, [`${kind} ${namespace}/${name}`]);
  }
  for (const { blockers } of identities) for (const one of blockers) add(one, []);
  return [...all.values()];
}

/** @param {Blocking} one @returns {Child[]} */
function blockingCard({ blocker, workloads }) {
  const names = (/** @type {string} */ name) => element('li', { 'data-field': 'workload' }, ...shown(name));
  return [
    blockerCard(blocker),
    workloads.length > 0 && folded(counted(workloads.length, 'workload'), workloads, names),
  ];
}

/**
 * @template T
 * @param {string} title @param {readonly T[]} items @param {(item: T) => Child[]} card @param {string} noun @param {'ul' | 'ol'} [list]
 */
function section(title, items, card, noun, list = 'ul') {
  if (items.length === 0) return undefined;
  const id = title.toLowerCase().replaceAll(' ', '-');
  const make = (/** @type {T} */ item) => element('li', { class: 'card' }, ...card(item));
  const head = element(
    'h2',
    { id: `${id}-title` },
    title,
    ' ',
    element('span', { class: 'count' }, String(items.length)),
  );
  return element(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    head,
    ...growing(element(list, { class: `cards ${list}` }), items, make, noun),
  );
}

/** @param {PagePlan['phases'][number]} phase @returns {Child[]} */
function phaseCard({ title, action, objects, gate, wayBack }) {
  return [
    element('h3', { 'data-field': 'title' }, ...shown(title)),
    element('p', { 'data-field': 'action' }, ...shown(action)),
    objects.length > 0 &&
      folded(counted(objects.length, 'object'), objects, (object) =>
        element('li', { 'data-field': 'object' }, ...shown(object)),
      ),
    element('dl', { class: 'facts words' }, ...named('Gate', 'gate', gate), ...named('Way back', 'wayBack', wayBack)),
  ];
}

/** @param {string} name @param {string} field @param {string} text */
function named(name, field, text) {
  return [element('dt', {}, name), element('dd', { 'data-field': field }, ...shown(text))];
}

/** @param {PagePlan['identities'][number]} one @returns {Child[]} */
function credentialsCard({ identity, kind, clientID, credentials, most, exact, needed, others, blockers, remarks }) {
  const there = needed.filter(({ known }) => known).length;
  const words = `${exact ? '' : 'at least '}${credentials} of ${most}: ${needed.length} needed here${there > 0 ? `, ${there} of them there` : ''}${others.length > 0 ? `, ${others.length} with another issuer or subject` : ''}`;
  const meter = element('meter', {
    min: 0,
    max: most,
    value: Math.min(credentials, most),
    'aria-label': `${credentials} of ${most} federated credentials`,
  });
  return [
    element('h3', { class: 'long' }, element('span', { 'data-field': 'identity' }, ...shown(identity))),
    element('p', {}, meter, ' ', words),
    factList([
      ['Kind', 'kind', kind],
      ['Client id', 'clientID', clientID],
    ]),
    ...blockers.map(blockerCard),
    ...remarks.map((remark) => element('p', { class: 'note', 'data-field': 'remark' }, ...shown(remark))),
    folded(`${needed.length} needed`, needed, (item) => neededItem(item, exact)),
    others.length > 0 &&
      folded(`${others.length} others`, others, ({ name, issuer, subject }) =>
        element(
          'li',
          {},
          factList([
            ['Name', 'name', name],
            ['Issuer', 'issuer', issuer],
            ['Subject', 'subject', subject],
          ]),
        ),
      ),
  ];
}

/**
 * @param {PagePlan['identities'][number]['needed'][number]} one
 * @param {boolean} exact whether all credentials of its identity are known: only then one can be missing
 */
function neededItem({ subject, known, workloads }, exact) {
  const names = workloads.flatMap((name, i) => [
    i > 0 && ', ',
    element('span', { 'data-field': 'workload' }, ...shown(name)),
  ]);
  const there = element(
    'span',
    { class: `tag ${known || !exact ? 'quiet' : 'warning'}`, 'data-field': 'known', 'data-value': String(known) },
    known ? 'there' : exact ? 'missing' : 'not known',
  );
  return element('li', {}, value(subject, 'subject'), ' ', there, ' for ', ...names);
}

/** @param {PagePlan['companions'][number]} one @returns {Child[]} */
function companionCard({ kind, namespace, name, file, line, field, found, changes, remark }) {
  return [
    element(
      'h3',
      {},
      element('span', { 'data-field': 'kind' }, ...shown(kind)),
      ' ',
      namespace !== undefined && element('span', { 'data-field': 'namespace' }, ...shown(namespace)),
      namespace !== undefined && '/',
      element('span', { 'data-field': 'name' }, ...shown(name)),
    ),
    element('p', { class: 'place' }, ...placeOf(file, line)),
    element('p', {}, value(field, 'field'), ': ', element('span', { 'data-field': 'found' }, ...shown(found))),
    ...changes.map((change) =>
      element(
        'p',
        { class: 'change' },
        'Set ',
        value(change.field, 'setField'),
        ' to ',
        value(String(change.value), 'setValue'),
      ),
    ),
    remark !== undefined && element('p', { class: 'note', 'data-field': 'remark' }, ...shown(remark)),
  ];
}

/**
 * A list that is made when it is opened.
 *
 * @template T
 * @param {string} title @param {readonly T[]} items @param {(item: T) => HTMLElement} make
 */
function folded(title, items, make) {
  const list = element('ul', {});
  const fill = () => {
    if (list.childElementCount === 0) list.append(...items.map(make));
  };
  const isOpen = items.length <= 6;
  if (isOpen) fill();
  const details = element('details', { open: isOpen }, element('summary', {}, title), list);
  details.addEventListener('toggle', fill);
  whenPrinted(() => {
    fill();
    details.open = true;
  });
  return details;
}
