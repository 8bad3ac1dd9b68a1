/** Pixels from one row to the next. */
const ROW = 36;
/** @typedef {{ key: string, links: Link[], y: number }} Placed */

/**
 * A namespace as a map: workloads, ways and identities in three columns, and lines between them. The places are computed,
 * not measured: lines are stretched with the gaps between the columns.
 *
 * @param {readonly { workload: PageWorkload, links: Link[] }[]} rows
 */
function mapOf(rows) {
  const links = rows.flatMap((row) => row.links);
  const left = new Map(rows.map(({ workload }, i) => [workload, i * ROW]));
  const ways = placed(
    links,
    ({ way }) => way.key,
    ({ workload }) => left.get(workload) ?? 0,
    rows.length,
  );
  const middle = new Map(ways.map(({ key, y }) => [key, y]));
  const identities = placed(
    links,
    ({ target }) => target.key,
    ({ way }) => middle.get(way.key) ?? 0,
    rows.length,
  );
  const right = new Map(identities.map(({ key, y }) => [key, y]));
  const height = Math.max(rows.length, ways.length, identities.length) * ROW;

  const columns = [
    column(
      'Workloads',
      rows.map(({ workload, links: own }) =>
        thing(0, left.get(workload) ?? 0, own, workloadLabel(workload, own), () => openWorkload(workload)),
      ),
    ),
    gap(
      links,
      height,
      ({ workload }) => left.get(workload) ?? 0,
      ({ way }) => middle.get(way.key) ?? 0,
      true,
    ),
    column(
      'Ways',
      ways.map(({ links: own, y }) => thing(1, y, own, wayLabel(own), () => openWay(own))),
    ),
    gap(
      links,
      height,
      ({ way }) => middle.get(way.key) ?? 0,
      ({ target }) => right.get(target.key) ?? 0,
      false,
    ),
    column(
      'Identities',
      identities.map(({ links: own, y }) => thing(2, y, own, identityLabel(own), () => openIdentity(own))),
    ),
  ];
  const map = element('div', { class: 'map' }, ...columns);
  map.style.height = `${height}px`;
  return map;
}

/**
 * Things beside what they are linked to, and none on another.
 *
 * @param {readonly Link[]} links
 * @param {(link: Link) => string} keyOf
 * @param {(link: Link) => number} beside
 * @param {number} count rows that are there anyway
 * @returns {Placed[]}
 */
function placed(links, keyOf, beside, count) {
  const things = [...grouped(links, keyOf)]
    .map(([key, own]) => ({ key, links: own, y: own.reduce((sum, link) => sum + beside(link), 0) / own.length }))
    .sort((a, b) => a.y - b.y);
  let least = 0;
  for (const one of things) {
    one.y = Math.max(one.y, least);
    least = one.y + ROW;
  }
  let most = Math.max(count, things.length) * ROW;
  for (const one of things.toReversed()) {
    one.y = Math.min(one.y, most - ROW);
    most = one.y;
  }
  return things;
}

/** @param {string} label @param {HTMLElement[]} items */
function column(label, items) {
  return element('ul', { class: 'column', 'aria-label': label }, ...items);
}

/**
 * @param {number} number @param {number} y @param {Link[]} links @param {Child[]} label @param {() => void} open
 */
function thing(number, y, links, label, open) {
  const button = element(
    'button',
    { type: 'button', class: 'thing', 'data-column': number, 'data-via': links[0]?.via },
    ...label,
  );
  things.set(button, { element: button, links, open });
  for (const link of links) belongs(link, button);
  const item = element('li', {}, button);
  item.style.top = `${y}px`;
  return item;
}

/**
 * @param {readonly Link[]} links @param {number} height
 * @param {(link: Link) => number} from @param {(link: Link) => number} to
 * @param {boolean} hasSigns whether changes are marked in this gap
 */
function gap(links, height, from, to, hasSigns) {
  const picture = drawn('svg', { viewBox: `0 0 100 ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  /** @type {HTMLElement[]} */
  const signs = [];
  const lines = grouped(
    links,
    (link) => `${from(link)} ${to(link)} ${link.via} ${newIn(link.access)} ${link.isAnyway}`,
  );
  for (const own of lines.values()) {
    const [link] = own;
    if (!link) continue;
    const [y1, y2] = [from(link) + ROW / 2, to(link) + ROW / 2];
    const kind = `line via-${link.via}${changeClass(link)}${link.isAnyway ? ' anyway' : ''}`;
    const line = drawn('path', {
      class: kind,
      d: `M0 ${y1}C50 ${y1} 50 ${y2} 100 ${y2}`,
      'vector-effect': 'non-scaling-stroke',
    });
    things.set(line, { element: picture.parentElement ?? document.body, links: own, open: () => openLink(own) });
    for (const one of own) belongs(one, line);
    picture.append(line);
    const change = newIn(link.access);
    if (!hasSigns || !change) continue;
    const sign = element('span', { class: `sign ${change}`, 'aria-hidden': 'true' }, CHANGES[change].sign);
    sign.style.top = `${(y1 + y2) / 2}px`;
    for (const one of own) belongs(one, sign);
    signs.push(sign);
  }
  return element('div', { class: 'gap' }, picture, ...signs);
}

/** @param {Link} link */
const changeClass = ({ access }) => (access ? ` change ${newIn(access) ?? 'same'}` : '');

/** What changes by an access: nothing by a way that is kept. @param {PageAccess | undefined} access */
const newIn = (access) => (access?.kept ? undefined : access?.change);
