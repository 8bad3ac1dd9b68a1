/** @typedef {import('../content').PagePlan} PagePlan */

/** What a plan has besides the workloads. @param {PagePlan} plan @returns {HTMLElement[]} */
function planSections({ openEnds, phases, identities, companions }) {
  return [
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
    folded(`${needed.length} needed`, needed, neededItem),
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

/** @param {PagePlan['identities'][number]['needed'][number]} one */
function neededItem({ subject, known, workloads }) {
  const names = workloads.flatMap((name, i) => [
    i > 0 && ', ',
    element('span', { 'data-field': 'workload' }, ...shown(name)),
  ]);
  const there = element(
    'span',
    { class: `tag ${known ? 'quiet' : 'warning'}`, 'data-field': 'known', 'data-value': String(known) },
    known ? 'there' : 'missing',
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
