/** How many workloads of a namespace, and how many namespaces, are shown before somebody asks for more. */
const FIRST_ROWS = 150;
const FIRST_BANDS = 200;
/** All namespaces are open when there are at most so many workloads. */
const MOST_OPEN = 60;

/** @type {Map<Band, boolean>} */
const chosen = new Map();
/** @type {Map<Band, number>} */
const rowCounts = new Map();
const view = { bandCount: FIRST_BANDS, isTable: false, isPrinting: false };
const narrow = matchMedia('(max-width: 760px)');

const area = element('div', { id: 'bands' });
const found = element('p', { id: 'found', role: 'status' });
/** For when nothing is found. */
const reset = element('button', { type: 'button', class: 'reset', hidden: true }, 'Clear search and filters');

function render() {
  things.clear();
  elementsOf.clear();
  const seen = bands
    .map((band) => ({ band, rows: band.workloads.flatMap(rowOf) }))
    .filter(({ rows }) => rows.length > 0);
  const count = seen.reduce((sum, { rows }) => sum + rows.length, 0);
  found.textContent =
    count === 0 ? nothingFound() : `${counted(count, 'workload')} in ${counted(seen.length, 'namespace')}`;
  reset.hidden = count > 0 || !isFiltered();
  const some = view.isPrinting ? seen : seen.slice(0, view.bandCount);
  area.classList.toggle('as-table', view.isPrinting || view.isTable || narrow.matches);
  area.replaceChildren(
    ...some.map(({ band, rows }) => bandElement(band, rows, chosen.get(band) ?? count <= MOST_OPEN)),
    ...moreOf(seen.length - some.length, 'namespace', () => {
      view.bandCount += FIRST_BANDS;
    }),
  );
  trace();
}

const isFiltered = () => filter.text !== '' || filter.namespace !== '' || filter.identity !== '' || filter.via !== '';

/** Nothing matches, or nothing changes. */
function nothingFound() {
  if (content.workloads.length === 0) return 'No workloads.';
  if (isFiltered() || !filter.isOnlyNews) return 'Nothing matches.';
  return content.kind === 'difference'
    ? 'No workload gains or loses an Azure identity.'
    : 'No finding is at a workload, or on the way to its identities.';
}

/** @param {PageWorkload} workload */
function rowOf(workload) {
  const links = visible(workload);
  return links ? [{ workload, links }] : [];
}

/** @typedef {{ workload: PageWorkload, links: Link[] }[]} Rows */

/** @param {Band} band @param {Rows} rows @param {boolean} isOpen */
function bandElement(band, rows, isOpen) {
  const { namespace, index } = band;
  const open = view.isPrinting || isOpen;
  const button = element(
    'button',
    { type: 'button', class: 'fold', 'aria-expanded': String(open) },
    element('span', { class: 'chevron', 'aria-hidden': 'true' }),
    element('span', { 'data-field': 'namespace' }, ...shown(namespace)),
    element('span', { class: 'sum' }, counted(rows.length, 'workload')),
  );
  button.addEventListener('click', () => {
    chosen.set(band, !isOpen);
    rerender(() => document.querySelector(`.band[data-index="${index}"] .fold`));
  });
  return element(
    'section',
    { class: 'band', 'data-index': index, 'aria-label': `Namespace ${plainText(namespace)}` },
    element('div', { class: 'head' }, element('h2', {}, button), ...(open ? [] : summary(rows))),
    open && bandBody(band, rows),
  );
}

/** @param {Band} band @param {Rows} rows */
function bandBody(band, rows) {
  const count = view.isPrinting ? rows.length : (rowCounts.get(band) ?? FIRST_ROWS);
  // Those that nothing concerns come last.
  const sorted = [
    ...rows.filter(({ workload }) => !isOther(workload)),
    ...rows.filter(({ workload }) => isOther(workload)),
  ];
  const some = sorted.slice(0, count);
  const body = view.isPrinting || view.isTable || narrow.matches ? tableOf(band.namespace, some) : mapOf(some);
  return element(
    'div',
    { class: 'content' },
    body,
    ...moreOf(rows.length - some.length, 'workload', () => rowCounts.set(band, count + FIRST_ROWS)),
  );
}

/** What a folded namespace has. @param {Rows} rows @returns {Child[]} */
function summary(rows) {
  const links = rows.flatMap((row) => row.links);
  const ways = grouped(links, ({ via }) => via);
  const identities = new Set(links.map(({ target }) => target));
  const nothing = rows.filter(({ workload }) => isWithout(workload)).length;
  const findings = [...new Set(rows.flatMap(({ workload }) => findingsAround(workload)))];
  const blocked = content.kind === 'plan' ? rows.filter(({ workload }) => isNews(workload)).length : 0;
  const lines = () => [...ways.keys()].map((via) => element('span', { class: `run via-${via}` }));
  return [
    element('span', { class: 'runs', 'aria-hidden': 'true' }, ...lines()),
    element(
      'span',
      { class: 'sum ways' },
      ...[...ways].map(([via, own]) => element('span', { class: 'way' }, `${own.length} ${WAYS[via]?.short ?? via}`)),
    ),
    element('span', { class: 'runs', 'aria-hidden': 'true' }, ...lines()),
    element(
      'span',
      { class: 'sum identities' },
      identities.size > 0 && counted(identities.size, 'identity', 'identities'),
      nothing > 0 && tag('error', nothing === 1 ? '1 gets nothing' : `${nothing} get nothing`),
      blocked > 0 && tag('error', `${blocked} blocked`),
      ...changeTags(links),
      ...findingTags(findings),
    ),
  ];
}

/** @param {number} count @param {string} noun @param {() => void} more */
function moreOf(count, noun, more) {
  if (count <= 0) return [];
  const button = element('button', { type: 'button', class: 'more' }, `Show more of ${counted(count, `more ${noun}`)}`);
  button.addEventListener('click', () => {
    more();
    rerender();
  });
  return [button];
}

/** Renders again, and gives the focus to what replaces what had it. @param {() => Element | null} [focused] */
function rerender(focused) {
  render();
  const next = focused?.();
  if (next instanceof HTMLElement) next.focus();
}

/** @param {boolean} isOpen */
function foldAll(isOpen) {
  for (const band of bands) chosen.set(band, isOpen);
  render();
}

/** Buttons for the whole map. */
function viewButtons() {
  const [map, table] = ['Map', 'Table'].map((name) =>
    element('button', { type: 'button', 'aria-pressed': String(name === 'Map') }, name),
  );
  const show = (/** @type {boolean} */ asTable) => {
    view.isTable = asTable;
    map?.setAttribute('aria-pressed', String(!asTable));
    table?.setAttribute('aria-pressed', String(asTable));
    render();
  };
  map?.addEventListener('click', () => show(false));
  table?.addEventListener('click', () => show(true));
  const [unfold, fold] = ['Open all', 'Fold all'].map((name) => element('button', { type: 'button' }, name));
  unfold?.addEventListener('click', () => foldAll(true));
  fold?.addEventListener('click', () => foldAll(false));
  if (content.workloads.length === 0) return element('div', { class: 'views' }, found);
  return element(
    'div',
    { class: 'views' },
    element('div', { class: 'found' }, found, reset),
    element('span', { class: 'group', role: 'group', 'aria-label': 'View' }, map, table),
    element('span', { class: 'group', role: 'group', 'aria-label': 'Namespaces' }, unfold, fold),
  );
}
