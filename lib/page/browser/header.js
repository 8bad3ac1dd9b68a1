/** What the page is about, and how much of it there is. */
function fillHeader() {
  const header = document.getElementById('header');
  const { paths, exclude = [], settings, remarks, plan, kind } = content;
  const [first, second] = paths;
  const from =
    kind === 'difference' && second !== undefined
      ? [value(first), ' → ', value(second)]
      : paths.flatMap((path, i) => [i > 0 && ' ', value(path)]);
  const left = exclude.flatMap((glob, i) => [i > 0 ? ' ' : ' without ', value(glob, 'exclude')]);
  /** @type {Child[]} */
  const parts = [
    element('p', { class: 'from' }, 'from ', ...from, ...left),
    element(
      'ul',
      { class: 'figures', 'aria-label': 'Figures' },
      ...figures().map(([count, name, tone]) =>
        element('li', { class: tone }, element('strong', {}, count.toLocaleString('en')), ` ${name}`),
      ),
    ),
    ...settings.map((one, i) => settingsLine(one, settings.length > 1 ? ['Before', 'After'][i] : undefined)),
    plan &&
      plan.openEnds.length > 0 &&
      element('p', { class: 'note error' }, 'The plan is incomplete: see What the plan lacks, below.'),
    ...remarks.map((text) => element('p', { class: 'note warning' }, ...shown(text))),
  ];
  header?.append(...parts.filter(isNode));
}

/** @param {import('../content').PageSettings} settings @param {string | undefined} when */
function settingsLine({ mode, forceNamespaced, words, incomplete = [] }, when) {
  return element(
    'div',
    { class: 'settings', 'data-mode': mode, 'data-force-namespaced': String(forceNamespaced) },
    element('p', {}, when !== undefined && `${when}: `, ...shown(words), '.'),
    ...incomplete.map((file) =>
      element('p', { class: 'note warning' }, 'Incomplete: ', value(file, 'incomplete'), ' was skipped.'),
    ),
  );
}

/** @returns {[count: number, name: string, tone: string][]} */
function figures() {
  const { workloads, kind, plan } = content;
  const all = [...linksOf.values()].flat();
  const having = workloads.filter((one) => !isOther(one)).length;
  /** @param {number} count @param {string} noun @param {string} tone @param {string} [several] @returns {[number, string, string][]} */
  const some = (count, noun, tone, several = noun) => (count > 0 ? [[count, count === 1 ? noun : several, tone]] : []);
  const accounts = new Set(all.filter(isWithoutCredential).map(({ way }) => way.key)).size;
  const without = some(accounts, 'account without a credential', 'error', 'accounts without a credential');
  if (kind === 'difference') {
    const count = (/** @type {Change} */ change) =>
      all.filter(({ access }) => access?.change === change && !access.also).length;
    const [gained, lost] = [count('gained'), count('lost')];
    return [
      [gained, 'gained', gained > 0 ? 'gained' : ''],
      [lost, 'lost', lost > 0 ? 'lost' : ''],
      ...some(count('changed'), 'changed', 'changed'),
      ...some(count('ways'), 'moved to another way', 'ways'),
      ...without,
    ];
  }
  /** @type {[number, string, string][]} */
  const map = [
    [workloads.length, workloads.length === 1 ? 'workload' : 'workloads', ''],
    [bands.length, bands.length === 1 ? 'namespace' : 'namespaces', ''],
    [targets.size, targets.size === 1 ? 'identity' : 'identities', ''],
  ];
  if (plan) {
    const blocked = workloads.filter(isNews).length;
    const moving = workloads.filter(({ step }) => step?.next !== undefined && step.blockers.length === 0).length;
    return [
      ...map,
      ...some(moving, 'can take the next step', 'gained'),
      ...some(blocked, 'blocked', 'error'),
      ...some(plan.others, 'without either', ''),
    ];
  }
  const severities = SEVERITIES.flatMap((severity) =>
    some(
      findings.filter((one) => one.severity === severity && one.reason === undefined).length,
      severity,
      severity,
      severity === 'info' ? severity : `${severity}s`,
    ),
  );
  const nothing = some(workloads.filter(isWithout).length, 'gets nothing', 'error', 'get nothing');
  const bypassing = some(
    workloads.filter(({ bypass }) => bypass !== undefined).length,
    'bypasses pod identity',
    'warning',
    'bypass pod identity',
  );
  return [
    ...severities,
    ...map,
    ...nothing,
    ...without,
    ...bypassing,
    ...some(workloads.length - having, 'without an identity', ''),
  ];
}

/** The ways and changes on this page, in words. */
function legend() {
  const ways = Object.entries(WAYS).filter(([via]) => waysUsed.has(via));
  const changesUsed = new Set([...linksOf.values()].flat().map(({ access }) => access?.change));
  const changes = Object.entries(CHANGES).filter(([change]) => changesUsed.has(/** @type {Change} */ (change)));
  return element(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    ...ways.map(([via, { name, about }]) =>
      element(
        'li',
        {},
        element('span', { class: `swatch via-${via}`, 'aria-hidden': 'true' }),
        element('strong', {}, name),
        element('span', { class: 'about' }, `: ${about}`),
      ),
    ),
    ...changes.map(([change, { sign, word, about }]) =>
      element('li', {}, tag(change, `${sign} ${word}`), element('span', { class: 'about' }, ` ${about}`)),
    ),
    [...linksOf.values()].flat().some(isWithoutCredential) &&
      element(
        'li',
        {},
        tag('error', NO_CREDENTIAL.word),
        element('span', { class: 'about' }, ` ${NO_CREDENTIAL.about}`),
      ),
  );
}

/** @param {string} label @param {string} name @param {[value: string, text: string][]} options @param {(value: string) => void} choose */
function select(label, name, options, choose) {
  const chosen = element(
    'select',
    { id: name },
    ...options.map(([key, text]) => element('option', { value: key }, plainText(text))),
  );
  chosen.addEventListener('change', () => choose(chosen.value));
  return element('label', {}, element('span', {}, label), chosen);
}

/** @param {Target} target @returns {[string, string]} */
const optionOf = ({ key, title }) => [key, title];

/** Search and filters. @param {() => void} changed */
function filterBar(changed) {
  const before = { ...filter };
  const search = element('input', {
    type: 'search',
    id: 'search',
    placeholder: 'name, client id, binding, …',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  let waiting = 0;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      filter.text = search.value.trim();
      changed();
    }, 120);
  });
  /** @param {'namespace' | 'identity' | 'via'} name */
  const set = (name) => (/** @type {string} */ chosen) => {
    filter[name] = chosen;
    changed();
  };
  const names = [...targets.values()].sort((a, b) => (a.title < b.title ? -1 : 1)).map(optionOf);
  const news = NEWS[content.kind];
  const only = element('input', { type: 'checkbox', id: 'only', checked: filter.isOnlyNews });
  only.addEventListener('change', () => {
    filter.isOnlyNews = only.checked;
    changed();
  });
  const bar = element(
    'div',
    { class: 'toolbar', role: 'search' },
    element('label', { class: 'wide' }, element('span', {}, 'Search'), search),
    select(
      'Namespace',
      'namespace',
      [['', 'all'], ...bands.map(({ namespace }) => /** @type {[string, string]} */ ([namespace, namespace]))],
      set('namespace'),
    ),
    select(
      'Identity',
      'identity',
      [['', 'all'], ...names, ...(NODE.links.length > 0 ? [optionOf(NODE)] : [])],
      set('identity'),
    ),
    select(
      'Way',
      'way',
      [
        ['', 'all'],
        ...Object.entries(WAYS)
          .filter(([via]) => waysUsed.has(via))
          .map(([via, { name }]) => /** @type {[string, string]} */ ([via, name])),
      ],
      set('via'),
    ),
    news !== undefined && element('label', { class: 'check' }, only, news),
  );
  reset.addEventListener('click', () => {
    clearTimeout(waiting);
    Object.assign(filter, before);
    search.value = filter.text;
    for (const one of bar.querySelectorAll('select')) one.selectedIndex = 0;
    only.checked = filter.isOnlyNews;
    changed();
    search.focus();
  });
  return bar;
}
