/** A mistake, with the line it is in and what to write. @param {PageFinding} finding */
function findingCard(finding) {
  const {
    rule,
    severity,
    object,
    file,
    line,
    column,
    path,
    field,
    message,
    suggestion,
    suggestionIn,
    suggestionAt,
    reason,
  } = finding;
  return element(
    'article',
    { class: `finding ${severity}`, 'aria-label': `${severity}: ${rule}` },
    element(
      'header',
      {},
      element('span', { class: `tag ${severity}`, 'data-field': 'severity' }, severity),
      element('strong', { 'data-field': 'rule' }, rule),
      reason !== undefined && tag('quiet', 'suppressed'),
      element('span', { class: 'place' }, ...placeOf(file, line, column)),
    ),
    element(
      'p',
      { class: 'object' },
      element('span', { 'data-field': 'object' }, ...shown(object)),
      field !== '' && ', ',
      element('span', { 'data-field': 'path', 'data-value': path }, ...shown(field)),
    ),
    element('p', {}, element('span', { 'data-field': 'message' }, ...shown(message))),
    excerptOf(finding),
    suggestion !== undefined &&
      element(
        'div',
        { class: 'suggestion' },
        `Write ${plainText(suggestionAt ?? '')}:`,
        element('pre', { tabindex: 0, 'data-field': 'suggestion', 'data-in': suggestionIn }, ...shownLines(suggestion)),
      ),
    reason !== undefined &&
      element('p', { class: 'note' }, 'Suppressed: ', element('span', { 'data-field': 'reason' }, ...shown(reason))),
  );
}

/** @param {string} text @returns {Child[]} */
const shownLines = (text) => text.split('\n').flatMap((line, i) => (i === 0 ? shown(line) : ['\n', ...shown(line)]));

/** @param {PageFinding} finding */
function excerptOf({ excerpt, line }) {
  if (!excerpt) return undefined;
  const { text, caret, length } = excerpt;
  const end = caret + length;
  return element(
    'pre',
    { class: 'excerpt', tabindex: 0, 'aria-label': `Line ${line}` },
    element('span', { class: 'number', 'aria-hidden': 'true' }, `${line} `),
    ...shown(text.slice(0, caret)),
    element('mark', {}, ...shown(text.slice(caret, end))),
    ...shown(text.slice(end)),
  );
}

/** The findings that search and filters leave. */
const findingsArea = element('section', { id: 'findings', 'aria-labelledby': 'findings-title' });
let listed = new AbortController();

function renderFindings() {
  listed.abort();
  listed = new AbortController();
  const isSeen = findingFilter();
  /** @param {boolean} isOpen */
  const some = (isOpen) => {
    const of = findings.filter(({ reason }) => (reason === undefined) === isOpen);
    return { of, seen: of.filter(isSeen) };
  };
  const [open, suppressed] = [some(true), some(false)];
  findingsArea.replaceChildren(
    element('h2', { id: 'findings-title' }, open.of.length === 0 ? 'No findings' : partOf(open, 'finding', 'findings')),
    ...growing(element('div', {}), open.seen, findingCard, 'finding', listed.signal),
    ...(suppressed.of.length > 0
      ? [
          element('h2', {}, partOf(suppressed, 'suppressed', 'suppressed')),
          ...growing(element('div', {}), suppressed.seen, findingCard, 'finding', listed.signal),
        ]
      : []),
  );
}

/** `3 of 12 findings` @param {{ of: PageFinding[], seen: PageFinding[] }} some @param {string} noun @param {string} several */
function partOf({ of, seen }, noun, several) {
  const all = counted(of.length, noun, several);
  return seen.length === of.length ? all : `${seen.length.toLocaleString('en')} of ${all}`;
}
