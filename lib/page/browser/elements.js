const packed = JSON.parse(document.getElementById('content')?.textContent ?? '');

/** @type {PageContent} */
const content = unpack(packed);

/** Characters that cannot be seen, or move others. */
const UNSEEN = new RegExp(`(${packed.unseen})`, 'gu');

/** @typedef {Node | string | false | undefined} Child */

/**
 * An element. Strings become text, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | undefined>} attributes true: without a value; false: absent
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== false && child !== undefined) made.append(child);
  return made;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function drawn(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * Foreign text; characters that cannot be seen are shown by their escapes.
 *
 * @param {string} text
 * @returns {Child[]}
 */
function shown(text) {
  return text
    .split(UNSEEN)
    .map((part, i) => (i % 2 === 0 ? part : element('span', { class: 'escape' }, escapesOf(part))));
}

/** The same as plain text. @param {string} text */
const plainText = (text) => text.replace(UNSEEN, escapesOf);

/** @param {string} text */
function escapesOf(text) {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, '0'));
  return units.map((unit) => `\\u${unit}`).join('');
}

/** A value as it is in the manifests. @param {string | undefined} text @param {string} [field] */
function value(text, field) {
  return text === undefined ? undefined : element('code', { 'data-field': field }, ...shown(text));
}

/** @param {number} count @param {string} noun @param {string} [several] */
function counted(count, noun, several = `${noun}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : several}`;
}

/**
 * @template T
 * @param {Iterable<T>} items
 * @param {(item: T) => string} keyOf
 * @returns {Map<string, T[]>}
 */
function grouped(items, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** How many items are shown before somebody asks for more. */
const FIRST_ITEMS = 100;

/**
 * A list that shows its first items, and a button for more. On paper it has all of them.
 *
 * @template T
 * @param {HTMLElement} list @param {readonly T[]} items @param {(item: T) => HTMLElement} make @param {string} noun
 * @param {AbortSignal} [gone] when the list is no longer shown
 */
function growing(list, items, make, noun, gone) {
  const more = element('button', { type: 'button', class: 'more' });
  let count = 0;
  const add = (/** @type {number} */ next) => {
    list.append(...items.slice(count, count + next).map(make));
    count = Math.min(items.length, count + next);
    more.hidden = count === items.length;
    more.textContent = `Show more of ${counted(items.length - count, `more ${noun}`)}`;
  };
  more.addEventListener('click', () => add(FIRST_ITEMS));
  whenPrinted(() => add(items.length), gone);
  add(FIRST_ITEMS);
  return [list, more];
}

const paper = matchMedia('print');

/** What to do before the page is printed: everything is shown then. @param {() => void} act @param {AbortSignal} [gone] */
function whenPrinted(act, gone) {
  const options = gone ? { signal: gone } : {};
  paper.addEventListener('change', ({ matches }) => matches && act(), options);
  addEventListener('beforeprint', act, options);
}
