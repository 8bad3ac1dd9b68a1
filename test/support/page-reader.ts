import type { Page } from 'playwright-core';

/** What a page says, read from what is seen: on paper it shows everything. In the form of `--format json`. */
export interface Read {
  readonly settings: readonly { mode: string; forceNamespaced: boolean; incomplete?: readonly string[] }[];
  readonly workloads: readonly ReadWorkload[];
  readonly findings: readonly object[];
  readonly suppressed: readonly object[];
  /** Of a plan: its JSON besides the workloads, and without `blocked`. Values that are to be set are text. */
  readonly plan: object;
}

export interface ReadWorkload {
  readonly fields: { readonly [name: string]: unknown };
  readonly notes: readonly string[];
  readonly remarks: readonly string[];
  readonly blockers: readonly object[];
  readonly accesses: readonly ReadAccess[];
}

export interface ReadAccess {
  readonly change?: string;
  readonly also: boolean;
  readonly identity?: { readonly [name: string]: unknown };
  readonly bypass?: string;
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly inOneStep?: true;
  readonly before?: { readonly identity?: object; readonly bypass?: string };
}

/** Reads all of a page, as it is on paper. */
export async function readPage(page: Page): Promise<Read> {
  // A function of the browser, as text: this project is compiled without the types of a browser.
  return (await page.evaluate(`(${READER})()`)) as Read;
}

const READER = `() => {
  dispatchEvent(new Event('beforeprint'));
  const textOf = (node) => [...node.childNodes].map((child) => {
    if (child.nodeType === 3) return child.data;
    if (child.classList.contains('escape')) return JSON.parse('"' + child.textContent + '"');
    return textOf(child);
  }).join('');
  const all = (node, selector) => [...node.querySelectorAll(selector)];
  const inside = (node, outer) => (one) => outer.every((selector) => {
    const found = one.closest(selector);
    return !found || !node.contains(found) || found === node;
  });
  const BOOLEANS = ['excepted', 'federated', 'inOneStep'];
  const fieldsOf = (node, ...without) => Object.fromEntries(all(node, '[data-field]').filter(inside(node, without)).map((one) => {
    const { field, value } = one.dataset;
    const text = value ?? textOf(one);
    return [field, field === 'line' || field === 'column' ? Number(text) : BOOLEANS.includes(field) ? text === 'true' : text];
  }));
  const findingOf = (one) => {
    const { reason, ...fields } = fieldsOf(one);
    const suggestion = one.querySelector('[data-field=suggestion]');
    const into = suggestion?.dataset.in;
    return { ...fields, ...(into !== undefined && { suggestionIn: into }), ...(reason !== undefined && { reason }) };
  };
  const accessOf = (row, cells) => {
    const [way, identity] = cells;
    const { from, to, inOneStep, bypass } = fieldsOf(way, '.finding', '[data-field=before]');
    const before = way.querySelector('[data-field=before]');
    const old = before && fieldsOf(before);
    const fields = fieldsOf(identity, '.finding');
    return {
      ...(row.dataset.change && { change: row.dataset.change }),
      also: row.dataset.also !== undefined,
      ...(Object.keys(fields).length > 0 && { identity: fields }),
      ...(bypass !== undefined && { bypass }),
      ...(from !== undefined && { from: from.split(', '), to: to.split(', ') }),
      ...(inOneStep && { inOneStep }),
      ...(old && { before: (() => { const { before: _, bypass: b, ...rest } = old; return { ...(Object.keys(rest).length > 0 && { identity: rest }), ...(b && { bypass: b }) }; })() }),
    };
  };
  const textIn = (node, field) => all(node, '[data-field=' + field + ']').map(textOf);
  const objectIn = (node, ...fields) => Object.fromEntries(fields.flatMap((field) => {
    const [text] = textIn(node, field);
    return text === undefined ? [] : [[field, field === 'line' ? Number(text) : text]];
  }));
  const blockers = (node) => all(node, '.blocker').map((one) => objectIn(one, 'problem', 'advice', 'command'));
  const workloadOf = (namespace) => (body) => {
    const rows = all(body, 'tr');
    const head = rows[0].querySelector('th');
    const { note, remark, problem, advice, command, ...fields } = fieldsOf(head, '.finding');
    const accesses = rows.flatMap((row) => {
      const cells = [...row.querySelectorAll('td')];
      return cells.length === 2 ? [accessOf(row, cells)] : [];
    });
    const texts = (field) => all(head, '[data-field=' + field + ']').map(textOf);
    return {
      fields: { ...fields, namespace },
      notes: texts('note'),
      remarks: texts('remark'),
      blockers: blockers(head),
      accesses,
    };
  };
  const workloads = all(document, '.band').flatMap((band) => {
    const namespace = textOf(band.querySelector('.head [data-field=namespace]'));
    return all(band, 'tbody').map(workloadOf(namespace));
  });
  const settings = all(document, '.settings').map((one) => {
    const incomplete = all(one, '[data-field=incomplete]').map(textOf);
    return { mode: one.dataset.mode, forceNamespaced: one.dataset.forceNamespaced === 'true', ...(incomplete.length > 0 && { incomplete }) };
  });
  const found = all(document, '#findings .finding').map(findingOf);
  const cards = (id, read) => all(document, '#' + id + ' > .cards > .card').map(read);
  const plan = {
    others: Number(/([\\d,]+)\\s+without either/.exec(document.querySelector('.figures').textContent)?.[1].replaceAll(',', '') ?? 0),
    openEnds: cards('what-the-plan-lacks', (card) => objectIn(card, 'place', 'problem', 'advice')),
    phases: cards('phases', (card) => ({
      ...objectIn(card, 'title', 'action', 'gate', 'wayBack'),
      objects: textIn(card, 'object'),
    })),
    identities: cards('federated-credentials', (card) => {
      const [, least, credentials, most] = /(at least )?(\\d+) of (\\d+):/.exec(card.querySelector('p').textContent);
      const items = all(card, 'details li');
      return {
        ...objectIn(card, 'identity', 'kind', 'clientID'),
        ...{ credentials: Number(credentials), most: Number(most), exact: least === undefined },
        ...{ blockers: blockers(card), remarks: textIn(card, 'remark') },
        needed: items.filter((item) => item.querySelector('[data-field=known]')).map((item) => ({
          ...objectIn(item, 'subject'),
          known: textIn(item, 'known')[0] === 'there',
          workloads: textIn(item, 'workload'),
        })),
        others: items.filter((item) => !item.querySelector('[data-field=known]')).map((item) => objectIn(item, 'name', 'issuer', 'subject')),
      };
    }),
    companions: cards('what-else-uses-pod-identity', (card) => {
      const values = textIn(card, 'setValue');
      return {
        ...objectIn(card, 'kind', 'namespace', 'name', 'file', 'line', 'field', 'found', 'remark'),
        changes: textIn(card, 'setField').map((field, i) => ({ field, value: values[i] })),
      };
    }),
  };
  return {
    settings,
    workloads,
    findings: found.filter(({ reason }) => reason === undefined),
    suppressed: found.filter(({ reason }) => reason !== undefined),
    plan,
  };
}`;
