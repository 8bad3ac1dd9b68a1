/** A thing on the map: a workload, a way or an identity. @typedef {{ element: HTMLElement, links: Link[], open: () => void }} Thing */

/** @type {Map<Element, Thing>} */
const things = new Map();
/** The elements of each link on the map: its three things, and its lines. @type {Map<Link, Element[]>} */
const elementsOf = new Map();
/** @type {Element[]} */
let traced = [];
/** What the panel explains: it stays traced while nothing else is. @type {readonly Link[]} */
let explained = [];

/** @param {Link} link @param {Element} one */
function belongs(link, one) {
  const known = elementsOf.get(link);
  if (known) known.push(one);
  else elementsOf.set(link, [one]);
}

/** Shows some links, and nothing else, until others are shown. @param {readonly Link[]} [links] */
function trace(links = explained) {
  for (const one of traced) one.classList.remove('traced');
  traced = [...new Set(links.flatMap((link) => elementsOf.get(link) ?? []))];
  for (const one of traced) one.classList.add('traced');
  document.body.classList.toggle('tracing', traced.length > 0);
}

/** @param {readonly Link[]} links */
function explain(links) {
  explained = links;
  trace();
}

/** @param {EventTarget | null} target @returns {Thing | undefined} */
function thingAt(target) {
  const found = target instanceof Element ? target.closest('.thing, .line') : null;
  return found === null ? undefined : things.get(found);
}

/** @param {HTMLElement} area */
function followPointer(area) {
  area.addEventListener('pointerover', ({ target }) => trace(thingAt(target)?.links));
  area.addEventListener('pointerleave', () => trace());
  area.addEventListener('focusin', ({ target }) => trace(thingAt(target)?.links));
  area.addEventListener('focusout', () => trace());
  area.addEventListener('click', ({ target }) => thingAt(target)?.open());
  area.addEventListener('keydown', (event) => {
    const next = neighbour(event);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

/** What an arrow key leads to: up and down in the column, left and right along the way. @param {KeyboardEvent} event */
function neighbour({ key, target }) {
  const thing = thingAt(target);
  if (!thing || !['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(key)) return undefined;
  const { element: at, links } = thing;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const all = [...document.querySelectorAll(`.thing[data-column="${at.dataset.column}"]`)];
    const next = all[all.indexOf(at) + (key === 'ArrowUp' ? -1 : 1)];
    return next instanceof HTMLElement ? next : undefined;
  }
  const column = Number(at.dataset.column) + (key === 'ArrowLeft' ? -1 : 1);
  const along = links.flatMap((link) => elementsOf.get(link) ?? []);
  const next = along.find((one) => one instanceof HTMLElement && one.dataset.column === String(column));
  return next instanceof HTMLElement ? next : undefined;
}
