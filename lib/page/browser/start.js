/** @param {boolean} isNow */
function setPrinting(isNow) {
  if (isNow === view.isPrinting) return;
  view.isPrinting = isNow;
  if (isNow) hidePanel();
  render();
}

function start() {
  fillHeader();
  const heads = ['Workload', 'Way', 'Identity'].map((name) => element('span', {}, name));
  const hasContent = content.workloads.length > 0 || (content.findings ?? []).length > 0;
  const main = element(
    'main',
    { class: content.plan && 'for-plan' },
    ...(hasContent ? [filterBar(changed), legend()] : []),
    viewButtons(),
    element('div', { class: 'heads', 'aria-hidden': 'true' }, ...heads),
    area,
    ...(content.plan ? planSections(content.plan) : []),
    content.findings && findingsArea,
  );
  document.body.append(main, panel);
  followPointer(area);
  narrow.addEventListener('change', render);
  paper.addEventListener('change', ({ matches }) => setPrinting(matches));
  addEventListener('beforeprint', () => setPrinting(true));
  addEventListener('afterprint', () => setPrinting(false));
  changed();
}

/** Search and filters have changed. */
function changed() {
  render();
  if (content.findings) renderFindings();
}

start();
