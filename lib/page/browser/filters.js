/** What is to be seen. */
const filter = {
  text: '',
  namespace: '',
  identity: '',
  via: '',
  isOnlyNews: content.kind === 'difference' || (content.kind === 'check' && content.workloads.some(isNews)),
};

/** Where words of a search are looked for. @type {Map<PageWorkload, string>} */
const haystacks = new Map();

/** @param {PageWorkload} workload */
function haystackOf(workload) {
  let text = haystacks.get(workload);
  if (text === undefined) {
    const { label, labelWords, serviceAccount, file, line, notes, refused, step } = workload;
    const links = linksOf.get(workload) ?? [];
    text = [
      ...[
        titleOf(workload),
        label,
        labelWords,
        serviceAccount,
        file === undefined ? undefined : `${file}:${line}`,
        refused,
      ],
      ...(notes ?? []),
      ...[step?.stage, step?.next, ...(step?.blockers ?? []).flatMap(({ problem, advice }) => [problem, advice])],
      ...links.flatMap(({ way, target, identity }) => [
        way.title,
        target.title,
        identity?.clientID,
        identity?.resourceID,
      ]),
      ...links.map(({ via, access }) => `${WAYS[via]?.name} ${access?.change ?? ''} ${access?.words ?? ''}`),
      ...links.flatMap(({ access }) => access?.whyLost ?? []),
      ...findingsAround(workload).flatMap(({ rule, severity, message }) => [rule, severity, message]),
    ]
      .join('\n')
      .toLowerCase();
    haystacks.set(workload, text);
  }
  return text;
}

/** All must be found. @param {string} text */
const wordsOf = (text) => text.toLowerCase().split(/\s+/);

/**
 * The links of a workload that are to be seen; undefined when the workload is not.
 *
 * @param {PageWorkload} workload @param {boolean} [isSearched] false: whatever is searched for
 */
function visible(workload, isSearched = true) {
  const { namespace, identity, via, isOnlyNews } = filter;
  const text = isSearched ? filter.text : '';
  const all = linksOf.get(workload) ?? [];
  if (namespace !== '' && workload.namespace !== namespace) return undefined;
  if (text !== '' && !wordsOf(text).every((word) => haystackOf(workload).includes(word))) return undefined;
  if (via === 'nothing') return isWithout(workload) ? all : undefined;
  if (isOnlyNews && content.kind !== 'difference' && !isNews(workload)) return undefined;
  const links = all.filter(
    (link) =>
      (identity === '' || link.target.key === identity) &&
      (via === '' || link.via === via) &&
      (!isOnlyNews || content.kind !== 'difference' || link.access?.change !== undefined),
  );
  const isNarrow = identity !== '' || via !== '' || (isOnlyNews && content.kind === 'difference');
  return links.length > 0 || !isNarrow ? links : undefined;
}

/** Which findings are to be seen: those that match themselves, and are around a workload with what is chosen. */
function findingFilter() {
  const { text, namespace, identity, via } = filter;
  const words = text === '' ? [] : wordsOf(text);
  const around =
    identity === '' && via === ''
      ? undefined
      : new Set(content.workloads.filter((one) => visible(one, false) !== undefined).flatMap(findingsAround));
  return (/** @type {PageFinding} */ finding) => {
    const { rule, severity, object, message, file, line } = finding;
    if (namespace !== '' && !object.includes(` ${namespace}/`)) return false;
    if (around && !around.has(finding)) return false;
    const haystack = [rule, severity, object, message, `${file}:${line}`].join('\n').toLowerCase();
    return words.every((word) => haystack.includes(word));
  };
}

/** Whether it has a finding, or something that blocks its way. @param {PageWorkload} workload */
function isNews(workload) {
  return content.kind === 'plan'
    ? (workload.step?.blockers ?? []).length > 0
    : findingsAround(workload).some(({ reason }) => reason === undefined);
}

/** What the checkbox is called. @type {Record<string, string | undefined>} */
const NEWS = { difference: 'Only changes', check: 'Only with findings', plan: 'Only blocked' };
