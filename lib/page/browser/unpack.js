/** @typedef {import('../content').PageContent} PageContent */
/** @typedef {import('../content').PageWorkload} PageWorkload */
/** @typedef {import('../content').PageIdentity} PageIdentity */
/** @typedef {import('../content').PageAccess} PageAccess */
/** @typedef {import('../content').PageFinding} PageFinding */
/** @typedef {import('../content').Change} Change */
/** @typedef {{ strings: (number | string)[], shapes: string[][], shared: unknown[], value: unknown }} Packed */

/**
 * Reads what pack.ts has written.
 *
 * @param {Packed} packed
 * @returns {any}
 */
function unpack({ strings, shapes, shared, value }) {
  /** @type {string[]} */
  const texts = [];
  let last = '';
  for (let i = 0; i < strings.length; i += 2) {
    last = last.slice(0, Number(strings[i])) + strings[i + 1];
    const end = strings[i + 2];
    if (typeof end === 'number' && end < 0) {
      last += texts[-1 - end];
      i++;
    }
    texts.push(last);
  }
  /** @type {unknown[]} */
  const lists = [];
  // Each one uses only those before it.
  for (const list of shared) lists.push(read(list));
  return read(value);

  /** @param {any} item @returns {any} */
  function read(item) {
    if (typeof item === 'number') return texts[item];
    if (!Array.isArray(item)) return item;
    const [head, ...rest] = item;
    if (head === -1) return rest[0];
    if (head === -2) return rest.map(read);
    if (head === -3) return lists[rest[0]];
    return Object.fromEntries(rest.map((field, i) => [shapes[head]?.[i], read(field)]));
  }
}
