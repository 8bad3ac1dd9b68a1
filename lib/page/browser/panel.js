const panelTitle = element('h2', { id: 'panel-title', tabindex: -1 });
const panelBody = element('div', { class: 'body' });
const panelClose = element('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×');
const panel = element(
  'aside',
  { id: 'panel', 'aria-labelledby': 'panel-title', hidden: true },
  panelClose,
  panelTitle,
  panelBody,
);
/** What had the focus before. @type {Element | null} */
let openedFrom = null;

panelClose.addEventListener('click', closePanel);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && !panel.hidden) closePanel();
});

function hidePanel() {
  panel.hidden = true;
  document.body.classList.remove('with-panel');
  explain([]);
}

function closePanel() {
  hidePanel();
  if (openedFrom instanceof HTMLElement && openedFrom.isConnected) openedFrom.focus();
}

/** @param {readonly Link[]} links @param {Child[]} title @param {Child[]} body */
function openPanel(links, title, body) {
  if (panel.hidden || !panel.contains(document.activeElement)) openedFrom = document.activeElement;
  panelTitle.replaceChildren(...title.filter(isNode));
  panelBody.replaceChildren(...body.filter(isNode));
  panel.hidden = false;
  document.body.classList.add('with-panel');
  panel.scrollTop = 0;
  panelTitle.focus();
  explain(links);
}

/** @param {Child} child @returns {child is Node | string} */
const isNode = (child) => child !== undefined && child !== false;

/** @param {PageWorkload} workload */
function openWorkload(workload) {
  const { namespace, kind, name, file, line } = workload;
  const links = linksOf.get(workload) ?? [];
  openPanel(
    links,
    [
      element('span', { class: 'kind', 'data-field': 'kind' }, ...shown(kind)),
      ' ',
      element('span', { 'data-field': 'name' }, ...shown(name)),
    ],
    [
      element(
        'p',
        { class: 'place' },
        'namespace ',
        element('span', { 'data-field': 'namespace' }, ...shown(namespace)),
        file !== undefined && ', ',
        ...(file === undefined ? [] : placeOf(file, line)),
      ),
      factList(workloadFacts(workload)),
      ...remarksOf(workload),
      ...findingsOn(workload).map(findingCard),
      element('h3', {}, links.length === 0 ? 'It gets no identity' : counted(links.length, 'way')),
      ...links.map(linkCard),
    ],
  );
}

/** One way, with its explanation. @param {Link} link */
function linkCard(link) {
  const { way, target, access } = link;
  return element(
    'section',
    { class: `card access via-${link.via}`, ...accessData(link) },
    element(
      'h4',
      {},
      changeTag(access),
      ' ',
      link.identity ? jump(target.title, () => openIdentity(target.links)) : target.title,
    ),
    element(
      'p',
      { class: 'via' },
      WAYS[link.via]?.name ?? '',
      ', ',
      jump(`${way.kind === 'bypass' ? '' : way.kind} ${way.title}`, () => openWay(linksBy(link))),
    ),
    element('p', { class: 'why' }, ...shown(explanation(link))),
    access?.words !== undefined && element('p', { class: 'note' }, ...shown(access.words)),
    ...lossNotes(access),
    ...changeFacts(access),
    link.identity && factList(allFacts(link.identity)),
  );
}

/** Other links of the namespace by the same way. @param {Link} link */
function linksBy({ way, workload }) {
  const all = bands.find(({ namespace }) => namespace === workload.namespace)?.workloads ?? [];
  return all.flatMap((one) => (linksOf.get(one) ?? []).filter((other) => other.way.key === way.key));
}

/** @param {readonly Link[]} links */
function openWay(links) {
  const [link] = links;
  if (!link) return;
  const { way } = link;
  openPanel(
    links,
    [way.kind !== 'bypass' && element('span', { class: 'kind' }, way.kind), ' ', ...shown(way.title)],
    [
      element('p', {}, `${WAYS[way.via]?.name ?? way.via}: ${WAYS[way.via]?.about ?? ''}.`),
      links.some(isWithoutCredential) &&
        element('p', { class: 'note error' }, `${NO_CREDENTIAL.word}: ${NO_CREDENTIAL.about}.`),
      ...findingsAt(way.object).map(findingCard),
      ...usersOf(links),
    ],
  );
}

/** @param {readonly Link[]} links */
function openIdentity(links) {
  const [link] = links;
  if (!link) return;
  const { target } = link;
  openPanel(
    target.links,
    [element('span', { class: 'kind' }, target.identity ? 'identity' : 'node'), ' ', ...shown(target.title)],
    [
      target.identity ? factList(ownFacts(target)) : element('p', {}, `${WAYS.bypass?.about}.`),
      ...findingsAt(objectOf(target)).map(findingCard),
      ...usersOf(target.links),
    ],
  );
}

/** What is known about an identity by any of its ways. @param {Target} target @returns {Fact[]} */
function ownFacts({ links }) {
  /** @param {(identity: PageIdentity) => string | undefined} of */
  const first = (of) => links.flatMap(({ identity }) => (identity && of(identity)) ?? [])[0];
  return [
    ['Client id', 'clientID', first(({ clientID }) => clientID), first(({ clientWords }) => clientWords)],
    ['Resource id', 'resourceID', first(({ resourceID, identity }) => resourceID ?? identity)],
    ['Tenant', 'tenantID', first(({ tenantID }) => tenantID)],
  ];
}

/** @param {readonly Link[]} links */
function openLink(links) {
  const [link] = links;
  if (links.length === 1 && link) openWorkload(link.workload);
  else openWay(links);
}

const MOST_USERS = 200;

/** The workloads of some links. @param {readonly Link[]} links @returns {Child[]} */
function usersOf(links) {
  const users = [...grouped(links, ({ workload }) => titleOf(workload)).values()];
  const items = users.slice(0, MOST_USERS).flatMap(([link]) => {
    if (!link) return [];
    return [
      element(
        'li',
        {},
        jump(titleOf(link.workload), () => openWorkload(link.workload)),
        ' ',
        element('span', { class: 'via' }, WAYS[link.via]?.name ?? ''),
        ...changeTags([link]),
      ),
    ];
  });
  const more =
    users.length > MOST_USERS && element('p', {}, `and ${counted(users.length - MOST_USERS, 'more workload')}`);
  return [
    element('h3', {}, `Used by ${counted(users.length, 'workload')}`),
    element('ul', { class: 'users' }, ...items),
    more,
  ];
}

/** @param {string} text @param {() => void} open */
function jump(text, open) {
  const button = element('button', { type: 'button', class: 'jump' }, ...shown(text));
  button.addEventListener('click', open);
  return button;
}
